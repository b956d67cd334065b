package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a folder of runs says of itself, what it refuses, and what it leaves behind.
class StoreTest {

    private static final SampleLog LOG = new SampleLog(3, 2_000, 10, 3);
    private static final SampleLog ANOTHER = new SampleLog(4, 1_000, 10, 3);

    @TempDir private Path folder;

    @Test
    void aSealedRunIsThreeFilesAndItsDatabaseIsReadOnly() throws IOException {
        Store store = new Store(folder.resolve("made/when/needed"));
        StoredRuns.store(store, "one", LOG);
        assertEquals(Set.of("one.duckdb", "one.run.json", "one.seal.json"), names(store.folder()));
        assertTrue(
                Files.getPosixFilePermissions(store.database("one")).stream()
                        .noneMatch(p -> p.name().endsWith("WRITE")));
        String seal = Files.readString(store.folder().resolve("one.seal.json"));
        assertTrue(seal.contains("\"run_digest\" : \"" + result(store, "one").digest() + "\""), seal);
        assertTrue(seal.contains("\"events\" : 2000"), seal);
    }

    @Test
    void theManifestOfASealedRunHasItsResult() {
        Store store = new Store(folder);
        Manifest sealed = StoredRuns.store(store, "one", LOG);
        assertEquals(RunStatus.SEALED, sealed.status());
        assertEquals(Optional.of(sealed), store.find("one"));
        RunResult result = result(store, "one");
        assertEquals(LOG.events.size(), result.events());
        assertEquals(StoredRuns.MEASURES, result.measures());
        assertEquals(0.25, result.engineSeconds());
        assertEquals(1_000, result.peakMemoryBytes());
        assertEquals(store.database("one").toFile().length(), result.fileBytes());
        assertTrue(result.storeSeconds() > 0 && result.totalSeconds() > 0);
    }

    @Test
    void runsAreListedOldestFirstAndFoundByTheStartOfTheirIds() {
        Store store = new Store(folder);
        StoredRuns.store(store, "b-1", LOG);
        StoredRuns.store(store, "a-22", ANOTHER);
        StoredRuns.store(store, "a-2", ANOTHER);
        assertEquals(List.of("b-1", "a-22", "a-2"), store.list().stream().map(Manifest::simulationId).toList());
        assertEquals("b-1", store.find("b").orElseThrow().simulationId());
        assertEquals("a-2", store.find("a-2").orElseThrow().simulationId());
        assertTrue(store.find("c").isEmpty());
        assertTrue(store.find("../b-1").isEmpty());
        StoreFailure.NotFound ambiguous = assertThrows(StoreFailure.NotFound.class, () -> store.find("a"));
        assertTrue(ambiguous.getMessage().contains("a-2, a-22"), ambiguous.getMessage());
    }

    @Test
    void aFolderThatIsNotThereHasNoRuns() {
        Store store = new Store(folder.resolve("nowhere"));
        assertEquals(List.of(), store.list());
        assertTrue(store.find("one").isEmpty());
        assertThrows(StoreFailure.NotFound.class, () -> store.open("one"));
        assertThrows(StoreFailure.NotFound.class, () -> store.remove("one"));
        assertFalse(Files.exists(store.folder()));
    }

    @Test
    void aRemovedRunLeavesNothing() throws IOException {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        store.remove("one");
        assertEquals(Set.of(), names(folder));
    }

    @Test
    void aStoredRunIsNotRepeatedUnlessAsked() {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        assertThrows(StoreFailure.AlreadyStored.class, () -> store.create(StoredRuns.describe("one", LOG), false));
        try (StoredRun run = store.open("one")) {
            assertEquals(LOG.events.size(), run.count(EventFilter.ALL));
        }
    }

