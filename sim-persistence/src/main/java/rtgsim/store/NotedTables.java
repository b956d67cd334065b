package rtgsim.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Fills `parties`, `transactions` and `agent_ticks` from what was noted as the events passed: the first beside the others, on a connection and in a transaction of its
/// own, since neither needs the other and each row by row comes from one source.
final class NotedTables {

    private static final String FILL_PARTIES =
            """
            INSERT INTO parties
            SELECT ${agent}, n.start + (n.entry >> ${role_bits}), n.entry & ${roles}
            FROM noted_parties() AS n${joins}
            """
                    .replace("${role_bits}", Integer.toString(PartyNotes.ROLE_BITS))
                    .replace("${roles}", Integer.toString((1 << PartyNotes.ROLE_BITS) - 1));

    private static final String NOTED =
            """
            noted AS (
                SELECT
                    tx, amount, (ticks >> 32)::INTEGER AS arrival_tick, (ticks & 4294967295)::INTEGER AS deadline_tick, parties >> 36 AS sender,
                    parties & 4294967295 AS receiver, (parties >> 32 & 15)::UTINYINT AS priority,
                    CAST(${statuses} AS transaction_status[])[(ended & 255) + 1] AS status,
                    CASE WHEN (ended & 255) = ${settled} THEN (ended >> 32)::INTEGER END AS settled_tick,
                    CASE WHEN (ended & 255) = ${settled} THEN CAST(${ways} AS settled_by[])[(ended >> 8 & 255) + 1] END AS settled_by
                FROM noted_transactions())
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

    /// Begins to fill `parties`. What this returns ends when that is committed.
    FutureTask<Void> startParties() throws SQLException {
        new PartyColumns(notes.parties()).register(connection);
        FutureTask<Void> filling = new FutureTask<>(this::fillParties);
        Thread.ofPlatform().daemon().name("rtgsim-parties").start(filling);
        return filling;
    }

    private @Nullable Void fillParties() throws SQLException {
        try (DuckDBConnection own = RunDatabase.besideWriter(connection);
                Statement statement = own.createStatement()) {
            probe.beforeSql(WriterStep.DERIVE_PARTIES);
            statement.execute(sql(FILL_PARTIES, 0, "agent"));
        }
        return null;
    }

    /// Fills `transactions`, as part of the transaction of this statement.
    void fillTransactions(Statement statement) throws SQLException {
        new TransactionColumns(notes.transactions()).register(connection);
        if (notes.anyDivided()) {
            RunCompletion.deriveFamilies(statement);
            statement.execute(sql(FILL_DIVIDED_TRANSACTIONS, 1, "sender", "receiver"));
            RunCompletion.dropFamilies(statement);
        } else {
            statement.execute(sql(FILL_TRANSACTIONS, 1, "sender", "receiver"));
        }
    }

    /// Fills `agent_ticks`, as part of the transaction of this statement.
    void fillAgentTicks(Statement statement) throws SQLException {
        new AgentTickColumns(notes.agentTicks()).register(connection);
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
