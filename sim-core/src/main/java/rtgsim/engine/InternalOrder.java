package rtgsim.engine;

import rtgsim.ledger.Transactions;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Rtgs;

/// An agent's internal queue in the order in which it is asked about: by number, or by effective priority, deadline and number.
final class InternalOrder {

    private static final int PRIORITY_BITS = 4;

    private final Rtgs rules;
    private final Transactions txs;
    private final InternalQueues internal;
    private final SlotsByKey listed = new SlotsByKey();

    InternalOrder(Rtgs rules, Kernel kernel) {
        this.rules = rules;
        txs = kernel.txs();
        internal = kernel.internal();
    }

    /// Lists the queue of an agent; the slots stand in [#slots] until the next call.
    ///
    /// @return how many
    int list(int agent, int tick) {
        listed.clear();
        for (int slot = internal.first(agent); slot != InternalQueues.NONE; slot = internal.after(slot)) {
            listed.add(slot);
        }
        if (rules.internalOrder() == Rtgs.InternalOrder.PRIORITY_DEADLINE) sort(tick);
        return listed.count();
    }

    int[] slots() {
        return listed.slots();
    }

    /// Sorts by one key per slot; equals stay in order of number.
    private void sort(int tick) {
        for (int i = 0; i < listed.count(); i++) {
            int slot = listed.slots()[i];
            int priority = rules.effectivePriority(txs.priority[slot], txs.deadlineTick[slot], tick);
            listed.setKey(i, (long) ((1 << PRIORITY_BITS) - priority) << 32 | txs.deadlineTick[slot]);
        }
        listed.sort();
    }
}
