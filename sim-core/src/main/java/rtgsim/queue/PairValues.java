package rtgsim.queue;

import java.util.Arrays;

/// What each agent has queued centrally to each receiver, for the pairs that have something queued.
///
/// An open-addressed table from a pair to the number of its row; rows are used again.
final class PairValues {

    /// Stands for a pair that has nothing queued.
    static final int NONE = -1;

    private int[] table = new int[64];
    private long[] pair = new long[32];
    private long[] value = new long[32];
    private int[] free = new int[32];
    private int freeCount;
    private int rows;
    private int used;

    PairValues() {
        Arrays.fill(table, NONE);
    }

    /// The row of a pair, or [#NONE].
    int row(int sender, int receiver) {
        return table[place(key(sender, receiver))];
    }

    int receiver(int row) {
        return (int) pair[row];
    }

    long value(int row) {
        return row == NONE ? 0 : value[row];
    }

    /// Adds to the row of a pair, which begins with this if it has none, and returns the row.
    int add(int sender, int receiver, long amount) {
        long key = key(sender, receiver);
        int at = place(key);
        int row = table[at];
        if (row != NONE) {
            value[row] = Math.addExact(value[row], amount);
            return row;
        }
        if (2 * (used + 1) > table.length) {
            grow();
            at = place(key);
        }
        row = freeCount > 0 ? free[--freeCount] : newRow();
        pair[row] = key;
        value[row] = amount;
        table[at] = row;
        used++;
        return row;
    }

    /// Takes from the row of a pair, which ends when nothing is left.
    void take(int row, long amount) {
        value[row] -= amount;
        if (value[row] == 0) end(row);
    }

    private int newRow() {
        if (rows == pair.length) {
            pair = Arrays.copyOf(pair, rows * 2);
            value = Arrays.copyOf(value, rows * 2);
            free = Arrays.copyOf(free, rows * 2);
        }
        return rows++;
    }

    /// Closes the gap that the row leaves, so that no search stops before its pair.
    private void end(int row) {
        int mask = table.length - 1;
        int gap = place(pair[row]);
        for (int at = (gap + 1) & mask; table[at] != NONE; at = (at + 1) & mask) {
            int home = hash(pair[table[at]]);
            if (((at - home) & mask) < ((at - gap) & mask)) continue;
            table[gap] = table[at];
            gap = at;
        }
        table[gap] = NONE;
        free[freeCount++] = row;
        used--;
    }

    private void grow() {
        int[] before = table;
        table = new int[before.length * 2];
        Arrays.fill(table, NONE);
        for (int row : before) if (row != NONE) table[place(pair[row])] = row;
    }

    /// Where the pair stands, or the gap where it would.
    private int place(long key) {
        int mask = table.length - 1;
        int at = hash(key);
        while (table[at] != NONE && pair[table[at]] != key) at = (at + 1) & mask;
        return at;
    }

    private int hash(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (table.length - 1);
    }

    private static long key(int sender, int receiver) {
        return (long) sender << 32 | receiver;
    }
}
