package rtgsim.store;

import java.io.IOException;
import java.sql.SQLException;
import org.duckdb.ColumnFunction;
import org.duckdb.ColumnMemory;
import org.duckdb.DuckDBColumnType;

/// What is noted of transactions as a table function of DuckDB, in the order of their numbers.
final class TransactionColumns implements RowSource {

    private static final int BYTE = 255;

    private final TransactionNotes notes;
    private final TransactionTypes types;
    private final TransactionNotes.Reader reader;
    private final long[][] rows = new long[TransactionNotes.COLUMNS][NoteBlocks.ROWS];
    private final WritableColumn column = WritableColumn.ofInts();
    private int from;
    private int until;
    private int at;

    /// @param types of the file, open as long as the function is asked
    TransactionColumns(TransactionNotes notes, TransactionTypes types) {
        this.notes = notes;
        this.types = types;
        reader = notes.read();
        until = notes.size();
    }

    /// Sets which ones the next scan returns, counted from the first: whole blocks, but for the last one.
    void range(int first, int end) {
        from = first;
        until = end;
    }

    @Override
    public void declare(ColumnFunction.Declaration columns) throws SQLException {
        columns.add("tx", DuckDBColumnType.INTEGER);
        columns.add("arrival_tick", DuckDBColumnType.INTEGER);
        columns.add("sender_id", types.agent());
        columns.add("receiver_id", types.agent());
        columns.add("amount", DuckDBColumnType.BIGINT);
        columns.add("deadline_tick", DuckDBColumnType.INTEGER);
        columns.add("priority", DuckDBColumnType.UTINYINT);
        columns.add("status", types.status());
        columns.add("settled_tick", DuckDBColumnType.INTEGER);
        columns.add("settled_by", types.settledBy());
        columns.expect(MANY);
    }

    @Override
    public void begin() {
        at = from;
    }

    @Override
    public int fill(ColumnMemory[] columns) throws IOException {
        int count = Math.min(until - at, reader.read(at, rows));
        number(notes.base() + at, count);
        column.into(columns[0], count);
        fillBits(TransactionNotes.TICKS, 32, -1, count, columns[1]);
        fillBits(TransactionNotes.PARTIES, 36, -1, count, columns[2]);
        fillBits(TransactionNotes.PARTIES, 0, -1, count, columns[3]);
        columns[4].put(rows[TransactionNotes.AMOUNT], 0, count);
        fillBits(TransactionNotes.TICKS, 0, -1, count, columns[5]);
        fillBits(TransactionNotes.PARTIES, 32, 15, count, columns[6]);
        fillBits(TransactionNotes.END, 0, BYTE, count, columns[7]);
        fillSettled(32, -1, count, columns[8]);
        fillSettled(8, BYTE, count, columns[9]);
        at += count;
        return count;
    }

    private void number(int first, int count) {
        for (int i = 0; i < count; i++) column.setInt(i, first + i);
    }

    private void fillBits(int of, int shift, int mask, int count, ColumnMemory into) {
        column.setBits(rows[of], shift, mask, count);
        column.into(into, count);
    }

    /// NULL where it is not settled.
    private void fillSettled(int shift, int mask, int count, ColumnMemory into) {
        long[] ends = rows[TransactionNotes.END];
        column.setBits(ends, shift, mask, count);
        for (int i = 0; i < count; i++) if ((ends[i] & BYTE) != TransactionNotes.SETTLED) column.setNull(i);
        column.into(into, count);
    }
}
