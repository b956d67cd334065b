package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import rtgsim.event.EventKind;

/// How many events of each type a run that is being written has, and of each agent in each of its roles. The writer counts them as they pass and says so batch by batch; what it
/// did not say is read, each event once, when it is asked for more than before. A run with gaps has none.
///
/// Any thread may ask. Who reads a beginning that is shorter than what was counted for others finds nothing here.
final class LiveTally {

    private static final int SENDER = AgentBlockNotes.SENDER;
    private static final int RECEIVER = AgentBlockNotes.RECEIVER;
    private static final int NAMED = AgentBlockNotes.NAMED;
    private static final int MEMBER = AgentBlockNotes.MEMBER;
    private static final int ROLES = AgentBlockNotes.ROLES;

    /// The batch that was committed last and those on their way, and one more.
    private static final int NOTED_MAX = BatchDatabase.WAYS + 2;

    /// Counts up to the end of a batch that will perhaps be stored.
    private static final class Noted {

        private final long events;
        private final long[] byType;
        private final long[] byParty;

        private Noted(long events, long[] byType, long[] byParty) {
            this.events = events;
            this.byType = byType;
            this.byParty = byParty;
        }
    }

    private final Map<String, Integer> positions = new HashMap<>();

    // Guarded by this.
    private final Deque<Noted> noted = new ArrayDeque<>();
    private long[] byType = new long[EventKind.values().length];
    private long[] byParty;
    private long counted;

    /// @param agents members of the type `agent_id`
    LiveTally(List<String> agents) {
        for (int i = 0; i < agents.size(); i++) positions.put(agents.get(i), i);
        byParty = new long[agents.size() * ROLES];
    }

    /// Takes what was counted up to the end of a batch, which need not be committed yet.
    ///
    /// @param types by the number of the type
    /// @param parties by agent and role, as in [AgentBlockNotes#inAll]
    synchronized void noted(long events, long[] types, long[] parties) {
        if (noted.size() == NOTED_MAX) noted.removeFirst();
        noted.addLast(new Noted(events, types, parties));
    }

    /// Says that so many events are committed, and will be asked.
    synchronized void reach(long events) {
        while (!noted.isEmpty() && noted.getFirst().events < events) noted.removeFirst();
        Noted first = noted.peekFirst();
        if (first == null || first.events != events || counted >= events) return;
        byType = first.byType;
        byParty = first.byParty;
        counted = events;
    }

    /// The size of a filter that asks for types, an agent, or a role of agents, and for nothing else.
    ///
    /// @param events from the first on, to be counted
    synchronized OptionalLong count(ReadConnection connection, EventQuery query, long events) throws SQLException {
        SeqRange all = new SeqRange(0, events);
        boolean isOfKinds = query.isOfKindsWithin(all);
        if (!isOfKinds && !query.isOfAgentsWithin(all)) return OptionalLong.empty();
        if (!reaches(connection, events)) return OptionalLong.empty();
        long sum = 0;
        if (isOfKinds) {
            for (EventKind kind : query.kinds()) sum += byType[kind.ordinal()];
            return OptionalLong.of(sum);
        }
        for (String agent : query.agents()) {
            int first = party(agent, 0);
            switch (query.role()) {
                case ANY -> {
                    for (int role = 0; role < ROLES; role++) sum += byParty[first + role];
                }
                case SENDER -> sum += byParty[first + SENDER];
                case RECEIVER -> sum += byParty[first + RECEIVER];
            }
        }
        return OptionalLong.of(sum);
    }

    /// Whether an agent that is asked for may stand in neither column of an event.
    synchronized boolean mayBeMembers(ReadConnection connection, EventQuery query, long events) throws SQLException {
        if (query.agents().isEmpty() || !reaches(connection, events)) return true;
        return query.agents().stream().anyMatch(agent -> byParty[party(agent, MEMBER)] > 0);
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
        each(
                connection,
                "SELECT enum_code(type)::INTEGER, count(*), 0 FROM events",
                since,
                "type",
                (type, n, _) -> types[type] += n);
        long[] parties = new long[byParty.length];
        each(
                connection,
                "SELECT enum_code(agent)::INTEGER, count(*), count(CASE WHEN counterparty IS NOT NULL THEN tx END) FROM events",
                since.and(new EventQuery.Sql("agent IS NOT NULL", List.of())),
                "agent",
                (agent, n, ofTwo) -> {
                    parties[agent * ROLES + SENDER] += ofTwo;
                    parties[agent * ROLES + NAMED] += n - ofTwo;
                });
        each(
                connection,
                "SELECT enum_code(counterparty)::INTEGER, count(*), count(tx) FROM events",
                since.and(new EventQuery.Sql("counterparty IS NOT NULL", List.of())),
                "counterparty",
                (agent, n, ofTwo) -> {
                    parties[agent * ROLES + RECEIVER] += ofTwo;
                    parties[agent * ROLES + NAMED] += n - ofTwo;
                });
        if (types[EventKind.LSM_CYCLE_SETTLEMENT.ordinal()] > 0) {
            each(
                    connection,
                    "SELECT enum_code(agent)::INTEGER, count(*), 0 FROM cycle_members",
                    since,
                    "agent",
                    (agent, n, _) -> parties[agent * ROLES + MEMBER] += n);
        }

        // All of them are counted.
        for (int i = 0; i < types.length; i++) byType[i] += types[i];
        for (int i = 0; i < parties.length; i++) byParty[i] += parties[i];
        counted = events;
        return true;
    }

    private interface Counted {
        /// @param some of `n`
        void take(int code, long n, long some);
    }

    /// @param select a code and two counts for each of what it is grouped by
    private static void each(ReadConnection connection, String select, EventQuery.Sql where, String by, Counted each)
            throws SQLException {
        try (ResultSet row = connection.ask(select + where.where() + " GROUP BY " + by, where)) {
            while (row.next()) each.take(row.getInt(1), row.getLong(2), row.getLong(3));
        }
    }
}
