package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;

/// How many events of a stored run, or of one that is being written as it was at one time, a filter finds, as one number and by type, category and agent. They do not
/// change, so totals are kept, and those of the types are counted all at once.
///
/// Any thread may ask.
final class RunCounts {

    private static final int COUNTS_KEPT = 256;

    private static final int CYCLE = EventKind.LSM_CYCLE_SETTLEMENT.ordinal();

    private static final Set<EventKind> WITH_COUNTERPARTY =
            EnumSet.of(EventKind.ARRIVAL, EventKind.SETTLEMENT, EventKind.QUEUED_RTGS, EventKind.LSM_BILATERAL_OFFSET);

    private final long events;
    private final List<String> agents;
    private final @Nullable AgentBlocks blocks;
    private final boolean grows;
    private final @Nullable LiveTally tally;
    private volatile long @Nullable [] byKind;

    /// Null before the first question for agents.
    private volatile @Nullable CycleMembers members;

    private final LastAnswers<EventFilter, Long> counts = new LastAnswers<>(COUNTS_KEPT);

    /// @param events that are stored
    /// @param agents members of the type `agent_id`
    private RunCounts(
            long events, List<String> agents, @Nullable AgentBlocks blocks, boolean grows, @Nullable LiveTally tally) {
        this.events = events;
        this.agents = agents;
        this.blocks = blocks;
        this.grows = grows;
        this.tally = tally;
    }

    /// @param events that are stored
    /// @param agents members of the type `agent_id`
    /// @param blocks of the run, or null if its file has none
    static RunCounts sealed(long events, List<String> agents, @Nullable AgentBlocks blocks) {
        return new RunCounts(events, agents, blocks, false, null);
    }

    /// Of a run that is being written.
    ///
    /// @param tally null if it has gaps
    static RunCounts growing(long events, List<String> agents, @Nullable LiveTally tally) {
        return new RunCounts(events, agents, null, true, tally);
    }

    /// Where the events of agents are, if the file says it.
    @Nullable AgentBlocks blocks() {
        return blocks;
    }

    long count(ReadConnection connection, EventQuery query) throws SQLException {
        if (query.isAll()) return events;
        Optional<SeqRange> range = query.onlyRange();
        if (range.isPresent()) return range.get().size();
        Long known = counts.get(query.filter());
        if (known != null) return known;
        Optional<List<EventKind>> kinds = query.onlyKinds();
        if (kinds.isPresent()) return ofKinds(connection, kinds.get());
        OptionalLong tallied = tally == null ? OptionalLong.empty() : tally.count(connection, query, events);
        if (tallied.isPresent()) return tallied.getAsLong();
        Optional<SeqRange> ofAgents = query.onlyAgents();
        long count = 0;
        if (blocks != null && ofAgents.isPresent()) {
            count = blocks.count(connection, query, ofAgents.get());
        } else {
            for (EventQuery.Part part : query.parts()) {
                count +=
                        connection
                                .number("SELECT count(*) FROM events" + part.where().where(), part.where())
                                .orElseThrow();
            }
        }
        counts.put(query.filter(), count);
        return count;
    }

    /// Whether an agent that is asked for may stand in neither column of an event.
    boolean mayBeMembers(ReadConnection connection, EventQuery query) throws SQLException {
        return tally == null || tally.mayBeMembers(connection, query, events);
    }

    private long ofKinds(ReadConnection connection, Collection<EventKind> kinds) throws SQLException {
        long[] all = byKind;
        if (all == null) {
            all = new long[EventKind.values().length];
            countTypes(connection, all);
            byKind = all;
        }
        long sum = 0;
        for (EventKind kind : kinds) sum += all[kind.ordinal()];
        return sum;
    }

    private static void countTypes(ReadConnection connection, long[] types) throws SQLException {
        each(
                connection,
                "SELECT enum_code(type)::INTEGER, 0, count(*) FROM events GROUP BY type",
                EventQuery.Sql.NONE,
                (type, _, n) -> types[type] += n);
    }

    /// Counts per value over the whole filtered set, in the order of the closed lists and of the agents; values that do not occur are left out.
    Map<Facet, Map<String, Long>> facets(ReadConnection connection, EventQuery query, Collection<Facet> facets)
            throws SQLException {
        boolean withAgents = facets.contains(Facet.AGENT);
        long[] byType = new long[EventKind.values().length];
        long[] byAgent = new long[agents.size()];
        if (query.isAll() && blocks != null) {
            countTypes(connection, byType);
            if (withAgents) AgentBlocks.addTo(connection, byAgent);
        } else if (!isTallied(connection, query, byType, byAgent)) {
            CycleMembers ofCycles = withAgents ? members(connection) : CycleMembers.NONE;
            boolean cyclesApart = !ofCycles.isEmpty();
            for (EventQuery.Part part : query.parts(!cyclesApart))
                countPart(connection, query, part, byType, byAgent, withAgents, cyclesApart);
            if (cyclesApart) countCycles(connection, query, ofCycles, byType, byAgent);
            counts.put(query.filter(), Arrays.stream(byType).sum());
        }
        return named(byType, byAgent, facets);
    }

    private boolean isTallied(ReadConnection connection, EventQuery query, long[] byType, long[] byAgent)
            throws SQLException {
        boolean isOfAll = query.onlyRange().equals(Optional.of(new SeqRange(0, events)));
        return isOfAll && tally != null && tally.addTo(connection, events, byType, byAgent);
    }

