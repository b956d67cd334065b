package rtgsim.store;

/// Waiting for threads of our own.
final class Threads {

    private Threads() {}

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
