package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every call of the writer into the database and the file system fails once, and for good: the engine never notices, no event is lost count of, and what was
/// acknowledged is stored.
class FailingCallsTest {

    private static final Pieces PIECES = new Pieces(21, 500);
    private static final WriterSettings SETTINGS = Pieces.settings(300, Overflow.BLOCK);

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    /// A run in which some calls fail.
    private record Trial(Pieces pieces, int call, WriterStep at, BiPredicate<Integer, WriterStep> fails, String fault) {

        @Override
        public String toString() {
            return "call " + call + ", " + at + ", " + fault;
        }
    }

    @Test
    void whateverCallFailsNothingAcknowledgedIsLostAndEveryEventIsCounted() throws Exception {
        showFor(PIECES, EnumSet.allOf(WriterStep.class), false);
    }

    @Test
    void whateverFailsOfWhatIsNotedInFilesNothingIsLostAndEveryEventIsCounted() throws Exception {
        showFor(Pieces.ofManyTicks(21, 4_000), EnumSet.of(WriterStep.NOTE, WriterStep.FILL_TRANSACTIONS), false);
    }

    @Test
    @Tag("soak")
    void whateverCallOfALongerRunFails() throws Exception {
        showFor(new Pieces(22, 2_400), EnumSet.allOf(WriterStep.class), true);
    }

    /// @param failing the steps of which calls fail
    /// @param everyKindEverywhere whether a kind of call fails for good from each of its calls on, or from its first and last
    private void showFor(Pieces pieces, Set<WriterStep> failing, boolean everyKindEverywhere) throws Exception {
        long start = System.nanoTime();
        List<WriterStep> steps = steps(pieces, FailingCalls.none());
        assertTrue(failing.size() > 2 || steps.containsAll(failing), steps::toString);
        List<Trial> trials = new ArrayList<>();
        for (int n = 0; n < steps.size(); n++) {
            int at = n;
            WriterStep step = steps.get(n);
            if (!failing.contains(step)) continue;
            boolean sql = !FailingCalls.isOfFiles(step);
            BiPredicate<Integer, WriterStep> once = (call, kind) -> call == at;
            BiPredicate<Integer, WriterStep> allFromThen = (call, kind) -> call >= at;
            BiPredicate<Integer, WriterStep> itsKindFromThen = (call, kind) -> call >= at && kind == step;
            trials.add(new Trial(pieces, n, step, once, FailingCalls.STAYING));
            trials.add(new Trial(pieces, n, step, allFromThen, FailingCalls.STAYING));
            if (sql) trials.add(new Trial(pieces, n, step, once, FailingCalls.PASSING));
            if (everyKindEverywhere || n == steps.indexOf(step)) {
                trials.add(new Trial(pieces, n, step, itsKindFromThen, FailingCalls.STAYING));
                if (sql) trials.add(new Trial(pieces, n, step, itsKindFromThen, FailingCalls.PASSING));
            }
        }
        if (failing.contains(WriterStep.FALLBACK_WRITE)) trials.addAll(trialsOfTheFallback(pieces));
        List<Callable<String>> calls = new ArrayList<>();
        for (Trial trial : trials) calls.add(() -> check(trial, folder.resolve("trial-" + trials.indexOf(trial))));
        long sealed = TwoAtATime.run(calls).stream().filter("sealed"::equals).count();
        Pieces.assertNoThreadLeft();
        System.out.printf(
                "reliability 9: %d calls of a run, %d trials, of which %d were sealed in the end: 0 events lost count of, %.1f s%n",
                (int) steps.stream().filter(failing::contains).count(),
                trials.size(),
                sealed,
                (System.nanoTime() - start) / 1e9);
    }

    /// The database takes nothing any more after its first batch, and a call of the fallback fails too.
    private List<Trial> trialsOfTheFallback(Pieces pieces) {
        int first = steps(pieces, FailingCalls.none()).lastIndexOf(WriterStep.INSERT_EVENTS);
        BiPredicate<Integer, WriterStep> noDatabase = (call, step) -> call >= first && step == WriterStep.INSERT_EVENTS;
        List<WriterStep> steps = steps(pieces, new FailingCalls(noDatabase, FailingCalls.STAYING));
        assertTrue(steps.contains(WriterStep.FALLBACK_RENAME));
        List<Trial> trials = new ArrayList<>();
        for (int n = first + 1; n < steps.size(); n++) {
            int at = n;
            trials.add(
                    new Trial(
                            pieces, n, steps.get(n), noDatabase.or((call, step) -> call == at), FailingCalls.STAYING));
        }
        return trials;
    }

