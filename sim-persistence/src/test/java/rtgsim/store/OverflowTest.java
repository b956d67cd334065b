package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;

/// A buffer that is full too often, in random schedules: at any instant every event is in one place, and what is left out is recorded, no more and no less.
class OverflowTest {

    private static final Pieces PIECES = new Pieces(31, 400);

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    @Test
    void blockingLeavesNothingOutAndElseWhatIsLeftOutIsRecorded() throws Exception {
        showFor(Long.getLong("rtgsim.seed", 1), Integer.getInteger("rtgsim.schedules", 200));
    }

    @Test
    @Tag("soak")
    void inTenThousandSchedules() throws Exception {
        showFor(1, 10_000);
    }

    /// Every third schedule has the same mode.
    private void showFor(long firstSeed, int schedules) throws Exception {
        long start = System.nanoTime();
        List<Callable<Long>> trials = new ArrayList<>();
        for (long i = firstSeed; i < firstSeed + schedules; i++) {
            long seed = i;
            trials.add(() -> droppedInSchedule(seed));
        }
        List<Long> dropped = TwoAtATime.run(trials);
        Map<Overflow, Long> events = new EnumMap<>(Overflow.class);
        for (int i = 0; i < dropped.size(); i++) events.merge(mode(firstSeed + i), dropped.get(i), Long::sum);
        if (schedules >= 200) {
            assertEquals(0, events.get(Overflow.BLOCK));
            assertTrue(events.getOrDefault(Overflow.DROP_OLDEST, 0L) > 100, events::toString);
            assertTrue(events.getOrDefault(Overflow.DROP_NEWEST, 0L) > 100, events::toString);
        }
        System.out.printf(
                "reliability 12: %d schedules, events left out %s, each of them recorded, %.1f s%n",
                schedules, events, (System.nanoTime() - start) / 1e9);
    }

    private static Overflow mode(long seed) {
        return Overflow.values()[(int) (seed % Overflow.values().length)];
    }

    private long droppedInSchedule(long seed) {
        Overflow overflow = mode(seed);
        try {
            return droppedInSchedule(overflow, new SplittableRandom(seed), folder.resolve("runs-" + seed));
        } catch (SQLException | RuntimeException | AssertionError e) {
            throw new AssertionError(overflow.label() + ", again with -Drtgsim.schedules=1 -Drtgsim.seed=" + seed, e);
        }
    }

    private static long droppedInSchedule(Overflow overflow, SplittableRandom random, Path runs) throws SQLException {
        WriterSettings some = Pieces.settings(1 + random.nextInt(60), overflow);
        WriterSettings settings =
                new WriterSettings(
                        some.batchSize(),
                        1 + random.nextInt(3),
                        some.flushInterval(),
                        overflow,
                        0,
                        some.backoff(),
                        null,
                        IndexChoice.NONE);
        Store store = new Store(runs, settings, new Slow(random.split(), random.nextInt(3)));
        Manifest ended;
        try (RunWriter writer = store.create(StoredRuns.describe("one", PIECES.log), false)) {
            writer.exchange(null);
            long seq = 0;
            int most = 1 + random.nextInt(60);
            while (seq < PIECES.events()) {
                int rows = (int) Math.min(1 + random.nextInt(most), PIECES.events() - seq);
                EventChunk chunk = PIECES.chunk(seq, rows);
                seq += rows;
                // The record refuses counts that do not add up.
                assertTrue(writer.counts().accepted() <= seq);
                boolean isLast = seq == PIECES.events();
                boolean finishes = isLast && random.nextBoolean();
                if (finishes) writer.finish(chunk);
                else writer.exchange(chunk);
                assertEquals(seq, writer.counts().accepted());
                if (isLast && !finishes) {
                    EventChunk empty = new EventChunk();
                    empty.reset(seq);
                    writer.finish(empty);
                }
                if (random.nextInt(8) == 0) sleep(1);
            }
            assertEquals(PIECES.digest(), writer.digest());
            ended = writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
        EventCounts counts = ended.counts();
        assertEquals(
                new EventCounts(PIECES.events(), PIECES.events() - counts.dropped(), 0, 0, 0, counts.dropped()),
                counts);
        assertEquals(counts.dropped() == 0 ? RunStatus.SEALED : RunStatus.INCOMPLETE, ended.status());
        assertTrue(ended.isReadable(), ended::toString);
        Gaps.assertExact(PIECES, store, "one");
        assertEquals(counts, store.figures().counts());
        Pieces.deleteAll(runs);
        return counts.dropped();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A database that takes its time now and then.
    private record Slow(SplittableRandom random, int millis) implements WriterProbe {

        @Override
        public void beforeSql(WriterStep step) {
            if (step == WriterStep.BEGIN && random.nextInt(3) == 0) sleep(millis);
        }

        @Override
        public void beforeFile(WriterStep step) {}
    }
}
