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

    /// A connection that nobody has, with the statements that were prepared when so much was committed.
    private record Idle(ReadConnection connection, Extent extent) {}

    private static final int LENT_MAX = 2;

    /// Who reads within this time of another shares its end, and with it what was prepared and counted.
    private static final Duration END_SHARED = Duration.ofMillis(500);

    /// Within milliseconds of being told DuckDB ends what it does.
    private static final Duration TAKEN_BACK_WITHIN = Duration.ofSeconds(10);

    private final Semaphore turns = new Semaphore(LENT_MAX, true);

    // Guarded by this.
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<LentConnection> lent = new HashSet<>();
    private @Nullable DuckDBConnection owned;
    private Extent shared = Extent.NONE;
    private long sharedSince;

    /// Of what is lent; set by the writer's thread. Not guarded, so that a COMMIT never waits for a connection that is just being opened.
    private volatile Extent extent = Extent.NONE;

    // ---- the writer's thread

    /// From now on connections to this database are lent.
    ///
    /// @param held what it holds
    synchronized void lend(DuckDBConnection opened, Extent held) {
        extent = held;
        shared = Extent.NONE;
        owned = opened;
    }

    /// Who borrows finds this batch too, soon.
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
            while (!idle.isEmpty()) idle.pop().connection.close();
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
    /// @param seq of an event that is to be found if it is committed, or -1 for none in particular
    /// @throws StoreFailure.Unavailable if there is none within `patience`, or the writer has the file for itself
    LentConnection borrow(Duration patience, long seq) {
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
            connection = lentOne(seq);
            return connection;
        } finally {
            if (connection == null) turns.release();
        }
    }

    private synchronized LentConnection lentOne(long seq) {
        DuckDBConnection open = owned;
        if (open == null) throw new StoreFailure.Unavailable("its writer has the file for itself", null);
        Extent now = end(seq);
        try {
            LentConnection one = new LentConnection(this, connection(open, now), now);
            lent.add(one);
            return one;
        } catch (SQLException e) {
            throw LentConnection.failure(e);
        }
    }

    /// The end that others read up to, unless it is too old or `seq` is committed beyond it. It never goes back.
    private Extent end(long seq) {
        Extent newest = extent;
        long now = System.nanoTime();
        boolean isNear = now - sharedSince < END_SHARED.toNanos();
        boolean isBeyond = seq > shared.lastSeq() && seq <= newest.lastSeq();
        if (shared.events() > 0 && isNear && !isBeyond) return shared;
        shared = newest;
        sharedSince = now;
        return newest;
    }

    private ReadConnection connection(DuckDBConnection open, Extent now) throws SQLException {
        Idle kept = idle.poll();
        if (kept == null) return new ReadConnection(RunDatabase.beside(open));
        // A plan may lean on what the tables held when it was made.
        if (!kept.extent.equals(now)) forget(kept.connection);
        return kept.connection;
    }

    private static void forget(ReadConnection connection) throws SQLException {
        boolean forgotten = false;
        try {
            connection.forget();
            forgotten = true;
        } finally {
            if (!forgotten) connection.close();
        }
    }

    /// @param reusable whether the connection is as it was when it was lent
    synchronized void giveBack(LentConnection one, ReadConnection connection, boolean reusable) throws SQLException {
        lent.remove(one);
        turns.release();
        if (reusable && owned != null) idle.push(new Idle(connection, one.extent()));
        else connection.close();
    }
}
