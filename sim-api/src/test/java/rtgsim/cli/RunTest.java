package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Running, finding, reading and exporting runs from the command line.
class RunTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TWO = "../scenarios/two-agents.yaml";
    private static final String THIRTEEN = "../scenarios/all-thirteen-events.yaml";

    @TempDir Path folder;

    private Path runs;

    @BeforeEach
    void chooseStore() {
        runs = folder.resolve("runs");
    }

    private Cli cli() {
        return new Cli(runs);
    }

    private JsonNode json(String... args) throws IOException {
        Cli.Said said = cli().call(args);
        assertEquals(0, said.code(), said::toString);
        assertEquals(1, said.out().lines().count(), "one object on one line");
        return JSON.readTree(said.out());
    }

    private long files() throws IOException {
        if (!Files.exists(runs)) return 0;
        try (Stream<Path> all = Files.list(runs)) {
            return all.count();
        }
    }

    @Test
    void theSummaryHasTheFieldsOfTheReferenceInTheirOrder() throws IOException {
        JsonNode summary = json("run", TWO, "--json");
        List<String> names = new ArrayList<>();
        summary.fieldNames().forEachRemaining(names::add);
        assertEquals(
                List.of(
                        "schema_version",
                        "simulation_id",
                        "digest",
                        "status",
                        "reused",
                        "engine",
                        "transactions",
                        "events",
                        "engine_seconds",
                        "digest_seconds",
                        "store_seconds",
                        "total_seconds",
                        "first_tick_to_seal_seconds",
                        "peak_memory_bytes",
                        "measures",
                        "assertions",
                        "store_path",
                        "events_stored",
                        "events_in_fallback",
                        "events_dropped"),
                names);
        assertEquals("sealed", summary.get("status").textValue());
        assertEquals(5, summary.get("transactions").longValue());
        assertTrue(summary.get("engine_seconds").doubleValue() > 0);
        assertTrue(summary.get("total_seconds").doubleValue() >= summary.get("engine_seconds").doubleValue());
        double toSeal = summary.get("first_tick_to_seal_seconds").doubleValue();
        assertTrue(toSeal >= summary.get("engine_seconds").doubleValue());
        assertTrue(toSeal <= summary.get("total_seconds").doubleValue());
        assertTrue(summary.get("peak_memory_bytes").longValue() > 1_000_000);
        assertTrue(Files.exists(Path.of(summary.get("store_path").textValue())));
        assertEquals(25 + 9, summary.get("measures").size(), "with value by mechanism and liquidity saved");
    }

    @Test
    void aSecondCallSaysThatTheRunIsStoredAndHowToForceIt() throws IOException {
        JsonNode first = json("run", TWO, "--json");
        Cli.Said second = cli().call("run", TWO);
        assertEquals(0, second.code());
        assertTrue(second.out().contains("reused: true\n"), second.out());
        assertTrue(
                second.err()
                        .contains("already stored, and nothing was run; the same command with --rerun runs it again"),
                second.err());
        JsonNode reused = json("run", TWO, "--json");
        assertTrue(reused.get("reused").booleanValue());
        assertEquals(first.get("digest"), reused.get("digest"));
        JsonNode rerun = json("run", TWO, "--json", "--rerun");
        assertFalse(rerun.get("reused").booleanValue());
        assertEquals(first.get("digest"), rerun.get("digest"));
        assertEquals(first.get("simulation_id"), rerun.get("simulation_id"));
    }

    @Test
    void withoutStoreNothingIsWritten() throws IOException {
        JsonNode unstored = json("run", TWO, "--json", "--no-store");
        assertEquals("not_stored", unstored.get("status").textValue());
        assertEquals(0, unstored.get("store_seconds").doubleValue());
        assertTrue(unstored.get("store_path").isNull());
        assertFalse(Files.exists(runs), "no folder, no manifest");
        JsonNode stored = json("run", TWO, "--json");
        for (String same : List.of("simulation_id", "digest", "events", "transactions", "measures")) {
            assertEquals(stored.get(same), unstored.get(same), same);
        }
    }

    @Test
    void seedSettingsAndTicksMakeAnotherRun() throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> digests = new LinkedHashSet<>();
        for (String[] more :
                new String[][] {
                    {},
                    {"--ticks", "3"},
                    {"--set", "agents[BANK_A].opening_balance=50"},
                    {"--set", "agents[BANK_A].opening_balance=51"}
                }) {
            List<String> args = new ArrayList<>(List.of("run", TWO, "--json"));
            args.addAll(List.of(more));
            JsonNode run = json(args.toArray(String[]::new));
            ids.add(run.get("simulation_id").textValue());
            digests.add(run.get("digest").textValue());
        }
        assertEquals(4, ids.size());
        assertEquals(4, digests.size());
        assertEquals(
                ids.iterator().next(),
                json("run", TWO, "--json", "--ticks", "5").get("simulation_id").textValue(),
                "all ticks are all");
        JsonNode seeded = json("run", TWO, "--json", "--seed", "2");
        assertTrue(ids.add(seeded.get("simulation_id").textValue()));
        assertEquals(2, json("show", seeded.get("simulation_id").textValue(), "--json").get("seed").longValue());
    }

    @Test
    void aGivenIdNamesTheRunAndIsNotGivenToAnother() throws IOException {
        assertEquals("mine", json("run", TWO, "--json", "--id", "mine").get("simulation_id").textValue());
        Cli.Said other = cli().call("run", THIRTEEN, "--id", "mine");
        assertEquals(2, other.code());
        assertTrue(other.err().contains("the id mine names a stored run of another scenario"), other.err());
        assertTrue(other.err().contains("--rerun"), other.err());
        assertEquals(0, cli().call("run", THIRTEEN, "--id", "mine", "--rerun").code());
        assertEquals("all-thirteen-events", json("show", "mine", "--json").get("name").textValue());
        for (String bad : List.of("../x", "-x", ".x", "a b", "", "x".repeat(101))) {
            assertEquals(2, cli().call("run", TWO, "--id=" + bad).code(), bad);
        }
    }

    @Test
    void anIdThatBeginsLikeOthersIsStillItsOwn() throws IOException {
        json("run", TWO, "--json", "--id", "run-a");
        json("run", TWO, "--json", "--id", "run-b");
        assertEquals("run", json("run", TWO, "--json", "--id", "run").get("simulation_id").textValue());
        assertEquals("run-a", json("show", "run-a", "--json").get("simulation_id").textValue());
        Cli.Said ambiguous = cli().call("show", "run-");
        assertEquals(66, ambiguous.code());
        assertTrue(ambiguous.err().contains("run-a, run-b"), ambiguous.err());
    }

    @Test
    void ticksBeyondTheScenarioAreRefused() {
        for (String ticks : List.of("0", "6", "-1")) {
            Cli.Said said = cli().call("run", TWO, "--ticks=" + ticks);
            assertEquals(2, said.code());
            assertTrue(said.err().contains("ticks must be 1 to 5"), said.err());
        }
    }

    @Test
    void anEngineThatIsNotThereIsAnsweredWithThoseThatAre() {
        Cli.Said said = cli().call("run", TWO, "--engine", "jav");
        assertEquals(2, said.code());
        assertTrue(said.err().contains("engine must be one of auto, java"), said.err());
        assertTrue(said.err().contains("did you mean java?"), said.err());
    }

    @Test
    void threeMistakesAreSaidAllAtOnceAndNothingIsStored() throws IOException {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(
                file,
                """
                name: wrong
                simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
                agents:
                  - id: A
                    opening_balance: 100
                    unsecured_cap: -5
                  - id: B
                    opening_balance: 100
                lsm_config:
                  algorithm: [cycles]
                scenario_events:
                  - { type: custom_transaction, sender: A, receiver: C, amount: 5, deadline_offset: 2, at: 1 }
                """);
        Cli.Said run = cli().call("run", file.toString());
        assertEquals(65, run.code());
        assertEquals("", run.out());
        assertEquals(0, files());
        for (String place : List.of(file + ":6:20", file + ":10:3", file + ":12:54")) {
            assertTrue(run.err().contains("--> " + place), place + "\n" + run.err());
        }
        assertTrue(run.err().contains("error: " + file + " has 3 errors"), run.err());
        assertFalse(run.err().contains("\u001b"), "no colour in a pipe");

        Cli.Said validate = cli().call("validate", file.toString());
        assertEquals(65, validate.code());
        assertTrue(
                validate.out()
                        .contains(
                                """
                                  --> FILE:10:3
                                   |
                                10 |   algorithm: [cycles]
                                   |   ^^^^^^^^^ did you mean `algorithms`?\
                                """
                                        .replace("FILE", file.toString())),
                validate.out());
        JsonNode report = JSON.readTree(cli().call("validate", "--format", "json", file.toString(), TWO).out());
        assertFalse(report.get("valid").booleanValue());
        assertEquals(3, report.get("files").get(0).get("problems").size());
        assertTrue(report.get("files").get(1).get("valid").booleanValue());
        JsonNode error = JSON.readTree(cli().call("run", "--json", file.toString()).out()).get("error");
        assertEquals(65, error.get("exit_code").intValue());
        assertEquals(3, error.get("problems").size());
    }

    @Test
    void peopleSeeWhatWasMadeAndWhatIsNext() {
        Cli.Said said = cli().onTerminal().call("run", TWO);
        assertEquals(0, said.code());
        String plain = said.out().replaceAll("\u001b\\[[0-9;]*m", "");
        assertNotEquals(said.out(), plain, "coloured");
        assertTrue(plain.matches("(?s)✔ two-agents-[0-9a-f]{8}   seed 1   5 ticks   22 events in .*"), plain);
        assertTrue(plain.contains("  settled 62.3 % by value (80.0 % by count)   mean delay 0.8 ticks"), plain);
        assertTrue(plain.contains("  stored " + runs), plain);
        assertTrue(said.err().contains("next: rtgsim show two-agents-"), said.err());
        for (Cli uncoloured : List.of(cli().onTerminal().with("NO_COLOR", "1"), cli().onTerminal())) {
            Cli.Said again = uncoloured.call("run", TWO, "--no-color");
            assertFalse(again.out().contains("\u001b"), again.out());
        }
        assertEquals("", cli().call("-q", "run", TWO).err());
    }

    @Test
    void runsAreListedAndShownByTheBeginningOfTheirId() throws IOException {
        json("run", TWO, "--json");
        json("run", THIRTEEN, "--json");
        JsonNode listed = json("ls", "--json").get("simulations");
        assertEquals(2, listed.size());
        assertEquals("all-thirteen-events", listed.get(0).get("name").textValue(), "newest first");
        Cli.Said table = cli().call("ls");
        assertEquals(3, table.out().lines().count());
        assertTrue(table.out().lines().skip(1).allMatch(line -> line.contains("  sealed  ")), table.out());
        Cli.Said shown = cli().call("show", "two");
        assertTrue(shown.out().contains("simulation_id: two-agents-"), shown.out());
        assertTrue(shown.out().contains("measures.settled_value_share: 0.62264"), shown.out());
        Cli.Said missing = cli().call("show", "two-agent-");
        assertEquals(66, missing.code());
        assertTrue(cli().call("show", "twoagents").err().contains("no run twoagents in " + runs));
        assertEquals(0, cli().call("ls", "--store", folder.resolve("other").toString()).code());
    }

    @Test
    void theCsvOfAllEventsHoldsAllThirteenTypesInTenColumns() {
        cli().call("run", THIRTEEN);
        Cli.Said csv = cli().call("events", "all-thirteen", "--format", "csv");
        assertEquals(0, csv.code());
        List<String> lines = csv.out().lines().toList();
        assertEquals(
                "event_id,simulation_id,tick,day,event_timestamp,event_type,details,agent_id,tx_id,created_at",
                lines.getFirst());
        Set<String> types = new LinkedHashSet<>();
        for (String line : lines.subList(1, lines.size())) types.add(line.split(",")[5]);
        assertEquals(13, types.size(), types::toString);
        assertEquals(lines.size() - 1, Integer.parseInt(cli().call("events", "all", "--count").out().trim()));
    }

    @Test
    void eventsAreFilteredAndCounted() throws IOException {
        cli().call("run", THIRTEEN);
        JsonNode two = json("events", "all", "--tick", "2..3", "--json", "--limit", "5");
        assertEquals(5, two.get("events").size());
        assertEquals(23, two.get("total").longValue());
        assertTrue(two.get("more").booleanValue());
        assertEquals(23, json("events", "all", "--tick", "2..3", "--count", "--json").get("total").longValue());
        assertEquals(58, json("events", "all", "--count", "--json").get("total").longValue());
        long before = json("events", "all", "--tick", "..1", "--count", "--json").get("total").longValue();
        long after = json("events", "all", "--tick", "4..", "--count", "--json").get("total").longValue();
        assertEquals(58, before + 23 + after);
        assertEquals(
                "Settlement\n",
                cli().call("events", "all", "--type", "Settlement", "--limit", "1", "--format", "csv")
                                .out()
                                .lines()
                                .skip(1)
                                .map(line -> line.split(",")[5])
                                .findFirst()
                                .orElseThrow()
                        + "\n");
        assertEquals(2, cli().call("events", "all", "--format", "ndjson", "--limit", "2").out().lines().count());
        assertEquals(58, cli().call("events", "all", "--format", "ndjson").out().lines().count());
        Cli.Said table = cli().call("events", "all", "--tick", "0");
        assertTrue(table.out().startsWith("seq  tick  type"), table.out());
    }

    @Test
    void aBadFilterNamesItsOption() {
        cli().call("run", THIRTEEN);
        for (String[] wrong :
                new String[][] {
                    {"--type", "Setlement", "--type must be one of Arrival"},
                    {"--agent", "BANKA", "did you mean BANK_A?"},
                    {"--tick", "9..2", "--tick must be a tick of the run, 0 to 7: --tick=9"},
                    {"--tick", "3..2", "--tick must not end before it begins: --tick=3..2"},
                    {"--tick", "x", "--tick must be a tick of the run"},
                    {"--day", "1", "--day must be a day of the run, 0 to 0"},
                    {"--tx", "7", "--tx must be the id of a transaction"},
                    {"--category", "lsn", "did you mean lsm?"},
                    {"--limit", "0", "--limit must be 1 or more"}
                }) {
            Cli.Said said = cli().call("events", "all", wrong[0], wrong[1]);
            assertEquals(2, said.code(), said::toString);
            assertTrue(said.err().contains(wrong[2]), said.err());
        }
    }

    @Test
    void exportsHaveARowForEachTransactionAndEvent() throws IOException {
        cli().call("run", THIRTEEN);
        Path out = folder.resolve("out");
        JsonNode report = json("export", "all", "-o", out.toString(), "--json");
        assertEquals(2, report.get("files").size());
        List<String> transactions = Files.readAllLines(out.resolve("transactions.csv"));
        assertEquals(
                "tx_id,arrival_tick,sender_id,receiver_id,amount,deadline_tick,priority,status,settled_tick,settled_by,waited_ticks,parent_tx_id",
                transactions.getFirst());
        assertEquals(report.get("files").get(0).get("rows").longValue(), transactions.size() - 1);
        List<String> ids = transactions.stream().skip(1).map(line -> line.split(",")[0]).toList();
        assertEquals(ids.stream().sorted().toList(), ids);
        assertTrue(transactions.stream().noneMatch(line -> line.contains("CENTRAL_BANK")));
        assertEquals(59, Files.readAllLines(out.resolve("events.csv")).size());

        assertEquals(0, cli().call("export", "all", "--format", "ndjson", "-o", out.toString()).code());
        for (String line : Files.readAllLines(out.resolve("transactions.ndjson")))
            assertEquals(12, JSON.readTree(line).size());
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(4, left.count(), "no part files are left");
        }
    }

    @Test
    void liquidityTransfersAreExportedWhenAskedFor() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("transfer.yaml"),
                        """
                        name: transfer
                        simulation: { ticks_per_day: 2, num_days: 1, rng_seed: 1 }
                        agents:
                          - { id: A, opening_balance: 10 }
                          - { id: B, opening_balance: 0 }
                        scenario_events:
                          - { type: direct_transfer, sender: CENTRAL_BANK, receiver: B, amount: 7, at: 0 }
                          - { type: custom_transaction, sender: A, receiver: B, amount: 5, deadline_offset: 1, at: 1 }
                        """);
        cli().call("run", file.toString());
        Path out = folder.resolve("out");
        cli().call("export", "transfer", "--tables", "transactions", "-o", out.toString());
        assertEquals(2, Files.readAllLines(out.resolve("transactions.csv")).size());
        cli().call("export", "transfer", "--tables", "transactions", "--include-liquidity", "-o", out.toString());
        List<String> all = Files.readAllLines(out.resolve("transactions.csv"));
        assertEquals(3, all.size());
        assertTrue(all.get(1).contains(",CENTRAL_BANK,B,7,"), all::toString);
        assertTrue(all.get(1).contains(",settled,0,liquidity,"), all::toString);
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        cli().call("run", TWO);
        assertEquals(73, cli().call("export", "two", "-o", file.resolve("x").toString()).code());
        Cli.Said run = cli().call("run", TWO, "--store", file.toString());
        assertEquals(73, run.code(), run::toString);
        assertFalse(run.err().contains("\tat "), run.err());
    }
}
