package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;
import rtgsim.event.EventLog;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunDigest;

/// The engine's thread and the writer's: nothing is lost between them, and neither waits for one that is gone.
class RunWriterTest {

    private static final SampleLog LOG = new SampleLog(5, 3_000, 10, 3);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void anEngineFasterThanTheWriterWaitsAndNothingIsLost() {
        Store store = new Store(folder);
        long events = 30L * EventChunk.ROWS + 1;
        try (RunWriter writer = store.create(StoredRuns.describe("fast", LOG), false)) {
            submit(new EventLog(writer), events);
            assertEquals(events, writer.committed());
            writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
        try (StoredRun run = store.open("fast")) {
            assertEquals(events, run.count(EventFilter.builder().tickMin(0).build()));
            assertEquals(
                    events - 1,
                    run.page(EventFilter.ALL, new PageRequest.From(EventOrder.TICK_DESC, 1, 0))
                            .events()
                            .getFirst()
                            .event()
                            .seq());
        }
    }

    @Test
    void anEngineSlowerThanTheWriterHasItsChunksBack() throws InterruptedException {
        try (DigestOnly writer = new DigestOnly(LOG.header)) {
            EventChunk first = writer.exchange(null);
            first.reset(0);
            EventChunk second = writer.exchange(LOG.chunks.getFirst());
            for (int i = 0; i < 100 && writer.exchange(null) != LOG.chunks.getFirst(); i++) Thread.sleep(20);
            assertFalse(second == LOG.chunks.getFirst());
            second.reset(LOG.events.size());
            writer.finish(second);
            assertEquals(LOG.events.size(), writer.events());
        }
    }

    @Test
    void chunksGoRoundAndAreNotMadeForEachExchange() throws InterruptedException {
        ChunkRelay relay = new ChunkRelay(2, Overflow.BLOCK, new EventTally(null));
        EventChunk first = relay.exchange(null);
        filled(first, 0);
        EventChunk second = relay.exchange(first);
        assertSame(first, relay.take(0));
        relay.release(first);
        filled(second, EventChunk.ROWS);
        assertSame(first, relay.exchange(second));
    }

    @Test
    void withoutAStoreTheDigestIsTheSame() {
        RunDigest expected = new RunDigest(LOG.header);
        for (EventChunk chunk : LOG.chunks) expected.add(chunk);
        String digest = expected.finish();
        Store store = new Store(folder);
        Manifest sealed = StoredRuns.store(store, "one", LOG);
        try (DigestOnly only = new DigestOnly(LOG.header)) {
            only.exchange(null);
            only.finish(LOG.chunks.getFirst());
            assertEquals(digest, only.digest());
            assertEquals(LOG.events.size(), only.events());
            RunResult result = sealed.result();
            assertTrue(result != null);
            assertEquals(result.transactions(), only.transactions());
            assertEquals(digest, result.digest());
        }
    }

    @Test
    void aRunWithoutEventsCanBeStored() {
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("empty", LOG), false)) {
            EventChunk chunk = writer.exchange(null);
            chunk.reset(0);
            writer.finish(chunk);
            writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
        try (StoredRun run = store.open("empty")) {
            assertEquals(0, run.count(EventFilter.ALL));
            assertEquals(SampleLog.AGENTS.size(), run.agents().size());
            assertEquals(
                    0, run.page(EventFilter.ALL, new PageRequest.From(EventOrder.TICK_ASC, 10, 0)).events().size());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Store store = new Store(file.resolve("runs"));
        assertThrows(StoreFailure.CannotWrite.class, () -> store.create(StoredRuns.describe("one", LOG), false));
    }

    @Test
    void eventsThatTheDatabaseRefusesGoToFilesAndTheEngineGoesOn() throws IOException {
        Store store = new Store(folder);
        long events = 10L * EventChunk.ROWS;
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
                        submitBeforeTime(new EventLog(writer), events);
                        assertEquals(new EventCounts(events, 0, 0, 0, events, 0), writer.counts());
                        Manifest ended = writer.end(StoredRuns.MEASURES, 0, () -> 0);
                        assertEquals(RunStatus.INCOMPLETE, ended.status());
                    }
                });
        Manifest manifest = store.find("one").orElseThrow();
        assertEquals(RunStatus.INCOMPLETE, manifest.status());
        assertEquals(0, manifest.eventsCommitted());
        RunResult result = manifest.result();
        assertEquals(events, result == null ? 0 : result.events());
        String incidents = Files.readString(new RunFiles(folder, "one").incidentsWriting());
        assertTrue(incidents.contains("onstraint"), incidents);
    }

    @Test
    void anEngineThatGivesUpLeavesNoThreadBehind() {
        Store store = new Store(folder);
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    try (RunWriter writer = store.create(StoredRuns.describe("one", LOG), false)) {
                        writer.exchange(null);
                        writer.exchange(LOG.chunks.getFirst());
                    }
                });
        List<String> names = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) if (thread.isAlive()) names.add(thread.getName());
        assertFalse(names.contains("rtgsim-store"), names::toString);
        assertFalse(names.contains("rtgsim-heartbeat"), names::toString);
    }

    @Test
    void sealingRefusesAGapInSeq() {
        Store store = new Store(folder);
        SampleLog log = new SampleLog(6, EventChunk.ROWS + 50, 10, 3);
        EventChunk second = log.chunks.get(1);
        try (RunWriter writer = store.create(StoredRuns.describe("gap", log), false)) {
            writer.exchange(null);
            writer.exchange(log.chunks.getFirst());
            EventChunk moved = new EventChunk();
            moved.reset(EventChunk.ROWS + 1L);
            filled(moved, EventChunk.ROWS + 1L);
            writer.finish(moved);
            StoreFailure.Damaged refused =
                    assertThrows(StoreFailure.Damaged.class, () -> writer.end(StoredRuns.MEASURES, 0, () -> 0));
            assertTrue(refused.getMessage().contains("seq has a gap"), refused.getMessage());
        }
        assertTrue(second.size() > 0);
        assertEquals(RunStatus.INTERRUPTED, store.find("gap").orElseThrow().status());
        assertFalse(Files.exists(store.database("gap")));
    }

    @Test
    void aFileThatAnotherProcessHasIsLocked() throws IOException, InterruptedException {
        Store store = new Store(folder);
        Files.createDirectories(folder);
        Path file = new RunFiles(folder, "one").databaseWriting();
        Process other = otherProcessHolding(file);
        try {
            StoreFailure.Locked locked =
                    assertThrows(
                            StoreFailure.Locked.class,
                            () -> RunDatabaseAccess.create(file, StoredRuns.describe("one", LOG)));
            assertTrue(locked.getMessage().contains(Long.toString(other.pid())), locked.getMessage());
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertTrue(store.list().isEmpty());
    }

    /// Starts a process that holds the lock of a database until it is destroyed.
    private static Process otherProcessHolding(Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + file.getParent(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                HoldLock.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertEquals('!', process.getInputStream().read());
        return process;
    }

    /// The program of that process.
    static final class HoldLock {
        private HoldLock() {}

        public static void main(String[] args) throws SQLException, IOException {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + args[0]);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE held (x INTEGER)");
                System.out.print('!');
                System.out.flush();
                System.in.read();
            }
        }
    }

    /// What the writer does first, with its failures told as it tells them.
    private static final class RunDatabaseAccess {
        private RunDatabaseAccess() {}

        static void create(Path file, RunDescription run) {
            try {
                RunDatabase.create(file, run).close();
            } catch (SQLException e) {
                throw StoreFailure.writing(file, e);
            }
        }
    }

    private static void submit(EventLog log, long events) {
        for (long i = 0; i < events; i++) {
            log.policySubmit((int) (i >> 17), 1 + (int) (i % 1_000), 2, RtgsPriority.NORMAL, 5);
        }
        log.finish();
    }

    /// Events that the database refuses: its constraints want a tick that is not negative.
    private static void submitBeforeTime(EventLog log, long events) {
        for (long i = 0; i < events; i++) log.policySubmit(-1, 1, 2, RtgsPriority.NORMAL, 5);
        log.finish();
    }

    private static void filled(EventChunk chunk, long firstSeq) {
        chunk.reset(firstSeq);
        EventChunk source = LOG.chunks.getFirst();
        chunk.claim(1, 0);
        chunk.kind[0] = (byte) rtgsim.event.EventKind.POLICY_SUBMIT.ordinal();
        chunk.agent[0] = 1;
        chunk.other[0] = -1;
        chunk.tx[0] = source.tx[0];
    }
}
