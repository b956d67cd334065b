package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.EventRows;
import rtgsim.event.RunDigest;

/// A log of all thirteen kinds, of several chunks and batches, is in the store what it was in memory: as records, as SQL, as text.
class StoredEventsTest {

    private static final int EVENTS = 5 * EventChunk.ROWS + 777;

    @TempDir private static Path folder;

    private static SampleLog log;
    private static StoredRun run;
    private static Manifest manifest;

    @BeforeAll
    static void store() {
        log = new SampleLog(20_260_101, EVENTS, 660, 8);
        Store store = new Store(folder);
        manifest = StoredRuns.store(store, "it-s.all", log);
        run = store.open("it-s.all");
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void theSampleHoldsAllThirteenKinds() {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (Event event : log.events) kinds.add(event.kind());
        assertEquals(EnumSet.allOf(EventKind.class), kinds);
    }

    @Test
    void everyRecordComesBackAsItWent() {
        List<Event> stored = new ArrayList<>();
        long count = run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> stored.add(event.event()));
        assertEquals(log.events.size(), count);
        for (int i = 0; i < log.events.size(); i++) assertEquals(log.events.get(i), stored.get(i));
    }

    /// They are looked for near the end first, where there are enough of them or not.
    @Test
    void lastPagesAreThoseOfALoopOverTheRecordsWhereverTheirEventsAre() {
        FilterCheck check = new FilterCheck(run, log.events);
        List<EventFilter> filters = new ArrayList<>(FilterCheck.ofOneRoleOrType());
        // All of these are among the first events, or at both ends.
        filters.add(EventFilter.builder().ticks(List.of(1, 2, 3)).build());
        filters.add(EventFilter.builder().ticks(List.of(1, log.events.getLast().tick())).build());
        filters.add(EventFilter.builder().tickMax(100).kinds(List.of(EventKind.SETTLEMENT)).build());
        filters.add(EventFilter.builder().amountMin(500_000L).build());
        for (EventFilter filter : filters) {
            List<Event> found = check.naive(filter).reversed();
            for (int limit : List.of(3, 1_000)) {
                EventPage last = run.page(filter, new PageRequest.From(EventOrder.TICK_DESC, limit, 0));
                assertPage(filter, found, 0, limit, last);
                if (found.size() < 2) continue;
                int middle = found.size() / 2;
                long seq = found.get(middle).seq();
                EventPage after = run.page(filter, new PageRequest.After(EventOrder.TICK_DESC, limit, seq));
                assertPage(filter, found, middle + 1, limit, after);
                EventPage before = run.page(filter, new PageRequest.Before(EventOrder.TICK_ASC, limit, seq));
                List<Event> page = found.subList(middle + 1, Math.min(found.size(), middle + 1 + limit)).reversed();
                assertEquals(page, before.events().stream().map(StoredEvent::event).toList(), filter::toString);
            }
        }
    }

    private static void assertPage(EventFilter filter, List<Event> found, int from, int limit, EventPage page) {
        int until = Math.min(found.size(), from + limit);
        assertEquals(
                found.subList(Math.min(from, until), until),
                page.events().stream().map(StoredEvent::event).toList(),
                filter::toString);
        assertEquals(until < found.size(), page.later(), filter::toString);
    }

    @Test
    void theDigestIsThatOfTheLog() {
        RunDigest digest = new RunDigest(log.header);
        for (EventChunk chunk : log.chunks) digest.add(chunk);
        RunResult result = manifest.result();
        assertTrue(result != null);
        assertEquals(digest.finish(), result.digest());
        assertEquals(log.events.size(), result.events());
    }

    @Test
    void theChunksComeBackAsTheyWent() {
        RunDigest digest = new RunDigest(log.header);
        List<Event> events = new ArrayList<>();
        EventRows rows = new EventRows(log.header);
        run.eachChunk(chunk -> {
            digest.add(chunk);
            events.addAll(rows.all(List.of(chunk)));
        });
        assertEquals(log.events, events);
        RunResult result = manifest.result();
        assertTrue(result != null);
        assertEquals(result.digest(), digest.finish());
    }

    @Test
    void theHeaderComesBackAsItWent() {
        assertEquals(log.header, run.header());
    }

