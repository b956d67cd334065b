package rtgsim.ledger;

import java.util.Arrays;

/// Waiting transactions by deadline, in a ring of buckets, so that a tick looks only at those that are due.
///
/// A bucket is a doubly linked list through the slots. A deadline further away than the ring is long is looked at once a lap.
public final class DeadlineWheel {

    private static final int BUCKETS = 4_096;
    private static final int NONE = -1;

    private final Transactions txs;
    private final int[] head = new int[BUCKETS];
    private int[] next = new int[0];
    private int[] previous = new int[0];
    private int[] due = new int[64];

    public DeadlineWheel(Transactions txs) {
        this.txs = txs;
        Arrays.fill(head, NONE);
    }

    public void add(int slot) {
        if (slot >= next.length) {
            next = Arrays.copyOf(next, txs.capacity());
            previous = Arrays.copyOf(previous, txs.capacity());
        }
        int bucket = bucket(txs.deadlineTick[slot]);
        int first = head[bucket];
        next[slot] = first;
        previous[slot] = NONE;
        if (first != NONE) previous[first] = slot;
        head[bucket] = slot;
    }

    public void remove(int slot) {
        int after = next[slot];
        int before = previous[slot];
        if (after != NONE) previous[after] = before;
        if (before != NONE) next[before] = after;
        else head[bucket(txs.deadlineTick[slot])] = after;
    }

    /// Takes out all whose deadline is `tick` and returns how many; they stand in [#due].
    public int take(int tick) {
        int count = 0;
        int slot = tick < 0 ? NONE : head[bucket(tick)];
        while (slot != NONE) {
            int following = next[slot];
            if (txs.deadlineTick[slot] == tick) {
                remove(slot);
                if (count == due.length) due = Arrays.copyOf(due, count * 2);
                due[count++] = slot;
            }
            slot = following;
        }
        return count;
    }

    /// The slots of the last [#take], in no order that matters.
    public int[] due() {
        return due;
    }

    private static int bucket(int tick) {
        return tick & (BUCKETS - 1);
    }
}
