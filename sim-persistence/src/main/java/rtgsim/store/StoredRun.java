package rtgsim.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Simulation;

/// A sealed run, or what there is of one with gaps, open for reading. Any number of threads may use it at once.
///
/// Pages are read from the typed columns, in the order of seq, by key; JSON is made in Java. A page costs the same wherever it is.
public final class StoredRun implements RunEvents, AutoCloseable {

    /// A long answer is read in pieces of so many rows.
    private static final long ROWS_SORTED = 245_760;

    private static final int SEQS_AT_ONCE = 1_000;

    private final Path file;
    private final Manifest manifest;
    private final DuckDBConnection root;
    private final ConcurrentLinkedQueue<ReadConnection> idle = new ConcurrentLinkedQueue<>();
    private final RunHeader header;
    private final EventJson json;
    private final EventRow rows;
    private final List<String> agentMembers;
    private final Set<String> agentIds;
    private final String scenarioJson;

    private final boolean isOfEarlierSchema;
    private final RunCounts counts;
    private final EventPages pages;
    private final StoredTransactions transactions;

    /// Null for a run with gaps, in which a place says nothing of seq.
    private final @Nullable TickStarts tickStarts;

    private volatile boolean closed;

    private StoredRun(Path file, Manifest manifest, DuckDBConnection root) throws SQLException {
        this.file = file;
        this.manifest = manifest;
        this.root = root;
        agentMembers = RunDatabase.members(root, "agent_id");
        agentIds = new HashSet<>(agentMembers);
        isOfEarlierSchema = !RunDatabase.hasTable(root, "agent_blocks");
        counts =
                RunCounts.sealed(
                        manifest.eventsCommitted(),
                        agentMembers,
                        isOfEarlierSchema ? null : new AgentBlocks(manifest.eventsAccepted()));
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
            EventClock clock = new EventClock(calendar);
            json = new EventJson(manifest.simulationId(), clock);
            boolean isWhole = manifest.eventsCommitted() == result().events();
            tickStarts = isWhole ? new TickStarts(clock) : null;
            transactions = new StoredTransactions(calendar.ticksPerDay(), agentIds);
            pages = new EventPages(counts, rows, transactions);
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

    @Override
    public RunHeader header() {
        return header;
    }

    @Override
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
            try (Statement statement = connection.connection().createStatement()) {
                if (!EventCells.haveNodes(connection.connection())) return nodes;
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

    @Override
    public EventPage page(EventFilter filter, PageRequest request) {
        return with(connection -> pages.page(connection, query(connection, filter), request));
    }

    @Override
    public long count(EventFilter filter) {
        return with(connection -> counts.count(connection, query(connection, filter)));
    }

    @Override
    public Map<Facet, Map<String, Long>> facets(EventFilter filter, Collection<Facet> facets) {
        return with(connection -> counts.facets(connection, query(connection, filter), facets));
    }

    @Override
    public Optional<StoredEvent> event(long seq) {
        return with(connection -> pages.event(connection, seq));
    }

    /// Gives every event of the filter to `reader`, one at a time.
    ///
    /// @return how many
    public <X extends Exception> long eachEvent(EventFilter filter, EventOrder order, RowReader<StoredEvent, X> reader)
            throws X {
        EventQuery query = with(connection -> query(connection, filter));
        boolean ascending = order == EventOrder.TICK_ASC;
        Optional<List<StoredEvent>> few = with(connection -> pages.few(connection, query));
        if (few.isPresent()) {
            for (StoredEvent event : ascending ? few.get() : few.get().reversed()) reader.read(event);
            return few.get().size();
        }
        long count = 0;
        EventQuery.Sql set = query.set();
        for (SeqRange range : ranges(set, order)) {
            EventQuery.Sql where = set.and(EventQuery.within(range));
            String select =
                    "SELECT "
                            + EventRow.COLUMNS
                            + " FROM events"
                            + where.where()
                            + (ascending ? " ORDER BY seq ASC" : " ORDER BY seq DESC");
            count += each(select, where, rows::read, reader);
        }
        return count;
    }

    /// Gives the whole log to `reader` as chunks, as an engine handed them over. A chunk is the reader's until the next one.
    public void eachChunk(Consumer<EventChunk> reader) {
        ReadConnection connection = borrow();
        try {
            new StoredChunks(header).each(connection.connection(), result().events(), reader);
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
    }

    /// Cuts the filtered set into ranges that can be sorted in little memory.
    private List<SeqRange> ranges(EventQuery.Sql set, EventOrder order) {
        return with(connection -> {
            List<SeqRange> ranges = new ArrayList<>();
            try (ResultSet row = connection.ask("SELECT min(seq), max(seq) FROM events" + set.where(), set)) {
                row.next();
                long first = row.getLong(1);
                if (row.wasNull()) return ranges;
                long until = row.getLong(2) + 1;
                for (long from = first; from < until; from += ROWS_SORTED)
                    ranges.add(new SeqRange(from, Math.min(until, from + ROWS_SORTED)));
            }
            return order == EventOrder.TICK_ASC ? ranges : ranges.reversed();
        });
    }

    // ---- agents and transactions

    /// In agent order.
    public List<StoredAgent> agents() {
        return with(connection -> {
            List<StoredAgent> agents = new ArrayList<>();
            try (ResultSet row =
                    connection.ask(
                            "SELECT CAST(agent_id AS VARCHAR), opening_balance, closing_balance, sent_count, CAST(sent_value AS BIGINT), settled_count,"
                                    + " CAST(settled_value AS BIGINT), received_count, CAST(received_value AS BIGINT) FROM agents ORDER BY position",
                            EventQuery.Sql.NONE)) {
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
        return with(connection -> transactions.transaction(connection, txId));
    }

    /// A page of the transactions in the order of tx_id, or against it; where a request says seq, it is the number of a transaction.
    public TransactionPage transactions(TransactionFilter filter, PageRequest request) {
        return with(connection -> transactions.page(connection, filter, request));
    }

    /// The first of the transactions in the order of tx_id, uncounted.
    public List<StoredTransaction> firstTransactions(TransactionFilter filter, int limit) {
        return with(connection -> transactions.first(connection, filter, limit));
    }

    /// Who pays how much to whom in these transactions, in the order of tx_id; ids that the run does not have are left out.
    public List<TransactionParties> parties(Collection<String> txIds) {
        return with(connection -> transactions.parties(connection, txIds));
    }

    // ---- agents over time

    /// How an agent stood at the end of the ticks of a range, a row where something changed; the first row is at `fromTick` in any case.
    ///
    /// @param agentId of the run
    /// @param untilTick excluded
    public List<AgentTick> agentTicks(String agentId, int fromTick, int untilTick) {
        return with(connection -> new AgentHistory(connection.connection()).ticks(agentId, fromTick, untilTick));
    }

    /// What each agent was charged by the events of the filter, in agent order; agents without costs are left out.
    public List<AgentCosts> costs(EventFilter filter) {
        return with(connection -> new AgentHistory(connection.connection()).costs(filter, query(connection, filter)));
    }

    // ---- transactions, all

    /// Gives every transaction to `reader` in the order of tx_id, one at a time.
    ///
    /// @param liquidity whether liquidity transfers are among them
    /// @return how many
    public <X extends Exception> long eachTransaction(boolean liquidity, RowReader<StoredTransaction, X> reader)
            throws X {
        EventQuery.Sql all = liquidity ? EventQuery.Sql.NONE : TransactionFilter.PAYMENTS;
        String greatest = "SELECT coalesce(max(tx), -1) FROM transactions";
        long last = with(connection -> connection.number(greatest, EventQuery.Sql.NONE).orElseThrow());
        long count = 0;
        for (long from = 0; from <= last; from += ROWS_SORTED) {
            EventQuery.Sql where =
                    all.and(new EventQuery.Sql("tx BETWEEN ? AND ?", List.of(from, from + ROWS_SORTED - 1)));
            String select =
                    "SELECT " + StoredTransactions.COLUMNS + " FROM transactions" + where.where() + " ORDER BY tx";
            count += each(select, where, StoredTransactions::read, reader);
        }
        return count;
    }

    // ---- how

    private EventQuery query(ReadConnection connection, EventFilter filter) throws SQLException {
        SeqRange range = tickStarts == null ? null : tickStarts.range(connection, filter, manifest.eventsCommitted());
        return new EventQuery(filter, json.clock(), agentIds, range);
    }

    private interface RowMaker<T> {
        T make(ResultSet row) throws SQLException;
    }

    private <T, X extends Exception> long each(
            String sql, EventQuery.Sql parameters, RowMaker<T> maker, RowReader<T, X> reader) throws X {
        ReadConnection connection = borrow();
        long count = 0;
        try (ResultSet row = connection.ask(sql, parameters)) {
            while (row.next()) {
                reader.read(maker.make(row));
                count++;
            }
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
        return count;
    }

    private interface Query<T> {
        T run(ReadConnection connection) throws SQLException;
    }

    private <T> T with(Query<T> query) {
        ReadConnection connection = borrow();
        try {
            return query.run(connection);
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        } finally {
            giveBack(connection);
        }
    }

    private ReadConnection borrow() {
        if (closed) throw new IllegalStateException("the run " + manifest.simulationId() + " is closed");
        ReadConnection connection = idle.poll();
        if (connection != null) return connection;
        try {
            return new ReadConnection(
                    isOfEarlierSchema ? RunDatabase.anotherOfEarlierSchema(root) : RunDatabase.another(root));
        } catch (SQLException e) {
            throw StoreFailure.reading(file, e);
        }
    }

    private void giveBack(ReadConnection connection) {
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
        for (ReadConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
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
