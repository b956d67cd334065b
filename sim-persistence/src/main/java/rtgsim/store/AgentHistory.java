package rtgsim.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Agents over time: the tables `agent_ticks` and `costs`, or, in a file from before there were these, the queries that they are made by.
final class AgentHistory {

    private static final String TICKS = Resources.text("select_agent_ticks.sql");
    private static final String COSTS = Resources.text("select_costs.sql");
    private static final String COMPONENTS =
            "sum(overdraft), sum(delay), sum(collateral), sum(liquidity), sum(deadline_penalty), sum(split_friction),"
                    + " sum(eod_penalty), sum(total)";

    /// Fills `agent_ticks`; after `transactions`, `agents` and `event_txs`.
    static final String DERIVE_TICKS = "INSERT INTO agent_ticks " + TICKS;

    /// Fills `costs`.
    static final String DERIVE_COSTS =
            "INSERT INTO costs SELECT agent, day, "
                    + COMPONENTS
                    + " FROM ("
                    + COSTS
                    + ") GROUP BY agent, day ORDER BY agent, day";

    private static final int FIRST_VERSION = 5;

    private final Connection connection;

    AgentHistory(Connection connection) {
        this.connection = connection;
    }

    List<AgentTick> ticks(String agentId, int fromTick, int untilTick) throws SQLException {
        String table = isStored() ? "agent_ticks" : "(" + TICKS + ")";
        List<AgentTick> ticks = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT tick, balance, queue_count, CAST(queue_value AS BIGINT) FROM "
                                + table
                                + " AS h WHERE agent = CAST(? AS agent_id) AND tick < ?"
                                + " AND tick >= coalesce((SELECT max(tick) FROM "
                                + table
                                + " AS b WHERE agent = CAST(? AS agent_id) AND tick <= ?), 0)"
                                + " ORDER BY tick")) {
            select.setString(1, agentId);
            select.setInt(2, untilTick);
            select.setString(3, agentId);
            select.setInt(4, fromTick);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ticks.add(
                            new AgentTick(
                                    Math.max(fromTick, row.getInt(1)), row.getLong(2), row.getLong(3), row.getLong(4)));
                }
            }
        }
        if (ticks.isEmpty() || ticks.getFirst().tick() > fromTick) {
            ticks.addFirst(new AgentTick(fromTick, openingBalance(agentId), 0, 0));
        }
        return ticks;
    }

    List<AgentCosts> costs(EventFilter filter, EventQuery query) throws SQLException {
        // The table has the sums of whole days; any other question is asked of the events.
        boolean byDayAndAgent =
                filter.equals(EventFilter.builder().days(filter.days()).agentIds(filter.agentIds()).build());
        EventQuery.Sql where = byDayAndAgent ? query.ofDaysAndAgents() : query.set();
        String table = byDayAndAgent && isStored() ? "costs" : "(" + COSTS + ")";
        List<AgentCosts> costs = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT CAST(agent AS VARCHAR), "
                                + asLongs()
                                + " FROM "
                                + table
                                + " AS k"
                                + where.where()
                                + " GROUP BY agent ORDER BY agent")) {
            where.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    costs.add(
                            new AgentCosts(
                                    row.getString(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    row.getLong(8),
                                    row.getLong(9)));
                }
            }
        }
        return costs;
    }

    private static String asLongs() {
        return COMPONENTS.replaceAll("sum\\((\\w+)\\)", "CAST(sum($1) AS BIGINT)");
    }

    private boolean isStored() throws SQLException {
        return Migrations.version(connection) >= FIRST_VERSION;
    }

    private long openingBalance(String agentId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT opening_balance FROM agents WHERE agent_id = CAST(? AS agent_id)")) {
            select.setString(1, agentId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) throw new IllegalArgumentException("no agent of the run: " + agentId);
                return row.getLong(1);
            }
        }
    }
}
