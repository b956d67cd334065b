package rtgsim.engine;

import java.util.Arrays;

/// Slots with a key each, sorted by the keys; equals stay in order. Bottom-up merging allocates nothing once warm, which the sort of the library does.
final class SlotsByKey {

    private int[] slots = new int[64];
    private long[] keys = new long[64];
    private int[] merged = new int[64];
    private long[] mergedKeys = new long[64];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int slot) {
        if (count == slots.length) grow();
        slots[count++] = slot;
    }

    void setKey(int index, long key) {
        keys[index] = key;
    }

    int count() {
        return count;
    }

    /// Valid up to [#count] and until the next [#add] or [#sort].
    int[] slots() {
        return slots;
    }

    /// The keys beside [#slots].
    long[] keys() {
        return keys;
    }

    void sort() {
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
