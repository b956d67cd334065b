package rtgsim.lsm;

import static rtgsim.ledger.SendLimits.NO_ROW;

import java.util.Arrays;
import rtgsim.event.EventLog;
import rtgsim.event.OffsetMethod;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.SendLimits;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.Kernel;

/// A set of transactions between any agents that is tried together: what each agent sends and receives in it, and its settlement.
///
/// Adding or leaving out a transaction, and asking whether an agent is refused, take the same few steps however large the set is. A bilateral limit is
/// looked at when one of its pair's transactions comes or goes; of each agent only the number of those that fail is kept.
final class MultilateralSet {

    private static final int PRIORITIES = RtgsPriority.values().length;
    private static final int NORMAL = RtgsPriority.NORMAL.ordinal();
    private static final int URGENT = RtgsPriority.URGENT.ordinal();
    private static final int HIGHLY_URGENT = RtgsPriority.HIGHLY_URGENT.ordinal();

    private final Transactions txs;
    private final Ledger ledger;
    private final SendLimits limits;
    private final FeasibleSet feasible;
    private final CentralQueue central;
    private final Finality finality;
    private final EventLog log;
    private final int agents;

    /// By agent and RTGS priority.
    private final long[] sends;

    private final long[] receives;
    private final long[] netToMany;
    private final long[] netInRow;
    private final int[] limitsBroken;

    private final int[] parties;
    private final long[] netPositions;

    /// Transactions, those of the set first once it settles.
    int[] slots = new int[64];

    private int[] members = new int[64];
    private long[] amounts = new long[64];

    MultilateralSet(Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        limits = kernel.limits();
        feasible = kernel.feasible();
        central = kernel.central();
        finality = kernel.finality();
        log = kernel.log();
        agents = kernel.agents();
        sends = new long[Math.multiplyExact(agents, PRIORITIES)];
        receives = new long[agents];
        netToMany = new long[agents];
        netInRow = new long[limits.any() ? limits.rows() : 0];
        limitsBroken = new int[agents];
        parties = new int[agents];
        netPositions = new long[agents];
    }

    /// Writes all queued transactions into [#slots], in queue order.
    ///
    /// @return how many there are
    int listQueue() {
        int count = central.count();
        if (slots.length < count) {
            int length = Math.max(count, slots.length * 2);
            slots = new int[length];
            members = new int[length];
            amounts = new long[length];
        }
        central.copyTo(slots);
        return count;
    }

    /// Starts a set of the first `count` of [#slots].
    void fill(int count) {
        clear();
        for (int i = 0; i < count; i++) add(slots[i]);
    }

    private void clear() {
        Arrays.fill(sends, 0);
        Arrays.fill(receives, 0);
        if (!limits.any()) return;
        Arrays.fill(netToMany, 0);
        Arrays.fill(netInRow, 0);
        Arrays.fill(limitsBroken, 0);
    }

    private void add(int slot) {
        change(slot, txs.amount[slot]);
    }

    void leaveOut(int slot) {
        change(slot, -txs.amount[slot]);
    }

    private void change(int slot, long amount) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        int priority = txs.rtgsPriority[slot];
        int sent = sender * PRIORITIES + priority;
        sends[sent] = Math.addExact(sends[sent], amount);
        receives[receiver] = Math.addExact(receives[receiver], amount);
        if (!limits.any()) return;
        if (limits.counts(sender, priority)) count(sender, receiver, amount);
        count(receiver, sender, -amount);
    }

    /// Counts towards the limits of an agent what it sends to another, or receives from it.
    private void count(int agent, int other, long amount) {
        int row = limits.row(agent, other);
        if (row != NO_ROW) {
            if (!feasible.staysWithinRow(row, netInRow[row])) limitsBroken[agent]--;
            netInRow[row] = Math.addExact(netInRow[row], amount);
            if (!feasible.staysWithinRow(row, netInRow[row])) limitsBroken[agent]++;
        }
        if (limits.isAgainstOneOfRow(agent, row)) netToMany[agent] = Math.addExact(netToMany[agent], amount);
    }

    /// Whether some rule fails for an agent, were the set to settle.
    boolean refuses(int agent) {
        int from = agent * PRIORITIES;
        return limitsBroken[agent] > 0
                || !feasible.covers(
                        agent, sends[from + HIGHLY_URGENT], sends[from + URGENT], sends[from + NORMAL], receives[agent])
                || !feasible.staysWithinMany(agent, netToMany[agent]);
    }

    /// Whether the set may settle as it is.
    boolean holds() {
        for (int agent = 0; agent < agents; agent++) if (refuses(agent)) return false;
        return true;
    }

    /// Settles the set, whose members are now the first `count` of [#slots], in queue order.
    void settle(int tick, OffsetMethod method, int count) {
        for (int i = 0; i < count; i++) {
            members[i] = txs.number[slots[i]];
            amounts[i] = txs.amount[slots[i]];
        }
        int involved = 0;
        for (int agent = 0; agent < agents; agent++) {
            int from = agent * PRIORITIES;
            long sent = sends[from + HIGHLY_URGENT] + sends[from + URGENT] + sends[from + NORMAL];
            if (sent == 0 && receives[agent] == 0) continue;
            parties[involved] = agent;
            netPositions[involved] = receives[agent] - sent;
            ledger.settleNet(agent, netPositions[involved++]);
        }
        log.lsmCycleSettlement(tick, method, involved, parties, netPositions, count, members, amounts);
        for (int i = 0; i < count; i++) finality.settledByOffset(tick, slots[i]);
    }
}
