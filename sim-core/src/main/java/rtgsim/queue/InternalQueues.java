package rtgsim.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.Rtgs;

/// Each agent's own queue, in order of transaction number, as a doubly linked list through the slots.
///
/// A set of bits says which agents have anything queued, so that a tick does not ask the others. Where the rules ask for another order, that one is kept beside it.
public final class InternalQueues {

    /// Stands for no slot and no agent.
    public static final int NONE = -1;

    private final Transactions txs;
    private final AgentTallies tallies;
    private final @Nullable SortedQueues sorted;
    private final int[] head;
    private final int[] tail;
    private int[] next = new int[0];
    private int[] previous = new int[0];
    private final long[] occupied;
    private long count;
    private long value;

    public InternalQueues(Rtgs.InternalOrder order, Transactions txs, AgentTallies tallies, int agents) {
        this.txs = txs;
        this.tallies = tallies;
        sorted = order == Rtgs.InternalOrder.PRIORITY_DEADLINE ? new SortedQueues(txs, agents) : null;
        head = new int[agents];
        tail = new int[agents];
        Arrays.fill(head, NONE);
        Arrays.fill(tail, NONE);
        occupied = new long[(agents + Long.SIZE - 1) / Long.SIZE];
    }

    /// Transactions in all internal queues.
    public long count() {
        return count;
    }

    /// Their amounts together.
    public long value() {
        return value;
    }

    /// Adds a transaction, whose number is the greatest so far, at its sender's end.
    public void add(int slot) {
        if (slot >= next.length) {
            next = Arrays.copyOf(next, txs.capacity());
            previous = Arrays.copyOf(previous, txs.capacity());
        }
        int agent = txs.sender[slot];
        int last = tail[agent];
        next[slot] = NONE;
        previous[slot] = last;
        if (last == NONE) {
            head[agent] = slot;
            occupied[agent >>> 6] |= 1L << agent;
        } else {
            next[last] = slot;
        }
        tail[agent] = slot;
        count++;
        value = Math.addExact(value, txs.amount[slot]);
        tallies.joinsInternal(slot);
        if (sorted != null) sorted.add(slot);
    }

    /// Puts a withdrawn transaction back at its place, which its number gives.
    public void putBack(int slot) {
        add(slot);
        int agent = txs.sender[slot];
        int before = previous[slot];
        if (before == NONE || txs.number[before] < txs.number[slot]) return;
        // Out of the end, where it was just added, and in again before all greater numbers.
        tail[agent] = before;
        next[before] = NONE;
        while (before != NONE && txs.number[before] > txs.number[slot]) before = previous[before];
        int after = before == NONE ? head[agent] : next[before];
        previous[slot] = before;
        next[slot] = after;
        previous[after] = slot;
        if (before == NONE) head[agent] = slot;
        else next[before] = slot;
    }

    public void remove(int slot) {
        int agent = txs.sender[slot];
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) head[agent] = after;
        else next[before] = after;
        if (after == NONE) tail[agent] = before;
        else previous[after] = before;
        if (head[agent] == NONE) occupied[agent >>> 6] &= ~(1L << agent);
        count--;
        value -= txs.amount[slot];
        tallies.leavesInternal(slot);
        if (sorted != null) sorted.remove(slot);
    }

    /// Gives a transaction in its queue another declared priority.
    public void reprioritize(int slot, int priority) {
        if (sorted != null) sorted.remove(slot);
        txs.priority[slot] = (byte) priority;
        if (sorted != null) sorted.add(slot);
    }

    /// The queues by declared priority and deadline, or null where the rules keep them by number alone.
    public @Nullable SortedQueues sorted() {
        return sorted;
    }

    /// The first agent from `agent` on that has a queue, or [#NONE].
    public int nextAgent(int agent) {
        int word = agent >>> 6;
        if (word >= occupied.length) return NONE;
        long bits = occupied[word] & -1L << agent;
        while (bits == 0) {
            if (++word == occupied.length) return NONE;
            bits = occupied[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /// The first of an agent's queue, or [#NONE].
    public int first(int agent) {
        return head[agent];
    }

    /// What follows `slot` in its queue, or [#NONE].
    public int after(int slot) {
        return next[slot];
    }
}
