package rtgsim.arrivals;

/// Hands the engine the transactions that arrive, tick by tick.
///
/// Engines draw no random number of their own, so every engine sees the same payments, and recorded payments take the same road as generated ones. The native
/// engine makes the draws of [GeneratedArrivals] itself, to the bit.
public interface ArrivalSource {

    /// Adds the arrivals of a tick to `batch`, in the order in which they get their numbers. Ticks are asked for once each, ascending from 0.
    void arrivals(int tick, ArrivalBatch batch);

    /// Multiplies the expected arrivals of all flows from the next tick that is asked for on; it replaces the last such multiplier. A source without flows has
    /// nothing that this, or one of the following, could change.
    default void globalRate(double multiplier) {}

    /// Multiplies the expected arrivals of an agent's flows.
    default void agentRate(int agent, double multiplier) {}

    /// Sets the weight of a receiver in all flows of an agent; a flow without weights counts 1 for every other until then.
    default void counterpartyWeight(int agent, int counterparty, double weight) {}

    /// Sets the range of deadlines, in ticks after arrival, of an agent's flows, or of all for `RunHeader.NO_AGENT`.
    default void deadlineWindow(int agent, int offsetMin, int offsetMax) {}
}
