package rtgsim.lsm;

import org.jspecify.annotations.Nullable;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.EntryAttempt;
import rtgsim.queue.Finality;
import rtgsim.queue.Kernel;
import rtgsim.queue.PairQueues;

/// Offsets a submission that cannot settle alone with what its receiver has queued towards its sender.
///
/// The receiver's queued transactions are added one by one in queue order, ending before the first that does not go back to the sender; after each addition
/// the set is tried, and the first that may settle does. With `extended`, if that finds none, likewise over all of the receiver's queued transactions to the
/// sender, skipping others; where a skipped one has a higher RTGS priority than the last added, the set must also leave the receiver a net gain. After the two
/// offsetting checks of T2, Guideline (EU) 2022/912.
final class EntryOffsetting implements EntryAttempt {

    private final Transactions txs;
    private final CentralQueue central;
    private final Finality finality;
    private final BilateralSet set;

    /// By sender and receiver, for `extended`; else null.
    private final @Nullable PairQueues pairs;

    EntryOffsetting(Kernel kernel, boolean extended) {
        txs = kernel.txs();
        central = kernel.central();
        finality = kernel.finality();
        set = new BilateralSet(kernel);
        pairs = extended ? central.keepPairs() : null;
    }

    @Override
    public boolean settles(int tick, int slot) {
        return tryQueue(tick, slot, null) || (pairs != null && tryQueue(tick, slot, pairs));
    }

    /// @param skipping null to end before the first that does not go back
    private boolean tryQueue(int tick, int slot, @Nullable PairQueues skipping) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        long amount = txs.amount[slot];
        set.clear(Math.min(sender, receiver), Math.max(sender, receiver));
        set.add(slot);
        long added = 0;
        for (int back = first(receiver, sender, skipping);
                back != CentralQueue.NONE && txs.receiver[back] == sender;
                back = after(back, skipping)) {
            set.add(back);
            added += txs.amount[back];
            boolean holds = set.holds();
            if (added >= amount && (!holds || (skipping != null && skipsMoreUrgent(back, skipping)))) {
                // The receiver may not pay the difference, or would not gain; with more it would only pay more.
                return false;
            }
            if (!holds) continue;
            settle(tick, slot, back, skipping);
            return true;
        }
        return false;
    }

    private int first(int from, int to, @Nullable PairQueues skipping) {
        return skipping == null ? central.first(from) : skipping.first(from, to);
    }

    private int after(int back, @Nullable PairQueues skipping) {
        return skipping == null ? central.after(back) : skipping.after(back);
    }

    /// Whether one of a higher RTGS priority goes to another agent.
    private boolean skipsMoreUrgent(int back, PairQueues skipping) {
        int higher = txs.rtgsPriority[back] + 1;
        int from = txs.sender[back];
        return central.queuedFrom(from, higher) > skipping.queuedFrom(from, txs.receiver[back], higher);
    }

    private void settle(int tick, int slot, int last, @Nullable PairQueues skipping) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        boolean submissionFirst = sender < receiver;
        set.settle();
        if (submissionFirst) set.name(slot);
        for (int back = first(receiver, sender, skipping); ; back = after(back, skipping)) {
            set.name(back);
            if (back == last) break;
        }
        if (!submissionFirst) set.name(slot);
        set.log(tick, true);
        int back = first(receiver, sender, skipping);
        while (true) {
            int following = after(back, skipping);
            boolean isLast = back == last;
            finality.settledByOffset(tick, back);
            if (isLast) break;
            back = following;
        }
        finality.settledAtEntry(tick, slot);
    }
}
