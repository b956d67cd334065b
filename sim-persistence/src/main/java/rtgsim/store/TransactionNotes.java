package rtgsim.store;

import java.io.IOException;
import java.util.Arrays;

/// What has become of each transaction so far, in the order of their numbers, as four longs:
///
///     AMOUNT   minor units
///     TICKS    arrival tick × 2^32 + deadline tick
///     PARTIES  sender × 2^36 + priority × 2^32 + receiver; agents are positions, the central bank's the last
///     END      tick of the settlement × 2^32 + what settled it × 2^8 + status
///
/// The youngest stand in memory, where nearly all end; those before them in a file, where an end is written over what was there. So memory is bounded, whatever
/// the length of the run, and of the seven million of SIC's record day one in twelve ends in the file.
final class TransactionNotes implements AutoCloseable {

    static final int AMOUNT = 0;
    static final int TICKS = 1;
    static final int PARTIES = 2;
    static final int END = 3;

    static final int COLUMNS = 4;

    // Members of the type `transaction_status`, by their positions.
    static final int INTERNAL = 0;
    static final int CENTRAL = 1;
    static final int SETTLED = 2;
    static final int DROPPED = 3;

    /// Rows in memory, at most: 8 MiB.
    private static final int WINDOW = 1 << 18;

    private static final int MOVED_AT_ONCE = WINDOW / 4;

    private final NoteBlocks file;
    private final LateValues lateEnds;

    /// A ring of a power of two of rows, whole blocks; it grows until it is the window.
    private final long[][] columns = new long[COLUMNS][2 * NoteBlocks.ROWS];

    private int mask = 2 * NoteBlocks.ROWS - 1;

    /// The number of the first transaction.
    private int base;

    /// How many are in the file: the first ones.
    private int first;

    /// How many there are.
    private int size;

    TransactionNotes(NoteFile file) {
        this.file = new NoteBlocks(file, COLUMNS);
        lateEnds = new LateValues(this.file, END);
    }

    /// The number of the first one.
    int base() {
        return base;
    }

    /// Whether this number follows the last one.
    boolean isNext(int tx) {
        return size == 0 || tx == base + size;
    }

    /// The next one.
    void arrived(int tx, int tick, int deadline, int sender, int receiver, int priority, long amount)
            throws IOException {
        if (size == 0) base = tx;
        if (size - first > mask) makeRoom();
        int at = size & mask;
        columns[AMOUNT][at] = amount;
        columns[TICKS][at] = (long) tick << 32 | (deadline & 0xffff_ffffL);
        columns[PARTIES][at] = (long) sender << 36 | (long) priority << 32 | receiver;
        columns[END][at] = INTERNAL;
        size++;
    }

    /// Its value.
    long amount(int tx) throws IOException {
        return value(AMOUNT, tx - base);
    }

    /// The positions of its sender (upper 32 bits) and its receiver.
    long parties(int tx) throws IOException {
        long parties = value(PARTIES, tx - base);
        return parties >> 36 << 32 | (parties & 0xffff_ffffL);
    }

    private long value(int column, int row) throws IOException {
        if (row >= first) return columns[column][row & mask];
        return file.value(column, row);
    }

    /// It waits, or was dropped.
    void became(int tx, int status) throws IOException {
        end(tx, status);
    }

    void settled(int tx, int tick, SettledBy by) throws IOException {
        end(tx, (long) tick << 32 | (long) by.ordinal() << 8 | SETTLED);
    }

    private void end(int tx, long value) throws IOException {
        int row = tx - base;
        if (row >= first) {
            columns[END][row & mask] = value;
            return;
        }
        lateEnds.put(row, value);
    }

    private void makeRoom() throws IOException {
        if (mask + 1 < WINDOW) {
            // Nothing has been moved yet, so every row stays where it is.
            int rows = (mask + 1) * 2;
            for (int i = 0; i < COLUMNS; i++) columns[i] = Arrays.copyOf(columns[i], rows);
            mask = rows - 1;
            return;
        }
        for (int moved = 0; moved < MOVED_AT_ONCE; moved += NoteBlocks.ROWS) {
            file.append(columns, first & mask);
            first += NoteBlocks.ROWS;
        }
    }

    /// Ends the notes, which are only read from now on.
    void finish() throws IOException {
        lateEnds.write();
    }

    /// How many there are.
    int size() {
        return size;
    }

    /// Somebody who reads, after [#finish], on any thread.
    Reader read() {
        return new Reader();
    }

    final class Reader {

        private final NoteBlocks.Reader blocks = file.reader();

        /// Reads consecutive transactions of one block, column by column.
        ///
        /// @param from counted from the first, the first of a block
        /// @return of how many: 0 at the end
        int read(int from, long[][] into) throws IOException {
            int count = Math.min(NoteBlocks.ROWS, size - from);
            if (from < first) {
                blocks.read(from, into);
            } else {
                for (int i = 0; i < COLUMNS; i++) System.arraycopy(columns[i], from & mask, into[i], 0, count);
            }
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(columns, new long[0]);
        file.close();
    }
}
