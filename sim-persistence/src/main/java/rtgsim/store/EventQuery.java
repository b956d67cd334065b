package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// A filter as SQL over the table `events`; what a client gave is bound, never part of the text.
///
/// A filter can be asked in three ways. As one condition ([#set]): who is involved is looked up in the side tables. As several look-ups whose union is
/// the filtered set ([#lookups]), for pages: each reads one column in order and stops early, where one condition with OR would read the whole table. As parts
/// that have no event in common ([#parts]), for counts: each is a condition that the scan of a column can decide.
final class EventQuery {

    /// SQL text with its parameters.
    record Sql(String text, List<Object> parameters) {

        /// Asks for nothing in particular.
        static final Sql NONE = new Sql("", List.of());

        /// Finds nothing.
        static final Sql NOTHING = new Sql("FALSE", List.of());

        Sql {
            parameters = List.copyOf(parameters);
        }

        Sql and(Sql other) {
            if (text.isEmpty()) return other;
            if (other.text.isEmpty()) return this;
            return within("", " AND ").followedBy(other);
        }

        Sql followedBy(Sql other) {
            List<Object> both = new ArrayList<>(parameters);
            both.addAll(other.parameters);
            return new Sql(text + other.text, both);
        }

        Sql within(String before, String after) {
            return new Sql(before + text + after, parameters);
        }

