package rtgsim.store;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.ColumnFunction;
import org.duckdb.ColumnMemory;
import org.duckdb.DuckDBColumnType;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// The events of a batch as a table function of DuckDB, column to column, in order of seq.
///
/// Its columns are those of the table `events` but for created_at, which SQL adds.
final class EventColumns implements RowSource {

    private static final boolean[] HAS_AMOUNT =
            kindsBut(EventKind.POLICY_SUBMIT, EventKind.POLICY_HOLD, EventKind.POLICY_DROP, EventKind.POLICY_SPLIT);
    private static final boolean[] HAS_A =
            kindsBut(EventKind.POLICY_SUBMIT, EventKind.POLICY_DROP, EventKind.SETTLEMENT);
    private static final boolean[] HAS_B = kinds(EventKind.ARRIVAL, EventKind.POLICY_HOLD, EventKind.SETTLEMENT);
    private static final boolean[] HAS_C =
            kinds(
                    EventKind.ARRIVAL,
                    EventKind.POLICY_SUBMIT,
                    EventKind.POLICY_HOLD,
                    EventKind.LSM_BILATERAL_OFFSET,
                    EventKind.END_OF_DAY);
    private static final boolean[] HAS_EXTRA =
            kinds(
                    EventKind.POLICY_SPLIT,
                    EventKind.LSM_BILATERAL_OFFSET,
                    EventKind.LSM_CYCLE_SETTLEMENT,
                    EventKind.COST_ACCRUAL);
    private static final int COST = EventKind.COST_ACCRUAL.ordinal();
    private static final int END_OF_DAY = EventKind.END_OF_DAY.ordinal();
    private static final int ARRIVAL = EventKind.ARRIVAL.ordinal();
    private static final int NODE = 12;
    private static final int HOLD = EventKind.POLICY_HOLD.ordinal();

    private final Words words;
    private final FileTypes types;
    private final ExtraTexts texts;
    private final boolean nodes;
    private final int centralBank;
    private final WritableColumn ints = WritableColumn.ofInts();
    private final WritableColumn longs = WritableColumn.ofLongs();
    private final WritableColumn nulls = WritableColumn.ofNulls();
    private List<Batch.Slice> batch = List.of();
    private int sliceAt;
    private int rowAt;

    /// @param nodes whether the table has the column `node`
    EventColumns(RunHeader header, Words words, FileTypes types, boolean nodes) {
        this.words = words;
        this.types = types;
        texts = new ExtraTexts(header);
        this.nodes = nodes;
        centralBank = header.agentIds().size();
    }

    /// Sets what the next scan of the function returns.
    void batch(Batch events) {
        batch = events.slices();
    }

    @Override
    public void declare(ColumnFunction.Declaration columns) throws SQLException {
        columns.add("seq", DuckDBColumnType.BIGINT);
        columns.add("tick", DuckDBColumnType.INTEGER);
        columns.add("type", types.kind());
        columns.add("agent", types.agent());
        columns.add("counterparty", types.agent());
        columns.add("tx", DuckDBColumnType.INTEGER);
        columns.add("amount", DuckDBColumnType.BIGINT);
        columns.add("a", DuckDBColumnType.BIGINT);
        columns.add("b", DuckDBColumnType.BIGINT);
        columns.add("c", DuckDBColumnType.BIGINT);
        columns.add("reason", types.word());
        columns.add("extra", DuckDBColumnType.VARCHAR);
        if (nodes) columns.add("node", DuckDBColumnType.INTEGER);
        columns.expect(MANY);
    }

    @Override
    public void begin() {
        sliceAt = 0;
        rowAt = 0;
        // A scan that failed may have left NULLs behind.
        ints.clear();
        longs.clear();
        nulls.clear();
    }

    @Override
    public int fill(ColumnMemory[] columns) {
        while (sliceAt < batch.size() && rowAt == batch.get(sliceAt).size()) {
            sliceAt++;
            rowAt = 0;
        }
        if (sliceAt == batch.size()) return 0;
        Batch.Slice slice = batch.get(sliceAt);
        int rows = Math.min(ColumnMemory.CAPACITY, slice.size() - rowAt);
        fill(slice.chunk(), slice.fromRow() + rowAt, rows, columns);
        rowAt += rows;
        return rows;
    }