    @Test
    void sqlAndJavaWriteTheSameTenColumnsForEveryEvent() throws SQLException {
        EventJson json = run.json();
        try (Connection connection = outside();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM simulation_events")) {
            assertEquals(EventJson.COLUMNS.size(), row.getMetaData().getColumnCount());
            for (int i = 0; i < EventJson.COLUMNS.size(); i++) {
                assertEquals(EventJson.COLUMNS.get(i), row.getMetaData().getColumnName(i + 1));
            }
            for (Event event : log.events) {
                assertTrue(row.next());
                assertEquals(json.ids().of(event.seq()), row.getString(1));
                assertEquals("it-s.all", row.getString(2));
                assertEquals(event.tick(), row.getInt(3));
                assertEquals(event.tick() / 660, row.getInt(4));
                assertEquals(json.clock().timeOf(event.tick()), row.getObject(5, LocalDateTime.class));
                assertEquals(event.kind().label(), row.getString(6));
                assertEquals(EventJson.details(event), row.getString(7));
                assertEquals(event.agentId(), row.getString(8));
                assertEquals(event.txId(), row.getString(9));
            }
            assertTrue(!row.next());
        }
    }

    @Test
    void theViewHasTheTypesOfTheRuleBook() throws SQLException {
        assertEquals(
                "VARCHAR,VARCHAR,INTEGER,INTEGER,TIMESTAMP,VARCHAR,VARCHAR,VARCHAR,VARCHAR,TIMESTAMP",
                text(
                        "SELECT string_agg(data_type, ',' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'simulation_events'"));
    }

    @Test
    void theTimeOfWritingIsThatOfTheBatch() throws SQLException {
        // Two of 245 760 events at most, and one more each second that the writer needed for them.
        String batches = text("SELECT count(*) FROM batches");
        assertTrue(Integer.parseInt(batches) >= 2, batches);
        assertEquals(batches, text("SELECT count(DISTINCT created_at) FROM events"));
        assertEquals(
                "true",
                text(
                        "SELECT bool_and(created_at BETWEEN now() AT TIME ZONE 'UTC' - INTERVAL 1 HOUR AND now() AT TIME ZONE 'UTC') FROM events"));
    }

    @Test
    void macrosAnswerForOneTransactionAndOneEvent() throws SQLException {
        Event split =
                log.events.stream().filter(event -> event.kind() == EventKind.POLICY_SPLIT).findFirst().orElseThrow();
        String child = ((Event.PolicySplit) split).childTxIds().getFirst();
        long naming = log.events.stream().filter(event -> NaiveFilter.involvesTx(event, child)).count();
        assertEquals(Long.toString(naming), text("SELECT count(*) FROM events_of_tx('" + child + "')"));
        String id = run.json().ids().of(split.seq());
        assertEquals(EventJson.details(split), text("SELECT details FROM event_by_id('" + id + "')"));
        assertNull(text("SELECT max(details) FROM event_by_id('" + new EventIds("another").of(split.seq()) + "')"));
    }

    @Test
    void sixIndexesStandOnTheEventsByTheirNames() throws SQLException {
        assertEquals(
                "idx_sim_events_composite,idx_sim_events_sim_agent,idx_sim_events_sim_day,idx_sim_events_sim_tick,idx_sim_events_sim_tx,idx_sim_events_sim_type",
                text(
                        "SELECT string_agg(index_name, ',' ORDER BY index_name) FROM duckdb_indexes() WHERE table_name = 'events'"));
    }

    @Test
    void oneEventIsFoundByItsSeqAndByItsId() {
        Event last = log.events.getLast();
        assertEquals(last, run.event(last.seq()).orElseThrow().event());
        assertEquals(last, run.event(run.json().ids().of(last.seq())).orElseThrow().event());
        assertTrue(run.event(last.seq() + 1).isEmpty());
        assertTrue(run.event(-1).isEmpty());
        assertTrue(run.event(new EventIds("another").of(0)).isEmpty());
    }

    @Test
    void transactionsAreWhatFollowsFromTheEvents() {
        List<StoredTransaction> stored = new ArrayList<>();
        run.eachTransaction(true, stored::add);
        assertEquals(NaiveTransactions.of(log.events), stored);
    }

    @Test
    void transactionsAreCountedWithoutLiquidityTransfers() {
        long count = run.eachTransaction(false, transaction -> {});
        RunResult result = manifest.result();
        assertTrue(result != null);
        assertEquals(result.transactions(), count);
        assertTrue(count < NaiveTransactions.of(log.events).size());
    }

    @Test
    void aTransactionIsFoundByItsId() {
        StoredTransaction third = NaiveTransactions.of(log.events).get(2);
        assertEquals(third, run.transaction("tx_00000003").orElseThrow());
        assertTrue(run.transaction("tx_99999999").isEmpty());
        assertTrue(run.transaction("tx_3").isEmpty());
        assertTrue(run.transaction("tx_00000003' OR TRUE").isEmpty());
    }

    /// A client that knows nothing of ours.
    private static Connection outside() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + folder.resolve("it-s.all.duckdb") + "' AS run (READ_ONLY)");
            statement.execute("USE run");
        }
        return connection;
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = outside();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }
}