        /// `WHERE …`, or nothing.
        String where() {
            return text.isEmpty() ? "" : " WHERE " + text;
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < parameters.size(); i++) {
                switch (parameters.get(i)) {
                    case Integer number -> statement.setInt(i + 1, number);
                    case Long number -> statement.setLong(i + 1, number);
                    case String text -> statement.setString(i + 1, text);
                    default -> throw new IllegalArgumentException("no parameter of ours: " + parameters.get(i));
                }
            }
        }
    }

    /// Arrivals, settlements and queueings, which alone have both. As a list of types it takes three times as long.
    static final String OF_TWO_PARTIES = "counterparty IS NOT NULL AND tx IS NOT NULL";

    private static final String CYCLE = "type = 'LsmCycleSettlement'";

    /// The cycles that name an agent in neither of their two columns.
    private static final String MEMBERS = "SELECT p.seq FROM cycle_members AS p WHERE ";

    /// More types than this are one condition instead of a part each.
    private static final int KINDS_APART_MAX = 4;

    /// A column of `events` that names an agent.
    enum AgentColumn {
        AGENT,
        COUNTERPARTY;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Some of the filtered set.
    ///
    /// @param same the column in which all of it has the same agent, or null
    /// @param agentId that agent
    record Part(Sql where, @Nullable AgentColumn same, @Nullable String agentId) {}

    private final EventFilter filter;
    private final @Nullable SeqRange range;

    /// All but bounds, type, agent and transaction.
    private final Sql values;

    /// Bounds of seq, tick and time.
    private final Sql bounds;

    /// All but type, agent and transaction.
    private final Sql properties;

    /// The types asked for, or none if they are not asked for.
    private final List<EventKind> kinds;

    private final boolean byKind;

    /// All but agent and transaction.
    private final Sql columns;

    private final AgentRole role;
    private final boolean byAgent;
    private final List<String> agents;
    private final boolean byTx;
    private final List<Integer> txs;

    /// @param agentIds of the run; others match nothing
    /// @param range what the bounds of the filter leave ([TickStarts#range]), or null for a run with gaps, whose columns are asked instead
    EventQuery(EventFilter filter, EventClock clock, Set<String> agentIds, @Nullable SeqRange range) {
        this.filter = filter;
        this.range = range;
        boolean tickIsBound = range != null && filter.ticks().size() == 1;
        boolean dayIsBound = range != null && filter.days().size() == 1;
        values =
                (tickIsBound ? Sql.NONE : in("tick", "?", filter.ticks()))
                        .and(dayIsBound ? Sql.NONE : ofDays(clock.calendar().ticksPerDay()))
                        .and(bound("amount >= ?", filter.amountMin()))
                        .and(bound("amount <= ?", filter.amountMax()));
        Sql given =
                bound("tick >= ?", filter.tickMin())
                        .and(bound("tick <= ?", filter.tickMax()))
                        .and(bound("seq >= ?", filter.seqMin()))
                        .and(bound("seq <= ?", filter.seqMax()))
                        .and(bound("tick >= ?", firstTick(clock, filter.timeFrom())))
                        .and(bound("tick < ?", firstTickAfter(clock, filter.timeTo())));
        boolean isBounded = tickIsBound || dayIsBound || !given.text().isEmpty();
        bounds = range != null && isBounded ? within(range) : given;
        properties = values.and(bounds);
        byKind = !filter.kinds().isEmpty() || !filter.categories().isEmpty();
        kinds = byKind ? kinds(filter) : List.of();
        columns = properties.and(ofKinds(kinds));
        role = filter.role();
        byAgent = !filter.agentIds().isEmpty();
        agents = filter.agentIds().stream().filter(agentIds::contains).sorted().toList();
        byTx = !filter.txIds().isEmpty();
        txs = filter.txIds().stream().map(EventQuery::txNumber).flatMap(Optional::stream).sorted().toList();
    }

    /// The condition on seq that an event is in a range.
    static Sql within(SeqRange range) {
        return new Sql("seq >= ? AND seq < ?", List.of(range.first(), range.until()));
    }

    EventFilter filter() {
        return filter;
    }

    /// The filtered set as one condition on `events`.
    Sql set() {
        Sql where = columns;
        if (byAgent) where = where.and(ofAgents(true));
        return where.and(ofTx());
    }

    private Sql ofAgents(boolean members) {
        return role == AgentRole.ANY ? anyRole(members) : oneRole();
    }

    private Sql ofTx() {
        if (!byTx) return Sql.NONE;
        Sql own = txIn("o.tx").within("seq IN (SELECT o.seq FROM events AS o WHERE ", "");
        Sql named = txIn("n.tx").within(" UNION ALL SELECT n.seq FROM event_txs AS n WHERE ", ")");
        return own.followedBy(named);
    }

    /// Conditions on `events` of which each event of the filtered set meets exactly one: an agent in any role is in the first column, or else in the second, or
    /// else a member of a cycle.
    List<Part> parts() {
        return parts(true);
    }

    /// @param members whether cycles that name the agent in neither column are among them
    List<Part> parts(boolean members) {
        List<Part> parts = new ArrayList<>();
        for (Sql kind : kindsApart()) {
            Sql rest = properties.and(kind).and(ofTx());
            if (!byAgent || agents.isEmpty()) {
                parts.add(new Part(byAgent ? Sql.NOTHING : rest, null, null));
            } else if (role == AgentRole.ANY) {
                Sql notFirst =
                        agents.size() == 1
                                ? new Sql("agent IS DISTINCT FROM CAST(? AS agent_id)", List.copyOf(agents))
                                : agentIn("agent").within("(agent IS NULL OR NOT ", ")");
                parts.add(part(rest.and(agentIn("agent")), AgentColumn.AGENT));
                parts.add(part(rest.and(agentIn("counterparty")).and(notFirst), AgentColumn.COUNTERPARTY));
                if (members) parts.add(new Part(rest.and(ofMembers()).and(notFirst), null, null));
            } else {
                AgentColumn column = role == AgentRole.SENDER ? AgentColumn.AGENT : AgentColumn.COUNTERPARTY;
                parts.add(part(rest.and(oneRole()), column));
            }
        }
        return parts;
    }

    private Part part(Sql where, AgentColumn column) {
        return agents.size() == 1 ? new Part(where, column, agents.getFirst()) : new Part(where, null, null);
    }

    /// A few types are asked for one by one: a list of four takes three times as long as four questions.
    private List<Sql> kindsApart() {
        boolean isRow = kinds.size() > 1 && kinds.getLast().ordinal() - kinds.getFirst().ordinal() == kinds.size() - 1;
        if (kinds.size() < 2 || kinds.size() > KINDS_APART_MAX || isRow) return List.of(ofKinds(kinds));
        return kinds.stream().map(kind -> ofKinds(List.of(kind))).toList();
    }

    /// Conditions on `events`, each answered by one ordered look-up; the filtered set is their union, in which an event may occur twice.
    ///
    /// @param naming the condition that an event names a transaction that is asked for without being its own, if there may be one
    /// @param members whether an agent that is asked for may stand in neither column of an event
    List<Sql> lookups(Optional<Sql> naming, boolean members) {
        List<Sql> byAgents = List.of(Sql.NONE);
        if (byAgent && role != AgentRole.ANY) byAgents = List.of(oneRole());
        else if (byAgent) {
            byAgents = new ArrayList<>(List.of(agentIn("agent"), agentIn("counterparty")));
            if (members) byAgents.add(ofMembers());
        }
        List<Sql> byTxs = new ArrayList<>();
        byTxs.add(byTx ? txIn("tx") : Sql.NONE);
        if (byTx) naming.ifPresent(byTxs::add);
        List<Sql> lookups = new ArrayList<>();
        for (Sql agent : byAgents) {
            for (Sql tx : byTxs) lookups.add(columns.and(agent).and(tx));
        }
        return lookups;
    }

    /// Events that name a transaction that is asked for without being its own.
    Sql naming() {
        return txIn("n.tx").within("seq IN (SELECT n.seq FROM event_txs AS n WHERE ", ")");
    }

    /// Cycles that name the agent in neither column.
    private Sql ofMembers() {
        return agentIn("p.agent").within(CYCLE + " AND seq IN (" + MEMBERS, ")");
    }

    /// The cycles that meet all of the filter but its agents; empty where no cycle can meet it.
    Optional<Sql> cycles() {
        boolean ofKind = !byKind || kinds.contains(EventKind.LSM_CYCLE_SETTLEMENT);
        boolean ofAgent = !byAgent || (role == AgentRole.ANY && !agents.isEmpty());
        if (!ofKind || !ofAgent) return Optional.empty();
        return Optional.of(new Sql(CYCLE, List.of()).and(properties).and(ofTx()));
    }

    private Sql anyRole(boolean members) {
        Sql columnsOnly = agentIn("agent").within("(", " OR ").followedBy(agentIn("counterparty"));
        if (!members) return columnsOnly.within("", ")");
        return columnsOnly.followedBy(agentIn("p.agent").within(" OR seq IN (" + MEMBERS, "))"));
    }

    private Sql oneRole() {
        return agentIn(role == AgentRole.SENDER ? "agent" : "counterparty").within("", " AND " + OF_TWO_PARTIES);
    }

    /// The condition on `events` that a tick is of one of the days. The bounds let DuckDB pass over what is outside them.
    private Sql ofDays(int ticksPerDay) {
        if (filter.days().isEmpty()) return Sql.NONE;
        long first = (long) Collections.min(filter.days()) * ticksPerDay;
        long until = (Collections.max(filter.days()) + 1L) * ticksPerDay;
        return in("tick // " + ticksPerDay, "?", filter.days())
                .and(new Sql("tick >= ? AND tick < ?", List.of(first, until)));
    }

    /// The condition on `costs`, for a filter of nothing but days and agents. A cost involves one agent, so its role does not matter.
    Sql ofDaysAndAgents() {
        Sql days = in("day", "?", filter.days());
        return byAgent ? days.and(agentIn("agent")) : days;
    }

    /// Whether every event is asked for.
    boolean isAll() {
        return columns.text().isEmpty() && !byAgent && !byTx;
    }

    /// What the bounds leave, or null for a run with gaps.
    @Nullable SeqRange range() {
        return range;
    }

    /// The range that alone is the filter.
    Optional<SeqRange> onlyRange() {
        boolean only = values.text().isEmpty() && !byKind && !byAgent && !byTx;
        return only ? Optional.ofNullable(range) : Optional.empty();
    }

    /// The range beside which agents in one role or one agent in any role is all that is asked.
    Optional<SeqRange> onlyAgents() {
        boolean isOrder = range != null || bounds.text().isEmpty();
        if (!isOrder || !isOfAgents()) return Optional.empty();
        return Optional.of(range != null ? range : new SeqRange(0, Long.MAX_VALUE));
    }

    /// What involves the agents of the filter in a range.
    ///
    /// @param members whether an agent may stand in neither column of an event there
    Sql agentsWithin(SeqRange some, boolean members) {
        return within(some).and(ofAgents(members));
    }

    /// The agents of the filter as senders, receivers or named in one of the two columns otherwise, within its bounds.
    Sql agentsInColumns() {
        return bounds.and(ofAgents(false));
    }

    /// Whether agents in one role or one agent in any role is all that is asked, beside bounds that leave this range.
    boolean isOfAgentsWithin(SeqRange bounded) {
        return isOfAgents() && bounded.equals(range);
    }

    /// Whether types are all that is asked, beside bounds that leave this range.
    boolean isOfKindsWithin(SeqRange bounded) {
        return byKind && !byTx && !byAgent && values.text().isEmpty() && bounded.equals(range);
    }

    /// The types asked for, or none if they are not asked for.
    List<EventKind> kinds() {
        return kinds;
    }

    private boolean isOfAgents() {
        boolean only = byAgent && !byTx && !byKind && values.text().isEmpty();
        return only && (role != AgentRole.ANY || agents.size() == 1);
    }

    AgentRole role() {
        return role;
    }

    /// The agents asked for that the run has.
    List<String> agents() {
        return agents;
    }

    /// The types, where they are all that is asked.
    Optional<List<EventKind>> onlyKinds() {
        return byKind && properties.text().isEmpty() && !byTx && !byAgent ? Optional.of(kinds) : Optional.empty();
    }

    /// The condition on `event_txs` where one transaction is asked for, whose events are few.
    Optional<Sql> namingOneTx() {
        return byTx && txs.size() <= 1 ? Optional.of(txIn("tx")) : Optional.empty();
    }

    /// The number of the one transaction that is asked for, or -1 if that is none of any run.
    int onlyTx() {
        return txs.isEmpty() ? -1 : txs.getFirst();
    }

    private Sql agentIn(String column) {
        return agents.isEmpty() ? Sql.NOTHING : in(column, "CAST(? AS agent_id)", agents);
    }

    private Sql txIn(String column) {
        return txs.isEmpty() ? Sql.NOTHING : in(column, "?", txs);
    }

    private Sql ofKinds(List<EventKind> some) {
        if (!byKind) return Sql.NONE;
        if (some.isEmpty()) return Sql.NOTHING;
        List<String> labels = some.stream().map(EventKind::label).toList();
        boolean isRow = some.getLast().ordinal() - some.getFirst().ordinal() == some.size() - 1;
        // Types one after the other are a range, which takes a fourth of the time of a list.
        return some.size() > 1 && isRow
                ? new Sql(
                        "type >= CAST(? AS event_type) AND type <= CAST(? AS event_type)",
                        List.of(labels.getFirst(), labels.getLast()))
                : in("type", "CAST(? AS event_type)", labels);
    }

    private static List<EventKind> kinds(EventFilter filter) {
        List<EventKind> kinds = new ArrayList<>();
        for (EventKind kind : EventKind.values()) {
            boolean ofKind = filter.kinds().isEmpty() || filter.kinds().contains(kind);
            boolean ofCategory = filter.categories().isEmpty() || filter.categories().contains(kind.category());
            if (ofKind && ofCategory) kinds.add(kind);
        }
        return kinds;
    }

    private static @Nullable Integer firstTick(EventClock clock, @Nullable LocalDateTime from) {
        return from == null ? null : Integer.valueOf(clock.firstTickFrom(from));
    }

    private static @Nullable Integer firstTickAfter(EventClock clock, @Nullable LocalDateTime to) {
        return to == null ? null : Integer.valueOf(clock.firstTickFrom(to.plusNanos(1)));
    }

    /// The number of `tx_00000001`; empty for what is not the id of a transaction.
    static Optional<Integer> txNumber(String txId) {
        if (!TX_ID.matcher(txId).matches()) return Optional.empty();
        try {
            int number = Integer.parseInt(txId.substring(3));
            return RunHeader.txId(number).equals(txId) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException tooGreat) {
            return Optional.empty();
        }
    }

    private static final Pattern TX_ID = Pattern.compile("tx_[0-9]{8,10}");

    static Sql bound(String condition, @Nullable Number value) {
        return value == null ? Sql.NONE : new Sql(condition, List.of(value));
    }

    static Sql in(String column, String parameter, Collection<?> values) {
        if (values.isEmpty()) return Sql.NONE;
        if (values.size() == 1) return new Sql(column + " = " + parameter, List.copyOf(values));
        StringBuilder text = new StringBuilder(column).append(" IN (");
        for (int i = 0; i < values.size(); i++) text.append(i > 0 ? ", " : "").append(parameter);
        return new Sql(text.append(')').toString(), List.copyOf(values));
    }
}
