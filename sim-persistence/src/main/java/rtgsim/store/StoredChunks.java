package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// The table `events` as the chunks that it was written from, in order of seq; what [EventColumns] writes, this reads back.
///
/// One chunk is filled again and again, so it is the reader's only until the next one.
final class StoredChunks {

    private static final int TX_PREFIX = "tx_".length();
    private static final EventKind[] KINDS = EventKind.values();

    private final RunHeader header;
    private final Map<String, Integer> positions = new HashMap<>();

    /// By kind and position of the word in the type `reason`.
    private final int[][] codeOfWord = new int[KINDS.length][];

    StoredChunks(RunHeader header) {
        this.header = header;
        List<String> ids = header.agentIds();
        for (int agent = 0; agent < ids.size(); agent++) positions.put(ids.get(agent), agent);
        Words words = new Words(header);
        for (EventKind kind : KINDS) codeOfWord[kind.ordinal()] = words.codes(kind.ordinal());
    }

    /// Gives all events to `reader`.
    ///
    /// @param events how many there are
    void each(DuckDBConnection connection, long events, Consumer<EventChunk> reader) throws SQLException {
        EventChunk chunk = new EventChunk();
        EventCells cells = new EventCells();
        String between = EventCells.select(connection) + " WHERE seq BETWEEN ? AND ? ORDER BY seq";
        try (PreparedStatement select = connection.prepareStatement(between)) {
            for (long from = 0; from < events; from += EventChunk.ROWS) {
                chunk.reset(from);
                select.setLong(1, from);
                select.setLong(2, from + EventChunk.ROWS - 1);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        cells.read(row);
                        append(cells, chunk);
                    }
                }
                if (chunk.size() != Math.min(EventChunk.ROWS, events - from)) {
                    throw new SQLException(
                            "of the events from seq " + from + " on only " + chunk.size() + " are in the table");
                }
                reader.accept(chunk);
            }
        }
    }

    /// Hands all events over as an engine does, and waits until they are taken.
    void handOver(DuckDBConnection connection, ChunkExchange sink) throws SQLException {
        EventCells cells = new EventCells();
        EventChunk chunk = sink.exchange(null);
        long seq = 0;
        chunk.reset(seq);
        try (StoredRows rows = new StoredRows(connection)) {
            while (rows.next(cells)) {
                if (chunk.isFull()) {
                    chunk = sink.exchange(chunk);
                    chunk.reset(seq);
                }
                append(cells, chunk);
                seq++;
            }
        }
        sink.finish(chunk);
    }

    /// Appends a row to a chunk.
    ///
    /// @throws SQLException if it is no event
    void append(EventCells row, EventChunk chunk) throws SQLException {
        int at = chunk.size();
        int type = (int) row.number(EventCells.TYPE, -1);
        if (type < 0 || type >= KINDS.length) throw new SQLException("an event has no type");
        EventKind kind = KINDS[type];
        chunk.kind[at] = (byte) kind.ordinal();
        chunk.tick[at] = (int) row.number(EventCells.TICK, -1);
        chunk.agent[at] = agent((int) row.number(EventCells.AGENT, -1));
        chunk.other[at] = agent((int) row.number(EventCells.COUNTERPARTY, -1));
        chunk.tx[at] = (int) row.number(EventCells.TX, RunHeader.NO_TX);
        chunk.amount[at] = row.number(EventCells.AMOUNT, 0);
        chunk.a[at] = row.number(EventCells.A, kind == EventKind.ARRIVAL ? RunHeader.NO_TX : 0);
        chunk.b[at] = 0;
        chunk.c[at] = 0;
        int word = (int) row.number(EventCells.REASON, -1);
        int code = word < 0 ? 0 : codeOfWord[type][word];
        if (code < 0) throw new SQLException("an event of its type has no such reason");
        chunk.code[at] = (short) code;
        long b = row.number(EventCells.B, kind == EventKind.POLICY_HOLD ? RunHeader.NO_TICK : 0);
        long c = row.number(EventCells.C, kind == EventKind.POLICY_HOLD ? -1 : 0);
        int extra = 0;
        switch (kind) {
            case ARRIVAL, POLICY_SUBMIT, POLICY_HOLD, SETTLEMENT -> {
                chunk.b[at] = (int) b;
                chunk.c[at] = (int) c;
            }
            case POLICY_DROP, COLLATERAL_POST, COLLATERAL_WITHDRAW, QUEUED_RTGS -> {
                // All their columns are read.
            }
            case POLICY_SPLIT -> extra = split(EventRow.Extra.parse(row.extra()), chunk, at);
            case LSM_BILATERAL_OFFSET -> {
                chunk.c[at] = (int) c;
                extra = bilateral(EventRow.Extra.parse(row.extra()), chunk, at);
            }
            case LSM_CYCLE_SETTLEMENT -> extra = cycle(EventRow.Extra.parse(row.extra()), chunk, at);
            case COST_ACCRUAL -> extra = costs(row.extra(), b, c, chunk, at);
            case END_OF_DAY -> {
                chunk.c[at] = (int) c;
                extra = put(chunk, at, new long[] {b});
            }
        }
        if (row.node() != EventChunk.NO_NODE) chunk.noteNode(at, row.node());
        chunk.claim(1, extra);
    }

    private int agent(int member) {
        return member == header.agentIds().size() ? RunHeader.CENTRAL_BANK : member;
    }

    private int position(String agentId) throws SQLException {
        Integer position = positions.get(agentId);
        if (position == null) throw new SQLException("an event names the agent '" + agentId + "', which the run lacks");
        return position;
    }

    private static int split(EventRow.Extra extra, EventChunk chunk, int at) throws SQLException {
        List<String> children = extra.texts("child_tx_ids");
        List<Long> releases = extra.numbers("release_ticks");
        int parts = children.size();
        long[] all = new long[1 + 2 * parts];
        all[0] = parts;
        for (int i = 0; i < parts; i++) {
            all[1 + i] = tx(children.get(i));
            all[1 + parts + i] = releases.get(i);
        }
        return put(chunk, at, all);
    }

    private int bilateral(EventRow.Extra extra, EventChunk chunk, int at) throws SQLException {
        List<String> agents = extra.texts("agents");
        List<String> txs = extra.texts("tx_ids");
        List<Long> amounts = extra.numbers("amounts");
        int count = txs.size();
        long[] all = new long[4 + 2 * count];
        all[0] = count;
        all[2] = position(agents.get(0));
        all[3] = position(agents.get(1));
        // The first agent's transactions stand first, and their amounts are amount_a.
        long left = chunk.a[at];
        for (int i = 0; i < count; i++) {
            all[4 + i] = tx(txs.get(i));
            all[4 + count + i] = amounts.get(i);
            if (left > 0) all[1] = i + 1L;
            left -= amounts.get(i);
        }
        return put(chunk, at, all);
    }

    private int cycle(EventRow.Extra extra, EventChunk chunk, int at) throws SQLException {
        List<String> agents = extra.texts("agents");
        List<Long> nets = extra.numbers("net_positions");
        List<String> txs = extra.texts("tx_ids");
        List<Long> amounts = extra.numbers("amounts");
        int members = agents.size();
        int count = txs.size();
        long[] all = new long[2 + 2 * members + 2 * count];
        all[0] = members;
        all[1] = count;
        for (int i = 0; i < members; i++) {
            all[2 + i] = position(agents.get(i));
            all[2 + members + i] = nets.get(i);
        }
        for (int i = 0; i < count; i++) {
            all[2 + 2 * members + i] = tx(txs.get(i));
            all[2 + 2 * members + count + i] = amounts.get(i);
        }
        return put(chunk, at, all);
    }

    private static int costs(@Nullable String text, long overdraft, long collateral, EventChunk chunk, int at)
            throws SQLException {
        if (text == null && (overdraft | collateral) == 0) {
            chunk.b[at] = -1;
            return 0;
        }
        EventRow.Extra rare = text == null ? EventRow.Extra.NO_RARE_COSTS : EventRow.Extra.parse(text);
        return put(
                chunk,
                at,
                new long[] {
                    overdraft,
                    collateral,
                    rare.cost("liquidity"),
                    rare.cost("deadline_penalty"),
                    rare.cost("split_friction"),
                    rare.cost("eod_penalty")
                });
    }

    /// Puts the variable part of row `at` behind those of the rows before.
    private static int put(EventChunk chunk, int at, long[] all) {
        chunk.ensureExtra(all.length);
        System.arraycopy(all, 0, chunk.extra(), chunk.extraSize(), all.length);
        chunk.b[at] = chunk.extraSize();
        return all.length;
    }

    /// The number of a transaction whose id the store itself has written; there are very many of them.
    private static int tx(String txId) {
        return Integer.parseInt(txId, TX_PREFIX, txId.length(), 10);
    }
}
