package rtgsim.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import rtgsim.event.EventChunk;
import rtgsim.event.RunDigest;

/// A sample log in chunks of chosen sizes, what its digests are, and what is found of it in files: for tests of the writer.
final class Pieces {

    /// Kept, since the logger would be forgotten with its level.
    private static final Logger LOGGER = Logger.getLogger("rtgsim.store");

    final SampleLog log;
    private final List<String> digests = new ArrayList<>();

    Pieces(long seed, int events) {
        this(new SampleLog(seed, events, 10, 3));
        addDigests();
    }

    private void addDigests() {
        RunDigest digest = new RunDigest(log.header);
        for (EventChunk chunk : log.chunks) {
            for (int row = 0; row < chunk.size(); row++) {
                digests.add(digest.soFar());
                digest.add(chunk, row, row + 1);
            }
        }
        digests.add(digest.finish());
    }

    private Pieces(SampleLog log) {
        this.log = log;
    }

    /// Of which no transaction is split, and with so many ticks that notes of them go to a file.
    static Pieces ofManyTicks(long seed, int events) {
        Pieces pieces = ofManyTicksWithoutDigests(seed, events);
        pieces.addDigests();
        return pieces;
    }

    /// The same for those who only write it.
    static Pieces ofManyTicksWithoutDigests(long seed, int events) {
        return new Pieces(new SampleLog(seed, events, 250, 4, false));
    }

    /// For those who only write it.
    static Pieces withoutDigests(long seed, int events) {
        return new Pieces(new SampleLog(seed, events, 10, 3));
    }

    /// Faults are made on purpose here; nobody should read of thousands of them.
    static void beQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    long events() {
        return log.events.size();
    }

    /// Of the first so many events.
    String digest(long events) {
        return digests.get((int) events);
    }

    String digest() {
        return digests.getLast();
    }

    /// The first so many rows from `seq` on, copied into a chunk by way of the text that fallback files hold.
    EventChunk chunk(long seq, int rows) {
        EventLines lines = new EventLines(log.header);
        EventChunk copy = new EventChunk();
        copy.reset(seq);
        try {
            for (long at = seq; at < seq + rows; at++) {
                EventChunk from = log.chunks.get((int) (at / EventChunk.ROWS));
                StringBuilder line = new StringBuilder();
                lines.append(line, from, (int) (at % EventChunk.ROWS));
                lines.read(line.toString().strip(), copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /// All events in chunks of `rows`.
    List<EventChunk> chunks(int rows) {
        List<EventChunk> chunks = new ArrayList<>();
        for (long seq = 0; seq < events(); seq += rows) chunks.add(chunk(seq, (int) Math.min(rows, events() - seq)));
        return chunks;
    }

    /// Runs the whole log through a writer, as an engine would.
    Manifest write(Store store, String id, int rowsPerChunk) {
        try (RunWriter writer = store.create(StoredRuns.describe(id, log), false)) {
            StoredRuns.handOver(writer, chunks(rowsPerChunk));
            Assertions.assertEquals(digest(), writer.digest());
            return writer.end(StoredRuns.MEASURES, 0.25, () -> 1_000);
        }
    }

    static WriterSettings settings(int batchSize, Overflow overflow) {
        return new WriterSettings(
                batchSize, 3, Duration.ofSeconds(60), overflow, 2, Duration.ofMillis(1), null, IndexChoice.NONE);
    }

    /// The ranges of seq that the batches of a database hold, after it was checked that they are what they say: whole, in order, and with the right digests.
    ///
    /// @param file in its place or not; it is opened for reading alone
    NavigableMap<Long, Long> provenBatches(Path file) throws SQLException {
        NavigableMap<Long, Long> ranges = new TreeMap<>();
        try (DuckDBConnection connection = RunDatabase.open(file);
                Statement statement = connection.createStatement()) {
            long rows = 0;
            try (ResultSet batch =
                    statement.executeQuery(
                            "SELECT b.first_seq, b.last_seq, b.digest_after, count(e.seq), count(DISTINCT e.seq) FROM batches b"
                                    + " LEFT JOIN events e ON e.seq BETWEEN b.first_seq AND b.last_seq GROUP BY ALL ORDER BY 1")) {
                boolean provable = true;
                long next = 0;
                while (batch.next()) {
                    long first = batch.getLong(1);
                    long last = batch.getLong(2);
                    Assertions.assertTrue(first >= next, () -> "batches overlap at " + first);
                    Assertions.assertEquals(last - first + 1, batch.getLong(4), () -> "torn or doubled at " + first);
                    Assertions.assertEquals(last - first + 1, batch.getLong(5), () -> "doubled at " + first);
                    provable &= first == next;
                    @Nullable String digest = batch.getString(3);
                    if (provable || digest != null) Assertions.assertEquals(digest(last + 1), digest);
                    rows += last - first + 1;
                    next = last + 1;
                    ranges.put(first, last);
                }
            }
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM events")) {
                count.next();
                Assertions.assertEquals(rows, count.getLong(1), "events outside of batches");
            }
        }
        return ranges;
    }

    static long events(NavigableMap<Long, Long> ranges) {
        return ranges.entrySet().stream().mapToLong(range -> range.getValue() - range.getKey() + 1).sum();
    }

    /// Checks that a run is sealed, whole, and equal to the log, row by row.
    void assertSealed(Store store, String id) throws SQLException {
        Manifest manifest = store.find(id).orElseThrow();
        Assertions.assertEquals(RunStatus.SEALED, manifest.status(), manifest::toString);
        Assertions.assertEquals(new EventCounts(events(), events(), 0, 0, 0, 0), manifest.counts());
        RunResult result = manifest.result();
        Assertions.assertEquals(digest(), result == null ? null : result.digest());
        Assertions.assertEquals(events(), events(provenBatches(store.database(id))));
        try (StoredRun run = store.open(id)) {
            List<rtgsim.event.Event> stored = new ArrayList<>();
            run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> stored.add(event.event()));
            Assertions.assertEquals(log.events, stored);
        }
    }

    /// Checks that no thread of a writer is left.
    static void assertNoThreadLeft() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            Assertions.assertFalse(thread.isAlive() && thread.getName().startsWith("rtgsim-"), thread::getName);
        }
    }

    static void deleteAll(Path folder) {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
