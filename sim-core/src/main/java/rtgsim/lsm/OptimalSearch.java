package rtgsim.lsm;

import static rtgsim.lsm.FeasibleRows.NONE;

import java.util.Arrays;
import rtgsim.queue.Kernel;

/// Finds the feasible set of greatest value among some transactions, by branch and bound over the rows of [FeasibleRows].
///
///     slack[r]       what row r leaves, less what is in, plus all that is received and not out: what may still be sent
///     sendable[r]    undecided amounts that row r holds as sent; `receivable` as received
///
/// Each decision drives others until none follows. What is sent and exceeds the slack of a row is out; what is received and exceeds it is in, for without it
/// the slack would be below 0, where nothing helps. What is sent only in rows that hold whatever comes is in. A branch ends where it cannot be better than
/// the best set seen: each agent can send of its undecided amounts no more than its slack, and of two sets of one value the better holds the earliest
/// transaction in which they differ.
///
/// With a budget of branches it may stop before it is sure. Then the choice is the best set seen, and [#valueBound] says what no set exceeds.
final class OptimalSearch {

    private static final byte OPEN = 0;
    private static final byte IN = 1;
    private static final byte OUT = 2;

    /// Searches that take more branches than this have use for [TailSums].
    static final long LONG_SEARCH = 10_000;

    private final FeasibleRows table;
    private final TailSums tail;
    private final long longSearch;
    private boolean hasTail;

    private byte[] state = new byte[64];
    private boolean[] best = new boolean[64];
    private long[] slack = new long[64];
    private long[] sendable = new long[64];
    private long[] receivable = new long[64];

    /// Rows that hold all that some agent sends; what is undecided of senders without one; what is in.
    private int[] fullRows = new int[64];

    private int fullRowCount;
    private long unbounded;
    private long value;

    /// Place in the order by amount before which all is decided.
    private int at;

    /// Decisions in order, and the branches that lead to here: where each starts on the trail (x, or ~x if it is the second way) and at which place.
    private int[] trail = new int[64];

    private int trailSize;
    private int[] branches = new int[64];
    private int[] branchedAt = new int[64];
    private int depth;

    private int[] changed = new int[64];
    private boolean[] isChanged = new boolean[64];
    private int changedCount;

    private long bestValue;
    private long valueBound;

    OptimalSearch(Kernel kernel, long longSearch, int tailLength) {
        table = new FeasibleRows(kernel);
        tail = new TailSums(table, tailLength);
        this.longSearch = longSearch;
    }

    /// Whether the i-th transaction of the last run is in the best set.
    boolean isChosen(int i) {
        return best[i];
    }

    /// What no feasible set exceeds: the value of the best, unless the last run stopped early.
    long valueBound() {
        return valueBound;
    }

    /// Looks for the best set of the first `count` of `slots`.
    ///
    /// @param nodesMax how many sets of decisions may be looked at
    void run(int[] slots, int count, long nodesMax) {
        table.build(slots, count);
        start();
        long nodes = 0;
        hasTail = false;
        boolean goesOn = true;
        while (goesOn) {
            boolean branched = false;
            if (drive() && canBeBetter()) {
                if (!findOpen()) {
                    keep();
                } else if (!entersTail() || tail.canFit(state, IN)) {
                    branched = nodes < nodesMax;
                    if (branched) {
                        if (nodes++ == longSearch && tail.isShorterThan(count)) startTail();
                        branch();
                    } else {
                        valueBound = Math.max(valueBound, bound());
                    }
                }
            }
            goesOn = branched || turn();
        }
        valueBound = Math.max(valueBound, bestValue);
    }

    private void branch() {
        branches[depth] = trailSize;
        branchedAt[depth++] = at;
        decide(table.byAmount[at], IN);
    }

    private void startTail() {
        tail.build();
        hasTail = true;
    }

    /// Whether all that is undecided is in the tail, and was not yet one branch before.
    private boolean entersTail() {
        return hasTail && at >= tail.start() && (depth == 0 || branchedAt[depth - 1] < tail.start());
    }

    private void start() {
        int count = table.count;
        if (state.length < count) {
            int length = table.amount.length;
            state = new byte[length];
            best = new boolean[length];
            trail = new int[length];
            branches = new int[length];
            branchedAt = new int[length];
        }
        int rows = table.rows;
        if (slack.length < rows) {
            int length = table.left.length;
            slack = new long[length];
            sendable = new long[length];
            receivable = new long[length];
            fullRows = new int[length];
            changed = new int[length];
            isChanged = new boolean[length];
        }
        Arrays.fill(state, 0, count, OPEN);
        Arrays.fill(best, 0, count, false);
        Arrays.fill(sendable, 0, rows, 0);
        Arrays.fill(receivable, 0, rows, 0);
        at = 0;
        trailSize = 0;
        depth = 0;
        value = 0;
        unbounded = 0;
        bestValue = 0;
        valueBound = 0;
        for (int i = 0; i < count; i++) open(i);
        fullRowCount = 0;
        changedCount = 0;
        for (int row = 0; row < rows; row++) {
            slack[row] = Math.addExact(table.left[row], receivable[row]);
            isChanged[row] = false;
            change(row);
            if (table.isFull[row]) fullRows[fullRowCount++] = row;
        }
    }

