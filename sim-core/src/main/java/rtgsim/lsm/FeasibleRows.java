package rtgsim.lsm;

import static rtgsim.ledger.SendLimits.NO_ROW;

import java.util.Arrays;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.SendLimits;
import rtgsim.ledger.Transactions;
import rtgsim.queue.Kernel;

/// The rules of a feasible set over some transactions, as rows of one kind: what is sent less what is received is at most what the rule leaves.
///
/// A row holds, for one agent, all that it sends in an RTGS priority and lower ones against all that it receives; or what counts towards one of its limits,
/// against what it receives from there. A rule that leaves less than 0 leaves 0, since an agent that pays nothing net is never refused. That cover is asked
/// only in priorities in which the agent sends needs no word: higher priorities are left no less, so such a row holds if that of the next lower one does.
/// Rules that hold even if nothing is received have no row.
///
///     amount[i]                                           of transaction i, in queue order
///     rowsOf[rowsFrom[i]] … rowsOf[rowsFrom[i + 1]]       its rows: as sent up to receivedFrom[i], then as received
///     earlierTwin[i], laterTwin[i]                        those of the same amount, agents and rows, nearest in queue order, or NONE
///     left[r]                                             what the rule of row r leaves, minor units
///     members[membersFrom[r]] … members[membersFrom[r + 1]]  transactions of row r, greatest first: i as sent, ~i as received
///     isFull[r]                                           whether row r holds all that its agent sends
///     fullRow[i]                                          the full row of i's sender, or NONE
final class FeasibleRows {

    static final int NONE = -1;

    private static final int PRIORITIES = RtgsPriority.values().length;

    /// An agent's rules: cover by RTGS priority, then its multilateral limit. Bilateral limits follow after those of all agents.
    private static final int OF_AGENT = PRIORITIES + 1;

    private final Transactions txs;
    private final Ledger ledger;
    private final SendLimits limits;
    private final int agents;

    // By rule: its row or NONE, whether it was met, and what is sent under it. Only the met ones are not NONE, false
    // and 0.
    private final int[] rowOf;
    private final boolean[] isMet;
    private final long[] sent;
    private int[] met = new int[64];
    private int metCount;

    int count;
    long[] amount = new long[64];
    int[] byAmount = new int[64];
    int[] earlierTwin = new int[64];
    int[] laterTwin = new int[64];
    private int[] sender = new int[64];
    private int[] receiver = new int[64];
    int[] rowsFrom = new int[65];
    int[] receivedFrom = new int[64];
    int[] fullRow = new int[64];
    int[] rowsOf = new int[256];
    private int entries;

    int rows;
    long[] left = new long[64];
    boolean[] isFull = new boolean[64];
    int[] membersFrom = new int[65];
    int[] members = new int[256];

    FeasibleRows(Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        limits = kernel.limits();
        agents = kernel.agents();
        int rules = Math.multiplyExact(agents, OF_AGENT) + (limits.any() ? limits.rows() : 0);
        rowOf = new int[rules];
        Arrays.fill(rowOf, NONE);
        isMet = new boolean[rules];
        sent = new long[rules];
    }

    /// Makes the rows of the first `transactions` of `slots`.
    void build(int[] slots, int transactions) {
        count = transactions;
        makeRoom();
        metCount = 0;
        for (int i = 0; i < count; i++) {
            amount[i] = txs.amount[slots[i]];
            sender[i] = txs.sender[slots[i]];
            receiver[i] = txs.receiver[slots[i]];
            byAmount[i] = i;
            meet(coverRule(sender[i], txs.rtgsPriority[slots[i]]));
        }
        for (int i = 0; i < count; i++) addSent(slots[i], amount[i]);
        makeRows();
        entries = 0;
        for (int i = 0; i < count; i++) addRowsOf(i, slots[i]);
        rowsFrom[count] = entries;
        sortByAmount();
        linkTwins();
        groupByRow();
        for (int i = 0; i < metCount; i++) {
            rowOf[met[i]] = NONE;
            isMet[met[i]] = false;
            sent[met[i]] = 0;
        }
    }

    private static int coverRule(int agent, int rtgsPriority) {
        return agent * OF_AGENT + rtgsPriority;
    }

    private static int manyRule(int agent) {
        return agent * OF_AGENT + PRIORITIES;
    }

    private int limitRule(int row) {
        return agents * OF_AGENT + row;
    }

    private void meet(int rule) {
        if (isMet[rule]) return;
        isMet[rule] = true;
        if (metCount == met.length) met = Arrays.copyOf(met, metCount * 2);
        met[metCount++] = rule;
    }

    private void addSent(int slot, long value) {
        int from = txs.sender[slot];
        int to = txs.receiver[slot];
        int priority = txs.rtgsPriority[slot];
        for (int p = priority; p < PRIORITIES; p++) {
            int rule = coverRule(from, p);
            if (isMet[rule]) sent[rule] = Math.addExact(sent[rule], value);
        }
        if (!limits.any() || !limits.counts(from, priority)) return;
        int row = limits.row(from, to);
        if (row != NO_ROW) addLimited(limitRule(row), value);
        if (limits.isAgainstOneOfRow(from, row)) addLimited(manyRule(from), value);
    }

    private void addLimited(int rule, long value) {
        meet(rule);
        sent[rule] = Math.addExact(sent[rule], value);
    }

