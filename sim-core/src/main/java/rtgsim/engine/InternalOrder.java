package rtgsim.engine;

import java.util.Arrays;
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
    private int[] slots = new int[64];
    private long[] keys = new long[64];
    private int[] merged = new int[64];
    private long[] mergedKeys = new long[64];

    InternalOrder(Rtgs rules, Kernel kernel) {
        this.rules = rules;
        txs = kernel.txs();
        internal = kernel.internal();
    }

    /// Lists the queue of an agent; the slots stand in [#slots] until the next call.
    ///
    /// @return how many
    int list(int agent, int tick) {
        int count = 0;
        for (int slot = internal.first(agent); slot != InternalQueues.NONE; slot = internal.after(slot)) {
            if (count == slots.length) grow();
            slots[count++] = slot;
        }
        if (rules.internalOrder() == Rtgs.InternalOrder.PRIORITY_DEADLINE) sort(count, tick);
        return count;
    }

    int[] slots() {
        return slots;
    }

    /// Sorts by one key per slot; equals stay in order of number. Bottom-up merging allocates nothing once warm.
    private void sort(int count, int tick) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int priority = rules.effectivePriority(txs.priority[slot], txs.deadlineTick[slot], tick);
            keys[i] = (long) ((1 << PRIORITY_BITS) - priority) << 32 | txs.deadlineTick[slot];
        }
        for (int width = 1; width < count; width *= 2) {
            for (int from = 0; from < count; from += 2 * width) {
                merge(from, Math.min(count, from + width), Math.min(count, from + 2 * width));
            }
            int[] slotsBefore = slots;
            slots = merged;
            merged = slotsBefore;
            long[] keysBefore = keys;
            keys = mergedKeys;
            mergedKeys = keysBefore;
        }
    }

    private void merge(int from, int middle, int until) {
        int left = from;
        int right = middle;
        for (int to = from; to < until; to++) {
            boolean takeLeft = left < middle && (right == until || keys[left] <= keys[right]);
            int taken = takeLeft ? left++ : right++;
            merged[to] = slots[taken];
            mergedKeys[to] = keys[taken];
        }
    }

    private void grow() {
        int length = slots.length * 2;
        slots = Arrays.copyOf(slots, length);
        keys = Arrays.copyOf(keys, length);
        merged = Arrays.copyOf(merged, length);
        mergedKeys = Arrays.copyOf(mergedKeys, length);
    }
}
