package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventKind;

/// How many events of a sealed run are of each type, and how many name each agent as sender or receiver. Each of the three is counted once, when it is first
/// asked for, since the run does not change.
///
/// Any thread may ask.
final class RunCounts {

    private final int agents;
    private volatile long @Nullable [] byKind;
    private volatile long @Nullable [] bySender;
    private volatile long @Nullable [] byReceiver;

    /// @param agents members of the type `agent_id`
    RunCounts(int agents) {
        this.agents = agents;
    }

    long ofKinds(DuckDBConnection connection, Collection<EventKind> kinds) throws SQLException {
        long[] counts = byKind;
        if (counts == null) byKind = counts = counts(connection, "type", "", EventKind.values().length);
        long sum = 0;
        for (EventKind kind : kinds) sum += counts[kind.ordinal()];
        return sum;
    }

    /// @param codes of agents, in the order of the type
    long ofSenders(DuckDBConnection connection, int[] codes) throws SQLException {
        long[] counts = bySender;
        if (counts == null) bySender = counts = counts(connection, "agent", EventQuery.OF_TWO_PARTIES, agents);
        return sum(counts, codes);
    }

    long ofReceivers(DuckDBConnection connection, int[] codes) throws SQLException {
        long[] counts = byReceiver;
        if (counts == null) byReceiver = counts = counts(connection, "counterparty", EventQuery.OF_TWO_PARTIES, agents);
        return sum(counts, codes);
    }

    private static long sum(long[] counts, int[] codes) {
        long sum = 0;
        for (int code : codes) sum += counts[code];
        return sum;
    }

    private static long[] counts(DuckDBConnection connection, String column, String where, int size)
            throws SQLException {
        long[] counts = new long[size];
        String select =
                "SELECT enum_code("
                        + column
                        + ")::INTEGER, count(*) FROM events WHERE "
                        + column
                        + " IS NOT NULL"
                        + (where.isEmpty() ? "" : " AND " + where)
                        + " GROUP BY "
                        + column;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            while (row.next()) counts[row.getInt(1)] = row.getLong(2);
        }
        return counts;
    }
}
