package rtgsim.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// Fills `agent_blocks`, `cycle_members`, `transactions` and `agent_ticks` from what was noted as the events passed.
final class NotedTables {

    private static final String FILL_AGENT_BLOCKS =
            """
            INSERT INTO agent_blocks
            SELECT
                ${agent}, (n.agent_and_block & 4294967295) * ${block_events}, (n.of_two >> 32)::INTEGER, (n.of_two & 4294967295)::INTEGER,
                (n.others >> 32)::INTEGER, (n.others & 4294967295)::INTEGER
            FROM (SELECT *, agent_and_block >> 32 AS agent FROM noted_agent_blocks()) AS n${joins}
            ORDER BY n.agent_and_block
            """
                    .replace("${block_events}", Integer.toString(AgentBlockNotes.EVENTS));

    private static final String FILL_CYCLE_MEMBERS =
            "INSERT INTO cycle_members SELECT ${agent}, n.seq FROM noted_cycle_members() AS n${joins} ORDER BY n.agent, n.seq";

    private static final String NOTED =
            """
            noted AS (
                SELECT
                    tx, amount, (ticks >> 32)::INTEGER AS arrival_tick, (ticks & 4294967295)::INTEGER AS deadline_tick, parties >> 36 AS sender,
                    parties & 4294967295 AS receiver, (parties >> 32 & 15)::UTINYINT AS priority,
                    CAST(${statuses} AS transaction_status[])[(ended & 255) + 1] AS status,
                    CASE WHEN (ended & 255) = ${settled} THEN (ended >> 32)::INTEGER END AS settled_tick,
                    CASE WHEN (ended & 255) = ${settled} THEN CAST(${ways} AS settled_by[])[(ended >> 8 & 255) + 1] END AS settled_by
                FROM ${noted_transactions}())
            """
                    .replace("${settled}", Integer.toString(TransactionNotes.SETTLED))
                    .replace("${statuses}", list(TransactionNotes.STATUSES))
                    .replace("${ways}", list(Arrays.stream(SettledBy.values()).map(SettledBy::label).toList()));

    private static final String FILL_TRANSACTIONS =
            """
            INSERT INTO transactions BY NAME
            WITH
            ${noted}
            SELECT
                n.tx, n.arrival_tick, ${sender} AS sender_id, ${receiver} AS receiver_id, n.amount, n.deadline_tick, n.priority, n.status, n.settled_tick,
                n.settled_by, n.settled_tick - n.arrival_tick AS waited_ticks
            FROM noted AS n${joins}
            """
                    .replace("${noted}", NOTED);

    /// What became of divided transactions is known only when all their parts are.
    private static final String FILL_DIVIDED_TRANSACTIONS =
            """
            INSERT INTO transactions BY NAME
            WITH
            ${noted},
            known AS (
                SELECT
                    n.tx, coalesce(f.arrival_tick, n.arrival_tick) AS arrival_tick, ${sender} AS sender_id, ${receiver} AS receiver_id, n.amount,
                    n.deadline_tick, n.priority, coalesce(f.state, n.status) AS status,
                    CASE WHEN f.state IS NULL THEN n.settled_tick WHEN f.state = 'settled' THEN f.settled_tick END AS settled_tick,
                    CASE WHEN f.state IS NULL THEN n.settled_by WHEN f.state = 'settled' THEN f.settled_by END AS settled_by,
                    f.parent AS parent_tx
                FROM noted AS n LEFT JOIN temp.families AS f ON f.tx = n.tx${joins})
            SELECT *, settled_tick - arrival_tick AS waited_ticks FROM known ORDER BY tx
            """
                    .replace("${noted}", NOTED);

    private static final String FILL_AGENT_TICKS =
            """
            INSERT INTO agent_ticks
            SELECT ${agent}, (n.agent_and_tick & 4294967295)::INTEGER, n.balance, n.queue_count, n.queue_value
            FROM (SELECT *, agent_and_tick >> 32 AS agent FROM noted_agent_ticks()) AS n${joins}
            ORDER BY n.agent_and_tick
            """;