    private void open(int i) {
        long amount = table.amount[i];
        for (int e = table.rowsFrom[i]; e < table.receivedFrom[i]; e++) {
            sendable[table.rowsOf[e]] = Math.addExact(sendable[table.rowsOf[e]], amount);
        }
        for (int e = table.receivedFrom[i]; e < table.rowsFrom[i + 1]; e++) {
            receivable[table.rowsOf[e]] = Math.addExact(receivable[table.rowsOf[e]], amount);
        }
        if (table.fullRow[i] == NONE) unbounded = Math.addExact(unbounded, amount);
    }

    /// Decides a transaction and its twins: of those that are alike in everything the earlier come first.
    private void decide(int first, byte how) {
        int[] twin = how == IN ? table.earlierTwin : table.laterTwin;
        for (int i = first; i != NONE && state[i] == OPEN; i = twin[i]) decideAlone(i, how);
    }

    private void decideAlone(int i, byte how) {
        state[i] = how;
        trail[trailSize++] = i;
        long amount = table.amount[i];
        if (how == IN) value = Math.addExact(value, amount);
        move(i, how, amount, true);
    }

    private void undo() {
        int i = trail[--trailSize];
        long amount = table.amount[i];
        byte how = state[i];
        if (how == IN) value -= amount;
        move(i, how, -amount, false);
        state[i] = OPEN;
    }

    private void move(int i, byte how, long amount, boolean notes) {
        for (int e = table.rowsFrom[i]; e < table.receivedFrom[i]; e++) {
            int row = table.rowsOf[e];
            sendable[row] -= amount;
            if (how == IN) slack[row] -= amount;
            if (notes) change(row);
        }
        for (int e = table.receivedFrom[i]; e < table.rowsFrom[i + 1]; e++) {
            int row = table.rowsOf[e];
            receivable[row] -= amount;
            if (how == OUT) slack[row] -= amount;
            if (notes) change(row);
        }
        if (table.fullRow[i] == NONE) unbounded -= amount;
    }

    private void change(int row) {
        if (isChanged[row]) return;
        isChanged[row] = true;
        changed[changedCount++] = row;
    }

    /// Decides what follows from the rows that changed.
    ///
    /// @return whether every row can still hold
    private boolean drive() {
        boolean holds = true;
        while (changedCount > 0) {
            int row = changed[--changedCount];
            isChanged[row] = false;
            if (holds) holds = slack[row] >= 0;
            if (!holds) continue;
            for (int m = table.membersFrom[row]; m < table.membersFrom[row + 1]; m++) {
                int member = table.members[m];
                int i = member >= 0 ? member : ~member;
                if (table.amount[i] <= slack[row]) break;
                if (state[i] == OPEN) decide(i, member >= 0 ? OUT : IN);
            }
        }
        return holds;
    }

    /// Moves on to the greatest undecided transaction, or to the end. Those on the way that nothing can hinder are in.
    private boolean findOpen() {
        for (; at < table.count; at++) {
            int i = table.byAmount[at];
            if (state[i] != OPEN) continue;
            if (!isFree(i)) return true;
            decide(i, IN);
        }
        return false;
    }

    private boolean isFree(int i) {
        for (int e = table.rowsFrom[i]; e < table.receivedFrom[i]; e++) {
            int row = table.rowsOf[e];
            if (slack[row] - receivable[row] < sendable[row]) return false;
        }
        return true;
    }

    private boolean canBeBetter() {
        long most = bound();
        if (most != bestValue) return most > bestValue;
        for (int i = 0; i < table.count; i++) if ((state[i] != OUT) != best[i]) return !best[i];
        return false;
    }

    /// What no set of the present branch exceeds.
    private long bound() {
        long most = Math.addExact(value, unbounded);
        for (int k = 0; k < fullRowCount; k++) {
            int row = fullRows[k];
            most = Math.addExact(most, Math.min(sendable[row], slack[row]));
        }
        return most;
    }

    private void keep() {
        bestValue = value;
        for (int i = 0; i < table.count; i++) best[i] = state[i] == IN;
    }

    /// Goes back to the last branch whose first decision was IN and makes it OUT.
    ///
    /// @return false if there is none
    private boolean turn() {
        while (depth > 0) {
            int start = branches[--depth];
            boolean isFirst = start >= 0;
            int mark = isFirst ? start : ~start;
            while (trailSize > mark + 1) undo();
            undo();
            if (!isFirst) continue;
            at = branchedAt[depth];
            branches[depth++] = ~mark;
            decide(table.byAmount[at], OUT);
            return true;
        }
        return false;
    }
}
