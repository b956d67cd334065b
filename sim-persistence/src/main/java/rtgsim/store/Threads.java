package rtgsim.store;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting for threads of our own.
final class Threads {

    private Threads() {}

    /// Waits for a task that reports its own faults; only a mistake of ours comes out of it.
    static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }

    /// Waits for what a task makes that works with a database.
    static <T> T outcome(Future<T> task) throws SQLException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failed) throw failed;
            throw new IllegalStateException("a task failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }

    /// Waits until a task has ended, however that may be.
    static void end(Future<?> task) {
        try {
            task.get();
        } catch (ExecutionException e) {
            System.getLogger("rtgsim.store").log(System.Logger.Level.DEBUG, "a task that nobody needs any more", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }

    /// Waits for the end of a thread that is sure to come; an interrupt is kept for the caller.
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
