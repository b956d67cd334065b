package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;

/// Two batches are inserted at a time, and yet each is stored after the one before it, whatever fails between the two.
class BatchesOnTheirWayTest {

    private static final int BATCH = 125;
    private static final Pieces PIECES = new Pieces(31, 500);
    private static final List<WriterStep> STEPS =
            List.of(
                    WriterStep.BEGIN,
                    WriterStep.INSERT_EVENTS,
                    WriterStep.INSERT_BATCH,
                    WriterStep.COMMIT,
                    WriterStep.COMMITTED);

    private enum Fault {
        PASSING_ONCE,
        STAYING_ONCE,
        FOR_GOOD
    }

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    /// What writes batches, and what is asked of it afterwards.
    private record Writing(
            Path folder, BatchDatabase database, BatchWriter batches, EventTally tally, Incidents incidents) {

        static Writing of(Path folder, Pieces pieces, WriterProbe probe) throws SQLException {
            assertTrue(folder.toFile().mkdirs() || folder.toFile().isDirectory());
            RunDescription run = StoredRuns.describe("one", pieces.log);
            Path file = folder.resolve("one.duckdb");
            EventTally tally = new EventTally(null);
            Incidents incidents = new Incidents("one", folder.resolve("incidents"), WriterProbe.NONE);
            BatchDatabase database = new BatchDatabase(file, run.header(), probe, RunDatabase.create(file, run));
            BatchWriter batches =
                    new BatchWriter(
                            "one",
                            Instant.now(),
                            Pieces.settings(BATCH, Overflow.BLOCK),
                            folder.resolve("fallback"),
                            database,
                            new EventLines(run.header()),
                            incidents,
                            tally,
                            new WriterMetrics(),
                            new CountDownLatch(1),
                            probe);
            return new Writing(folder, database, batches, tally, incidents);
        }

        /// Writes them as the writer's thread does, two at a time where that can be.
        ///
        /// @return how many were begun while the one before was not written yet
        int write(List<Batch> all) {
            int ahead = 0;
            Deque<Batch> begun = new ArrayDeque<>();
            for (Batch batch : all) {
                tally.accept(batch.size());
                if (begun.size() == 2) batches.write(begun.remove());
                boolean isBegun = batches.begin(batch);
                if (isBegun && !begun.isEmpty()) ahead++;
                begun.add(batch);
                while (!isBegun && !begun.isEmpty()) batches.write(begun.remove());
            }
            while (!begun.isEmpty()) batches.write(begun.remove());
            return ahead;
        }

        void close() throws SQLException {
            database.open();
            database.close();
        }
    }

    private static List<Batch> batches(Pieces pieces, int size) {
        List<Batch> batches = new ArrayList<>();
        for (EventChunk chunk : pieces.chunks(size)) {
            Batch batch = new Batch();
            batch.add(chunk, 0, chunk.size());
            batch.closed(pieces.digest(batch.lastSeq() + 1));
            batches.add(batch);
        }
        return batches;
    }

    private static BiPredicate<Integer, WriterStep> from(WriterStep step, int occurrence, boolean once) {
        return new BiPredicate<>() {
            private int seen;

            @Override
            public boolean test(Integer call, WriterStep at) {
                return at == step && ++seen >= occurrence && (!once || seen == occurrence);
            }
        };
    }

    @Test
    void whateverFailsEveryBatchIsStoredOnceInAFileOrSaidToBeMissingAndNoneBeforeItsTurn() throws Exception {
        int count = batches(PIECES, BATCH).size();
        List<Callable<Integer>> trials = new ArrayList<>();
        for (WriterStep step : STEPS) {
            for (int occurrence = 1; occurrence <= count; occurrence++) {
                for (Fault fault : Fault.values()) {
                    BiPredicate<Integer, WriterStep> fails = from(step, occurrence, fault != Fault.FOR_GOOD);
                    String message = fault == Fault.PASSING_ONCE ? FailingCalls.PASSING : FailingCalls.STAYING;
                    String name = step + "-" + occurrence + "-" + fault;
                    trials.add(() -> check(folder.resolve(name), fails, message, name));
                }
            }
        }
        int ahead = TwoAtATime.run(trials).stream().mapToInt(Integer::intValue).sum();
        assertTrue(ahead > trials.size(), () -> "hardly ever two at a time: " + ahead);
        Pieces.assertNoThreadLeft();
    }

