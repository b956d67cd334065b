package rtgsim.lsm;

import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.EntryAttempt;
import rtgsim.queue.Finality;
import rtgsim.queue.Kernel;

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
    private final boolean extended;

    EntryOffsetting(Kernel kernel, boolean extended) {
        txs = kernel.txs();
        central = kernel.central();
        finality = kernel.finality();
        set = new BilateralSet(kernel);
        this.extended = extended;
    }

    @Override
    public boolean settles(int tick, int slot) {
        return tryQueue(tick, slot, false) || (extended && tryQueue(tick, slot, true));
    }

    private boolean tryQueue(int tick, int slot, boolean skipping) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        set.clear(Math.min(sender, receiver), Math.max(sender, receiver));
        set.add(slot);
        long added = 0;
        int skippedPriority = -1;
        for (int back = central.first(receiver); back != CentralQueue.NONE; back = central.after(back)) {
            if (txs.receiver[back] != sender) {
                if (!skipping) return false;
                skippedPriority = Math.max(skippedPriority, txs.rtgsPriority[back]);
                continue;
            }
            set.add(back);
            added += txs.amount[back];
            boolean mustGain = skippedPriority > txs.rtgsPriority[back];
            if ((mustGain && txs.amount[slot] <= added) || !set.holds()) continue;
            settle(tick, slot, back, sender < receiver);
            return true;
        }
        return false;
    }

    private void settle(int tick, int slot, int last, boolean submissionFirst) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        set.settle();
        if (submissionFirst) set.name(slot);
        for (int back = central.first(receiver); ; back = central.after(back)) {
            if (txs.receiver[back] == sender) set.name(back);
            if (back == last) break;
        }
        if (!submissionFirst) set.name(slot);
        set.log(tick, true);
        int back = central.first(receiver);
        while (true) {
            int following = central.after(back);
            boolean isLast = back == last;
            if (txs.receiver[back] == sender) finality.settledByOffset(tick, back);
            if (isLast) break;
            back = following;
        }
        finality.settledAtEntry(tick, slot);
    }
}
