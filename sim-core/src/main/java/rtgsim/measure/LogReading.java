package rtgsim.measure;

/// What [LogMeasures] tells others of the log that it follows, in the order of the log.
///
/// Payments are transactions that are neither liquidity transfers nor parts. A *family* is a payment with all parts it was ever split into.
interface LogReading {

    /// The first event of a tick is about to be told; the ticks since the last one were quiet.
    default void tickBegins(int tick) {}

    /// The first event of phases 7 to 10 of a tick is about to be told, the parts of a split apart.
    default void settlingBegins() {}

    /// Something is about to be offset in phase 10; said before every offset.
    default void offsettingBegins() {}

    /// A payment arrived.
    default void arrived(int tx, int tick) {}

    /// A liquidity transfer moved money; `agent` is an agent, the other side may be too, and is then told of apart.
    ///
    /// @param amount positive where it was received
    default void transferred(int agent, long amount, boolean ofPool) {}

    /// One settlement or offset changed what the agent has by `net`.
    ///
    /// @param sent value of its own that settled by it
    /// @param received value of others
    default void moved(int agent, long sent, long received, int tick) {}

    /// A transaction or part settled.
    default void settled(int tx, int tick, Mechanism by) {}

    /// All of a family settled, its last part in `tick`.
    default void familySettled(int root, int tick) {}

    /// Nothing of a family is unsettled any more, and something of it was dropped.
    default void familyDropped(int root, int tick) {}

    /// A transaction joined the central queue, behind all of its RTGS priority.
    default void joinedQueue(int tx) {}

    /// A transaction left the central queue.
    default void leftQueue(int tx) {}

    /// Collateral was posted or withdrawn.
    default void collateral(int agent, long newTotal) {}

    /// Phase 10 of a tick is over.
    default void afterSettling(int tick) {}

    /// In these ticks nothing happened; all is as the last one left it.
    default void quiet(int fromTick, int untilTick) {}

    /// The log is over.
    default void ended(int ticksDone) {}
}