    /// Column after column. What can be copied as it is, is copied: a loop of Java for each column costs more to compile than it saves on a day of a million
    /// payments. The loops that remain have methods of their own, since the compiler is sooner done with small ones.
    private void fill(EventChunk chunk, int from, int rows, ColumnMemory[] columns) {
        fillSeqs(chunk.firstSeq() + from, rows, columns[0]);
        columns[1].put(chunk.tick, from, rows);
        columns[2].put(chunk.kind, from, rows);
        fillNumbers(chunk.agent, from, rows, columns[3]);
        fillNumbers(chunk.other, from, rows, columns[4]);
        fillNumbers(chunk.tx, from, rows, columns[5]);
        fillAmounts(chunk, from, rows, columns[6]);
        fillA(chunk, from, rows, columns[7]);
        fillB(chunk, from, rows, columns[8]);
        fillC(chunk, from, rows, columns[9]);
        fillWords(chunk, from, rows, columns[10]);
        fillExtra(chunk, from, rows, columns[11]);
        if (nodes && chunk.hasNodes()) fillNodes(chunk, from, rows, columns[NODE]);
        else if (nodes) WritableColumn.nulls(columns[NODE], rows);
        else if (chunk.hasNodes()) throw new IllegalStateException("a node decided where nobody decides by a tree");
    }

    private void fillSeqs(long first, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) longs.setLong(i, first + i);
        longs.into(column, rows);
    }

    /// Agents or transactions, where the negative number is none, but for the central bank, the member behind the last agent.
    private void fillNumbers(int[] numbers, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int number = numbers[from + i];
            if (number >= 0) ints.setInt(i, number);
            else if (number == RunHeader.CENTRAL_BANK) ints.setInt(i, centralBank);
            else ints.setNull(i);
        }
        ints.into(column, rows);
    }

    private void fillAmounts(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) if (!HAS_AMOUNT[chunk.kind[from + i]]) nulls.setNull(i);
        column.put(chunk.amount, from, rows);
        nulls.nullsInto(column, rows);
    }

    private void fillA(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int kind = chunk.kind[from + i];
            if (!HAS_A[kind] || (kind == ARRIVAL && chunk.a[from + i] == RunHeader.NO_TX)) nulls.setNull(i);
        }
        column.put(chunk.a, from, rows);
        nulls.nullsInto(column, rows);
    }

    private void fillB(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            int kind = chunk.kind[row];
            int b = chunk.b[row];
            if (kind == COST) longs.setLong(i, b < 0 ? 0 : chunk.extra()[b]);
            else if (kind == END_OF_DAY) longs.setLong(i, chunk.extra()[b]);
            else if (!HAS_B[kind] || (kind == HOLD && b == RunHeader.NO_TICK)) longs.setNull(i);
            else longs.setLong(i, b);
        }
        longs.into(column, rows);
    }

    private void fillC(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            int kind = chunk.kind[row];
            if (kind == COST) longs.setLong(i, chunk.b[row] < 0 ? 0 : chunk.extra()[chunk.b[row] + 1]);
            else if (!HAS_C[kind] || (kind == HOLD && chunk.c[row] < 0)) longs.setNull(i);
            else longs.setLong(i, chunk.c[row]);
        }
        longs.into(column, rows);
    }

    private void fillWords(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            int word = words.position(chunk.kind[row], chunk.code[row]);
            if (word == Words.NONE) ints.setNull(i);
            else ints.setInt(i, word);
        }
        ints.into(column, rows);
    }

    private void fillExtra(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            String extra = HAS_EXTRA[chunk.kind[from + i]] ? texts.of(chunk, from + i) : null;
            if (extra == null) nulls.setNull(i);
            else column.put(i, extra);
        }
        nulls.nullsInto(column, rows);
    }

    private void fillNodes(EventChunk chunk, int from, int rows, ColumnMemory column) {
        for (int i = 0; i < rows; i++) {
            int node = chunk.nodeAt(from + i);
            if (node == EventChunk.NO_NODE) ints.setNull(i);
            else ints.setInt(i, node);
        }
        ints.into(column, rows);
    }

    private static boolean[] kinds(EventKind... kinds) {
        boolean[] has = new boolean[EventKind.values().length];
        for (EventKind kind : kinds) has[kind.ordinal()] = true;
        return has;
    }

    private static boolean[] kindsBut(EventKind... kinds) {
        boolean[] has = kinds(kinds);
        for (int i = 0; i < has.length; i++) has[i] = !has[i];
        return has;
    }
}
