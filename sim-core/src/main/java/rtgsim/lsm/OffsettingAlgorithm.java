package rtgsim.lsm;

/// One way of settling queued transactions together.
public interface OffsettingAlgorithm {

    /// A new tick begins: limits that count over a tick start again.
    void startTick();

    /// Runs to its own end on the central queue, whose gaps are closed.
    ///
    /// @return whether it settled anything
    boolean run(int tick);
}
