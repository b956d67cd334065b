package rtgsim.policy;

/// What an agent does with its collateral; nothing unless said otherwise.
public final class CollateralDecision {

    /// Minor units to post, or 0.
    public long post;

    /// Minor units to withdraw, or 0; one of the two only.
    public long withdraw;

    /// Position in the run's list of reasons.
    public int reason;

    /// Ticks after which what was posted is withdrawn again, or 0 for never.
    public int autoWithdrawAfterTicks;

    /// The node that decided, by [DecidingNodes], or [DecidingNodes#NONE].
    public int node = DecidingNodes.NONE;

    public void clear() {
        post = 0;
        withdraw = 0;
        reason = 0;
        autoWithdrawAfterTicks = 0;
        node = DecidingNodes.NONE;
    }
}
