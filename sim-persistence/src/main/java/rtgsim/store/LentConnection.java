package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection beside that of a writer, for the questions of one reader, which its writer may withdraw at any time.
///
/// Each question is bounded by what was committed when the connection was lent, which does not change any more, so all are answered from the same batches; a
/// transaction that is held open would keep the writer's DuckDB from moving its log into the file.
final class LentConnection implements AutoCloseable {

    private static final long TOLD_AGAIN_MILLIS = 2;

    /// What the database says when it is in want of memory, or its writer has met a failure; both can pass.
    private static final List<String> PASSING =
            List.of(
                    "Out of Memory",
                    "IO Error",
                    "FATAL",
                    "Fatal",
                    "INTERNAL",
                    "Internal",
                    "Connection Error",
                    "INTERRUPT");

    private final ConnectionLender lender;
    private final ReadConnection connection;
    private final Extent extent;

    /// Held while the connection is used; who holds it may close it.
    private final ReentrantLock use = new ReentrantLock();

    private boolean failed;
    private boolean over;
    private volatile boolean wanted;
    private volatile @Nullable PreparedStatement current;

    /// @param extent what is committed
    LentConnection(ConnectionLender lender, ReadConnection connection, Extent extent) {
        this.lender = lender;
        this.connection = connection;
        this.extent = extent;
        connection.watch(this::begins);
    }

    interface Question<T> {
        T ask(ReadConnection connection) throws SQLException;
    }

    /// What was committed when it was lent.
    Extent extent() {
        return extent;
    }

    /// @throws StoreFailure.Unavailable if the connection is withdrawn before the answer is complete, or the database cannot give it now
    <T> T ask(Question<T> question) {
        use.lock();
        try {
            if (wanted || over) throw withdrawn(null);
            return question.ask(connection);
        } catch (SQLException e) {
            failed = true;
            throw wanted ? withdrawn(e) : failure(e);
        } catch (RuntimeException | Error e) {
            failed = true;
            throw e;
        } finally {
            current = null;
            use.unlock();
        }
    }

    private void begins(PreparedStatement statement) {
        current = statement;
        if (wanted) throw withdrawn(null);
    }

    /// Ends what is being asked, and closes the connection.
    ///
    /// @param deadline of `System.nanoTime`
    /// @return false if what is being asked did not end by then
    boolean withdraw(long deadline) throws SQLException {
        wanted = true;
        boolean free = use.tryLock();
        try {
            while (!free && System.nanoTime() < deadline) {
                // A statement that has not begun does not hear it, so it is told again.
                PreparedStatement running = current;
                if (running != null) cancel(running);
                free = use.tryLock(TOLD_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (free) end(false);
            return free;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        } finally {
            if (use.isHeldByCurrentThread()) use.unlock();
        }
    }

    private static void cancel(PreparedStatement running) {
        try {
            running.cancel();
        } catch (SQLException closed) {
            System.getLogger("rtgsim.store").log(System.Logger.Level.DEBUG, "a statement ended by itself", closed);
        }
    }

    @Override
    public void close() {
        use.lock();
        try {
            end(!failed && !wanted);
        } catch (SQLException e) {
            // What was asked was answered; the connection is of no more use.
            System.getLogger("rtgsim.store").log(System.Logger.Level.DEBUG, "giving a connection back", e);
        } finally {
            use.unlock();
        }
    }

    private void end(boolean reusable) throws SQLException {
        if (over) return;
        over = true;
        lender.giveBack(this, connection, reusable);
    }

    private static StoreFailure.Unavailable withdrawn(@Nullable SQLException cause) {
        return new StoreFailure.Unavailable("its writer needed the file for itself", cause);
    }

    static RuntimeException failure(SQLException cause) {
        String message = StoreFailure.firstLine(cause);
        return PASSING.stream().anyMatch(message::contains)
                ? new StoreFailure.Unavailable(message, cause)
                : new IllegalStateException("reading a run that is being written failed: " + message, cause);
    }
}
