package rtgsim.engine;

import java.util.Arrays;
import rtgsim.ledger.Transactions;

/// Releases that were decided for a later tick. Until then the policy is not asked again; the RTGS priority waits in the transaction itself.
final class TimedReleases {

    private final Transactions txs;
    private int[] tick = new int[0];
    private int[] priorityFlag = new int[0];
    private int[] node = new int[0];

    TimedReleases(Transactions txs) {
        this.txs = txs;
    }

    boolean isPending(int slot) {
        return txs.has(slot, Transactions.TIMED);
    }

    /// @param flag the priority to declare when it is submitted, or `PaymentDecision.SAME_PRIORITY`
    /// @param decidingNode of the tree that decided, or `DecidingNodes.NONE`
    void set(int slot, int releaseTick, int rtgsPriority, int flag, int decidingNode) {
        if (slot >= tick.length) {
            tick = Arrays.copyOf(tick, txs.capacity());
            priorityFlag = Arrays.copyOf(priorityFlag, txs.capacity());
            node = Arrays.copyOf(node, txs.capacity());
        }
        txs.set(slot, Transactions.TIMED);
        txs.rtgsPriority[slot] = (byte) rtgsPriority;
        tick[slot] = releaseTick;
        priorityFlag[slot] = flag;
        node[slot] = decidingNode;
    }

    boolean isDue(int slot, int now) {
        return tick[slot] <= now;
    }

    int node(int slot) {
        return node[slot];
    }

    int priorityFlag(int slot) {
        return priorityFlag[slot];
    }
}
