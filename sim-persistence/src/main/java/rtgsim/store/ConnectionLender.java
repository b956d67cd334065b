package rtgsim.store;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Lends connections to the database that a writer has open, since nobody else can open its file.
///
/// The writer takes them all back when it needs the file for itself: after a failure, and before the run is completed. What is read at that moment is cut
/// short; no reader can keep a connection, whatever it does meanwhile. Only so many are out at once as leave the machine to the writer and the engine; who comes
/// then waits for a turn, in order.
final class ConnectionLender {

    private static final int LENT_MAX = 2;

    /// Within milliseconds of being told DuckDB ends what it does.
    private static final Duration TAKEN_BACK_WITHIN = Duration.ofSeconds(10);

    private final Semaphore turns = new Semaphore(LENT_MAX, true);

    // Guarded by this.
    private final Deque<DuckDBConnection> idle = new ArrayDeque<>();
    private final Set<LentConnection> lent = new HashSet<>();
    private @Nullable DuckDBConnection owned;

    /// Of what is lent; set by the writer's thread. Not guarded, so that a COMMIT never waits for a connection that is just being opened.
    private volatile Extent extent = Extent.NONE;

    // ---- the writer's thread

    /// From now on connections to this database are lent.
    ///
    /// @param held what it holds
    synchronized void lend(DuckDBConnection opened, Extent held) {
        extent = held;
        owned = opened;
    }

    /// Who borrows from now on finds this batch too.
    void committed(Batch batch) {
        extent = extent.with(batch);
    }

    /// Lends no more. When this returns, no connection but the writer's own is open.
    ///
    /// @throws SQLTimeoutException if DuckDB did not end what a reader had asked
    void takeBack() throws SQLException {
        List<LentConnection> out;
        synchronized (this) {
            owned = null;
            while (!idle.isEmpty()) idle.remove().close();
            out = List.copyOf(lent);
        }
        long deadline = System.nanoTime() + TAKEN_BACK_WITHIN.toNanos();
        for (LentConnection one : out) {
            if (!one.withdraw(deadline)) throw new SQLTimeoutException("timed out waiting for a reader of the run");
        }
    }

    // ---- readers' threads

    /// A connection for one question, to be closed soon.
    ///
    /// @throws StoreFailure.Unavailable if there is none within `patience`, or the writer has the file for itself
    LentConnection borrow(Duration patience) {
        boolean turn;
        try {
            turn = turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new StoreFailure.Unavailable("the one who asked was interrupted", told);
        }
        if (!turn) throw new StoreFailure.Unavailable("others are reading the run", null);
        LentConnection connection = null;
        try {
            connection = lentOne();
            return connection;
        } finally {
            if (connection == null) turns.release();
        }
    }

    private synchronized LentConnection lentOne() {
        DuckDBConnection open = owned;
        if (open == null) throw new StoreFailure.Unavailable("its writer has the file for itself", null);
        DuckDBConnection connection = idle.poll();
        try {
            if (connection == null) connection = RunDatabase.beside(open);
            LentConnection one = new LentConnection(this, connection, extent);
            lent.add(one);
            return one;
        } catch (SQLException e) {
            throw LentConnection.failure(e);
        }
    }

    /// @param reusable whether the connection is as it was when it was lent
    synchronized void giveBack(LentConnection one, DuckDBConnection connection, boolean reusable) throws SQLException {
        lent.remove(one);
        turns.release();
        if (reusable && owned != null) idle.add(connection);
        else connection.close();
    }
}
