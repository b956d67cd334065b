package rtgsim.lsm;

import static rtgsim.lsm.FeasibleRows.NONE;

import java.util.Arrays;

/// What the smallest transactions can still add to each agent's net outflow, all subsets of them: to tell early that nothing fits any more.
///
/// With next to no liquidity a set must balance almost to the cent, which bounds see only when little is undecided. What an agent pays net is at most what it may;
/// and it is at least minus what all others may pay together, since what one receives others pay. If no subset of the tail brings it between the two, no set does.
final class TailSums {

    /// Transactions of a tail as runs use it: 2^14 subsets.
    static final int LENGTH = 14;

    private final FeasibleRows table;
    private final int length;
    private int start;
    private long payable;

    /// Ascending, of full row `r` from place `from[r]` up to `from[r + 1]`.
    private long[] sums = new long[0];

    private int[] from = new int[0];
    private long[] spare = new long[0];
    private long[] net = new long[0];

    TailSums(FeasibleRows table, int length) {
        this.table = table;
        this.length = length;
    }

    /// Where the tail begins in the order by amount.
    int start() {
        return start;
    }

    boolean isShorterThan(int count) {
        return length < count;
    }

    void build() {
        start = table.count - length;
        if (sums.length == 0) {
            // A transaction stands in the full rows of its sender and its receiver alone.
            sums = new long[2 << length];
            spare = new long[1 << length];
        }
        if (from.length <= table.rows) {
            from = new int[table.left.length + 1];
            net = new long[table.left.length];
        }
        payable = 0;
        for (int i = 0; i < table.count; i++) {
            if (table.fullRow[i] == NONE) payable = Math.addExact(payable, table.amount[i]);
        }
        int end = 0;
        for (int row = 0; row < table.rows; row++) {
            from[row] = end;
            if (!table.isFull[row]) continue;
            payable = Math.addExact(payable, table.left[row]);
            end = addRow(row, end);
        }
        from[table.rows] = end;
    }

    private int addRow(int row, int begin) {
        int size = 1;
        int needed = begin + (1 << membersInTail(row));
        if (sums.length < needed) sums = Arrays.copyOf(sums, Math.max(needed, 2 * sums.length));
        sums[begin] = 0;
        for (int k = start; k < table.count; k++) {
            int i = table.byAmount[k];
            for (int e = table.rowsFrom[i]; e < table.rowsFrom[i + 1]; e++) {
                if (table.rowsOf[e] != row) continue;
                merge(begin, size, e < table.receivedFrom[i] ? table.amount[i] : -table.amount[i]);
                size *= 2;
            }
        }
        return begin + size;
    }

    private int membersInTail(int row) {
        int found = 0;
        for (int k = start; k < table.count; k++) {
            int i = table.byAmount[k];
            for (int e = table.rowsFrom[i]; e < table.rowsFrom[i + 1]; e++) if (table.rowsOf[e] == row) found++;
        }
        return found;
    }

    /// Makes of `size` ascending sums twice as many, with `amount` and without.
    private void merge(int begin, int size, long amount) {
        System.arraycopy(sums, begin, spare, 0, size);
        int without = 0;
        int with = 0;
        for (int to = begin; to < begin + 2 * size; to++) {
            boolean takesWith = without == size || (with < size && spare[with] + amount < spare[without]);
            sums[to] = takesWith ? spare[with++] + amount : spare[without++];
        }
    }

    /// Whether each agent could still end between its bounds, were the tail all that is undecided.
    boolean canFit(byte[] state, byte in) {
        Arrays.fill(net, 0, table.rows, 0);
        for (int k = 0; k < start; k++) {
            int i = table.byAmount[k];
            if (state[i] != in) continue;
            for (int e = table.rowsFrom[i]; e < table.rowsFrom[i + 1]; e++) {
                net[table.rowsOf[e]] += e < table.receivedFrom[i] ? table.amount[i] : -table.amount[i];
            }
        }
        for (int row = 0; row < table.rows; row++) {
            if (!table.isFull[row]) continue;
            long least = table.left[row] - payable - net[row];
            int found = Arrays.binarySearch(sums, from[row], from[row + 1], least);
            if (found >= 0) continue;
            int next = ~found;
            if (next == from[row + 1] || sums[next] > table.left[row] - net[row]) return false;
        }
        return true;
    }
}
