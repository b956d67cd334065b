package rtgsim.policy;

import rtgsim.event.Reason;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.Policy;

/// The built-in policies, one per agent, as columns. A decision is a number, so that asking costs no object.
public final class Policies {

    /// The decision to submit the transaction as it is.
    public static final int SUBMIT = 0;

    private static final byte FIFO = 0;
    private static final byte DEADLINE = 1;
    private static final byte LIQUIDITY_AWARE = 2;
    private static final byte LIQUIDITY_SPLITTING = 3;
    private static final byte TREE = 4;

    private final Transactions txs;
    private final byte[] kind;
    private final int[] urgencyThreshold;
    private final long[] targetBuffer;
    private final int[] maxSplits;
    private final long[] minSplitAmount;

    public Policies(Transactions txs, int agents) {
        this.txs = txs;
        kind = new byte[agents];
        urgencyThreshold = new int[agents];
        targetBuffer = new long[agents];
        maxSplits = new int[agents];
        minSplitAmount = new long[agents];
    }

    /// Gives the agent a policy from now on.
    public void set(int agent, Policy policy) {
        switch (policy) {
            case Policy.Fifo() -> kind[agent] = FIFO;
            case Policy.Deadline(int threshold) -> {
                kind[agent] = DEADLINE;
                urgencyThreshold[agent] = threshold;
            }
            case Policy.LiquidityAware(long buffer, int threshold) -> {
                kind[agent] = LIQUIDITY_AWARE;
                targetBuffer[agent] = buffer;
                urgencyThreshold[agent] = threshold;
            }
            case Policy.LiquiditySplitting(int most, long least) -> {
                kind[agent] = LIQUIDITY_SPLITTING;
                maxSplits[agent] = most;
                minSplitAmount[agent] = least;
            }
            case Policy.Tree _ -> kind[agent] = TREE;
        }
    }

    /// What the sender, whose policy is no tree, does with a transaction in its internal queue.
    ///
    /// @param available the sender's available liquidity at the start of its turn
    /// @return [#SUBMIT], the number of parts (at least 2) to split it into, or a number below 0 whose [#reasonOf] is the reason of a hold
    public int decide(int tick, int slot, long available) {
        int agent = txs.sender[slot];
        return switch (kind[agent]) {
            case FIFO -> SUBMIT;
            case DEADLINE -> isUrgent(tick, slot, agent) ? SUBMIT : hold(Reason.NOT_URGENT);
            case LIQUIDITY_AWARE -> {
                long usable = isUrgent(tick, slot, agent) ? available : available - targetBuffer[agent];
                yield txs.amount[slot] <= usable ? SUBMIT : hold(Reason.BUFFER);
            }
            default -> txs.amount[slot] <= available ? SUBMIT : splitOrHold(agent, slot);
        };
    }

    /// The reason of a decision below zero.
    public static int reasonOf(int decision) {
        return -1 - decision;
    }

    private boolean isUrgent(int tick, int slot, int agent) {
        return txs.deadlineTick[slot] - tick <= urgencyThreshold[agent];
    }

    private int splitOrHold(int agent, int slot) {
        long parts = Math.min(maxSplits[agent], txs.amount[slot] / minSplitAmount[agent]);
        return txs.has(slot, Transactions.DIVISIBLE) && parts >= 2 ? (int) parts : hold(Reason.LIQUIDITY);
    }

    private static int hold(Reason reason) {
        return -1 - reason.ordinal();
    }
}
