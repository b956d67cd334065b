package rtgsim.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/// What is noted of transactions as a table function of DuckDB, in the order of their numbers: the longs of [TransactionNotes], which SQL
/// takes apart. A loop of Java for each column would cost more to compile than it saves on a day of a million payments.
final class TransactionColumns implements RowSource {

    private final TransactionNotes notes;
    private final TransactionNotes.Reader reader;
    private final long[][] rows = new long[TransactionNotes.COLUMNS][NoteBlocks.ROWS];
    private final int[] numbers = new int[NoteBlocks.ROWS];
    private int from;
    private int until;
    private int at;

    TransactionColumns(TransactionNotes notes) {
        this.notes = notes;
        reader = notes.read();
        until = notes.size();
    }

    /// Sets which ones the next scan returns, counted from the first: whole blocks, but for the last one.
    void range(int first, int end) {
        from = first;
        until = end;
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("tx", DuckDBColumnType.INTEGER);
        info.addResultColumn("amount", DuckDBColumnType.BIGINT);
        info.addResultColumn("ticks", DuckDBColumnType.BIGINT);
        info.addResultColumn("parties", DuckDBColumnType.BIGINT);
        info.addResultColumn("ended", DuckDBColumnType.BIGINT);
        info.setCardinality(RunDatabase.MANY_ROWS, false);
        return true;
    }

    @Override
    public Boolean init(DuckDBTableFunctionInitInfo info) {
        at = from;
        return true;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        try {
            int count = Math.min(until - at, reader.read(at, rows));
            number(notes.base() + at, count);
            WritableColumn.copy(out.vector(0), numbers, 0, count);
            WritableColumn.copy(out.vector(1), rows[TransactionNotes.AMOUNT], 0, count);
            WritableColumn.copy(out.vector(2), rows[TransactionNotes.TICKS], 0, count);
            WritableColumn.copy(out.vector(3), rows[TransactionNotes.PARTIES], 0, count);
            WritableColumn.copy(out.vector(4), rows[TransactionNotes.END], 0, count);
            at += count;
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void number(int first, int count) {
        for (int i = 0; i < count; i++) numbers[i] = first + i;
    }
}