    /// Who is a member of which cycle; empty where that still changes, or nobody is.
    private CycleMembers members(ReadConnection connection) throws SQLException {
        CycleMembers known = members;
        if (known == null) {
            known = grows ? CycleMembers.NONE : CycleMembers.read(connection, CycleMembers.KEPT_MAX);
            members = known;
        }
        return known;
    }

    /// Cycles are few: each that meets the rest of the filter is looked at for whom it involves.
    private void countCycles(
            ReadConnection connection, EventQuery query, CycleMembers ofCycles, long[] byType, long[] byAgent)
            throws SQLException {
        Optional<EventQuery.Sql> cycles = query.cycles();
        if (cycles.isEmpty()) return;
        Set<Integer> asked = query.agents().stream().map(agents::indexOf).collect(Collectors.toSet());
        each(
                connection,
                "SELECT enum_code(agent)::INTEGER, 0, seq FROM events" + cycles.get().where(),
                cycles.get(),
                (first, _, seq) -> {
                    int[] others = ofCycles.of(seq);
                    boolean isAsked =
                            asked.isEmpty() || asked.contains(first) || Arrays.stream(others).anyMatch(asked::contains);
                    if (!isAsked) return;
                    byType[CYCLE]++;
                    byAgent[first]++;
                    for (int agent : others) byAgent[agent]++;
                });
    }

    /// Of a part of the run at most two columns of agents are read, and the members of its cycles, if it has any. Where all of it has the same agent in one column,
    /// the other is enough.
    ///
    /// @param cyclesApart whether cycles are left out, since [#countCycles] counts them
    private void countPart(
            ReadConnection connection,
            EventQuery query,
            EventQuery.Part part,
            long[] byType,
            long[] byAgent,
            boolean withAgents,
            boolean cyclesApart)
            throws SQLException {
        EventQuery.Sql where = part.where();
        long[] here = new long[byType.length];
        boolean isOfOne = part.agentId() != null;
        String agent = part.same() == EventQuery.AgentColumn.AGENT ? "counterparty" : "agent";
        boolean both = withAgents && !isOfOne && mayHaveCounterparty(query);
        // Of both columns in one statement the rest of the filter is looked at once: 20 to 27 % less time, for amounts,
        // than of two.
        String codes =
                both
                        ? "coalesce(enum_code(agent)::INTEGER, enum_code(counterparty)::INTEGER, -1)"
                        : "coalesce(enum_code(" + agent + ")::INTEGER, -1)";
        String groups = both ? "GROUPING SETS ((type, agent), (counterparty))" : withAgents ? "type, " + agent : "type";
        each(
                connection,
                "SELECT coalesce(enum_code(type)::INTEGER, -1), "
                        + (withAgents ? codes : "-1")
                        + ", count(*) FROM events"
                        + where.where()
                        + " GROUP BY "
                        + groups,
                where,
                (type, code, n) -> {
                    if (cyclesApart && type == CYCLE) return;
                    if (type >= 0) here[type] += n;
                    if (code >= 0) byAgent[code] += n;
                });
        for (int type = 0; type < byType.length; type++) byType[type] += here[type];
        if (!withAgents) return;
        if (isOfOne) byAgent[agents.indexOf(part.agentId())] += Arrays.stream(here).sum();
        if (here[CYCLE] == 0) return;
        EventQuery.Sql members =
                where.within(
                        "SELECT enum_code(m.agent)::INTEGER, 0, count(*) FROM cycle_members AS m"
                                + " WHERE m.seq IN (SELECT seq FROM events WHERE type = 'LsmCycleSettlement' AND ",
                        ") GROUP BY m.agent");
        each(connection, members.text(), members, (code, _, n) -> byAgent[code] += n);
    }

    private static boolean mayHaveCounterparty(EventQuery query) {
        return query.kinds().isEmpty() || query.kinds().stream().anyMatch(WITH_COUNTERPARTY::contains);
    }

    private Map<Facet, Map<String, Long>> named(long[] types, long[] byAgent, Collection<Facet> facets) {
        Map<String, Long> byType = new LinkedHashMap<>();
        Map<EventCategory, Long> categories = new EnumMap<>(EventCategory.class);
        for (EventKind kind : EventKind.values()) {
            long n = types[kind.ordinal()];
            if (n == 0) continue;
            byType.put(kind.label(), n);
            categories.merge(kind.category(), n, Long::sum);
        }
        Map<Facet, Map<String, Long>> all = new EnumMap<>(Facet.class);
        if (facets.contains(Facet.TYPE)) all.put(Facet.TYPE, byType);
        if (facets.contains(Facet.CATEGORY)) {
            Map<String, Long> byCategory = new LinkedHashMap<>();
            categories.forEach((category, n) -> byCategory.put(category.label(), n));
            all.put(Facet.CATEGORY, byCategory);
        }
        if (facets.contains(Facet.AGENT)) {
            Map<String, Long> named = new LinkedHashMap<>();
            for (int agent = 0; agent < byAgent.length; agent++) {
                if (byAgent[agent] > 0) named.put(agents.get(agent), byAgent[agent]);
            }
            all.put(Facet.AGENT, named);
        }
        return all;
    }

    private interface CodeCount {
        void take(int code, int second, long count);
    }

    /// @param sql of two codes and a count
    private static void each(ReadConnection connection, String sql, EventQuery.Sql parameters, CodeCount each)
            throws SQLException {
        try (ResultSet row = connection.ask(sql, parameters)) {
            while (row.next()) each.take(row.getInt(1), row.getInt(2), row.getLong(3));
        }
    }
}