    /// Two row groups of DuckDB, and whole blocks of notes: what is inserted at a time, of which DuckDB then stores the row groups as they are.
    private static final int PIECE = 2 * 122_880;

    private final DuckDBConnection connection;
    private final DerivationNotes notes;
    private final int agents;
    private final WriterProbe probe;

    /// @param agents how many there are
    NotedTables(DuckDBConnection connection, DerivationNotes notes, int agents, WriterProbe probe) {
        this.connection = connection;
        this.notes = notes;
        this.agents = agents;
        this.probe = probe;
    }

    /// Fills `transactions`, in transactions of its own, two pieces at a time, where each transaction tells by itself what became of it.
    ///
    /// @return whether it did
    boolean fillTransactions() throws SQLException {
        if (notes.anyDivided()) return false;
        int pieces = Math.ceilDiv(notes.transactions().size(), PIECE);
        PieceByPiece.insert(pieces, BatchDatabase.WAYS, TransactionsWay::new);
        return true;
    }

    /// Fills `transactions`, as part of the transaction of this statement, after `event_txs`.
    void fillDividedTransactions(Statement statement) throws SQLException {
        new TransactionColumns(notes.transactions()).register(connection, "noted_transactions");
        RunCompletion.deriveFamilies(statement);
        statement.execute(
                sql(
                        FILL_DIVIDED_TRANSACTIONS.replace("${noted_transactions}", "noted_transactions"),
                        1,
                        "sender",
                        "receiver"));
        RunCompletion.dropFamilies(statement);
    }

    private final class TransactionsWay implements PieceByPiece.Way {

        private final DuckDBConnection own;
        private final Statement statement;
        private final TransactionColumns columns = new TransactionColumns(notes.transactions());
        private final String fill;

        TransactionsWay(int number) throws SQLException {
            String rows = "noted_transactions_" + number;
            fill = sql(FILL_TRANSACTIONS.replace("${noted_transactions}", rows), 1, "sender", "receiver");
            own = RunDatabase.besideWriter(connection);
            statement = own.createStatement();
            columns.register(own, rows);
        }

        @Override
        public void insert(int piece) throws SQLException {
            probe.beforeSql(WriterStep.FILL_TRANSACTIONS);
            columns.range(piece * PIECE, Math.min((piece + 1) * PIECE, notes.transactions().size()));
            statement.execute("BEGIN TRANSACTION");
            statement.execute(fill);
        }

        @Override
        public void commit() throws SQLException {
            statement.execute("COMMIT");
        }

        @Override
        public void close() throws SQLException {
            try (own) {
                statement.close();
            }
        }
    }

    /// Fills `cycle_members` and `agent_blocks`, as part of the transaction of this statement.
    void fillAgentBlocks(Statement statement) throws SQLException {
        AgentBlockNotes noted = notes.agentBlocks();
        new NotedColumns(noted.members(), "agent", "seq").register(connection, "noted_cycle_members");
        statement.execute(sql(FILL_CYCLE_MEMBERS, 1, "agent"));
        new NotedColumns(noted.blocks(), "agent_and_block", "of_two", "others")
                .register(connection, "noted_agent_blocks");
        statement.execute(sql(FILL_AGENT_BLOCKS, 1, "agent"));
    }

    /// Fills `agent_ticks`, as part of the transaction of this statement.
    void fillAgentTicks(Statement statement) throws SQLException {
        new NotedColumns(notes.agentTicks().rows(), "agent_and_tick", "balance", "queue_count", "queue_value")
                .register(connection, "noted_agent_ticks");
        statement.execute(sql(FILL_AGENT_TICKS, 1, "agent"));
    }

    /// @param toPosition what makes of a number of an agent its position, from 1
    private String sql(String text, int toPosition, String... agentColumns) {
        StringBuilder joins = new StringBuilder();
        String sql = text;
        for (String column : agentColumns) {
            sql =
                    sql.replace(
                            "${" + column + "}",
                            RunDatabase.agent(agents, "n." + column + " + " + toPosition, column + "s", joins));
        }
        return sql.replace("${joins}", joins);
    }

    private static String list(List<String> words) {
        return words.stream().map(Migrations::literal).collect(Collectors.joining(", ", "[", "]"));
    }
}
