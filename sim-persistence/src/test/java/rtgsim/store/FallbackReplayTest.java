package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;

/// What the database did not take is stored later, once and in order, however often that is broken off.
class FallbackReplayTest {

    private static final Pieces PIECES = new Pieces(41, 1_000);
    private static final WriterSettings SETTINGS = Pieces.settings(100, Overflow.BLOCK);

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    private static FailingCalls noInsertsFrom(int call) {
        return new FailingCalls((n, step) -> n >= call && step == WriterStep.INSERT_EVENTS, FailingCalls.STAYING);
    }

    @Test
    void aReplayStoresEachBatchOnceWhereverItIsBrokenOff() throws Exception {
        showFor(Long.getLong("rtgsim.seed", 1), Integer.getInteger("rtgsim.cycles", 20));
    }

    @Test
    @Tag("soak")
    void inAThousandCycles() throws Exception {
        showFor(1, 1_000);
    }

    private void showFor(long firstSeed, int cycles) throws Exception {
        long start = System.nanoTime();
        List<Callable<Boolean>> trials = new ArrayList<>();
        for (long i = firstSeed; i < firstSeed + cycles; i++) {
            long seed = i;
            trials.add(() -> isSealedOnce(seed));
        }
        assertFalse(TwoAtATime.run(trials).contains(false));
        System.out.printf(
                "reliability 13: %d cycles, each broken off twice and replayed twice: the digest of a straight run, %.1f s%n",
                cycles, (System.nanoTime() - start) / 1e9);
    }

    private boolean isSealedOnce(long seed) {
        Path runs = folder.resolve("runs-" + seed);
        try {
            cycle(new SplittableRandom(seed), runs);
        } catch (IOException | SQLException | RuntimeException | AssertionError e) {
            throw new AssertionError("again with -Drtgsim.cycles=1 -Drtgsim.seed=" + seed, e);
        }
        Pieces.deleteAll(runs);
        return true;
    }

    private static void cycle(SplittableRandom random, Path runs) throws IOException, SQLException {
        FailingCalls failing = noInsertsFrom(random.nextInt(50));
        Manifest ended = PIECES.write(new Store(runs, SETTINGS, failing), "one", 1 + random.nextInt(300));
        assertEquals(RunStatus.INCOMPLETE, ended.status());
        assertEquals(PIECES.events(), ended.counts().committed() + ended.counts().inFallback());
        assertEquals(List.of("one"), new Store(runs).unfinished());

        // Broken off at two random places, of which the second may lie before the first.
        for (int i = 0; i < 2; i++) {
            int at = random.nextInt(60);
            FailingCalls broken = new FailingCalls((n, step) -> n == at, FailingCalls.STAYING);
            try {
                new Store(runs, SETTINGS, broken).replay("one");
            } catch (StoreFailure | AssertionError expected) {
                assertTrue(broken.steps().size() == at + 1, () -> "broke off elsewhere: " + expected);
            }
            Orphans.make(runs, "one");
        }
        Store store = new Store(runs, SETTINGS);
        store.replay("one");
        PIECES.assertSealed(store, "one");
        Manifest sealed = store.find("one").orElseThrow();
        assertEquals(sealed, store.replay("one"));
        PIECES.assertSealed(store, "one");
        assertEquals(List.of(), store.unfinished());
        assertEquals(List.of(), FallbackFile.of(runs.resolve("fallback"), "one"));
        assertFalse(Files.exists(new RunFiles(runs, "one").databaseWriting()));
    }

    @Test
    void aRunThatReplacesASealedOneLeavesItUntilItIsComplete() throws SQLException, IOException {
        PIECES.write(new Store(folder, SETTINGS), "one", 1_000);
        Store failing = new Store(folder, SETTINGS, noInsertsFrom(8));
        try (RunWriter writer = failing.create(StoredRuns.describe("one", PIECES.log), true)) {
            StoredRuns.handOver(writer, PIECES.chunks(100));
            assertEquals(RunStatus.INCOMPLETE, writer.end(StoredRuns.MEASURES, 0, () -> 0).status());
        }
        Store store = new Store(folder, SETTINGS);
        PIECES.assertSealed(store, "one");
        assertEquals(List.of("one"), store.unfinished());
        store.replay("one");
        PIECES.assertSealed(store, "one");
        assertEquals(List.of(), store.unfinished());
        assertTrue(Files.exists(new RunFiles(folder, "one").incidents()));
    }

