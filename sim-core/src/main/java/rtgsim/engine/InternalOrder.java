package rtgsim.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import rtgsim.ledger.Transactions;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.queue.SlotsByKey;
import rtgsim.queue.SortedQueues;
import rtgsim.scenario.Rtgs;

/// An agent's internal queue in the order in which it is asked about: by number, or by effective priority, deadline and number.
final class InternalOrder {

    private final Rtgs rules;
    private final Transactions txs;
    private final InternalQueues internal;
    private final @Nullable SortedQueues sorted;
    private final SlotsByKey escalated;
    private int[] byNumber = new int[64];
    private int[] slots = byNumber;

    InternalOrder(Rtgs rules, Kernel kernel) {
        this.rules = rules;
        txs = kernel.txs();
        internal = kernel.internal();
        sorted = internal.sorted();
        escalated = new SlotsByKey(txs);
    }

    /// Lists the queue of an agent; the slots stand in [#slots] until the next call, but for those that leave the queue meanwhile.
    ///
    /// @return how many
    int list(int agent, int tick) {
        SortedQueues declared = sorted;
        if (declared == null) return listByNumber(agent);
        int count = declared.list(agent);
        slots = declared.row(agent);
        if (rules.escalation() != null) escalate(count, tick);
        return count;
    }

    int[] slots() {
        return slots;
    }

    private int listByNumber(int agent) {
        int count = 0;
        for (int slot = internal.first(agent); slot != InternalQueues.NONE; slot = internal.after(slot)) {
            if (count == byNumber.length) byNumber = Arrays.copyOf(byNumber, count * 2);
            byNumber[count++] = slot;
        }
        slots = byNumber;
        return count;
    }

    /// Of one declared priority, an earlier deadline is never escalated less than a later one, so those that declared the same stay in their order: what is to be
    /// merged are at most eleven runs, whatever the length of the queue.
    private void escalate(int count, int tick) {
        escalated.clear();
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int deadline = txs.deadlineTick[slot];
            escalated.add(
                    slot, SortedQueues.key(rules.effectivePriority(txs.priority[slot], deadline, tick), deadline));
        }
        escalated.sort();
        slots = escalated.slots();
    }
}
