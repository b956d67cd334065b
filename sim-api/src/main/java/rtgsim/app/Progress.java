package rtgsim.app;

/// Told after every few ticks of a run, on the thread that runs it.
@FunctionalInterface
public interface Progress {

    /// Tells nobody.
    Progress UNSEEN = (done, total, events) -> {};

    /// @param events in the log so far
    void ticked(int done, int total, long events);
}
