package rtgsim.store;

import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// The events of a batch as a table function of DuckDB, column to column, in order of seq.
///
/// Its columns are those of the table `events` but for day and created_at, which SQL adds. Kinds, agents and transactions are as the log has them; words are
/// positions in the members of their type, from 1. The driver writes no ENUM, so SQL looks them up.
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
    private static final int HOLD = EventKind.POLICY_HOLD.ordinal();

    private final RunHeader header;
    private final Words words;
    private final WritableColumn ints = WritableColumn.ofInts();
    private final WritableColumn longs = WritableColumn.ofLongs();
    private final WritableColumn nulls = WritableColumn.ofNulls();
    private List<Batch.Slice> batch = List.of();
    private int sliceAt;
    private int rowAt;

    EventColumns(RunHeader header, Words words) {
        this.header = header;
        this.words = words;
    }

    /// Sets what the next scan of the function returns.
    void batch(Batch events) {
        batch = events.slices();
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("seq", DuckDBColumnType.BIGINT);
        info.addResultColumn("tick", DuckDBColumnType.INTEGER);
        info.addResultColumn("kind", DuckDBColumnType.TINYINT);
        info.addResultColumn("agent", DuckDBColumnType.INTEGER);
        info.addResultColumn("counterparty", DuckDBColumnType.INTEGER);
        info.addResultColumn("tx", DuckDBColumnType.INTEGER);
        info.addResultColumn("amount", DuckDBColumnType.BIGINT);
        info.addResultColumn("a", DuckDBColumnType.BIGINT);
        info.addResultColumn("b", DuckDBColumnType.BIGINT);
        info.addResultColumn("c", DuckDBColumnType.BIGINT);
        info.addResultColumn("word", DuckDBColumnType.INTEGER);
        info.addResultColumn("extra", DuckDBColumnType.VARCHAR);
        info.addResultColumn("node", DuckDBColumnType.INTEGER);
        info.setCardinality(RunDatabase.MANY_ROWS, false);
        return true;
    }

    @Override
    public Boolean init(DuckDBTableFunctionInitInfo info) {
        sliceAt = 0;
        rowAt = 0;
        // A scan that failed may have left NULLs behind.
        ints.clear();
        longs.clear();
        nulls.clear();
        return true;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        while (sliceAt < batch.size() && rowAt == batch.get(sliceAt).size()) {
            sliceAt++;
            rowAt = 0;
        }
        if (sliceAt == batch.size()) return 0;
        Batch.Slice slice = batch.get(sliceAt);
        int rows = (int) Math.min(Math.min(out.capacity(), WritableColumn.capacity()), slice.size() - rowAt);
        fill(slice.chunk(), slice.fromRow() + rowAt, rows, out);
        rowAt += rows;
        return rows;
    }

    /// Column after column. What can be copied as it is, is copied, and SQL makes of it what it means: a loop of Java for each column costs more to compile than it
    /// saves on a day of a million payments. The loops that remain have methods of their own, since the compiler is sooner done with small ones.
    private void fill(EventChunk chunk, int from, int rows, DuckDBDataChunkWriter out) {
        fillSeqs(chunk.firstSeq() + from, rows, out.vector(0));
        WritableColumn.copy(out.vector(1), chunk.tick, from, rows);
        WritableColumn.copy(out.vector(2), chunk.kind, from, rows);
        WritableColumn.copy(out.vector(3), chunk.agent, from, rows);
        WritableColumn.copy(out.vector(4), chunk.other, from, rows);
        WritableColumn.copy(out.vector(5), chunk.tx, from, rows);
        fillAmounts(chunk, from, rows, out.vector(6));
        fillA(chunk, from, rows, out.vector(7));
        fillB(chunk, from, rows, out.vector(8));
        fillC(chunk, from, rows, out.vector(9));
        fillWords(chunk, from, rows, out.vector(10));
        fillExtra(chunk, from, rows, out.vector(11));
        if (chunk.hasNodes()) fillNodes(chunk, from, rows, out.vector(12));
        else WritableColumn.nulls(out.vector(12), rows);
    }

    private void fillSeqs(long first, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) longs.setLong(i, first + i);
        longs.into(column, rows);
    }

    private void fillAmounts(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) if (!HAS_AMOUNT[chunk.kind[from + i]]) nulls.setNull(i);
        nulls.copyInto(column, chunk.amount, from, rows);
    }

    private void fillA(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) {
            int kind = chunk.kind[from + i];
            if (!HAS_A[kind] || (kind == ARRIVAL && chunk.a[from + i] == RunHeader.NO_TX)) nulls.setNull(i);
        }
        nulls.copyInto(column, chunk.a, from, rows);
    }

    private void fillB(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
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

    private void fillC(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            int kind = chunk.kind[row];
            if (kind == COST) longs.setLong(i, chunk.b[row] < 0 ? 0 : chunk.extra()[chunk.b[row] + 1]);
            else if (!HAS_C[kind] || (kind == HOLD && chunk.c[row] < 0)) longs.setNull(i);
            else longs.setLong(i, chunk.c[row]);
        }
        longs.into(column, rows);
    }

    private void fillWords(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            int word = words.position(chunk.kind[row], chunk.code[row]);
            if (word == Words.NONE) ints.setNull(i);
            else ints.setInt(i, word + 1);
        }
        ints.into(column, rows);
    }

    private void fillExtra(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) {
            String extra = HAS_EXTRA[chunk.kind[from + i]] ? extra(chunk, from + i) : null;
            if (extra == null) nulls.setNull(i);
            else column.setString(i, extra);
        }
        nulls.into(column, rows);
    }

    /// The text of the column `extra`; null where it has none.
    @Nullable String extra(EventChunk chunk, int row) {
        return switch (chunk.kindAt(row)) {
            case POLICY_SPLIT -> split(chunk.extra(), chunk.b[row]);
            case LSM_BILATERAL_OFFSET -> bilateral(chunk.extra(), chunk.b[row]);
            case LSM_CYCLE_SETTLEMENT -> cycle(chunk.extra(), chunk.b[row]);
            case COST_ACCRUAL -> rareCosts(chunk.extra(), chunk.b[row]);
            default -> null;
        };
    }

    private void fillNodes(EventChunk chunk, int from, int rows, DuckDBWritableVector column) {
        for (int i = 0; i < rows; i++) {
            int node = chunk.nodeAt(from + i);
            if (node == EventChunk.NO_NODE) ints.setNull(i);
            else ints.setInt(i, node);
        }
        ints.into(column, rows);
    }

    private static String split(long[] extra, int at) {
        int parts = (int) extra[at];
        StringBuilder json = new StringBuilder(32 + 24 * parts).append("{\"child_tx_ids\":");
        appendTxs(json, extra, at + 1, parts).append(",\"release_ticks\":");
        return appendNumbers(json, extra, at + 1 + parts, parts).append('}').toString();
    }

    private String bilateral(long[] extra, int at) {
        int count = (int) extra[at];
        StringBuilder json = new StringBuilder(64 + 32 * count).append("{\"agents\":");
        appendAgents(json, extra, at + 2, 2).append(",\"tx_ids\":");
        appendTxs(json, extra, at + 4, count).append(",\"amounts\":");
        return appendNumbers(json, extra, at + 4 + count, count).append('}').toString();
    }

    private String cycle(long[] extra, int at) {
        int agents = (int) extra[at];
        int count = (int) extra[at + 1];
        int txs = at + 2 + 2 * agents;
        StringBuilder json = new StringBuilder(64 + 32 * (agents + count)).append("{\"agents\":");
        appendAgents(json, extra, at + 2, agents).append(",\"tx_ids\":");
        appendTxs(json, extra, txs, count).append(",\"amounts\":");
        appendNumbers(json, extra, txs + count, count).append(",\"net_positions\":");
        return appendNumbers(json, extra, at + 2 + agents, agents).append('}').toString();
    }

    private static @Nullable String rareCosts(long[] extra, int at) {
        if (at < 0 || (extra[at + 2] | extra[at + 3] | extra[at + 4] | extra[at + 5]) == 0) return null;
        return "{\"liquidity\":"
                + extra[at + 2]
                + ",\"deadline_penalty\":"
                + extra[at + 3]
                + ",\"split_friction\":"
                + extra[at + 4]
                + ",\"eod_penalty\":"
                + extra[at + 5]
                + "}";
    }

    private StringBuilder appendAgents(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            EventJson.quote(json, header.agentId((int) extra[from + i]));
        }
        return json.append(']');
    }

    private static StringBuilder appendTxs(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            json.append('"').append(RunHeader.txId((int) extra[from + i])).append('"');
        }
        return json.append(']');
    }

    private static StringBuilder appendNumbers(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            json.append(extra[from + i]);
        }
        return json.append(']');
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
