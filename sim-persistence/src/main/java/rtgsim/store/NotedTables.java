package rtgsim.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import org.duckdb.EnumType;
import rtgsim.event.RunHeader;

/// Fills `agents`, `agent_blocks`, `agent_ticks`, `cycle_members`, `event_txs` and `transactions` from what was noted as the events passed.
final class NotedTables implements AutoCloseable {

    private static final String FILL_AGENT_BLOCKS =
            """
            INSERT INTO agent_blocks
            SELECT
                agent, (agent_and_block & 4294967295) * ${block_events}, (of_two >> 32)::INTEGER, (of_two & 4294967295)::INTEGER,
                (others >> 32)::INTEGER, (others & 4294967295)::INTEGER
            FROM noted_agent_blocks()
            ORDER BY agent_and_block
            """
                    .replace("${block_events}", Integer.toString(AgentBlockNotes.EVENTS));

    private static final String FILL_CYCLE_MEMBERS =
            "INSERT INTO cycle_members SELECT agent, seq FROM noted_cycle_members() ORDER BY agent, seq";

    private static final String FILL_EVENT_TXS =
            "INSERT INTO event_txs SELECT tx::INTEGER, seq FROM noted_event_txs() ORDER BY tx, seq";

    private static final String FILL_TRANSACTIONS =
            "INSERT INTO transactions BY NAME SELECT *, settled_tick - arrival_tick AS waited_ticks FROM ${noted_transactions}()";

    /// What became of divided transactions is known only when all their parts are.
    private static final String FILL_DIVIDED_TRANSACTIONS =
            """
            INSERT INTO transactions BY NAME
            WITH known AS (
                SELECT
                    n.tx, coalesce(f.arrival_tick, n.arrival_tick) AS arrival_tick, n.sender_id, n.receiver_id, n.amount, n.deadline_tick, n.priority,
                    coalesce(f.state, n.status) AS status,
                    CASE WHEN f.state IS NULL THEN n.settled_tick WHEN f.state = 'settled' THEN f.settled_tick END AS settled_tick,
                    CASE WHEN f.state IS NULL THEN n.settled_by WHEN f.state = 'settled' THEN f.settled_by END AS settled_by,
                    f.parent AS parent_tx
                FROM noted_transactions() AS n LEFT JOIN temp.families AS f ON f.tx = n.tx)
            SELECT *, settled_tick - arrival_tick AS waited_ticks FROM known ORDER BY tx
            """;

    private static final String FILL_AGENT_TICKS =
            """
            INSERT INTO agent_ticks
            SELECT agent, (agent_and_tick & 4294967295)::INTEGER, balance, queue_count, queue_value FROM noted_agent_ticks() ORDER BY agent_and_tick
            """;

    /// Two row groups of DuckDB, and whole blocks of notes: what is inserted at a time, of which DuckDB then stores the row groups as they are.
    private static final int PIECE = 2 * 122_880;

    private final DuckDBConnection connection;
    private final RunHeader header;
    private final DerivationNotes notes;
    private final TransactionTypes types;
    private final WriterProbe probe;

    /// @param agents their type in the file
    NotedTables(
            DuckDBConnection connection, RunHeader header, DerivationNotes notes, EnumType agents, WriterProbe probe)
            throws SQLException {
        this.connection = connection;
        this.header = header;
        this.notes = notes;
        this.probe = probe;
        types = TransactionTypes.of(connection, agents);
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
        new TransactionColumns(notes.transactions(), types).register(connection, "noted_transactions");
        RunCompletion.deriveFamilies(statement);
        statement.execute(FILL_DIVIDED_TRANSACTIONS);
        RunCompletion.dropFamilies(statement);
    }

    private final class TransactionsWay implements PieceByPiece.Way {

        private final DuckDBConnection own;
        private final Statement statement;
        private final TransactionColumns columns = new TransactionColumns(notes.transactions(), types);
        private final String fill;

        TransactionsWay(int number) throws SQLException {
            String rows = "noted_transactions_" + number;
            fill = FILL_TRANSACTIONS.replace("${noted_transactions}", rows);
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

    /// Fills `event_txs`, as part of the transaction of this statement.
    void fillEventTxs(Statement statement) throws SQLException {
        new NotedColumns(notes.eventTxs(), null, "tx", "seq").register(connection, "noted_event_txs");
        statement.execute(FILL_EVENT_TXS);
    }

    /// Fills `agents`, as part of the transaction of this statement.
    void fillAgents(Statement statement) throws SQLException {
        notes.agentTotals().new Columns(header, notes.agentTicks(), types.agent()).register(connection, "noted_agents");
        statement.execute("INSERT INTO agents BY NAME SELECT * FROM noted_agents()");
    }

    /// Fills `cycle_members` and `agent_blocks`, as part of the transaction of this statement.
    void fillAgentBlocks(Statement statement) throws SQLException {
        AgentBlockNotes noted = notes.agentBlocks();
        new NotedColumns(noted.members(), types.agent(), "agent_before_seq", "seq")
                .register(connection, "noted_cycle_members");
        statement.execute(FILL_CYCLE_MEMBERS);
        new NotedColumns(noted.blocks(), types.agent(), "agent_and_block", "of_two", "others")
                .register(connection, "noted_agent_blocks");
        statement.execute(FILL_AGENT_BLOCKS);
    }

    /// Fills `agent_ticks`, as part of the transaction of this statement.
    void fillAgentTicks(Statement statement) throws SQLException {
        new NotedColumns(
                        notes.agentTicks().rows(),
                        types.agent(),
                        "agent_and_tick",
                        "balance",
                        "queue_count",
                        "queue_value")
                .register(connection, "noted_agent_ticks");
        statement.execute(FILL_AGENT_TICKS);
    }

    @Override
    public void close() {
        types.close();
    }
}
