package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;

/// A run that did not come to its end: what is stored of it can be proved to be its beginning.
class VerifiedPrefixTest {

    private static final Path SCENARIOS = Path.of("..", "scenarios");
    private static final int BATCH = 500;

    @TempDir private Path folder;

    private Verification verify(boolean replay) {
        return new RunVerifier(new Store(folder), _ -> new JavaEngines(), SCENARIOS).verify("cut", null, replay);
    }

    /// Stores the first half of the ticks and ends there.
    private void interrupt() throws Exception {
        ScenarioDocument document =
                ScenarioReader.read(SCENARIOS.resolve("three-days-every-rule.yaml"), List.of(), null);
        AgentOrder order = new AgentOrder(document.scenario());
        RunDescription run = StoredRuns.describe("cut", document, order);
        WriterSettings small =
                new WriterSettings(
                        BATCH, 3, Duration.ofMillis(20), Overflow.BLOCK, 0, Duration.ZERO, null, IndexChoice.NONE);
        try (RunWriter writer = new Store(folder, small).create(run, false);
                Engine engine =
                        new JavaEngines().create(document.scenario(), order, document.arrivals(order), writer)) {
            engine.runTicks(run.ticks() / 2);
            while (writer.committed() < 2 * BATCH) {
                Thread.sleep(30);
                engine.runTick();
            }
        }
    }

    @Test
    void anInterruptedRunIsAPrefixAndItsFilesStayAsTheyWere() throws Exception {
        interrupt();
        Path file = new RunFiles(folder, "cut").databaseWriting();
        byte[] before = Files.readAllBytes(file);
        Verification found = verify(false);
        assertEquals(Verification.Verdict.PREFIX, found.verdict(), found::toString);
        assertTrue(found.events() >= 2 * BATCH, found::toString);
        assertNull(found.firstDifference());
        assertEquals(Verification.Verdict.PREFIX, verify(true).verdict());
        assertTrue(verify(true).of() > found.events(), "running again says how many there would be");
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));
    }

    @Test
    void aPrefixThatWasEditedDiffers() throws Exception {
        interrupt();
        Path file = new RunFiles(folder, "cut").databaseWriting();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + file + "' AS f");
            statement.execute("UPDATE f.events SET tick = tick + 1 WHERE seq = 30");
        }
        Difference first = verify(false).firstDifference();
        assertNotNull(first);
        assertEquals("events", first.table(), first::toString);
        assertEquals(30L, first.seq(), first::toString);
    }
}
