package rtgsim.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// One row of the table `events`, cell by cell, as it stands there, or as a row of the log belongs there.
///
/// The writer fills whole columns ([EventColumns]); this says the same a row at a time, by the table in the first migration, so that a cell which the digest does
/// not cover is compared too. `created_at` is not: the clock cannot be asked again.
final class EventCells {

    static final List<String> COLUMNS =
            List.of(
                    "seq",
                    "tick",
                    "day",
                    "type",
                    "agent",
                    "counterparty",
                    "tx",
                    "amount",
                    "a",
                    "b",
                    "c",
                    "reason",
                    "extra");

    private static final int NUMBERS = COLUMNS.size() - 1;
    static final int SEQ = 0;
    static final int TICK = 1;
    static final int DAY = 2;
    static final int TYPE = 3;
    static final int AGENT = 4;
    static final int COUNTERPARTY = 5;
    static final int TX = 6;
    static final int AMOUNT = 7;
    static final int A = 8;
    static final int B = 9;
    static final int C = 10;
    static final int REASON = 11;

    private static final EventKind[] KINDS = EventKind.values();

    private final long[] cell = new long[NUMBERS];
    private final boolean[] isNull = new boolean[NUMBERS];
    private @Nullable String extra;
    private int node = EventChunk.NO_NODE;

    /// What [#read] reads. Files since schema 9 do not store the day of a tick.
    static String select(Connection connection) throws SQLException {
        List<String> stored = RunDatabase.columns(connection, "events");
        return "SELECT seq, tick, "
                + (stored.contains("day") ? "day" : "NULL::INTEGER")
                + ", enum_code(type)::BIGINT, enum_code(agent)::BIGINT, enum_code(counterparty)::BIGINT,"
                + " tx, amount, a, b, c, enum_code(reason)::BIGINT, extra, "
                + (stored.contains("node") ? "node" : "NULL::INTEGER")
                + " FROM run.main.events";
    }

    /// Whether the events of a file may name the node that decided; those of earlier schemas do not, nor where nobody decides by a tree.
    static boolean haveNodes(Connection connection) throws SQLException {
        return RunDatabase.columns(connection, "events").contains("node");
    }

    void read(ResultSet row) throws SQLException {
        for (int i = 0; i < NUMBERS; i++) {
            cell[i] = row.getLong(i + 1);
            isNull[i] = row.wasNull();
        }
        extra = row.getString(NUMBERS + 1);
        node = row.getInt(NUMBERS + 2);
        if (row.wasNull()) node = EventChunk.NO_NODE;
    }

    /// What belongs into the table for a row of the log.
    void expect(EventChunk chunk, int row, RunHeader header, Words words, ExtraTexts texts) {
        Arrays.fill(isNull, true);
        int kind = chunk.kind[row];
        set(SEQ, chunk.firstSeq() + row);
        set(TICK, chunk.tick[row]);
        set(DAY, chunk.tick[row] / header.ticksPerDay());
        set(TYPE, kind);
        setAgent(AGENT, chunk.agent[row], header);
        setAgent(COUNTERPARTY, chunk.other[row], header);
        if (chunk.tx[row] != RunHeader.NO_TX) set(TX, chunk.tx[row]);
        long amount = chunk.amount[row];
        long a = chunk.a[row];
        int b = chunk.b[row];
        int c = chunk.c[row];
        switch (KINDS[kind]) {
            case ARRIVAL -> {
                if (a == RunHeader.NO_TX) setNumbers(amount, null, (long) b, (long) c);
                else setNumbers(amount, a, (long) b, (long) c);
            }
            case POLICY_SUBMIT -> setNumbers(null, null, null, (long) c);
            case POLICY_HOLD -> setNumbers(null, a, b == RunHeader.NO_TICK ? null : (long) b, c < 0 ? null : (long) c);
            case POLICY_DROP -> setNumbers(null, null, null, null);
            case POLICY_SPLIT -> setNumbers(null, a, null, null);
            case COLLATERAL_POST, COLLATERAL_WITHDRAW, QUEUED_RTGS -> setNumbers(amount, a, null, null);
            case SETTLEMENT -> setNumbers(amount, null, (long) b, null);
            case LSM_BILATERAL_OFFSET -> setNumbers(amount, a, null, (long) c);
            case LSM_CYCLE_SETTLEMENT -> setNumbers(amount, a, null, null);
            case COST_ACCRUAL -> setNumbers(amount, a, b < 0 ? 0 : chunk.extra()[b], b < 0 ? 0 : chunk.extra()[b + 1]);
            case END_OF_DAY -> setNumbers(amount, a, chunk.extra()[b], (long) c);
        }
        int word = words.position(kind, chunk.code[row]);
        if (word != Words.NONE) set(REASON, word);
        extra = texts.of(chunk, row);
    }

