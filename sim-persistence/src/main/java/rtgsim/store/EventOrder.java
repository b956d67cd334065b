package rtgsim.store;

/// In which order events are read. `seq` is the total order of a run, so ties of a tick are never open.
public enum EventOrder {
    TICK_ASC,
    TICK_DESC
}
