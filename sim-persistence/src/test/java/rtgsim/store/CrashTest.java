package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.store.WriterProcess.Task.DIVERT;
import static rtgsim.store.WriterProcess.Task.REPLAY;
import static rtgsim.store.WriterProcess.Task.WRITE;
import static rtgsim.store.WriterProcess.Task.WRITE_MANY_TICKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that ends without a word, at every named step and at any moment, loses no acknowledged batch, tears none and doubles none; what it leaves can be
/// completed or run again.
class CrashTest {

    private static final long LOG_SEED = 51;
    private static final int EVENTS = 500;
    private static final int BATCH = 200;
    private static final Pieces PIECES = new Pieces(LOG_SEED, EVENTS);

    /// A log long enough for a process to be ended in the middle of it.
    private static final Pieces LONG = new Pieces(LOG_SEED, 6_000);

    // What is noted of it goes to files while it is written.
    private static final int MANY_EVENTS = 4_000;

    private static final Pieces MANY_TICKS = Pieces.ofManyTicks(LOG_SEED, MANY_EVENTS);

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    @Test
    void atEveryStepOfARunOfOneThatGoesToFilesAndOfAReplay() throws Exception {
        showSteps(1);
    }

    @Test
    @Tag("soak")
    void atEveryStepThreeTimes() throws Exception {
        showSteps(3);
    }

    /// Ends a process before the last call of each step, which in the middle of a run is a later one than the first; or before the last few.
    private void showSteps(int times) throws Exception {
        long start = System.nanoTime();
        List<Callable<WriterStep>> trials = new ArrayList<>();
        Set<WriterStep> all = EnumSet.noneOf(WriterStep.class);
        for (WriterProcess.Task task : List.of(WRITE, WRITE_MANY_TICKS, DIVERT, REPLAY)) {
            List<WriterStep> steps = steps(task);
            for (WriterStep step : EnumSet.copyOf(steps)) {
                // What a run does that works, others do too.
                if ((task == DIVERT || task == WRITE_MANY_TICKS) && all.contains(step)) continue;
                all.add(step);
                int at = steps.lastIndexOf(step);
                for (int i = 0; i < times && at >= 0; i++) {
                    int call = at;
                    trials.add(() -> crash(task, step, call));
                    at = steps.subList(0, at).lastIndexOf(step);
                }
            }
        }
        assertEquals(EnumSet.allOf(WriterStep.class), all);
        TwoAtATime.run(trials);
        System.out.printf(
                "reliability 8: %d processes ended at %d named steps, the replay's among them: 0 lost, torn or doubled, %.1f s%n",
                trials.size(), all.size(), (System.nanoTime() - start) / 1e9);
    }

    private WriterStep crash(WriterProcess.Task task, WriterStep step, int call) {
        Path runs = folder.resolve(task + "-" + step + "-" + call);
        try {
            if (task == REPLAY) divert(runs);
            Pieces pieces = pieces(task);
            int events = pieces == PIECES ? EVENTS : MANY_EVENTS;
            Process process = WriterProcess.start(task, runs, LOG_SEED, events, BATCH, call);
            long acknowledged = WriterProcess.acknowledged(process);
            assertEquals(WriterProcess.CRASHED, process.waitFor());
            Pieces.deleteAll(WriterProcess.scratch(runs));
            recover(pieces, runs, acknowledged);
        } catch (IOException | InterruptedException | SQLException | RuntimeException | AssertionError e) {
            throw new AssertionError("ended before " + step + " of " + task + ", call " + call, e);
        }
        Pieces.deleteAll(runs);
        return step;
    }

    private List<WriterStep> steps(WriterProcess.Task task) {
        Path runs = folder.resolve("steps-" + task);
        if (task == REPLAY) divert(runs);
        FailingCalls counting = new FailingCalls(WriterProcess.failures(task), FailingCalls.STAYING);
        Store store = new Store(runs, WriterProcess.settings(BATCH), counting);
        if (task == REPLAY) store.replay("one");
        else pieces(task).write(store, "one", 150);
        return counting.steps();
    }

