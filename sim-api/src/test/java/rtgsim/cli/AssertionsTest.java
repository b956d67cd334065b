package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run must reach: in its scenario, and with `--assert`.
///
/// A has 10 and pays B 6 and 5 in tick 0, so the second waits for B's 4 in tick 2.
class AssertionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCENARIO =
            """
            name: asserted
            simulation: { ticks_per_day: 4, num_days: 1, rng_seed: 1 }
            agents:
              - { id: A, opening_balance: 10 }
              - { id: B, opening_balance: 0 }
            scenario_events:
              - { type: custom_transaction, sender: A, receiver: B, amount: 6, deadline_offset: 1, at: 0 }
              - { type: custom_transaction, sender: A, receiver: B, amount: 5, deadline_offset: 1, at: 0 }
              - { type: custom_transaction, sender: B, receiver: A, amount: 4, deadline_offset: 1, at: 2 }
            """;

    @TempDir Path folder;

    private String file = "";

    @BeforeEach
    void writeScenario() throws IOException {
        file = Files.writeString(folder.resolve("asserted.yaml"), SCENARIO).toString();
    }

    private Cli.Said run(String... more) {
        String[] args = new String[2 + more.length];
        args[0] = "run";
        args[1] = file;
        System.arraycopy(more, 0, args, 2, more.length);
        return new Cli(folder.resolve("runs")).call(args);
    }

    @Test
    void aRunThatReachesWhatItMustEndsWithZero() throws IOException {
        Cli.Said said = run("--assert", "settled_value_share == 1", "--assert", "max_delay_ticks <= 2", "--json");
        assertEquals(0, said.code(), said::toString);
        JsonNode verdicts = JSON.readTree(said.out()).get("assertions");
        assertEquals(2, verdicts.size());
        assertEquals("settled_value_share == 1", verdicts.get(0).get("assertion").textValue());
        assertTrue(verdicts.get(0).get("holds").booleanValue());
        assertEquals(2, verdicts.get(1).get("seen").longValue());
    }

    @Test
    void aRunThatDoesNotEndsWithThreeAndIsStoredAllTheSame() throws IOException {
        Cli.Said said = run("--assert", "overdue_count == 0", "--assert", "overdue_count[B] == 0");
        assertEquals(3, said.code(), said::toString);
        assertTrue(said.out().contains("assertion: overdue_count == 0 FAILED: it is 1\n"), said.out());
        assertTrue(said.out().contains("assertion: overdue_count[B] == 0 holds: it is 0\n"), said.out());
        assertTrue(said.err().contains("1 of 2 assertions failed; the results are valid"), said.err());
        assertTrue(said.out().contains("status: sealed\n"), said.out());
        JsonNode again = JSON.readTree(run("--json").out());
        assertTrue(again.get("reused").booleanValue());
        assertEquals(0, again.get("assertions").size());
    }

    @Test
    void aStoredRunIsJudgedByItsLog() throws IOException {
        assertEquals(0, run().code());
        Cli.Said said =
                run(
                        "--json",
                        "--assert",
                        "max_delay_ticks[A] == 2",
                        "--assert",
                        "transactions[B] > 1",
                        "--assert",
                        "events > 9");
        assertEquals(3, said.code(), said::toString);
        JsonNode summary = JSON.readTree(said.out());
        assertTrue(summary.get("reused").booleanValue());
        assertTrue(summary.get("assertions").get(0).get("holds").booleanValue());
        assertFalse(summary.get("assertions").get(1).get("holds").booleanValue());
        assertEquals(1, summary.get("assertions").get(1).get("seen").longValue());
        assertTrue(summary.get("assertions").get(2).get("holds").booleanValue());
    }

    @Test
    void whatTheScenarioSaysComesFirstAndHoldsWithoutStoreToo() throws IOException {
        Files.writeString(
                Path.of(file), SCENARIO + "assertions: [ 'unsettled_count[A] == 0', settled_count_share > 1.00 ]\n");
        Cli.Said said = run("--no-store", "--json", "--assert", "transactions == 3");
        assertEquals(3, said.code(), said::toString);
        JsonNode verdicts = JSON.readTree(said.out()).get("assertions");
        assertEquals("unsettled_count[A] == 0", verdicts.get(0).get("assertion").textValue());
        assertTrue(verdicts.get(0).get("holds").booleanValue());
        assertEquals("settled_count_share > 1", verdicts.get(1).get("assertion").textValue());
        assertFalse(verdicts.get(1).get("holds").booleanValue());
        assertEquals(1.0, verdicts.get(1).get("seen").doubleValue());
        assertTrue(verdicts.get(2).get("holds").booleanValue());
        assertEquals(3, run().code());
        assertEquals(3, run().code(), "the stored run is judged again");
    }

    @Test
    void theFurtherMeasuresComeFromTheLogOfANewRunAndOfAStoredOne() throws IOException {
        String[] asserts = {
            "--json",
            "--assert",
            "p95_delay_ticks == 2",
            "--assert",
            "queue_value_share[A] < 0.5",
            "--assert",
            "gridlock_ticks == 0",
            "--assert",
            "liquidity_used_turnover[B] > 1000000"
        };
        Cli.Said made = run(asserts);
        assertEquals(0, made.code(), made::toString);
        JsonNode verdicts = JSON.readTree(made.out()).get("assertions");
        assertEquals(2, verdicts.get(0).get("seen").longValue());
        assertTrue(verdicts.get(3).get("seen").isNull(), "without end");
        JsonNode stored = JSON.readTree(run(asserts).out());
        assertTrue(stored.get("reused").booleanValue());
        assertEquals(verdicts, stored.get("assertions"));
    }

    @Test
    void showHasAllMeasuresOfTheSystemAndOfAgents() throws IOException {
        JsonNode run = JSON.readTree(run("--json").out());
        String id = run.get("simulation_id").textValue();
        JsonNode shown = show(id);
        assertEquals(2, shown.get("further_measures").get("p95_delay_ticks").longValue());
        assertEquals(6, shown.get("throughput").get(0).get("value").longValue());
        JsonNode ofA = show(id, "--agent", "A").get("agents").get(0);
        assertEquals("A", ofA.get("agent_id").textValue());
        assertEquals(2, ofA.get("measures").get("transactions").longValue());
        assertEquals(5.0 / 11, ofA.get("measures").get("queue_value_share").doubleValue());
        assertEquals(2, show(id, "--agents").get("agents").size());
        JsonNode report = show(id, "--measures", "bcbs248", "--agent", "A").get("agents").get(0).get("report");
        assertEquals(11, report.get("sent").get("extremes").get(0).longValue());
        assertEquals(10, report.get("available_at_start").get("extremes").get(0).longValue());
        assertEquals(1, report.get("days").size());
        Cli cli = new Cli(folder.resolve("runs"));
        assertTrue(cli.call("show", id).out().contains("measures.delay_indicator: "));
        assertTrue(cli.call("show", id, "--agents").out().startsWith("agent  settled_value_share"));
        assertTrue(cli.call("show", id, "--measures", "bcbs248").out().contains("A(iii) sent: 11 (mean 11.00)"));
        assertEquals(2, cli.call("show", id, "--measures", "bcbs").code());
        assertEquals(66, cli.call("show", id, "--agent", "X").code());
    }

    private JsonNode show(String id, String... more) throws IOException {
        String[] args = new String[3 + more.length];
        args[0] = "show";
        args[1] = id;
        args[2] = "--json";
        System.arraycopy(more, 0, args, 3, more.length);
        Cli.Said said = new Cli(folder.resolve("runs")).call(args);
        assertEquals(0, said.code(), said::toString);
        return JSON.readTree(said.out());
    }

    @Test
    void anAssertionThatCannotBeReadIsAMistakeOfUsage() {
        assertRefused("overdue_count", "not an assertion: overdue_count", "MEASURE OP NUMBER");
        assertRefused("overdue_count == none", "ends in: none", "MEASURE OP NUMBER");
        assertRefused("overdu_count == 1", "there is no measure overdu_count", "did you mean overdue_count?");
        assertRefused("events[A] == 1", "there is no measure of an agent events", "known: settled_value_share");
        assertRefused("overdue_count[AB] == 1", "the scenario has no agent AB", "did you mean A, B?");
    }

    private void assertRefused(String text, String message, String hint) {
        Cli.Said said = run("--assert", text);
        assertEquals(2, said.code(), said::toString);
        assertTrue(said.err().contains(message), said.err());
        assertTrue(said.err().contains(hint), said.err());
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is run");
    }
}
