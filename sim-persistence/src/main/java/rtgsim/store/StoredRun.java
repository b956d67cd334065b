package rtgsim.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventCategory;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Simulation;

/// A sealed run, or what there is of one with gaps, open for reading. Any number of threads may use it at once.
///
/// Pages are read from the typed columns, in the order of seq, by key; JSON is made in Java. A page costs the same wherever it is.
public final class StoredRun implements AutoCloseable {

    private static final int COUNTS_KEPT = 256;

    /// A long answer is read in pieces of so many rows.
    private static final long ROWS_SORTED = 245_760;

    private static final int SEQS_AT_ONCE = 1_000;

    /// More events than a transaction has, unless it was held for years of ticks.
    private static final int FEW_EVENTS = 10_000;

    /// Up to here it is quicker to ask `parties` first how far to look.
    private static final long RARE_MAX = 50_000;

    /// For an event of a page by role, so many of the agent are looked at first, and then so many times as many.
    private static final int PARTIES_AN_EVENT = 8;

    private static final int PARTIES_GROW = 8;

    private static final Set<EventKind> WITH_COUNTERPARTY =
            EnumSet.of(EventKind.ARRIVAL, EventKind.SETTLEMENT, EventKind.QUEUED_RTGS, EventKind.LSM_BILATERAL_OFFSET);

    private final Path file;
    private final Manifest manifest;
    private final DuckDBConnection root;
    private final ConcurrentLinkedQueue<DuckDBConnection> idle = new ConcurrentLinkedQueue<>();
    private final RunHeader header;
    private final EventJson json;
    private final EventRow rows;
    private final List<String> agentMembers;
    private final Set<String> agentIds;
    private final String scenarioJson;

