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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.app.Template;

/// `new`: what it writes is valid, runs, and shows what its comments say.
class NewTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    private Path made(String template, int agents) {
        Path file = folder.resolve(template + "-" + agents + ".yaml");
        Cli.Said said = cli().call("new", template, "--agents", Integer.toString(agents), "-o", file.toString());
        assertEquals(0, said.code(), said.err());
        assertEquals("file: " + file + "\ntemplate: " + template + "\nagents: " + agents + "\n", said.out());
        assertTrue(said.err().contains("next: rtgsim run " + file), said.err());
        return file;
    }

    private JsonNode run(Path file, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "--no-store", "--json"));
        words.addAll(List.of(more));
        Cli.Said run = cli().call(words.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        return JSON.readTree(run.out());
    }

    private double measure(Path file, String name, String... more) throws IOException {
        return run(file, more).path("measures").path(name).asDouble();
    }

    static Stream<Arguments> templatesOfSeveralSizes() {
        return Stream.of(Template.values())
                .flatMap(template ->
                        new TreeSet<>(
                                        List.of(
                                                template.agentsMin(),
                                                template.agents(),
                                                Math.min(template.agentsMax(), 27),
                                                Math.min(template.agentsMax(), 100)))
                                .stream().map(agents -> Arguments.of(template.label(), agents)));
    }

    @ParameterizedTest
    @MethodSource("templatesOfSeveralSizes")
    void whatIsWrittenIsValidAndRunsAtOnce(String template, int agents) throws IOException {
        Path file = made(template, agents);
        assertEquals(0, cli().call("validate", file.toString()).code());
        String text = Files.readString(file);
        assertFalse(text.contains("${"), text);
        assertTrue(text.startsWith("# "), "it says what it shows");
        assertTrue(text.contains("\nname: " + template + "-" + agents + "\n"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 170), "lines that one can read");
        JsonNode run = run(file);
        assertTrue(run.path("transactions").asLong() >= 3, run.toString());
        assertTrue(run.path("measures").path("settled_count_share").asDouble() > 0.5, run.toString());
    }

    @ParameterizedTest
    @EnumSource(Template.class)
    void whatItsCommentsSayToTryCanBeTried(Template template) throws IOException {
        Path file = folder.resolve("mine.yaml");
        assertEquals(0, cli().call("new", template.label(), "-o", file.toString()).code());
        Matcher tries =
                Pattern.compile("(?m)^# +rtgsim run mine\\.yaml( --.*?)(?: {3,}.*)?$").matcher(Files.readString(file));
        int tried = 0;
        while (tries.find()) {
            List<String> words = new ArrayList<>();
            Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(tries.group(1));
            while (word.find()) words.add(word.group(1) == null ? word.group(2) : word.group(1));
            words.addAll(0, List.of("run", file.toString(), "--no-store"));
            Cli.Said said = cli().call(words.toArray(String[]::new));
            boolean toldToFail = words.contains("--assert") || template == Template.GRIDLOCK;
            assertTrue(said.code() == 0 || (toldToFail && said.code() == 3), words + "\n" + said.err());
            tried++;
        }
        assertTrue(tried >= 2, "tried=" + tried);
    }

    @Test
    void theKeysToTryInTheSmallestOneAreValidOnceTheirMarksAreTakenAway() throws IOException {
        Path file = made("two-agents", 2);
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^( *)# \\+ ", "$1"));
        Cli.Said said = cli().call("validate", file.toString());
        assertEquals(0, said.code(), said.err());
        assertTrue(run(file).path("transactions").asLong() >= 3);
    }

    @Test
    void theSmallestOneHasTheDayOfItsComments() throws IOException {
        Path file = made("two-agents", 2);
        assertEquals(1, measure(file, "mean_delay_ticks"));
        assertEquals(1, measure(file, "settled_count_share"));
        assertEquals(0, measure(file, "mean_delay_ticks", "--set", "agents[BANK_A].opening_balance=13_000"));
    }

    @Test
    void gridlockIsCuredByOffsettingAloneWithoutLiquidity() throws IOException {
        for (int agents : new int[] {3, 26, 27, 1_000}) {
            Path file = made("gridlock", agents);
            assertEquals(1, measure(file, "settled_value_share"));
            assertEquals(0, measure(file, "liquidity_used_max"));
            Cli.Said stuck =
                    cli().call("run", file.toString(), "--no-store", "--json", "--set", "lsm_config.algorithms=[]");
            assertEquals(3, stuck.code(), "its assertion fails");
            assertEquals(0, JSON.readTree(stuck.out()).path("measures").path("settled_value_share").asDouble());
        }
    }

    @Test
    void theRulesOfTheLargerOnesAreWorthWhatTheirCommentsSay() throws IOException {
        Path t2 = made("t2-like", 50);
        assertTrue(
                measure(t2, "settled_value_share")
                        > measure(
                                t2,
                                "settled_value_share",
                                "--set",
                                "rtgs.entry_offsetting=none",
                                "--set",
                                "lsm_config.algorithms=[]"));
        Path chaps = made("chaps-like", 20);
        assertTrue(
                measure(chaps, "mean_delay_ticks")
                        > measure(chaps, "mean_delay_ticks", "--set", "population.policy={type: fifo}"));
        Path fedwire = made("fedwire-like", 200);
        assertTrue(
                measure(fedwire, "mean_delay_ticks")
                        < measure(fedwire, "mean_delay_ticks", "--set", "population.unsecured_cap_total=0"));
    }

    @Test
    void aFileThatIsThereIsNeverReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "mine");
        Cli.Said said = cli().call("new", "gridlock", "-o", file.toString());
        assertEquals(73, said.code());
        assertTrue(said.err().contains("mine.yaml is there already; -o FILE writes another"), said.err());
        assertEquals("mine", Files.readString(file));
        assertEquals(73, cli().call("new", "-o", folder.resolve("none/x.yaml").toString()).code());
    }

    @Test
    void whatCannotBeIsRefusedAndNothingWritten() throws IOException {
        Cli.Said unknown = cli().call("new", "grid-lok", "-o", folder.resolve("x.yaml").toString());
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("there is no template grid-lok\n  did you mean gridlock?"), unknown.err());
        Cli.Said three = cli().call("new", "two-agents", "--agents", "3", "-o", folder.resolve("x.yaml").toString());
        assertEquals(2, three.code());
        assertTrue(three.err().contains("two-agents has 2 agents: --agents=3"), three.err());
        assertEquals(
                2, cli().call("new", "t2-like", "--agents", "1", "-o", folder.resolve("x.yaml").toString()).code());
        assertEquals(2, cli().call("new", "t2-like", "-o", folder.resolve("x.json").toString()).code());
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void theListNamesEveryTemplate() throws IOException {
        String table = cli().call("new", "--list").out();
        for (Template template : Template.values()) assertTrue(table.contains(template.label()), table);
        JsonNode list = JSON.readTree(cli().call("new", "--list", "--json").out());
        assertEquals(Template.values().length, list.path("templates").size());
        Path file = folder.resolve("odd name!.yaml");
        JsonNode made = JSON.readTree(cli().call("new", "gridlock", "--json", "-o", file.toString()).out());
        assertEquals(file.toString(), made.path("file").asText());
        assertTrue(Files.readString(file).contains("\nname: gridlock\n"), "a name that no scenario can have");
    }
}