    @Test
    void aRunThatReplacesAnotherStandsBesideItUntilItIsSealed() throws IOException {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        try (StoredRun before = store.open("one");
                RunWriter writer = store.create(StoredRuns.describe("one", ANOTHER), true)) {
            StoredRuns.handOver(writer, ANOTHER.chunks);
            assertEquals(RunStatus.SEALED, store.find("one").orElseThrow().status());
            assertEquals(LOG.events.size(), result(store, "one").events());
            try (StoredRun meanwhile = store.open("one")) {
                assertEquals(LOG.events.getLast(), meanwhile.event(LOG.events.size() - 1).orElseThrow().event());
            }
            writer.end(StoredRuns.MEASURES, 0.1, () -> 1);
            assertEquals(LOG.events.getLast(), before.event(LOG.events.size() - 1).orElseThrow().event());
        }
        try (StoredRun after = store.open("one")) {
            assertEquals(ANOTHER.events.size(), after.count(EventFilter.ALL));
        }
        assertEquals(Set.of("one.duckdb", "one.run.json", "one.seal.json"), names(folder));
    }

    @Test
    void aRunGivenUpWhileReplacingLeavesTheSealedOne() {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        try (RunWriter writer = store.create(StoredRuns.describe("one", ANOTHER), true)) {
            writer.exchange(null);
        }
        assertEquals(RunStatus.SEALED, store.find("one").orElseThrow().status());
        StoredRuns.store(new Store(folder.resolve("other")), "one", ANOTHER);
        try (StoredRun run = store.open("one")) {
            assertEquals(LOG.events.size(), run.count(EventFilter.ALL));
        }
        store.remove("one");
        assertEquals(List.of(), store.list());
    }

    @Test
    void aRunGivenUpIsInterruptedAndSaysWhyAndMayBeRunAgain() {
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
            writer.progress(3);
            writer.fail(new IllegalStateException("balances do not sum to zero"));
        }
        Manifest manifest = store.find("one").orElseThrow();
        assertEquals(RunStatus.INTERRUPTED, manifest.status());
        assertEquals("balances do not sum to zero", manifest.lastError());
        assertEquals(3, manifest.tick());
        StoreFailure.NotSealed refused = assertThrows(StoreFailure.NotSealed.class, () -> store.open("one"));
        assertEquals(RunStatus.INTERRUPTED, refused.status());

