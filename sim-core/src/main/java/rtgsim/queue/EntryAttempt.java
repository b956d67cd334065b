package rtgsim.queue;

/// What a submission may try at entry when it cannot settle alone.
public interface EntryAttempt {

    /// No offsetting at entry.
    EntryAttempt NONE = (tick, slot) -> false;

    /// Settles the submitted transaction together with queued ones, if it can.
    ///
    /// @return whether it settled
    boolean settles(int tick, int slot);
}