    private static Pieces pieces(WriterProcess.Task task) {
        return task == WRITE_MANY_TICKS ? MANY_TICKS : PIECES;
    }

    private static void divert(Path runs) {
        FailingCalls failing = new FailingCalls(WriterProcess.failures(DIVERT), FailingCalls.STAYING);
        PIECES.write(new Store(runs, WriterProcess.settings(BATCH), failing), "one", 150);
    }

    @Test
    void atAnyMoment() throws Exception {
        showKills(Long.getLong("rtgsim.seed", 1), Integer.getInteger("rtgsim.kills", 15));
    }

    @Test
    @Tag("soak")
    void atAThousandMoments() throws Exception {
        showKills(1, 1_000);
    }

    private void showKills(long firstSeed, int kills) throws Exception {
        long start = System.nanoTime();
        List<Callable<Long>> trials = new ArrayList<>();
        for (long i = firstSeed; i < firstSeed + kills; i++) {
            long seed = i;
            trials.add(() -> storedWhenKilled(seed));
        }
        List<Long> stored = TwoAtATime.run(trials);
        long inTheMiddle = stored.stream().filter(events -> events > 0 && events < LONG.events()).count();
        System.out.printf(
                "reliability 7: %d kills, %d of them between the first batch and the last: 0 lost, torn or doubled, %.1f s%n",
                kills, inTheMiddle, (System.nanoTime() - start) / 1e9);
    }

    private long storedWhenKilled(long seed) {
        Path runs = folder.resolve("kill-" + seed);
        try {
            Process process = WriterProcess.start(WRITE, runs, LOG_SEED, (int) LONG.events(), 250, -1);
            SplittableRandom random = new SplittableRandom(seed);
            int micros = random.nextInt(20_000);
            long acknowledged =
                    WriterProcess.acknowledged(process, random.nextLong(LONG.events()), () -> kill(process, micros));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            Pieces.deleteAll(WriterProcess.scratch(runs));
            RunFiles files = new RunFiles(runs, "one");
            Path file = Files.exists(files.databaseWriting()) ? files.databaseWriting() : files.database();
            long stored = assertHoldsPrefix(LONG, file, acknowledged);
            Pieces.deleteAll(runs);
            return stored;
        } catch (IOException | InterruptedException | SQLException | RuntimeException | AssertionError e) {
            throw new AssertionError("again with -Drtgsim.kills=1 -Drtgsim.seed=" + seed, e);
        }
    }

    /// A batch takes some milliseconds, so the kill falls anywhere in one.
    private static void kill(Process process, int afterMicros) {
        LockSupport.parkNanos(afterMicros * 1_000L);
        process.toHandle().destroyForcibly();
    }

    private static long assertHoldsPrefix(Pieces pieces, Path file, long acknowledged) throws SQLException {
        NavigableMap<Long, Long> ranges = pieces.provenBatches(file);
        long stored = Pieces.events(ranges);
        assertTrue(stored >= acknowledged, () -> acknowledged + " were acknowledged, " + stored + " are stored");
        assertEquals(stored, ranges.isEmpty() ? 0 : ranges.lastEntry().getValue() + 1, "there is a gap");
        return stored;
    }

    private static void recover(Pieces pieces, Path runs, long acknowledged) throws SQLException {
        Store store = new Store(runs, WriterProcess.settings(BATCH));
        RunFiles files = new RunFiles(runs, "one");
        Optional<Manifest> left = store.find("one");
        Path file = Files.exists(files.databaseWriting()) ? files.databaseWriting() : files.database();
        // Before its first manifest a run is not there, and its file may have no tables yet.
        if (left.isPresent()) assertHoldsPrefix(pieces, file, acknowledged);
        if (left.isPresent() && store.unfinished().contains("one")) store.replay("one");
        boolean sealed = store.find("one").filter(run -> run.status() == RunStatus.SEALED).isPresent();
        if (left.isPresent() && left.get().result() != null) assertTrue(sealed, () -> "not sealed: " + left);
        if (!sealed) {
            if (left.isPresent()) assertHoldsPrefix(pieces, file, acknowledged);
            pieces.write(store, "one", 150);
        }
        pieces.assertSealed(store, "one");
    }
}
