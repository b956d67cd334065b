package rtgsim.queue;

import java.util.Arrays;
import rtgsim.ledger.Transactions;

/// Slots with a key each, sorted by the keys and, among equal ones, by the numbers of the transactions.
///
/// What is in order already is taken as it stands: each round merges every ascending run with the one behind it, so a list of few runs is sorted in few rounds. It allocates
/// nothing once warm, which the sort of the library does.
public final class SlotsByKey {

    private final Transactions txs;
    private int[] slots = new int[64];
    private long[] keys = new long[64];
    private int[] merged = new int[64];
    private long[] mergedKeys = new long[64];
    private int count;

    public SlotsByKey(Transactions txs) {
        this.txs = txs;
    }

    public void clear() {
        count = 0;
    }

    public void add(int slot, long key) {
        if (count == slots.length) grow();
        slots[count] = slot;
        keys[count++] = key;
    }

    public int count() {
        return count;
    }

    /// Valid up to [#count] and until the next [#add] or [#sort].
    public int[] slots() {
        return slots;
    }

    /// The keys beside [#slots].
    public long[] keys() {
        return keys;
    }

    public void sort() {
        boolean sorted = endOfRun(0) == count;
        while (!sorted) {
            int from = 0;
            int runs = 0;
            while (from < count) {
                int middle = endOfRun(from);
                int until = endOfRun(middle);
                merge(from, middle, until);
                from = until;
                runs++;
            }
            int[] slotsBefore = slots;
            slots = merged;
            merged = slotsBefore;
            long[] keysBefore = keys;
            keys = mergedKeys;
            mergedKeys = keysBefore;
            sorted = runs == 1;
        }
    }

    private int endOfRun(int from) {
        int end = from;
        while (end < count && (end == from || isInOrder(end - 1, end))) end++;
        return end;
    }

    private void merge(int from, int middle, int until) {
        int left = from;
        int right = middle;
        for (int to = from; to < until; to++) {
            boolean takeLeft = left < middle && (right == until || isInOrder(left, right));
            int taken = takeLeft ? left++ : right++;
            merged[to] = slots[taken];
            mergedKeys[to] = keys[taken];
        }
    }

    private boolean isInOrder(int before, int after) {
        return keys[before] != keys[after]
                ? keys[before] < keys[after]
                : txs.number[slots[before]] < txs.number[slots[after]];
    }

    private void grow() {
        int length = slots.length * 2;
        slots = Arrays.copyOf(slots, length);
        keys = Arrays.copyOf(keys, length);
        merged = Arrays.copyOf(merged, length);
        mergedKeys = Arrays.copyOf(mergedKeys, length);
    }
}