        StoredRuns.store(store, "one", LOG);
        assertEquals(RunStatus.SEALED, store.find("one").orElseThrow().status());
    }

    @Test
    void aRunningRunIsListedAndLeftAlone() {
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
            writer.exchange(null);
            assertEquals(RunStatus.RUNNING, store.list().getFirst().status());
            assertThrows(StoreFailure.Locked.class, () -> store.create(StoredRuns.describe("one", LOG), false));
            assertThrows(StoreFailure.Locked.class, () -> store.create(StoredRuns.describe("one", LOG), true));
            assertThrows(StoreFailure.Locked.class, () -> store.remove("one"));
            assertThrows(StoreFailure.NotSealed.class, () -> store.open("one"));
        }
    }

    @Test
    void aRunningRunWhoseProcessHasGoneReadsAsInterrupted() throws IOException, InterruptedException {
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
            String running = Files.readString(folder.resolve("one.run.json"));
            Process gone = new ProcessBuilder("true").start();
            gone.waitFor();
            String dead = running.replaceAll("\"process_id\" : \\d+", "\"process_id\" : " + gone.pid());
            assertNotEquals(running, dead);
            Files.writeString(folder.resolve("two.run.json"), dead.replace("\"one\"", "\"two\""));
            String silent =
                    running.replaceAll("\"heartbeat_at\" : \"[^\"]+\"", "\"heartbeat_at\" : \"2020-01-01T00:00:00Z\"");
            Files.writeString(folder.resolve("three.run.json"), silent.replace("\"one\"", "\"three\""));
            assertEquals(RunStatus.RUNNING, store.find("one").orElseThrow().status());
            assertEquals(RunStatus.INTERRUPTED, store.find("two").orElseThrow().status());
            assertEquals(RunStatus.INTERRUPTED, store.find("three").orElseThrow().status());
            writer.exchange(null);
        }
    }

    @Test
    void theHeartbeatTellsHowFarARunIs() throws InterruptedException {
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
            Manifest first = store.find("one").orElseThrow();
            writer.progress(17);
            Manifest later = first;
            for (int i = 0; i < 100 && later.tick() != 17; i++) {
                Thread.sleep(100);
                later = store.find("one").orElseThrow();
            }
            assertEquals(17, later.tick());
            assertTrue(later.heartbeatAt().isAfter(first.heartbeatAt()));
        }
    }

    @Test
    void filesThatAreNotOursAreRefusedAndNotAltered() throws IOException, SQLException {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        Path file = store.database("one");

        replace(
                file,
                "not a database at all, but long enough to look at; "
                        .repeat(100)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] before = Files.readAllBytes(file);
        assertThrows(StoreFailure.Foreign.class, () -> store.open("one"));
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));

        Files.delete(file);
        database(file, "CREATE TABLE events (seq BIGINT)");
        assertThrows(StoreFailure.Foreign.class, () -> store.open("one"));

        Files.delete(file);
        assertThrows(StoreFailure.Damaged.class, () -> store.open("one"));
    }

    @Test
    void aNewerSchemaIsRefused() throws IOException, SQLException {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        Path file = store.database("one");
        assertTrue(file.toFile().setWritable(true));
        database(file, "INSERT INTO schema_migrations VALUES (999, 'V999__what_comes', '')");
        assertThrows(StoreFailure.Newer.class, () -> store.open("one"));
    }

    @Test
    void aCutFileOrOneOfAnotherRunIsRefused() throws IOException {
        Store store = new Store(folder);
        StoredRuns.store(store, "one", LOG);
        Path file = store.database("one");
        byte[] whole = Files.readAllBytes(file);
        replace(file, java.util.Arrays.copyOf(whole, whole.length / 3));
        assertThrows(
                StoreFailure.Damaged.class,
                () -> {
                    try (StoredRun run = store.open("one")) {
                        run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> {});
                    }
                });

        replace(file, whole);
        Path manifest = folder.resolve("one.run.json");
        Files.writeString(manifest, Files.readString(manifest).replace(result(store, "one").digest(), "00"));
        StoreFailure.Damaged damaged = assertThrows(StoreFailure.Damaged.class, () -> store.open("one"));
        assertTrue(damaged.getMessage().contains("run_digest"), damaged.getMessage());
    }

    @Test
    void aManifestThatIsNotOneIsRefused() throws IOException {
        Store store = new Store(folder);
        Files.writeString(folder.resolve("one.run.json"), "{\"schema_version\" : 1");
        assertThrows(StoreFailure.Damaged.class, () -> store.find("one"));
        Files.writeString(folder.resolve("one.run.json"), "{\"schema_version\" : 99}");
        assertThrows(StoreFailure.Newer.class, () -> store.find("one"));
    }

    @Test
    void idsDependOnAllThatTheEventsDependOn() {
        String id = RunDescription.idOf("a-name", "00ff", 100, 1);
        assertTrue(id.matches("a-name-[0-9a-f]{8}"), id);
        assertEquals(id, RunDescription.idOf("a-name", "00ff", 100, 1));
        assertNotEquals(id, RunDescription.idOf("a-name", "01ff", 100, 1));
        assertNotEquals(id, RunDescription.idOf("a-name", "00ff", 101, 1));
        assertNotEquals(id, RunDescription.idOf("a-name", "00ff", 100, 2));
        for (String bad : List.of("", ".hidden", "-x", "a/b", "..", "a b", "x".repeat(101)))
            assertFalse(RunDescription.isId(bad), bad);
    }

    private static RunResult result(Store store, String id) {
        RunResult result = store.find(id).orElseThrow().result();
        if (result == null) throw new AssertionError("no result of " + id);
        return result;
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(file, bytes);
    }

    private static void database(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
