package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.engine.JavaEngines;
import rtgsim.event.Event;
import rtgsim.event.EventKind;
import rtgsim.event.RunDigest;

/// Files of every earlier schema. Those of schemas 5 to 8 lie in the test resources as the version of that time sealed them. Schemas 1 to 4 were steps of one change that
/// no version wrote by themselves: files of 3 and 4 are made of that of 5 by taking out what the later migrations added, and 1 and 2 hold too little to be read.
class OlderSchemasTest {

    /// Until here a file lacks tables that every reader needs.
    private static final int INCOMPLETE_UNTIL = 2;

    private static final int OLDEST_KEPT = 5;

    private static final Map<Integer, String> UNDO =
            Map.of(
                    5,
                    "DROP TABLE f.agent_ticks; DROP TABLE f.costs",
                    4,
                    "DROP MACRO TABLE f.events_of_tx; DROP MACRO TABLE f.event_by_id; DROP VIEW f.simulation_events; DROP VIEW f.event_rows",
                    3,
                    "DROP TABLE f.parties; DROP TABLE f.event_txs",
                    2,
                    "DROP TABLE f.simulations; DROP TABLE f.agents; DROP TABLE f.transactions");

    @TempDir private Path folder;

    private static IntStream readable() {
        return IntStream.range(INCOMPLETE_UNTIL + 1, StoreUpgrade.newest());
    }

    private static String id(int version) {
        return "schema-" + Math.max(version, OLDEST_KEPT);
    }

    private Store unpacked(int version) throws IOException, SQLException {
        String id = id(version);
        Store store = new Store(folder);
        try (InputStream packed = new GZIPInputStream(resource(id + ".duckdb.gz"))) {
            Files.copy(packed, store.database(id));
        }
        for (int undone = OLDEST_KEPT; undone > version; undone--) {
            edit(store.database(id), UNDO.get(undone) + "; DELETE FROM f.schema_migrations WHERE version = " + undone);
        }
        for (String end : new String[] {".run.json", ".seal.json"}) {
            try (InputStream packed = resource(id + end)) {
                String text = new String(packed.readAllBytes(), StandardCharsets.UTF_8);
                long bytes = Files.size(store.database(id));
                Files.writeString(
                        folder.resolve(id + end),
                        text.replaceAll("\"file_bytes\" : \\d+", "\"file_bytes\" : " + bytes));
            }
        }
        return store;
    }

    private static void edit(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + file + "' AS f");
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @MethodSource("readable")
    void aFileOfAnEarlierSchemaIsReadWholeAndNotAltered(int version) throws IOException, SQLException {
        String id = id(version);
        Store store = unpacked(version);
        byte[] before = Files.readAllBytes(store.database(id));
        assertEquals(List.of(id), store.list().stream().map(Manifest::simulationId).toList());
        try (StoredRun run = store.open(id)) {
            assertWhole(run);
        }
        assertArrayEquals(before, Files.readAllBytes(store.database(id)));
        assertEquals(List.of(), store.unfinished());
    }

    @ParameterizedTest
    @MethodSource("readable")
    void aFileOfAnEarlierSchemaIsUpgradedToOneThatIsIntactAndSaysTheSame(int version) throws IOException, SQLException {
        String id = id(version);
        Store store = unpacked(version);
        RunVerifier verifier = new RunVerifier(store, _ -> new JavaEngines(), Path.of(""));
        Verification before = verifier.verify(id, null, true);
        assertEquals(Verification.Verdict.INTACT, before.verdict(), before::toString);
        StoreUpgrade.Upgraded done = new StoreUpgrade(store, verifier).upgrade(id);
        assertEquals(version, done.fromSchema());
        assertEquals(StoreUpgrade.newest(), done.toSchema());
        assertEquals(Verification.Verdict.INTACT, done.verification().verdict(), done::toString);
        assertEquals(before.digest(), done.verification().digest());
        assertEquals(List.of(), done.verification().notes());
        try (StoredRun run = store.open(id)) {
            assertWhole(run);
        }
        StoreUpgrade.Upgraded again = new StoreUpgrade(store, verifier).upgrade(id);
        assertEquals(StoreUpgrade.newest(), again.fromSchema());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFileWithTheFirstTablesAloneIsRefusedAndNotAltered(int version) throws IOException, SQLException {
        String id = id(version);
        Store store = unpacked(version);
        byte[] before = Files.readAllBytes(store.database(id));
        assertThrows(StoreFailure.Foreign.class, () -> store.open(id));
        RunVerifier verifier = new RunVerifier(store, _ -> new JavaEngines(), Path.of(""));
        assertThrows(StoreFailure.Foreign.class, () -> verifier.verify(id, null, false));
        assertArrayEquals(before, Files.readAllBytes(store.database(id)));
    }

    /// As the version of schema 7 left it when its database took no more: 30 events in it, 28 in three files.
    private Store waiting() throws IOException {
        String id = "waiting-7";
        Store store = new Store(folder);
        Path fallback = Files.createDirectories(folder.resolve("fallback"));
        for (String range :
                List.of("30_39_20261121T214537826Z", "40_49_20261121T214537857Z", "50_57_20261121T214537873Z")) {
            String name = id + "_" + range + ".ndjson.gz";
            try (InputStream file = resource(id + "/fallback/" + name)) {
                Files.copy(file, fallback.resolve(name));
            }
        }
        for (String end : List.of(".incidents.ndjson.writing", ".run.json")) {
            try (InputStream file = resource(id + "/" + id + end)) {
                String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
                Files.writeString(folder.resolve(id + end), text.replace("FALLBACK", fallback.toString()));
            }
        }
        try (InputStream packed = new GZIPInputStream(resource(id + "/" + id + ".duckdb.writing.gz"))) {
            Files.copy(packed, folder.resolve(id + ".duckdb.writing"));
        }
        return store;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DROP TABLE f.state_hashes; DELETE FROM f.schema_migrations WHERE version = 7",
                "CREATE INDEX idx_sim_events_sim_tick ON f.events (tick)"
            })
    void aRunThatAnEarlierVersionBeganToWriteIsCompletedInTheNewestSchema(String before) throws Exception {
        Store store = waiting();
        edit(folder.resolve("waiting-7.duckdb.writing"), before.isEmpty() ? "SELECT 1" : before);
        assertEquals(List.of("waiting-7"), store.unfinished());
        Manifest now = store.replay("waiting-7");
        assertEquals(RunStatus.SEALED, now.status());
        RunVerifier verifier = new RunVerifier(store, _ -> new JavaEngines(), Path.of(""));
        Verification verified = verifier.verify("waiting-7", null, true);
        assertEquals(Verification.Verdict.INTACT, verified.verdict(), verified::toString);
        assertEquals(List.of(), verified.notes());
        assertEquals(StoreUpgrade.newest(), new StoreUpgrade(store, verifier).upgrade("waiting-7").fromSchema());
        try (StoredRun run = store.open("waiting-7")) {
            assertWhole(run);
        }
    }

