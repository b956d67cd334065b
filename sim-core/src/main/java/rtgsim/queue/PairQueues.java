package rtgsim.queue;

import java.util.Arrays;
import rtgsim.ledger.Transactions;

/// What one agent has in the central queue towards another: a linked list for each pair and RTGS priority, in queue order.
///
/// The lists are found by an open-addressed table. One that is empty keeps its place until the table grows, which leaves it out.
public final class PairQueues {

    private static final int NONE = CentralQueue.NONE;
    private static final long EMPTY = -1;
    private static final int START = 256;

    private final Transactions txs;
    private final long agents;
    private long[] keys = newKeys(START);
    private int[] first = new int[START];
    private int[] last = new int[START];
    private int[] queued = new int[START];
    private int used;
    private int[] next = new int[0];
    private int[] previous = new int[0];

    PairQueues(Transactions txs, int agents) {
        this.txs = txs;
        this.agents = agents;
    }

    /// The first in queue order, or [CentralQueue#NONE].
    public int first(int sender, int receiver) {
        return firstUpTo(sender, receiver, CentralQueue.LANES - 1);
    }

    /// What follows `slot` among those of its sender to its receiver, or [CentralQueue#NONE].
    public int after(int slot) {
        int following = next[slot];
        if (following != NONE) return following;
        return firstUpTo(txs.sender[slot], txs.receiver[slot], txs.rtgsPriority[slot] - 1);
    }

    /// How many are queued with this RTGS priority or a higher one.
    public int queuedFrom(int sender, int receiver, int rtgsPriority) {
        int sum = 0;
        for (int lane = rtgsPriority; lane < CentralQueue.LANES; lane++) {
            int row = rowOrFree(key(sender, receiver, lane));
            if (keys[row] != EMPTY) sum += queued[row];
        }
        return sum;
    }

    private int firstUpTo(int sender, int receiver, int highestLane) {
        for (int lane = highestLane; lane >= 0; lane--) {
            int row = rowOrFree(key(sender, receiver, lane));
            if (keys[row] != EMPTY && queued[row] > 0) return first[row];
        }
        return NONE;
    }

    void add(int slot) {
        if (slot >= next.length) {
            next = Arrays.copyOf(next, txs.capacity());
            previous = Arrays.copyOf(previous, txs.capacity());
        }
        int row = rowToFill(keyOf(slot));
        int before = queued[row]++ == 0 ? NONE : last[row];
        previous[slot] = before;
        next[slot] = NONE;
        if (before == NONE) first[row] = slot;
        else next[before] = slot;
        last[row] = slot;
    }

    void remove(int slot) {
        int row = rowOrFree(keyOf(slot));
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) first[row] = after;
        else next[before] = after;
        if (after == NONE) last[row] = before;
        else previous[after] = before;
        queued[row]--;
    }

    private long keyOf(int slot) {
        return key(txs.sender[slot], txs.receiver[slot], txs.rtgsPriority[slot]);
    }

    private long key(int sender, int receiver, int lane) {
        return (sender * agents + receiver) * CentralQueue.LANES + lane;
    }

    private int rowToFill(long key) {
        int row = rowOrFree(key);
        if (keys[row] != EMPTY) return row;
        if (2 * ++used > keys.length) {
            rebuild();
            row = rowOrFree(key);
        }
        keys[row] = key;
        queued[row] = 0;
        return row;
    }

    /// Leaves out what is empty, and doubles the table if that is not enough.
    private void rebuild() {
        int live = 0;
        for (int row = 0; row < keys.length; row++) if (keys[row] != EMPTY && queued[row] > 0) live++;
        long[] oldKeys = keys;
        int[] oldFirst = first;
        int[] oldLast = last;
        int[] oldQueued = queued;
        int length = 4 * live < keys.length ? keys.length : 2 * keys.length;
        keys = newKeys(length);
        first = new int[length];
        last = new int[length];
        queued = new int[length];
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldKeys[old] == EMPTY || oldQueued[old] == 0) continue;
            int row = rowOrFree(oldKeys[old]);
            keys[row] = oldKeys[old];
            first[row] = oldFirst[old];
            last[row] = oldLast[old];
            queued[row] = oldQueued[old];
        }
        used = live + 1;
    }

    /// The row of a key, or the free one where it would stand.
    private int rowOrFree(long key) {
        int mask = keys.length - 1;
        int row = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keys[row] != EMPTY && keys[row] != key) row = (row + 1) & mask;
        return row;
    }

    private static long[] newKeys(int length) {
        long[] all = new long[length];
        Arrays.fill(all, EMPTY);
        return all;
    }
}
