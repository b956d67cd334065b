package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;

/// A run that recorded gaps: what is stored of it is what it made but for these, or it is said where it is not.
class VerifiedGapsTest {

    private static final Path SCENARIOS = Path.of("..", "scenarios");
    private static final int BATCH = 500;

    @TempDir private Path folder;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    private Path file() {
        return folder.resolve("run.duckdb");
    }

    private Verification verify(boolean replay) {
        return new RunVerifier(new Store(folder), _ -> new JavaEngines(), SCENARIOS).verify("run", null, replay);
    }

    private Manifest store(WriterProbe probe) throws Exception {
        ScenarioDocument document =
                ScenarioReader.read(SCENARIOS.resolve("three-days-every-rule.yaml"), List.of(), null);
        AgentOrder order = new AgentOrder(document.scenario());
        RunDescription run = StoredRuns.describe("run", document, order);
        WriterSettings small =
                new WriterSettings(
                        BATCH, 3, Duration.ofSeconds(60), Overflow.BLOCK, 0, Duration.ZERO, null, IndexChoice.NONE);
        try (RunWriter writer = new Store(folder, small, probe).create(run, false);
                Engine engine =
                        new JavaEngines().create(document.scenario(), order, document.arrivals(order), writer)) {
            engine.runTicks(run.ticks());
            engine.finish();
            writer.states(engine.stateHashes());
            return writer.end(new LinkedHashMap<>(engine.measures().byName()), 0.1, () -> 1);
        }
    }

    /// The database does not take these batches, counted from 1, and nothing else does.
    private Manifest storeWithout(Set<Integer> batches) throws Exception {
        int[] inserts = {0};
        Manifest ended =
                store(
                        new FailingCalls(
                                (call, step) ->
                                        step == WriterStep.FALLBACK_CREATE
                                                || (step == WriterStep.INSERT_EVENTS && batches.contains(++inserts[0])),
                                FailingCalls.STAYING));
        assertEquals(RunStatus.INCOMPLETE, ended.status());
        assertTrue(ended.counts().dropped() > 0 && ended.isReadable(), ended::toString);
        return ended;
    }

    private void sql(String statement) throws SQLException {
        assertTrue(file().toFile().setWritable(true));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement edit = connection.createStatement()) {
            edit.execute("ATTACH '" + file() + "' AS f");
            edit.execute(statement);
        }
    }

    private void assertIncomplete(Manifest ended, boolean replay) {
        Verification found = verify(replay);
        assertEquals(Verification.Verdict.INCOMPLETE, found.verdict(), found::toString);
        assertNull(found.firstDifference());
        assertEquals(ended.eventsCommitted(), found.events());
        assertEquals(ended.eventsAccepted(), found.of());
        assertEquals("", found.digest());
        assertEquals(replay ? 0 : 1, found.notes().size(), found::toString);
    }

    @Test
    void withGapsInTheMiddleAndAtTheEndItIsIncomplete() throws Exception {
        Manifest ended = storeWithout(Set.of(2, 3, 6, 14));
        assertIncomplete(ended, false);
        assertIncomplete(ended, true);
    }

    @Test
    void withAGapAtTheBeginningItIsIncomplete() throws Exception {
        Manifest ended = storeWithout(Set.of(1));
        assertIncomplete(ended, false);
        assertIncomplete(ended, true);
    }

    /// Where the buffer left events out before the writer saw them, batches behind have no digest.
    @Test
    void withoutDigestsBehindTheGapItIsIncompleteToo() throws Exception {
        Manifest ended = storeWithout(Set.of(2));
        sql("UPDATE f.batches SET digest_after = NULL WHERE first_seq >= 1_000");
        assertIncomplete(ended, false);
        assertIncomplete(ended, true);
    }

    @Test
    void anEditBehindTheFirstGapIsNamed() throws Exception {
        storeWithout(Set.of(2));
        sql(
                "UPDATE f.events SET c = c + 1 WHERE seq = (SELECT min(seq) FROM f.events WHERE type = 'PolicySubmit' AND seq > 1_000)");
        Difference first = verify(true).firstDifference();
        assertNotNull(first);
        assertEquals("events", first.table(), first::toString);
        assertEquals("c", first.attribute(), first::toString);
        Long seq = first.seq();
        assertTrue(seq != null && seq > 1_000, first::toString);
    }

    @Test
    void aRowThatIsMissingWithoutARecordIsNamed() throws Exception {
        storeWithout(Set.of(2));
        sql("DELETE FROM f.events WHERE seq = 1_500");
        for (boolean replay : new boolean[] {false, true}) {
            Difference first = verify(replay).firstDifference();
            assertNotNull(first);
            assertEquals("events", first.table(), first::toString);
            assertEquals(1_500L, first.seq(), first::toString);
            assertEquals(Difference.Kind.MISSING, first.kind(), first::toString);
        }
    }

    @Test
    void aRowInARecordedGapIsNamed() throws Exception {
        storeWithout(Set.of(2));
        sql("INSERT INTO f.events SELECT * REPLACE (700 AS seq) FROM f.events WHERE seq = 1_200");
        Difference first = verify(false).firstDifference();
        assertNotNull(first);
        assertEquals(Difference.Kind.INSERTED, first.kind(), first::toString);
        assertEquals(700L, first.seq(), first::toString);
    }

    @Test
    void aGapThatIsNotRecordedAnyMoreIsMissingRows() throws Exception {
        storeWithout(Set.of(2));
        sql("DELETE FROM f.incidents WHERE kind = 'gap'");
        Difference first = verify(false).firstDifference();
        assertNotNull(first);
        assertEquals(Difference.Kind.MISSING, first.kind(), first::toString);
        assertEquals(500L, first.seq(), first::toString);
    }

    @Test
    void anotherDigestInTheManifestIsFoundByRunningAgain() throws Exception {
        Manifest ended = storeWithout(Set.of(2));
        RunResult result = ended.result();
        assertNotNull(result);
        String forged = "0".repeat(result.digest().length());
        Path manifest = folder.resolve("run.run.json");
        Files.writeString(manifest, Files.readString(manifest).replace(result.digest(), forged));
        sql("UPDATE f.simulations SET run_digest = '" + forged + "'");
        Difference first = verify(true).firstDifference();
        assertNotNull(first);
        assertEquals("run_digest", first.attribute(), first::toString);
        assertEquals(result.digest(), first.expected(), first::toString);
        assertEquals(forged, first.found(), first::toString);
    }
}