    /// A rerun in which some calls fail, beside a sealed run.
    private Manifest rerun(FailingCalls failing) {
        Store store = new Store(folder, SETTINGS, failing);
        try (RunWriter writer = store.create(StoredRuns.describe("one", PIECES.log), true)) {
            StoredRuns.handOver(writer, PIECES.chunks(100));
            return writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
    }

    private static BiPredicate<Integer, WriterStep> andAfter(WriterStep file, int call) {
        return (n, step) -> step == file || (n >= call && step == WriterStep.INSERT_EVENTS);
    }

    @Test
    void aRunWithGapsThatWasToReplaceASealedOneLeavesThatAndNothingElse() throws SQLException, IOException {
        PIECES.write(new Store(folder, SETTINGS), "one", 1_000);
        Set<String> before = names();
        Manifest sealed = new Store(folder).find("one").orElseThrow();

        Manifest ended = rerun(new FailingCalls(andAfter(WriterStep.FALLBACK_WRITE, 8), FailingCalls.STAYING));
        assertEquals(RunStatus.INCOMPLETE, ended.status());
        assertFalse(ended.isReadable());
        assertEquals(new EventCounts(PIECES.events(), 0, 0, 0, 0, PIECES.events()), ended.counts());
        assertEquals(PIECES.digest(), ended.result() == null ? null : ended.result().digest());

        assertEquals(before, names());
        Store store = new Store(folder, SETTINGS);
        assertEquals(List.of(sealed), store.list());
        assertEquals(List.of(), store.unfinished());
        assertEquals(sealed, store.replay("one"));
        PIECES.assertSealed(store, "one");
    }

    /// As versions left it that did not remove it, or one that could not look up what is stored.
    @Test
    void aReplayRemovesWhatIsLeftOfARunWithGapsThatWasToReplaceASealedOne() throws SQLException, IOException {
        PIECES.write(new Store(folder, SETTINGS), "one", 1_000);
        Set<String> before = names();
        Manifest sealed = new Store(folder).find("one").orElseThrow();
        // The fallback takes nothing either, and at the end the file cannot even be read for a look-up.
        List<WriterStep> refused = List.of(WriterStep.COMMIT, WriterStep.OPEN, WriterStep.LOOK_UP);
        BiPredicate<Integer, WriterStep> fails =
                (n, step) -> step == WriterStep.FALLBACK_WRITE || (n >= 8 && refused.contains(step));
        FailingCalls failing = new FailingCalls(fails, FailingCalls.STAYING);
        assertEquals(RunStatus.INCOMPLETE, rerun(failing).status());
        Store store = new Store(folder, SETTINGS);
        assertEquals(List.of("one"), store.unfinished());
        assertEquals(List.of(sealed), store.list());

        assertEquals(sealed, store.replay("one"));
        assertEquals(before, names());
        assertEquals(List.of(), store.unfinished());
        PIECES.assertSealed(store, "one");
    }

    @Test
    void whatIsLeftOfAnAttemptThatWasRemovedInPartIsNotTakenForTheRunInItsPlace() throws SQLException, IOException {
        PIECES.write(new Store(folder, SETTINGS), "one", 1_000);
        Pieces others = new Pieces(42, 1_000);
        Store failing = new Store(folder, SETTINGS, noInsertsFrom(8));
        try (RunWriter writer = failing.create(StoredRuns.describe("one", others.log), true)) {
            StoredRuns.handOver(writer, others.chunks(100));
            assertEquals(RunStatus.INCOMPLETE, writer.end(StoredRuns.MEASURES, 0, () -> 0).status());
        }
        Store store = new Store(folder, SETTINGS);
        RunFiles files = new RunFiles(folder, "one");
        Path obstacle = Files.createDirectories(files.reserve().resolve("not to be removed"));
        assertThrows(StoreFailure.CannotWrite.class, () -> store.create(StoredRuns.describe("one", PIECES.log), true));
        Files.delete(obstacle);
        Files.delete(files.reserve());
        assertFalse(Files.exists(files.databaseWriting()));

        store.replay("one");
        PIECES.assertSealed(store, "one");
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aFileThatIsMissingCutOrOfAnotherRunIsRefused() throws IOException {
        PIECES.write(new Store(folder, SETTINGS, noInsertsFrom(8)), "one", 1_000);
        Store store = new Store(folder, SETTINGS);
        Path file = FallbackFile.of(folder.resolve("fallback"), "one").getLast().path();
        byte[] whole = Files.readAllBytes(file);

        Files.delete(file);
        StoreFailure.Damaged missing = assertThrows(StoreFailure.Damaged.class, () -> store.replay("one"));
        assertTrue(missing.getMessage().contains("a file is missing"), missing.getMessage());

        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThrows(StoreFailure.Damaged.class, () -> store.replay("one"));

        Files.write(file, whole);
        assertEquals(RunStatus.SEALED, store.replay("one").status());
    }

    @Test
    void aRunThatBeginsAnewDoesNotMeetTheFilesOfTheLastAttempt() throws SQLException, IOException {
        PIECES.write(new Store(folder, SETTINGS, noInsertsFrom(8)), "one", 1_000);
        Store store = new Store(folder, SETTINGS);
        PIECES.write(store, "one", 1_000);
        PIECES.assertSealed(store, "one");
        assertEquals(List.of(), FallbackFile.of(folder.resolve("fallback"), "one"));
    }

    @Test
    void rowsReadFromTextAreTheRowsThatWereWritten() {
        EventChunk original = PIECES.log.chunks.getFirst();
        EventChunk copy = PIECES.chunk(0, original.size());
        assertEquals(
                new rtgsim.event.EventRows(PIECES.log.header).all(List.of(original)),
                new rtgsim.event.EventRows(PIECES.log.header).all(List.of(copy)));
    }
}
