package rtgsim.store;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting for threads of our own.
final class Threads {

    private Threads() {}

    /// Waits for a task that reports its own faults; only a mistake of ours comes out of it.
    static void await(Future<?> task) {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task failed", e.getCause());
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
