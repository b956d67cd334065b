package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import rtgsim.event.EventKind;

/// How many events of each type a run that is being written has, and of each agent in each of its roles, as far as somebody asked: each event is read once, when it is asked
/// for more than before. A run with gaps has none.
///
/// Any thread may ask. Who reads a beginning that is shorter than what was counted for others finds nothing here.
final class LiveTally {

    private static final int ROLES = 1 << PartyNotes.ROLE_BITS;

    private final Map<String, Integer> positions = new HashMap<>();

    // Guarded by this.
    private final long[] byType = new long[EventKind.values().length];
    private final long[] byParty;
    private long counted;

    /// @param agents members of the type `agent_id`
    LiveTally(List<String> agents) {
        for (int i = 0; i < agents.size(); i++) positions.put(agents.get(i), i);
        byParty = new long[agents.size() * ROLES];
    }

    /// The size of a filter that asks for an agent or a role of agents and nothing else.
    ///
    /// @param events from the first on, to be counted
    synchronized OptionalLong count(ReadConnection connection, EventQuery query, long events) throws SQLException {
        if (!query.isOfPartiesWithin(new SeqRange(0, events)) || !reaches(connection, events))
            return OptionalLong.empty();
        long sum = 0;
        for (String agent : query.agents()) {
            int first = party(agent, 0);
            switch (query.role()) {
                case ANY -> {
                    for (int role = 0; role < ROLES; role++) sum += byParty[first + role];
                }
                case SENDER -> sum += byParty[first + PartyNotes.SENDER];
                case RECEIVER -> sum += byParty[first + PartyNotes.RECEIVER];
            }
        }
        return OptionalLong.of(sum);
    }

    /// Whether an agent that is asked for may stand in neither column of an event.
    synchronized boolean mayBeMembers(ReadConnection connection, EventQuery query, long events) throws SQLException {
        if (query.agents().isEmpty() || !reaches(connection, events)) return true;
        return query.agents().stream().anyMatch(agent -> byParty[party(agent, PartyNotes.MEMBER)] > 0);
    }

    /// Adds the events of each type and of each agent in any role.
    ///
    /// @return false if nothing was added
    synchronized boolean addTo(ReadConnection connection, long events, long[] types, long[] agents)
            throws SQLException {
        if (!reaches(connection, events)) return false;
        for (int i = 0; i < types.length; i++) types[i] += byType[i];
        for (int i = 0; i < byParty.length; i++) agents[i / ROLES] += byParty[i];
        return true;
    }

    private int party(String agent, int role) {
        return Objects.requireNonNull(positions.get(agent)) * ROLES + role;
    }

    private boolean reaches(ReadConnection connection, long events) throws SQLException {
        if (counted >= events) return counted == events;
        EventQuery.Sql since = EventQuery.within(new SeqRange(counted, events));
        long[] types = new long[byType.length];
        add(connection, "SELECT enum_code(type)::INTEGER, 0, count(*) FROM events", since, types, 1);
        long[] parties = new long[byParty.length];
        add(
                connection,
                "SELECT enum_code(agent)::INTEGER, CASE WHEN counterparty IS NULL OR tx IS NULL THEN 2 ELSE 0 END, count(*) FROM events",
                since.and(new EventQuery.Sql("agent IS NOT NULL", List.of())),
                parties,
                ROLES);
        add(
                connection,
                "SELECT enum_code(counterparty)::INTEGER, CASE WHEN tx IS NULL THEN 2 ELSE 1 END, count(*) FROM events",
                since.and(new EventQuery.Sql("counterparty IS NOT NULL", List.of())),
                parties,
                ROLES);
        if (types[EventKind.LSM_CYCLE_SETTLEMENT.ordinal()] > 0)
            add(connection, "SELECT enum_code(agent)::INTEGER, role, count(*) FROM parties", since, parties, ROLES);

        // All of them are counted.
        for (int i = 0; i < types.length; i++) byType[i] += types[i];
        for (int i = 0; i < parties.length; i++) byParty[i] += parties[i];
        counted = events;
        return true;
    }

    /// @param select a code, which stands in `to` at a multiple of `stride`, a place beyond, and a count
    private static void add(ReadConnection connection, String select, EventQuery.Sql where, long[] to, int stride)
            throws SQLException {
        try (ResultSet row = connection.ask(select + where.where() + " GROUP BY 1, 2", where)) {
            while (row.next()) to[row.getInt(1) * stride + row.getInt(2)] += row.getLong(3);
        }
    }
}