    @Test
    void anUnfinishedFileThatIsNewerForeignOrDamagedIsRefusedAndNotAltered() throws Exception {
        Store store = waiting();
        Path file = folder.resolve("waiting-7.duckdb.writing");
        byte[] whole = Files.readAllBytes(file);
        edit(file, "INSERT INTO f.schema_migrations VALUES (999, 'V999__what_comes', '')");
        assertRefused(StoreFailure.Newer.class, store, file);
        Files.writeString(file, "no database, but long enough to look at; ".repeat(200));
        assertRefused(StoreFailure.Foreign.class, store, file);
        Files.delete(file);
        edit(file, "CREATE TABLE f.events (seq BIGINT)");
        assertRefused(StoreFailure.Foreign.class, store, file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 3));
        assertRefused(StoreFailure.Damaged.class, store, file);
        byte[] zeroed = whole.clone();
        Arrays.fill(zeroed, 0, 4_096 * 3, (byte) 0);
        Files.write(file, zeroed);
        assertRefused(StoreFailure.class, store, file);
    }

    private void assertRefused(Class<? extends StoreFailure> as, Store store, Path file) throws IOException {
        Map<String, byte[]> before = files();
        StoreFailure failure = assertThrows(as, () -> store.replay("waiting-7"));
        assertFalse(failure instanceof StoreFailure.CannotWrite, failure::toString);
        Map<String, byte[]> after = files();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()), failure::toString);
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void assertWhole(StoredRun run) {
        RunResult result = Objects.requireNonNull(run.manifest().result());
        RunDigest digest = new RunDigest(run.header());
        run.eachChunk(digest::add);
        assertEquals(result.digest(), digest.finish());

        List<Event> events = new ArrayList<>();
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> events.add(event.event()));
        events.forEach(event -> kinds.add(event.kind()));
        assertEquals(result.events(), events.size());
        assertEquals(EnumSet.allOf(EventKind.class), kinds);

        List<StoredTransaction> transactions = new ArrayList<>();
        run.eachTransaction(false, transactions::add);
        assertEquals(result.transactions(), transactions.size());
        assertTrue(run.facets(EventFilter.ALL, List.of(Facet.AGENT)).containsKey(Facet.AGENT));
        assertFalse(run.costs(EventFilter.ALL).isEmpty());
        for (StoredAgent agent : run.agents()) {
            for (AgentRole role : AgentRole.values()) assertFound(run, events, agent.agentId(), role);
            assertFalse(run.agentTicks(agent.agentId(), 0, run.manifest().ticks()).isEmpty(), agent::toString);
        }
    }

    private static void assertFound(StoredRun run, List<Event> events, String agentId, AgentRole role) {
        EventFilter filter = EventFilter.builder().agentIds(List.of(agentId)).role(role).build();
        List<Event> expected =
                events.stream().filter(event -> NaiveFilter.involvesAgent(event, agentId, role)).toList();
        EventPage page = run.page(filter, new PageRequest.From(EventOrder.TICK_ASC, PageRequest.LIMIT_MAX, 0));
        assertEquals(expected, page.events().stream().map(StoredEvent::event).toList(), filter::toString);
        assertEquals(expected.size(), page.total(), filter::toString);
        assertEquals(expected.size(), run.count(filter.untilTick(run.manifest().ticks())), filter::toString);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(OlderSchemasTest.class.getResourceAsStream(name), name);
    }
}
