package rtgsim.policy;

import rtgsim.event.RtgsPriority;

/// What an agent does with one of its transactions: an action and what it needs; the rest is as [#clear] leaves it.
public final class PaymentDecision {

    public enum Action {
        RELEASE,
        SPLIT,
        STAGGER_SPLIT,
        HOLD,
        DROP,
        REPRIORITIZE,
        WITHDRAW_FROM_RTGS,
        RESUBMIT_TO_RTGS
    }

    /// Stands for a declared priority that is left as it is.
    public static final int SAME_PRIORITY = -1;

    public Action action = Action.HOLD;

    /// Of `RELEASE` and `RESUBMIT_TO_RTGS`.
    public RtgsPriority rtgsPriority = RtgsPriority.NORMAL;

    /// Of `RELEASE`: declared when the transaction is submitted, now or later.
    public int priorityFlag = SAME_PRIORITY;

    /// Of `RELEASE`: waits for this tick if it is to come.
    public int timedForTick;

    /// Of both splits.
    public long parts;

    /// Of `STAGGER_SPLIT`: the parts submitted now, the ticks between the others, and what is added to their declared priority.
    public long staggerFirstNow;

    public long staggerGapTicks;
    public long priorityBoost;

    /// Of `HOLD`: position in the run's list of reasons.
    public int reason;

    /// Of `REPRIORITIZE`.
    public int newPriority;

    /// The node that decided, by [DecidingNodes], or [DecidingNodes#NONE].
    public int node = DecidingNodes.NONE;

    public void clear() {
        action = Action.HOLD;
        rtgsPriority = RtgsPriority.NORMAL;
        priorityFlag = SAME_PRIORITY;
        timedForTick = 0;
        parts = 0;
        staggerFirstNow = 0;
        staggerGapTicks = 0;
        priorityBoost = 0;
        reason = 0;
        newPriority = 0;
        node = DecidingNodes.NONE;
    }
}