    private void set(int column, long value) {
        cell[column] = value;
        isNull[column] = false;
    }

    private void setNumbers(@Nullable Long amount, @Nullable Long a, @Nullable Long b, @Nullable Long c) {
        if (amount != null) set(AMOUNT, amount);
        if (a != null) set(A, a);
        if (b != null) set(B, b);
        if (c != null) set(C, c);
    }

    private void setAgent(int column, int agent, RunHeader header) {
        if (agent >= 0) set(column, agent);
        else if (agent == RunHeader.CENTRAL_BANK) set(column, header.agentIds().size());
    }

    long seq() {
        return cell[SEQ];
    }

    /// Appends the row to a chunk; its seq is where the chunk is.
    ///
    /// @return why it is no event, or null
    @Nullable String decode(EventChunk chunk, StoredChunks chunks) {
        try {
            chunks.append(this, chunk);
            return null;
        } catch (SQLException | RuntimeException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }

    long number(int column, long ifNull) {
        return isNull[column] ? ifNull : cell[column];
    }

    @Nullable String extra() {
        return extra;
    }

    /// The node that decided, or [EventChunk#NO_NODE]. It is no part of the event, and not compared.
    int node() {
        return node;
    }

    /// The first column, seq left out, in which two rows differ, or -1.
    int firstDifference(EventCells other) {
        for (int i = 1; i < NUMBERS; i++) {
            if (i == DAY && (isNull[DAY] || other.isNull[DAY])) continue;
            if (isNull[i] != other.isNull[i] || (!isNull[i] && cell[i] != other.cell[i])) return i;
        }
        return Objects.equals(extra, other.extra) ? -1 : NUMBERS;
    }

    /// Finds a row with these cells under another seq.
    String selectElsewhere() {
        List<String> numbers =
                List.of(
                        "seq",
                        "tick",
                        "day",
                        "enum_code(type)",
                        "enum_code(agent)",
                        "enum_code(counterparty)",
                        "tx",
                        "amount",
                        "a",
                        "b",
                        "c",
                        "enum_code(reason)");
        StringBuilder sql = new StringBuilder("SELECT seq FROM run.main.events WHERE seq <> ").append(seq());
        for (int i = 1; i < NUMBERS; i++) {
            // As its tick says.
            if (i == DAY) continue;
            sql.append(" AND ").append(numbers.get(i));
            if (isNull[i]) sql.append(" IS NULL");
            else sql.append(" = ").append(cell[i]);
        }
        sql.append(extra == null ? " AND extra IS NULL" : " AND extra = " + Migrations.literal(extra));
        return sql.append(" LIMIT 1").toString();
    }

    /// A cell in words; null if it has none.
    @Nullable String text(int column, RunHeader header, Words words) {
        if (column == NUMBERS) return extra;
        if (isNull[column]) return null;
        long value = cell[column];
        List<String> list =
                switch (column) {
                    case TYPE -> Arrays.stream(KINDS).map(EventKind::label).toList();
                    case AGENT, COUNTERPARTY -> header.agentIds();
                    case REASON -> words.all();
                    default -> List.of();
                };
        if (value >= 0 && value < list.size()) return list.get((int) value);
        return column == AGENT || column == COUNTERPARTY ? "CENTRAL_BANK" : Long.toString(value);
    }

    /// The whole row in words, what is absent left out.
    String text(RunHeader header, Words words) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= NUMBERS; i++) {
            String cellText = text(i, header, words);
            if (cellText == null) continue;
            if (!text.isEmpty()) text.append(' ');
            text.append(COLUMNS.get(i)).append('=').append(cellText);
        }
        return text.toString();
    }
}
