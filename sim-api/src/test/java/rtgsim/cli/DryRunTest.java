package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `run --dry-run`: everything is read and judged, and nothing is run or written.
class DryRunTest {

    private static final Path SCENARIOS = Path.of("..", "scenarios");

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    private JsonNode dry(Path scenario, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", scenario.toString(), "--dry-run", "--json"));
        words.addAll(List.of(more));
        Cli.Said said = cli().call(words.toArray(String[]::new));
        assertEquals(0, said.code(), said.err());
        return new ObjectMapper().readTree(said.out());
    }

    @Test
    void itSaysWhatTheRunWouldBeAndLeavesNothing() throws IOException {
        Path scenario = SCENARIOS.resolve("two-agents.yaml");
        JsonNode plan = dry(scenario);
        assertFalse(Files.exists(folder.resolve("runs")));
        assertEquals(5, plan.path("transactions_expected").asInt());
        assertEquals(2, plan.path("agents").asInt());
        assertEquals(5, plan.path("ticks").asInt());
        assertFalse(plan.path("stored").asBoolean());
        Cli.Said run = cli().call("run", scenario.toString(), "--json");
        JsonNode done = new ObjectMapper().readTree(run.out());
        assertEquals(done.path("simulation_id"), plan.path("simulation_id"));
        assertEquals(done.path("engine"), plan.path("engine"));
        assertTrue(done.path("events").asInt() >= 20, run.out());
        assertTrue(dry(scenario).path("stored").asBoolean());
        assertFalse(dry(scenario, "--seed", "2").path("stored").asBoolean(), "another seed is another run");
    }

    @Test
    void recordedPaymentsAreCountedUpToTheLastTickThatIsAskedFor() throws IOException {
        Files.writeString(folder.resolve("p.csv"), "tick,sender,receiver,amount\n0,A,B,5\n3,A,B,5\n9,B,A,5\n");
        Path scenario =
                Files.writeString(
                        folder.resolve("s.yaml"),
                        """
                        name: s
                        simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
                        agents: [{ id: A, opening_balance: 9 }, { id: B, opening_balance: 9 }]
                        payments_file: { path: p.csv }
                        """);
        assertEquals(3, dry(scenario).path("transactions_expected").asInt());
        assertEquals(2, dry(scenario, "--ticks", "9").path("transactions_expected").asInt());
        Files.delete(folder.resolve("p.csv"));
        assertEquals(65, cli().call("run", scenario.toString(), "--dry-run").code(), "what it names is read too");
    }

    @Test
    void whatWouldBeRefusedIsRefused() {
        String scenario = SCENARIOS.resolve("two-agents.yaml").toString();
        assertEquals(65, cli().call("run", scenario, "--dry-run", "--set", "simulation.num_days=0").code());
        assertEquals(2, cli().call("run", scenario, "--dry-run", "--ticks", "6").code());
        assertEquals(2, cli().call("run", scenario, "--dry-run", "--assert", "setled_count == 1").code());
        assertEquals(2, cli().call("run", scenario, "--dry-run", "--engine", "steam").code());
    }

    @Test
    void peopleReadItInTwoLines() {
        Cli.Said said =
                cli().onTerminal()
                        .with("NO_COLOR", "1")
                        .call("run", SCENARIOS.resolve("two-agents.yaml").toString(), "--dry-run", "--engine", "java");
        assertTrue(
                said.out()
                        .matches(
                                "✔ two-agents-[0-9a-f]+ {3}seed 1 {3}5 ticks {3}2 agents {3}engine java\n {2}expected: 5 .*\n"),
                said.out());
        assertTrue(said.err().contains("nothing was run or written"), said.err());
    }
}
