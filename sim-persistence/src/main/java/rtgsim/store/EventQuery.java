package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;

/// A filter as SQL over the table `events`; what a client gave is bound, never part of the text.
///
/// A filter can be asked in two ways. As one condition ([#set]), for counts: who is involved is looked up in the side tables. As several look-ups whose union is
/// the filtered set ([#lookups]), for pages: each reads one column in order and stops early, where one condition with OR would read the whole table.
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

    private static final String OF_TWO_PARTIES = "type IN ('Arrival', 'Settlement', 'QueuedRtgs')";

    /// The events that name an agent in neither of their two columns.
    private static final String MEMBERS = "SELECT p.seq FROM parties AS p WHERE p.member";

    private final Sql columns;
    private final AgentRole role;
    private final boolean byAgent;
    private final List<String> agents;
    private final boolean byTx;
    private final List<Integer> txs;

    /// @param agentIds of the run; others match nothing
    EventQuery(EventFilter filter, EventClock clock, Set<String> agentIds) {
        columns =
                in("tick", "?", filter.ticks())
                        .and(in("day", "?", filter.days()))
                        .and(bound("tick >= ?", filter.tickMin()))
                        .and(bound("tick <= ?", filter.tickMax()))
                        .and(bound("seq >= ?", filter.seqMin()))
                        .and(bound("seq <= ?", filter.seqMax()))
                        .and(bound("tick >= ?", firstTick(clock, filter.timeFrom())))
                        .and(bound("tick < ?", firstTickAfter(clock, filter.timeTo())))
                        .and(bound("amount >= ?", filter.amountMin()))
                        .and(bound("amount <= ?", filter.amountMax()))
                        .and(kinds(filter));
        role = filter.role();
        byAgent = !filter.agentIds().isEmpty();
        agents = filter.agentIds().stream().filter(agentIds::contains).sorted().toList();
        byTx = !filter.txIds().isEmpty();
        txs = filter.txIds().stream().map(EventQuery::txNumber).flatMap(Optional::stream).sorted().toList();
    }

    /// The filtered set as one condition on `events`.
    Sql set() {
        Sql where = columns;
        if (byAgent) where = where.and(role == AgentRole.ANY ? anyRole() : oneRole());
        if (byTx) {
            Sql own = txIn("o.tx").within("seq IN (SELECT o.seq FROM events AS o WHERE ", "");
            Sql named = txIn("n.tx").within(" UNION ALL SELECT n.seq FROM event_txs AS n WHERE ", ")");
            where = where.and(own.followedBy(named));
        }
        return where;
    }

    /// Conditions on `events`, each answered by one ordered look-up; the filtered set is their union, in which an event may occur twice.
    List<Sql> lookups() {
        List<Sql> byAgents = List.of(Sql.NONE);
        if (byAgent) {
            Sql members =
                    agentIn("p.agent").within("type = 'LsmCycleSettlement' AND seq IN (" + MEMBERS + " AND ", ")");
            byAgents =
                    role == AgentRole.ANY
                            ? List.of(agentIn("agent"), agentIn("counterparty"), members)
                            : List.of(oneRole());
        }
        List<Sql> byTxs =
                !byTx
                        ? List.of(Sql.NONE)
                        : List.of(
                                txIn("tx"),
                                txIn("n.tx").within("seq IN (SELECT n.seq FROM event_txs AS n WHERE ", ")"));
        List<Sql> lookups = new ArrayList<>();
        for (Sql agent : byAgents) {
            for (Sql tx : byTxs) lookups.add(columns.and(agent).and(tx));
        }
        return lookups;
    }

    private Sql anyRole() {
        Sql members = agentIn("p.agent").within(" OR seq IN (" + MEMBERS + " AND ", "))");
        return agentIn("agent").within("(", " OR ").followedBy(agentIn("counterparty")).followedBy(members);
    }

    private Sql oneRole() {
        return agentIn(role == AgentRole.SENDER ? "agent" : "counterparty").within("", " AND " + OF_TWO_PARTIES);
    }

    /// The condition on `costs`, for a filter of nothing but days and agents. A cost involves one agent, so its role does not matter.
    Sql ofDaysAndAgents() {
        return byAgent ? columns.and(agentIn("agent")) : columns;
    }

    /// Whether every event is asked for.
    boolean isAll() {
        return columns.text().isEmpty() && !byAgent && !byTx;
    }

    /// The condition on `parties` that alone is the filter, where one agent in any role is all that is asked; there an event stands once.
    Optional<Sql> onlyParty() {
        boolean only = columns.text().isEmpty() && !byTx && byAgent && role == AgentRole.ANY && agents.size() == 1;
        return only ? Optional.of(agentIn("agent")) : Optional.empty();
    }

    private Sql agentIn(String column) {
        return agents.isEmpty() ? Sql.NOTHING : in(column, "CAST(? AS agent_id)", agents);
    }

    private Sql txIn(String column) {
        return txs.isEmpty() ? Sql.NOTHING : in(column, "?", txs);
    }

    private static Sql kinds(EventFilter filter) {
        if (filter.kinds().isEmpty() && filter.categories().isEmpty()) return Sql.NONE;
        List<String> labels = new ArrayList<>();
        for (EventKind kind : EventKind.values()) {
            boolean ofKind = filter.kinds().isEmpty() || filter.kinds().contains(kind);
            boolean ofCategory = filter.categories().isEmpty() || filter.categories().contains(kind.category());
            if (ofKind && ofCategory) labels.add(kind.label());
        }
        return labels.isEmpty() ? Sql.NOTHING : in("type", "CAST(? AS event_type)", labels);
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
        StringBuilder text = new StringBuilder(column).append(" IN (");
        for (int i = 0; i < values.size(); i++) text.append(i > 0 ? ", " : "").append(parameter);
        return new Sql(text.append(')').toString(), List.copyOf(values));
    }
}