    /// A sealed run does not change, so a count holds for as long as it is open.
    private final Map<EventFilter, Long> counts =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<EventFilter, Long> eldest) {
                            return size() > COUNTS_KEPT;
                        }
                    });

    private final boolean withRoles;
    private final RunCounts runCounts;
    private volatile boolean closed;

    private StoredRun(Path file, Manifest manifest, DuckDBConnection root) throws SQLException {
        this.file = file;
        this.manifest = manifest;
        this.root = root;
        agentMembers = RunDatabase.members(root, "agent_id");
        agentIds = new HashSet<>(agentMembers);
        withRoles = RunDatabase.partiesHaveRoles(root);
        runCounts = new RunCounts(agentMembers.size());
        rows = new EventRow(agentMembers, RunDatabase.members(root, "reason"));
        List<Long> openingBalances = openingBalances(root);
        Simulation calendar = RunDatabase.calendar(root);
        try (Statement statement = root.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT simulation_id, run_digest, scenario, reasons FROM simulations")) {
            if (!row.next()) throw new StoreFailure.Damaged(file, "it does not say which run it holds", null);
            check("simulation_id", manifest.simulationId(), row.getString(1));
            check("run_digest", result().digest(), row.getString(2));
            scenarioJson = row.getString(3);
            header =
                    new RunHeader(
                            calendar.ticksPerDay(),
                            calendar.numDays(),
                            agentMembers.subList(0, agentMembers.size() - 1),
                            openingBalances,
                            texts(row.getString(4)));
            json = new EventJson(manifest.simulationId(), new EventClock(calendar));
        }
    }

    static StoredRun open(Path file, Manifest manifest) {
        if (!Files.isRegularFile(file)) {
            throw new StoreFailure.Damaged(file, "the manifest says that it is sealed, but it is not there", null);
        }
        DuckDBConnection root = null;
        try {
            root = RunDatabase.open(file);
            StoredRun run = new StoredRun(file, manifest, root);
            run.checkSize();
            return run;
        } catch (SQLException e) {
            throw closing(root, StoreFailure.opening(file, e));
        } catch (IOException e) {
            throw closing(root, new StoreFailure.Damaged(file, "it cannot be read", e));
        } catch (RuntimeException e) {
            throw closing(root, e);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    public RunHeader header() {
        return header;
    }

    /// Writes the events of this run as text.
    public EventJson json() {
        return json;
    }

    /// The scenario in canonical form.
    public String scenarioJson() {
        return scenarioJson;
    }

    // ---- events

    /// The nodes of decision trees that decided these events, by seq, where one did; their numbers are those of [rtgsim.policy.DecidingNodes]. Runs that were
    /// stored before nodes were kept have none.
    public Map<Long, Integer> nodes(List<Long> seqs) {
        return with(connection -> {
            Map<Long, Integer> nodes = new TreeMap<>();
            try (Statement statement = connection.createStatement()) {
                if (!EventCells.haveNodes(connection)) return nodes;
                for (int from = 0; from < seqs.size(); from += SEQS_AT_ONCE) {
                    List<Long> some = seqs.subList(from, Math.min(seqs.size(), from + SEQS_AT_ONCE));
                    String numbers = some.stream().map(String::valueOf).collect(Collectors.joining(", "));
                    try (ResultSet row =
                            statement.executeQuery(
                                    "SELECT seq, node FROM events WHERE node IS NOT NULL AND seq IN ("
                                            + numbers
                                            + ")")) {
                        while (row.next()) nodes.put(row.getLong(1), row.getInt(2));
                    }
                }
            }
            return nodes;
        });
    }

    public EventPage page(EventFilter filter, PageRequest request) {
        EventQuery query = query(filter);
        return with(connection -> {
            boolean ascending = request.order() == EventOrder.TICK_ASC;
            long total = count(connection, filter, query);
            return switch (request) {
                case PageRequest.From r -> {
                    OptionalLong first = seqAt(connection, query, ascending, r.offset(), total);
                    if (first.isEmpty()) yield new EventPage(List.of(), total, r.offset() > 0 && total > 0, false);
                    long start = first.getAsLong();
                    List<StoredEvent> events =
                            ascending
                                    ? above(connection, query, start, r.limit())
                                    : below(connection, query, start, r.limit());
                    yield new EventPage(events, total, r.offset() > 0, r.offset() + events.size() < total);
                }
                case PageRequest.After r -> {
                    List<StoredEvent> found =
                            ascending
                                    ? above(connection, query, r.seq() + 1, r.limit() + 1)
                                    : below(connection, query, r.seq() - 1, r.limit() + 1);
                    boolean later = found.size() > r.limit();
                    boolean earlier =
                            ascending
                                    ? !below(connection, query, r.seq(), 1).isEmpty()
                                    : !above(connection, query, r.seq(), 1).isEmpty();
                    yield new EventPage(found.subList(0, Math.min(found.size(), r.limit())), total, earlier, later);
                }
                case PageRequest.Before r -> {
                    List<StoredEvent> found =
                            ascending
                                    ? below(connection, query, r.seq() - 1, r.limit() + 1)
                                    : above(connection, query, r.seq() + 1, r.limit() + 1);
                    boolean earlier = found.size() > r.limit();
                    boolean later =
                            ascending
                                    ? !above(connection, query, r.seq(), 1).isEmpty()
                                    : !below(connection, query, r.seq(), 1).isEmpty();
                    yield new EventPage(
                            found.subList(0, Math.min(found.size(), r.limit())).reversed(), total, earlier, later);
                }
            };
        });
    }

    /// How many events the filter finds.
    public long count(EventFilter filter) {
        return with(connection -> count(connection, filter, query(filter)));
    }

    /// Counts per value over the whole filtered set, in the order of the closed lists and of the agents; values that do not occur are left out.
    public Map<Facet, Map<String, Long>> facets(EventFilter filter, Collection<Facet> facets) {
        EventQuery query = query(filter);
        boolean withAgents = facets.contains(Facet.AGENT);
        return with(connection -> {
            long[] types = new long[EventKind.values().length];
            long[] agents = new long[agentMembers.size()];
            if (query.isAll()) countAll(connection, types, agents, withAgents);
            else for (EventQuery.Part part : query.parts()) countPart(connection, part, types, agents, withAgents);
            return named(types, agents, facets);
        });
    }

    /// Every agent that an event involves counts. Of the whole run the side table knows.
    private static void countAll(DuckDBConnection connection, long[] types, long[] agents, boolean withAgents)
            throws SQLException {
        EventQuery.Sql all = EventQuery.Sql.NONE;
        counts(
                connection,
                "SELECT enum_code(type)::INTEGER, 0, count(*) FROM events GROUP BY type",
                all,
                (type, _, n) -> types[type] += n);
        if (!withAgents) return;
        counts(
                connection,
                "SELECT enum_code(agent)::INTEGER, 0, count(*) FROM parties GROUP BY agent",
                all,
                (agent, _, n) -> agents[agent] += n);
    }

    /// Of a part of the run at most two columns of agents are read, and the members of its cycles, if it has any. Where all of it has the same agent in one column,
    /// the other is enough.
    private void countPart(
            DuckDBConnection connection, EventQuery.Part part, long[] types, long[] agents, boolean withAgents)
            throws SQLException {
        EventQuery.Sql where = part.where();
        long[] here = new long[types.length];
        EventQuery.AgentColumn grouped =
                part.same() == EventQuery.AgentColumn.AGENT
                        ? EventQuery.AgentColumn.COUNTERPARTY
                        : EventQuery.AgentColumn.AGENT;
        String agent = withAgents ? "coalesce(enum_code(" + grouped.label() + ")::INTEGER, -1)" : "-1";
        counts(
                connection,
                "SELECT enum_code(type)::INTEGER, "
                        + agent
                        + ", count(*) FROM events"
                        + where.where()
                        + " GROUP BY type"
                        + (withAgents ? ", " + grouped.label() : ""),
                where,
                (type, code, n) -> {
                    here[type] += n;
                    if (code >= 0) agents[code] += n;
                });
        for (int type = 0; type < types.length; type++) types[type] += here[type];
        if (!withAgents) return;
        if (part.agentId() != null) agents[agentMembers.indexOf(part.agentId())] += Arrays.stream(here).sum();
        else if (WITH_COUNTERPARTY.stream().anyMatch(kind -> here[kind.ordinal()] > 0)) {
            EventQuery.Sql second = where.and(new EventQuery.Sql("counterparty IS NOT NULL", List.of()));
            counts(
                    connection,
                    "SELECT enum_code(counterparty)::INTEGER, 0, count(*) FROM events"
                            + second.where()
                            + " GROUP BY counterparty",
                    second,
                    (code, _, n) -> agents[code] += n);
        }
        if (here[EventKind.LSM_CYCLE_SETTLEMENT.ordinal()] == 0) return;
        EventQuery.Sql members =
                where.within(
                        "SELECT enum_code(m.agent)::INTEGER, 0, count(*) FROM parties AS m WHERE "
                                + EventQuery.isMember("m", withRoles)
                                + " AND m.seq IN (SELECT seq FROM events"
                                + " WHERE type = 'LsmCycleSettlement' AND ",
                        ") GROUP BY m.agent");
        counts(connection, members.text(), members, (code, _, n) -> agents[code] += n);
    }

    private Map<Facet, Map<String, Long>> named(long[] types, long[] agents, Collection<Facet> facets) {
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
            Map<String, Long> byAgent = new LinkedHashMap<>();
            for (int agent = 0; agent < agents.length; agent++) {
                if (agents[agent] > 0) byAgent.put(agentMembers.get(agent), agents[agent]);
            }
            all.put(Facet.AGENT, byAgent);
        }
        return all;
    }

    public Optional<StoredEvent> event(long seq) {
        return with(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + EventRow.COLUMNS + " FROM events WHERE seq = ?")) {
                select.setLong(1, seq);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(rows.read(row)) : Optional.<StoredEvent>empty();
                }
            }
        });
    }

    public Optional<StoredEvent> event(String eventId) {
        OptionalLong seq = json.ids().seqOf(eventId);
        return seq.isEmpty() ? Optional.empty() : event(seq.getAsLong());
    }

    /// Gives every event of the filter to `reader`, one at a time.
    ///
    /// @return how many
    public <X extends Exception> long eachEvent(EventFilter filter, EventOrder order, RowReader<StoredEvent, X> reader)
            throws X {
        EventQuery query = query(filter);
        String direction = order == EventOrder.TICK_ASC ? "ASC" : "DESC";
        long count = 0;
        if (query.isOfOneTx()) {
            boolean ascending = order == EventOrder.TICK_ASC;
            List<StoredEvent> all =
                    with(connection ->
                            ascending
                                    ? above(connection, query, 0, FEW_EVENTS)
                                    : below(connection, query, Long.MAX_VALUE, FEW_EVENTS));
            if (all.size() < FEW_EVENTS) {
                for (StoredEvent event : all) reader.read(event);
                return all.size();
            }
        }
        EventQuery.Sql set = query.set();
        for (SeqRange range : ranges(set, order)) {
            EventQuery.Sql where = set.and(new EventQuery.Sql("seq BETWEEN ? AND ?", List.of(range.first, range.last)));
            String select = "SELECT " + EventRow.COLUMNS + " FROM events" + where.where() + " ORDER BY seq ";
            count += each(select + direction, where, rows::read, reader);
        }
        return count;
    }

    /// Gives the whole log to `reader` as chunks, as an engine handed them over. A chunk is the reader's until the next one.
    public void eachChunk(Consumer<EventChunk> reader) {
        DuckDBConnection connection = borrow();
        try {
            new StoredChunks(header).each(connection, result().events(), reader);
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
    }

    private record SeqRange(long first, long last) {}

    /// Cuts the filtered set into ranges that can be sorted in little memory.
    private List<SeqRange> ranges(EventQuery.Sql set, EventOrder order) {
        return with(connection -> {
            List<SeqRange> ranges = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT min(seq), max(seq) FROM events" + set.where())) {
                set.bind(select);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    long first = row.getLong(1);
                    if (row.wasNull()) return ranges;
                    long last = row.getLong(2);
                    for (long from = first; from <= last; from += ROWS_SORTED) {
                        ranges.add(new SeqRange(from, Math.min(last, from + ROWS_SORTED - 1)));
                    }
                }
            }
            return order == EventOrder.TICK_ASC ? ranges : ranges.reversed();
        });
    }

    // ---- agents and transactions

    /// In agent order.
    public List<StoredAgent> agents() {
        return with(connection -> {
            List<StoredAgent> agents = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT CAST(agent_id AS VARCHAR), opening_balance, closing_balance, sent_count, CAST(sent_value AS BIGINT), settled_count,"
                                            + " CAST(settled_value AS BIGINT), received_count, CAST(received_value AS BIGINT) FROM agents ORDER BY position")) {
                while (row.next()) {
                    agents.add(
                            new StoredAgent(
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
            return agents;
        });
    }

    public Optional<StoredTransaction> transaction(String txId) {
        Optional<Integer> tx = EventQuery.txNumber(txId);
        if (tx.isEmpty()) return Optional.empty();
        List<StoredTransaction> found = new ArrayList<>();
        EventQuery.Sql one = new EventQuery.Sql("tx = ?", List.of(tx.get()));
        each(
                "SELECT " + TRANSACTION_COLUMNS + " FROM transactions" + one.where(),
                one,
                StoredRun::transaction,
                found::add);
        return found.stream().findFirst();
    }

    /// A page of the transactions in the order of tx_id, or against it; where a request says seq, it is the number of a transaction.
    public TransactionPage transactions(TransactionFilter filter, PageRequest request) {
        EventQuery.Sql set = filter.sql(header.ticksPerDay(), agentIds);
        return with(connection -> {
            long total = number(connection, "SELECT count(*) FROM transactions" + set.where(), set).orElseThrow();
            boolean ascending = request.order() == EventOrder.TICK_ASC;
            boolean forward = !(request instanceof PageRequest.Before);
            EventQuery.Sql from =
                    switch (request) {
                        case PageRequest.From _ -> EventQuery.Sql.NONE;
                        case PageRequest.After r -> EventQuery.bound(ascending ? "tx > ?" : "tx < ?", r.seq());
                        case PageRequest.Before r -> EventQuery.bound(ascending ? "tx < ?" : "tx > ?", r.seq());
                    };
            long offset = request instanceof PageRequest.From r ? r.offset() : 0;
            EventQuery.Sql where = set.and(from);
            List<StoredTransaction> found = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT "
                                    + TRANSACTION_COLUMNS
                                    + " FROM transactions"
                                    + where.where()
                                    + " ORDER BY tx "
                                    + (ascending == forward ? "ASC" : "DESC")
                                    + " LIMIT "
                                    + (request.limit() + 1)
                                    + " OFFSET "
                                    + offset)) {
                where.bind(select);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) found.add(transaction(row));
                }
            }
            boolean more = found.size() > request.limit();
            List<StoredTransaction> page = found.subList(0, Math.min(found.size(), request.limit()));
            if (page.isEmpty())
                return new TransactionPage(List.of(), total, !forward ? false : total > 0, !forward && total > 0);
            if (!forward) page = page.reversed();
            // Beyond the border that the page was reached by there is what the cursor came from.
            boolean earlier = forward ? offset > 0 || request instanceof PageRequest.After : more;
            boolean later = forward ? more : true;
            return new TransactionPage(page, total, earlier, later);
        });
    }

    // ---- agents over time

    /// How an agent stood at the end of the ticks of a range, a row where something changed; the first row is at `fromTick` in any case.
    ///
    /// @param agentId of the run
    /// @param untilTick excluded
    public List<AgentTick> agentTicks(String agentId, int fromTick, int untilTick) {
        return with(connection -> new AgentHistory(connection).ticks(agentId, fromTick, untilTick));
    }

    /// What each agent was charged by the events of the filter, in agent order; agents without costs are left out.
    public List<AgentCosts> costs(EventFilter filter) {
        return with(connection -> new AgentHistory(connection).costs(filter, query(filter)));
    }

    // ---- transactions, all

    /// Gives every transaction to `reader` in the order of tx_id, one at a time.
    ///
    /// @param liquidity whether liquidity transfers are among them
    /// @return how many
    public <X extends Exception> long eachTransaction(boolean liquidity, RowReader<StoredTransaction, X> reader)
            throws X {
        EventQuery.Sql all =
                liquidity
                        ? EventQuery.Sql.NONE
                        : new EventQuery.Sql("settled_by IS DISTINCT FROM 'liquidity'", List.of());
        String greatest = "SELECT coalesce(max(tx), -1) FROM transactions";
        long last = with(connection -> number(connection, greatest, EventQuery.Sql.NONE).orElseThrow());
        long count = 0;
        for (long from = 0; from <= last; from += ROWS_SORTED) {
            EventQuery.Sql where =
                    all.and(new EventQuery.Sql("tx BETWEEN ? AND ?", List.of(from, from + ROWS_SORTED - 1)));
            String select = "SELECT " + TRANSACTION_COLUMNS + " FROM transactions" + where.where() + " ORDER BY tx";
            count += each(select, where, StoredRun::transaction, reader);
        }
        return count;
    }

    private static final String TRANSACTION_COLUMNS =
            "tx, arrival_tick, CAST(sender_id AS VARCHAR), CAST(receiver_id AS VARCHAR), amount, deadline_tick,"
                    + " CAST(priority AS INTEGER), status, settled_tick, settled_by, waited_ticks, parent_tx";

    private static StoredTransaction transaction(ResultSet row) throws SQLException {
        String settledBy = row.getString(10);
        Integer parent = nullable(row, 12);
        return new StoredTransaction(
                RunHeader.txId(row.getInt(1)),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getInt(6),
                row.getInt(7),
                TransactionStatus.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                nullable(row, 9),
                settledBy == null ? null : SettledBy.valueOf(settledBy.toUpperCase(Locale.ROOT)),
                nullable(row, 11),
                parent == null ? null : RunHeader.txId(parent));
    }

    private static @Nullable Integer nullable(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    // ---- how

    private EventQuery query(EventFilter filter) {
        return new EventQuery(filter, json.clock(), agentIds, withRoles);
    }

    private long count(DuckDBConnection connection, EventFilter filter, EventQuery query) throws SQLException {
        if (query.isAll()) return manifest.eventsCommitted();
        Long known = counts.get(filter);
        if (known != null) return known;
        Optional<List<EventKind>> kinds = query.onlyKinds();
        if (kinds.isPresent()) return runCounts.ofKinds(connection, kinds.get());
        Optional<List<String>> ofOneRole = query.onlyOneRole();
        if (ofOneRole.isPresent()) return ofOneRole(connection, query, ofOneRole.get());
        Optional<EventQuery.Sql> party = query.onlyParty();
        long count = 0;
        if (party.isPresent()) {
            String ofParty = "SELECT count(*) FROM parties" + party.get().where();
            count = number(connection, ofParty, party.get()).orElseThrow();
        } else {
            for (EventQuery.Part part : query.parts()) {
                String ofPart = "SELECT count(*) FROM events" + part.where().where();
                count += number(connection, ofPart, part.where()).orElseThrow();
            }
        }
        counts.put(filter, count);
        return count;
    }

    /// How many events name these agents in the role that is asked for.
    private long ofOneRole(DuckDBConnection connection, EventQuery query, List<String> agents) throws SQLException {
        int[] codes = agents.stream().mapToInt(agentMembers::indexOf).toArray();
        return query.isOfSenders() ? runCounts.ofSenders(connection, codes) : runCounts.ofReceivers(connection, codes);
    }

    /// The seq of the event `offset` places into the filtered set.
    private static OptionalLong seqAt(
            DuckDBConnection connection, EventQuery query, boolean ascending, long offset, long total)
            throws SQLException {
        if (offset >= total) return OptionalLong.empty();
        if (query.isAll()) return OptionalLong.of(ascending ? offset : total - 1 - offset);
        if (offset == 0) return OptionalLong.of(ascending ? 0 : Long.MAX_VALUE);
        EventQuery.Sql set = query.set();
        String direction = ascending ? "ASC" : "DESC";
        return number(
                connection,
                "SELECT seq FROM events" + set.where() + " ORDER BY seq " + direction + " LIMIT 1 OFFSET " + offset,
                set);
    }

    /// The first events with this seq or a greater one, ascending.
    private List<StoredEvent> above(DuckDBConnection connection, EventQuery query, long from, int limit)
            throws SQLException {
        return ordered(connection, query, from, true, limit);
    }

    /// The last events with this seq or a smaller one, descending.
    private List<StoredEvent> below(DuckDBConnection connection, EventQuery query, long from, int limit)
            throws SQLException {
        return ordered(connection, query, from, false, limit);
    }

    private List<StoredEvent> ordered(
            DuckDBConnection connection, EventQuery query, long from, boolean ascending, int limit)
            throws SQLException {
        Optional<String> rare = query.oneAgentInOneRole();
        if (rare.isPresent() && ofOneRole(connection, query, List.of(rare.get())) <= RARE_MAX) {
            return byWindows(connection, query, from, ascending, limit);
        }
        EventQuery.Sql onwards = onwards(from, ascending);
        String order = order(ascending, limit);
        Optional<EventQuery.Sql> party = query.onlyParty();
        if (party.isPresent()) {
            EventQuery.Sql some =
                    party.get().and(onwards).within("seq IN (SELECT seq FROM parties WHERE ", order + ")");
            return rows(connection, some, order);
        }
        TreeMap<Long, StoredEvent> bySeq = new TreeMap<>();
        for (EventQuery.Sql lookup : query.lookups()) {
            for (StoredEvent event : rows(connection, lookup.and(onwards), order))
                bySeq.put(event.event().seq(), event);
        }
        Collection<StoredEvent> inOrder = ascending ? bySeq.values() : bySeq.descendingMap().values();
        return inOrder.stream().limit(limit).toList();
    }

    /// Of an agent with few events in the role, `parties` says how far to look: a window of seq after another is read, each of more events of the agent.
    private List<StoredEvent> byWindows(
            DuckDBConnection connection, EventQuery query, long from, boolean ascending, int limit)
            throws SQLException {
        List<StoredEvent> found = new ArrayList<>();
        EventQuery.Sql lookup = query.lookups().getFirst();
        long start = from;
        for (int take = limit * PARTIES_AN_EVENT; ; take *= PARTIES_GROW) {
            EventQuery.Sql onwards = onwards(start, ascending);
            EventQuery.Sql some = query.ofParties().and(onwards);
            OptionalLong end =
                    number(
                            connection,
                            "SELECT seq FROM parties"
                                    + some.where()
                                    + " ORDER BY seq "
                                    + direction(ascending)
                                    + " LIMIT 1 OFFSET "
                                    + take,
                            some);
            EventQuery.Sql window = lookup.and(onwards);
            if (end.isPresent())
                window = window.and(new EventQuery.Sql(ascending ? "seq < ?" : "seq > ?", List.of(end.getAsLong())));
            found.addAll(rows(connection, window, order(ascending, limit - found.size())));
            if (end.isEmpty() || found.size() == limit) return found;
            start = end.getAsLong();
        }
    }

    private static EventQuery.Sql onwards(long from, boolean ascending) {
        return new EventQuery.Sql(ascending ? "seq >= ?" : "seq <= ?", List.of(from));
    }

    private static String order(boolean ascending, int limit) {
        return " ORDER BY seq " + direction(ascending) + " LIMIT " + limit;
    }

    private static String direction(boolean ascending) {
        return ascending ? "ASC" : "DESC";
    }

    private List<StoredEvent> rows(DuckDBConnection connection, EventQuery.Sql where, String order)
            throws SQLException {
        List<StoredEvent> found = new ArrayList<>();
        String select = "SELECT " + EventRow.COLUMNS + " FROM events" + where.where() + order;
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            where.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) found.add(rows.read(row));
            }
        }
        return found;
    }

    private interface RowMaker<T> {
        T make(ResultSet row) throws SQLException;
    }

    private <T, X extends Exception> long each(
            String sql, EventQuery.Sql parameters, RowMaker<T> maker, RowReader<T, X> reader) throws X {
        DuckDBConnection connection = borrow();
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    reader.read(maker.make(row));
                    count++;
                }
            }
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
        return count;
    }

    private interface Query<T> {
        T run(DuckDBConnection connection) throws SQLException;
    }

    private <T> T with(Query<T> query) {
        DuckDBConnection connection = borrow();
        try {
            return query.run(connection);
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
    }

    private interface CodeCount {
        void take(int code, int second, long count);
    }

    /// @param sql of two codes and a count
    private static void counts(DuckDBConnection connection, String sql, EventQuery.Sql parameters, CodeCount each)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) each.take(row.getInt(1), row.getInt(2), row.getLong(3));
            }
        }
    }

    private static OptionalLong number(DuckDBConnection connection, String sql, EventQuery.Sql parameters)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.bind(select);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private DuckDBConnection borrow() {
        if (closed) throw new IllegalStateException("the run " + manifest.simulationId() + " is closed");
        DuckDBConnection connection = idle.poll();
        if (connection != null) return connection;
        try {
            return RunDatabase.another(root);
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        }
    }

    private void giveBack(DuckDBConnection connection) {
        idle.add(connection);
        if (closed) closeIdle();
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
        try {
            root.close();
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        }
    }

    private void closeIdle() {
        for (DuckDBConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw StoreFailure.reading(file, e);
            }
        }
    }

    private static <T extends RuntimeException> T closing(@Nullable DuckDBConnection root, T failure) {
        try {
            if (root != null) root.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private RunResult result() {
        RunResult result = manifest.result();
        if (result == null) throw new StoreFailure.Damaged(file, "its manifest says sealed, but has no result", null);
        return result;
    }

    /// DuckDB finds a file that was cut only when it reads what is missing.
    private void checkSize() throws IOException {
        check("size", Long.toString(result().fileBytes()), Long.toString(Files.size(file)));
    }

    private void check(String what, String inManifest, @Nullable String inFile) {
        if (!inManifest.equals(inFile)) {
            throw new StoreFailure.Damaged(
                    file, "its " + what + " is " + inFile + ", its manifest says " + inManifest, null);
        }
    }

    private static List<Long> openingBalances(DuckDBConnection connection) throws SQLException {
        List<Long> balances = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT opening_balance FROM agents ORDER BY position")) {
            while (row.next()) balances.add(row.getLong(1));
        }
        return balances;
    }

    private static List<String> texts(String jsonList) throws SQLException {
        List<String> texts = new ArrayList<>();
        try {
            for (JsonNode text : new ObjectMapper().readTree(jsonList)) texts.add(text.asText());
        } catch (IOException e) {
            throw new SQLException("the list of reasons is not what was written", e);
        }
        return texts;
    }
}