    private static int check(Path at, BiPredicate<Integer, WriterStep> fails, String fault, String name) {
        try {
            Writing writing = Writing.of(at, PIECES, new FailingCalls(fails, fault));
            int ahead = writing.write(batches(PIECES, BATCH));
            writing.batches.lookUpUnsure();
            writing.close();
            EventCounts counts = writing.tally.counts();
            assertEquals(PIECES.events(), counts.accepted());
            assertEquals(0, counts.buffered() + counts.inRetry());

            NavigableMap<Long, Long> places = new TreeMap<>(PIECES.provenBatches(at.resolve("one.duckdb")));
            assertTrue(Pieces.events(places) >= counts.committed());
            for (FallbackFile file : FallbackFile.of(at.resolve("fallback"), "one")) {
                assertNull(places.put(file.firstSeq(), file.lastSeq()), "stored and in a file too");
            }
            for (Incidents.Range gap : writing.incidents.gaps()) {
                assertNull(places.put(gap.firstSeq(), gap.lastSeq()), "stored and said to be missing");
            }
            long next = 0;
            for (Map.Entry<Long, Long> place : places.entrySet()) {
                assertEquals(next, place.getKey());
                next = place.getValue() + 1;
            }
            assertEquals(PIECES.events(), next);
            assertRowsInOrder(at.resolve("one.duckdb"));
            Pieces.deleteAll(at);
            return ahead;
        } catch (SQLException | IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(name, e);
        }
    }

    private static void assertRowsInOrder(Path file) throws SQLException {
        try (var connection = RunDatabase.open(file);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM (SELECT seq < lag(seq) OVER (ORDER BY rowid) AS back FROM events) WHERE back")) {
            row.next();
            assertEquals(0, row.getLong(1), "rows out of order");
        }
    }

    /// Says when a step is come to, and waits before one.
    private static final class Waiting implements WriterProbe {
        private final Map<WriterStep, Integer> seen = Collections.synchronizedMap(new EnumMap<>(WriterStep.class));
        private final CountDownLatch secondIsInserted = new CountDownLatch(1);
        private final boolean firstWaits;

        /// @param firstWaits whether the first batch is not inserted before the second is
        Waiting(boolean firstWaits) {
            this.firstWaits = firstWaits;
        }

        @Override
        public void beforeSql(WriterStep step) {
            boolean isFirst = Thread.currentThread().getName().equals("rtgsim-insert-0");
            if (step == WriterStep.INSERT_EVENTS && isFirst && firstWaits) await();
            if (step == WriterStep.INSERT_EVENTS && !isFirst) secondIsInserted.countDown();
            if (step == WriterStep.COMMIT && !seen.containsKey(WriterStep.COMMIT)) await();
            seen.merge(step, 1, Integer::sum);
        }

        private void await() {
            try {
                assertTrue(secondIsInserted.await(60, TimeUnit.SECONDS), "the second waits for the first");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void beforeFile(WriterStep step) {}
    }

    @Test
    void aBatchIsInsertedWhileTheOneBeforeItIsNotStoredYet() throws SQLException {
        for (boolean firstWaits : new boolean[] {false, true}) {
            Path at = folder.resolve("waits-" + firstWaits);
            Writing writing = Writing.of(at, PIECES, new Waiting(firstWaits));
            writing.write(batches(PIECES, BATCH).subList(0, 2));
            writing.close();
            assertEquals(2, PIECES.provenBatches(at.resolve("one.duckdb")).size());
            assertRowsInOrder(at.resolve("one.duckdb"));
        }
    }

    @Test
    void whatIsBegunOutOfOrderOrBesideTwoOthersIsRefused() throws SQLException {
        Writing writing = Writing.of(folder, PIECES, WriterProbe.NONE);
        List<Batch> all = batches(PIECES, BATCH);
        assertFalse(writing.batches.begin(all.get(1)));
        assertTrue(writing.batches.begin(all.get(0)));
        assertFalse(writing.batches.begin(all.get(2)));
        assertTrue(writing.batches.begin(all.get(1)));
        assertFalse(writing.batches.begin(all.get(2)));
        writing.close();
        assertEquals(Map.of(), PIECES.provenBatches(folder.resolve("one.duckdb")));
        Pieces.assertNoThreadLeft();
    }

    /// Batches of this size go to their row groups as they are inserted, not when they are committed.
    @Test
    void wholeRowGroupsStandInTheOrderOfTheirCommitsToo() throws SQLException {
        Pieces pieces = Pieces.withoutDigests(32, 370_000);
        List<Batch> all = new ArrayList<>();
        // Two chunks of the log are a row group.
        for (int i = 0; i < pieces.log.chunks.size(); i += 2) {
            Batch batch = new Batch();
            for (EventChunk chunk : pieces.log.chunks.subList(i, Math.min(i + 2, pieces.log.chunks.size()))) {
                batch.add(chunk, 0, chunk.size());
            }
            all.add(batch);
        }
        Writing writing = Writing.of(folder, pieces, new Waiting(true));
        assertTrue(writing.write(all) >= 2);
        assertEquals(pieces.events(), writing.tally.counts().committed());
        writing.close();
        assertRowsInOrder(folder.resolve("one.duckdb"));
    }
}
