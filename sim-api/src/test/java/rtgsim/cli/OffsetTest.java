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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rtgsim offset`: what it answers, of files and of stored runs, and what it says of mistakes.
class OffsetTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CASES = ROOT.resolve("sim-core/src/test/resources/cases");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ALGORITHMS =
            List.of("bilateral", "cycles", "all_or_nothing", "multilateral", "optimal");

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    private JsonNode json(String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of("offset", "--json"));
        words.addAll(List.of(args));
        Cli.Said said = cli().call(words.toArray(String[]::new));
        assertEquals(0, said.code(), said.out() + said.err());
        return JSON.readTree(said.out());
    }

    private Cli.Said offset(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("queue.json"), text);
        return cli().call("offset", file.toString());
    }

    @Test
    void publishedCasesHaveTheirPublishedAnswers() throws IOException {
        int answers = 0;
        for (String name : List.of("gridlock-ubin.json", "gridlock-other.json")) {
            JsonNode given = JSON.readTree(Files.readString(CASES.resolve(name)));
            JsonNode found = json(CASES.resolve(name).toString());
            assertEquals(1, found.path("schema_version").asInt());
            assertEquals(given.size(), found.path("cases").size());
            for (int i = 0; i < given.size(); i++) {
                JsonNode published = given.get(i);
                JsonNode answered = found.path("cases").get(i);
                String id = published.path("id").asText();
                assertEquals(id, answered.path("id").asText());
                JsonNode algorithms = answered.path("algorithms");
                assertEquals(ALGORITHMS, names(algorithms));
                for (String algorithm : ALGORITHMS) {
                    JsonNode expected =
                            published.path("algorithm").asText().equals(algorithm)
                                    ? published
                                    : published.path(algorithm);
                    if (expected.isMissingNode()) continue;
                    assertEquals(expected.path("settled"), algorithms.path(algorithm).path("settled"), id);
                    assertEquals(expected.path("closing"), algorithms.path(algorithm).path("closing"), id);
                    answers++;
                }
                JsonNode best = algorithms.path("optimal");
                for (String algorithm : ALGORITHMS) {
                    assertTrue(algorithms.path(algorithm).path("value").asLong() <= best.path("value").asLong(), id);
                }
                if (published.has("optimal_value")) {
                    assertEquals(published.path("optimal_value"), best.path("value"), id);
                    boolean one = published.path("optimal_settled").isArray();
                    if (one) assertEquals(published.path("optimal_settled"), best.path("settled"), id);
                    answers++;
                }
            }
        }
        assertEquals(12 + 12 + 7, answers);
    }

    private static List<String> names(JsonNode map) {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void onlyTheAlgorithmsThatAreAskedForAreAnswered() throws IOException {
        String file = ROOT.resolve("scenarios/queues/nine-transactions.json").toString();
        JsonNode some = json(file, "--algorithm", "optimal,cycles").path("cases").get(0);
        assertEquals(List.of("cycles", "optimal"), names(some.path("algorithms")));
        assertEquals(some.path("algorithms").path("cycles"), json(file).at("/cases/0/algorithms/cycles"));
    }

    @Test
    void standardInputIsReadAsJson() throws IOException {
        String text = Files.readString(ROOT.resolve("scenarios/queues/nine-transactions.json"));
        Cli.Said said = cli().reading(text).call("offset", "-", "--json");
        assertEquals(0, said.code(), said.err());
        assertEquals("nine-transactions", JSON.readTree(said.out()).at("/cases/0/id").asText());
        assertEquals(65, cli().reading("{").call("offset", "-").code());
    }

    @Test
    void aSearchThatStopsAtItsBudgetGivesABoundAndNoValue() throws IOException {
        StringBuilder queued = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            if (i > 0) queued.append(", ");
            queued.append(i % 2 == 0 ? "\"A>B " : "\"B>A ")
                    .append(1_000_003L * (i * i % 47 + 1) + i * 7_919L)
                    .append('"');
        }
        String text = "{\"id\": \"hard\", \"balances\": {\"A\": 0, \"B\": 0}, \"queued\": [" + queued + "]}";
        Path file = Files.writeString(folder.resolve("hard.json"), text);
        JsonNode all = json(file.toString(), "--branches", "5").at("/cases/0/algorithms");
        JsonNode best = all.path("optimal");
        assertFalse(best.has("value"), best.toString());
        assertTrue(best.path("bound").asLong() >= best.path("settled_value").asLong());
        for (String name : ALGORITHMS) {
            assertTrue(all.path(name).path("share_of_optimum").isNull(), name);
            assertTrue(all.path(name).path("share_of_bound").asDouble() <= 1, name);
            assertTrue(best.path("settled_value").asLong() >= all.path(name).path("settled_value").asLong(), name);
        }
        Cli.Said said = cli().call("offset", file.toString(), "--branches", "5");
        assertTrue(said.out().contains("≥ "), said.out());
        assertTrue(said.err().contains("--branches"), said.err());
    }

    @Test
    void whatAnAlgorithmUsesAndSavesAddUpToWhatItSettles() throws IOException {
        JsonNode all = json(CASES.resolve("gridlock-ubin.json").toString());
        for (JsonNode each : all.path("cases")) {
            for (JsonNode settles : each.path("algorithms")) {
                long sum = settles.path("liquidity_used").asLong() + settles.path("liquidity_saved").asLong();
                assertEquals(settles.path("settled_value").asLong(), sum);
                assertEquals(settles.path("settled").size(), settles.path("count").asInt());
            }
        }
    }

    @Test
    void thePageShowsWhatTheCommandAnswers() throws IOException {
        Path page = ROOT.resolve("docs/offsetting.md");
        String written = Files.readString(page);
        Cli cli = cli();
        StringBuilder made = new StringBuilder();
        Matcher block = Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL).matcher(written);
        int called = 0;
        while (block.find()) {
            StringBuilder answered = new StringBuilder("```console\n");
            for (String line : block.group(1).lines().filter(each -> each.startsWith("$ ./rtgsim ")).toList()) {
                List<String> words = new ArrayList<>(List.of(line.substring("$ ./rtgsim ".length()).split(" ")));
                words.replaceAll(word -> word.contains("/") ? ROOT.resolve(word).toString() : word);
                Cli.Said said = cli.call(words.toArray(String[]::new));
                assertEquals(0, said.code(), line + "\n" + said.err());
                answered.append(line).append('\n');
                if (words.getFirst().equals("offset")) answered.append(said.out().replaceAll(" +\n", "\n"));
                called++;
            }
            block.appendReplacement(made, Matcher.quoteReplacement(answered + "```\n"));
        }
        block.appendTail(made);
        assertTrue(called >= 4, "called=" + called);
        if ("write".equals(System.getProperty("rtgsim.docs"))) Files.writeString(page, made);
        else assertEquals(made.toString(), written);
    }

    // The queue of a stored run.

    @Test
    void theQueueOfARunAtATickIsWhatItsOffsettingSettled() throws IOException {
        Cli cli = cli();
        assertEquals(
                0,
                cli.call("run", ROOT.resolve("scenarios/three-bank-gridlock.yaml").toString(), "--id", "three").code());
        JsonNode events =
                JSON.readTree(cli.call("events", "three", "--type", "LsmCycleSettlement", "--json").out())
                        .path("events");
        JsonNode first = events.get(0);
        int tick = first.path("tick").asInt();
        JsonNode found = json("--from", "three", "--tick", Integer.toString(tick)).path("cases").get(0);
        assertEquals("three@" + tick, found.path("id").asText());
        assertEquals("three", found.path("simulation_id").asText());
        assertEquals(tick, found.path("tick").asInt());
        Set<String> settled = new TreeSet<>();
        for (JsonNode at : found.at("/algorithms/cycles/settled"))
            settled.add(found.path("transactions").get(at.asInt() - 1).asText());
        Set<String> logged = new TreeSet<>();
        JsonNode details = first.has("details") ? first.path("details") : first;
        for (JsonNode tx : details.path("tx_ids")) logged.add(tx.asText());
        assertFalse(logged.isEmpty(), first.toString());
        assertEquals(logged, settled);
    }

    @Test
    void creditLimitsReservationsAndPrioritiesOfARunAreInForce() throws IOException {
        Cli cli = cli();
        String scenario = ROOT.resolve("scenarios/three-days-every-rule.yaml").toString();
        assertEquals(0, cli.call("run", scenario, "--id", "days").code());
        Set<String> inForce = new TreeSet<>();
        for (int tick = 0; tick < 180; tick += 15) {
            JsonNode found = json("--from", "days", "--tick", Integer.toString(tick)).path("cases").get(0);
            found.path("in_force").forEach(rule -> inForce.add(rule.asText()));
        }
        assertTrue(
                inForce.containsAll(Set.of("credit", "bilateral_limits", "multilateral_limits", "reservations")),
                inForce.toString());
        Cli.Said said = cli.call("offset", "--from", "days", "--tick", "15");
        assertTrue(said.out().contains("in force beside balances: "), said.out());
        assertEquals(66, cli.call("offset", "--from", "nowhere", "--tick", "0").code());
        for (String tick : List.of("180", "-1")) {
            Cli.Said beyond = cli.call("offset", "--from", "days", "--tick=" + tick);
            assertEquals(2, beyond.code());
            assertTrue(beyond.err().contains("--tick must be 0 to 179"), beyond.err());
        }
    }

    @Test
    void theGapOfARunIsWhatTheOptimumOfEachTickSettledMore() throws IOException {
        Cli cli = cli();
        String scenario = ROOT.resolve("scenarios/three-bank-gridlock.yaml").toString();
        JsonNode run = JSON.readTree(cli.call("run", scenario, "--id", "three", "--gap", "--json").out());
        JsonNode gap = run.path("gap");
        assertEquals(JSON.readTree(cli.call("show", "three", "--gap", "--json").out()).path("gap"), gap);
        assertEquals(
                run.path("measures").path("cycle_value").asLong(), gap.path("settled_value").asLong(), gap.toString());
        JsonNode queued = JSON.readTree(cli.call("show", "three", "--json").out()).path("further_measures");
        assertTrue(gap.path("ticks").asInt() >= queued.path("queued_ticks").asInt(), gap.toString());
        assertEquals(gap.path("ticks"), gap.path("known_ticks"));
        long optimum = 0;
        for (int tick = 0; tick < 10; tick++) {
            JsonNode best = json("--from", "three", "--tick", Integer.toString(tick), "--algorithm", "optimal");
            optimum += best.at("/cases/0/algorithms/optimal/value").asLong();
        }
        assertEquals(optimum, gap.path("optimum_value").asLong());
        String none = "lsm_config.algorithms=[]";
        JsonNode without = JSON.readTree(cli.call("run", scenario, "--set", none, "--gap", "--json").out()).path("gap");
        assertEquals(0, without.path("settled_value").asLong());
        assertTrue(without.path("behind_ticks").asInt() > 0, without.toString());
        assertFalse(run.path("measures").path("liquidity_saved").asLong() == 0);
        assertTrue(cli.call("show", "three", "--gap").out().contains("gap.share_of_optimum: "));
    }

    // Mistakes.

    @Test
    void mistakesAreAllSaidAtOnceWithTheirPlaces() throws IOException {
        Cli.Said said =
                offset(
                        """
                        [
                          { "id": "one", "balances": { "A": 5, "B": 6 },
                            "queued": ["A>B 8", "B>C 1", "A>A 1", "A>B", "A>B 0", "A>B 1.5", 7] },
                          { "id": "one", "balances": { "A": 5.0 }, "queued": "A>B 8" },
                          { "balances": [], "queue": [] }
                        ]
                        """);
        assertEquals(65, said.code());
        assertEquals("", said.out());
        for (String part :
                List.of(
                        "position 2 of case `one` names `C`, who has no balance",
                        "position 3 of case `one`: `A` pays itself",
                        "position 4 of case `one` cannot be read: `A>B`",
                        "position 5 of case `one` has an amount of 0",
                        "position 6 of case `one` cannot be read: `A>B 1.5`",
                        "position 7 of case `one` cannot be read: `7`",
                        ":3:25",
                        "two cases have the id `one`",
                        "the balance of `A` in case 2 must be an integer: `5.0`",
                        "has 1 agent",
                        "queued of case 2 must be a list",
                        "required keys `id` and `queued` are missing in case 3",
                        "the balances of case 3 must be a map",
                        "error: " + folder.resolve("queue.json") + " has 12 errors")) {
            assertTrue(said.err().contains(part), part + " is not in\n" + said.err());
        }
    }

    @Test
    void mistakesOfAFileAreRefusedAsSuch() throws IOException {
        for (String text :
                List.of(
                        "",
                        "{",
                        "7",
                        "[7]",
                        "{}",
                        "{\"id\": \"a\", \"id\": \"b\", \"balances\": {\"A\": 1, \"B\": 1}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"A\": 1}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"CENTRAL_BANK\": 1}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"B\": null}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"B\": 1e3}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 9223372036854775807, \"B\": 1}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 9223372036854775808, \"B\": 1}, \"queued\": []}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"B\": 1}, \"queued\": [null]}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"B\": 1}, \"queued\": [\"A > B 1\"]}",
                        "{\"id\": \"a\", \"balances\": {\"A\": 1, \"B\": 1}, \"queued\": []} x")) {
            Cli.Said said = offset(text);
            assertEquals(65, said.code(), text + said);
            assertTrue(said.err().startsWith("error[S0"), said.err());
            assertFalse(said.err().contains("\tat "), said.err());
        }
        assertEquals(66, cli().call("offset", folder.resolve("quue.json").toString()).code());
        assertEquals(66, cli().call("offset", folder.toString()).code());
    }

    @Test
    void whatNeedsNoMistakeIsRead() throws IOException {
        for (String text :
                List.of(
                        "[]",
                        "{\"id\": \"a\", \"balances\": {\"A\": 0, \"B\": -5}, \"queued\": [], \"note\": {\"deep\": [1]}}",
                        "{\"id\": \"a\", \"balances\": {\"A > B\": \"9007199254740993\", \"B\": 1}, \"queued\": [\"A > B>B 1\"]}")) {
            Cli.Said said = offset(text);
            assertEquals(0, said.code(), text + said);
        }
        Cli.Said big =
                cli().call(
                                "offset",
                                "--json",
                                Files.writeString(
                                                folder.resolve("big.json"),
                                                "{\"id\":\"a\",\"balances\":{\"A\":9007199254740993,\"B\":0},\"queued\":[\"A>B 1\"]}")
                                        .toString());
        assertTrue(big.out().contains("\"B\":1"), big.out());
        assertFalse(
                big.out().contains("9007199254740993,"), "a number that a reader would round is text: " + big.out());
    }
}