    private List<WriterStep> steps(Pieces pieces, FailingCalls calls) {
        Path runs = folder.resolve("steps");
        Pieces.deleteAll(runs);
        pieces.write(new Store(runs, SETTINGS, calls), "one", 150);
        return calls.steps();
    }

    /// As in a folder that becomes read-only: the COMMIT has done its work and fails, and from then on nothing can be opened to write, nor be put into a file.
    @Test
    void whatACommitStoredBeforeItFailedIsCountedAsStoredAlsoWhereTheFileCanOnlyBeRead() throws SQLException {
        List<WriterStep> steps = steps(PIECES, FailingCalls.none());
        int committed = steps.indexOf(WriterStep.COMMITTED);
        Path runs = folder.resolve("read-only");
        BiPredicate<Integer, WriterStep> fails =
                (call, step) ->
                        call == committed
                                || (call > committed && (FailingCalls.isOfFiles(step) || step == WriterStep.OPEN));
        Manifest ended =
                PIECES.write(new Store(runs, SETTINGS, new FailingCalls(fails, FailingCalls.STAYING)), "one", 150);
        EventCounts counts = ended.counts();
        assertEquals(
                Pieces.events(PIECES.provenBatches(new RunFiles(runs, "one").databaseWriting())), counts.committed());
        assertTrue(counts.committed() > 0);
        assertEquals(
                new EventCounts(PIECES.events(), counts.committed(), 0, 0, 0, PIECES.events() - counts.committed()),
                counts);
    }

    /// @return how the run stands after it was recovered
    private static String check(Trial trial, Path runs) {
        try {
            String status = checkIn(trial, runs);
            Pieces.deleteAll(runs);
            return status;
        } catch (SQLException | IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(trial.toString(), e);
        }
    }

    private static String checkIn(Trial trial, Path runs) throws IOException, SQLException {
        Pieces pieces = trial.pieces;
        Manifest ended;
        try {
            FailingCalls failing = new FailingCalls(trial.fails, trial.fault);
            ended = pieces.write(new Store(runs, SETTINGS, failing), "one", 150);
        } catch (StoreFailure atTheBeginning) {
            boolean ofTheBeginning =
                    trial.at == WriterStep.OPEN || trial.at == WriterStep.RESERVE || trial.at == WriterStep.MANIFEST;
            assertTrue(trial.call <= 2 && ofTheBeginning, atTheBeginning::toString);
            assertTrue(new Store(runs).list().isEmpty());
            return "refused";
        }
        EventCounts counts = ended.counts();
        assertEquals(pieces.events(), counts.accepted());
        assertEquals(0, counts.buffered() + counts.inRetry());
        assertEquals(ended.status() == RunStatus.SEALED, counts.committed() == pieces.events() && ended.isReadable());
        RunFiles files = new RunFiles(runs, "one");
        Path file = Files.exists(files.databaseWriting()) ? files.databaseWriting() : files.database();
        if (ended.status() != RunStatus.SEALED) {
            // Where nobody could say how a COMMIT ended, more may be stored than was acknowledged, never less.
            assertTrue(Pieces.events(pieces.provenBatches(file)) >= counts.committed());
        }
        return recover(pieces, ended.status(), runs).label();
    }

    /// @param said how the run stands, as its writer said at the end
    private static RunStatus recover(Pieces pieces, RunStatus said, Path runs) throws IOException, SQLException {
        Orphans.make(runs, "one");
        Store store = new Store(runs, SETTINGS);
        Manifest now = store.replay("one");
        assertEquals(said == RunStatus.INTERRUPTED, now.status() == RunStatus.INTERRUPTED);
        if (now.status() == RunStatus.INTERRUPTED) {
            pieces.write(store, "one", 150);
            now = store.find("one").orElseThrow();
        }
        if (now.status() == RunStatus.SEALED) {
            pieces.assertSealed(store, "one");
            assertEquals(List.of(), store.unfinished());
            return now.status();
        }
        assertEquals(RunStatus.INCOMPLETE, now.status());
        assertTrue(now.counts().dropped() > 0 && now.isReadable(), () -> store.find("one").toString());
        assertFalse(Files.exists(new RunFiles(runs, "one").seal()));
        Gaps.assertExact(pieces, store, "one");
        return now.status();
    }
}