    private void makeRows() {
        rows = 0;
        for (int i = 0; i < metCount; i++) {
            long leaves = Math.max(0, leftUnder(met[i]));
            if (sent[met[i]] <= leaves || isImplied(met[i])) continue;
            if (rows == left.length) {
                left = Arrays.copyOf(left, rows * 2);
                isFull = Arrays.copyOf(isFull, rows * 2);
            }
            left[rows] = leaves;
            isFull[rows] = met[i] < agents * OF_AGENT && met[i] == fullRule(met[i] / OF_AGENT);
            rowOf[met[i]] = rows++;
        }
    }

    /// Whether cover in the next higher RTGS priority in which the agent sends leaves no more: then all that this asks, that asks too.
    private boolean isImplied(int rule) {
        if (rule >= agents * OF_AGENT) return false;
        int agent = rule / OF_AGENT;
        for (int p = rule % OF_AGENT + 1; p < PRIORITIES; p++) {
            if (isMet[coverRule(agent, p)])
                return ledger.available(agent, p) == ledger.available(agent, rule % OF_AGENT);
        }
        return false;
    }

    private long leftUnder(int rule) {
        if (rule >= agents * OF_AGENT) return limits.leftInRow(rule - agents * OF_AGENT);
        int agent = rule / OF_AGENT;
        int of = rule % OF_AGENT;
        return of == PRIORITIES ? limits.leftToMany(agent) : ledger.available(agent, of);
    }

    /// The cover rule of the highest RTGS priority in which an agent sends.
    private int fullRule(int agent) {
        int priority = PRIORITIES - 1;
        while (!isMet[coverRule(agent, priority)]) priority--;
        return coverRule(agent, priority);
    }

    private void addRowsOf(int i, int slot) {
        int from = txs.sender[slot];
        int to = txs.receiver[slot];
        int priority = txs.rtgsPriority[slot];
        if (entries + 2 * (PRIORITIES + 2) > rowsOf.length) rowsOf = Arrays.copyOf(rowsOf, rowsOf.length * 2);
        rowsFrom[i] = entries;
        fullRow[i] = rowOf[fullRule(from)];
        for (int p = priority; p < PRIORITIES; p++) enter(coverRule(from, p));
        if (limits.any() && limits.counts(from, priority)) enterLimits(from, to);
        receivedFrom[i] = entries;
        for (int p = 0; p < PRIORITIES; p++) enter(coverRule(to, p));
        if (limits.any()) enterLimits(to, from);
    }

    private void enterLimits(int agent, int other) {
        int row = limits.row(agent, other);
        if (row != NO_ROW) enter(limitRule(row));
        if (limits.isAgainstOneOfRow(agent, row)) enter(manyRule(agent));
    }

    private void enter(int rule) {
        if (rowOf[rule] != NONE) rowsOf[entries++] = rowOf[rule];
    }

    private void groupByRow() {
        if (membersFrom.length < rows + 2) membersFrom = new int[2 * rows + 2];
        if (members.length < entries) members = new int[rowsOf.length];
        Arrays.fill(membersFrom, 0, rows + 2, 0);
        // Counted two places on, so that filling moves each start to where it belongs.
        for (int e = 0; e < entries; e++) membersFrom[rowsOf[e] + 2]++;
        for (int row = 0; row < rows; row++) membersFrom[row + 2] += membersFrom[row + 1];
        for (int k = 0; k < count; k++) {
            int i = byAmount[k];
            for (int e = rowsFrom[i]; e < rowsFrom[i + 1]; e++) {
                members[membersFrom[rowsOf[e] + 1]++] = e < receivedFrom[i] ? i : ~i;
            }
        }
    }

    /// Greatest first; of equals those that stand in the same rows together, in queue order.
    private void sortByAmount() {
        int gap = 1;
        while (gap < count / 3) gap = 3 * gap + 1;
        for (; gap > 0; gap /= 3) {
            for (int k = gap; k < count; k++) {
                int moved = byAmount[k];
                int at = k;
                for (; at >= gap && comesBefore(moved, byAmount[at - gap]); at -= gap)
                    byAmount[at] = byAmount[at - gap];
                byAmount[at] = moved;
            }
        }
    }

    private boolean comesBefore(int i, int other) {
        if (amount[i] != amount[other]) return amount[i] > amount[other];
        if (sender[i] != sender[other]) return sender[i] < sender[other];
        if (receiver[i] != receiver[other]) return receiver[i] < receiver[other];
        int asSent = receivedFrom[i] - rowsFrom[i];
        int otherAsSent = receivedFrom[other] - rowsFrom[other];
        return asSent != otherAsSent ? asSent < otherAsSent : i < other;
    }

    private void linkTwins() {
        for (int k = 0; k < count; k++) {
            int i = byAmount[k];
            int last = k == 0 ? NONE : byAmount[k - 1];
            boolean alike = last != NONE && areTwins(last, i);
            earlierTwin[i] = alike ? last : NONE;
            laterTwin[i] = NONE;
            if (alike) laterTwin[last] = i;
        }
    }

    private boolean areTwins(int i, int other) {
        if (amount[i] != amount[other] || sender[i] != sender[other] || receiver[i] != receiver[other]) return false;
        return Arrays.equals(rowsOf, rowsFrom[i], rowsFrom[i + 1], rowsOf, rowsFrom[other], rowsFrom[other + 1]);
    }

    private void makeRoom() {
        if (amount.length >= count) return;
        int length = Math.max(count, amount.length * 2);
        amount = new long[length];
        byAmount = new int[length];
        earlierTwin = new int[length];
        laterTwin = new int[length];
        sender = new int[length];
        receiver = new int[length];
        rowsFrom = new int[length + 1];
        receivedFrom = new int[length];
        fullRow = new int[length];
    }
}
