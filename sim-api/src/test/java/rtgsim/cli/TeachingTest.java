package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.scenario.file.ProblemCode;

/// `schema`, `explain` and the forms of `validate`.
class TeachingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    @Test
    void theSchemaIsOneJsonObjectOnStandardOutput() throws IOException {
        Cli.Said said = cli().call("schema");
        assertEquals(0, said.code());
        JsonNode schema = JSON.readTree(said.out());
        assertEquals("https://json-schema.org/draft/2020-12/schema", schema.path("$schema").asText());
        assertTrue(schema.at("/properties/simulation/properties/ticks_per_day").has("description"));
        assertTrue(said.err().contains("yaml-language-server"), said.err());
    }

    @Test
    void theSchemaOfPoliciesIsPrintedToo() throws IOException {
        Cli.Said said = cli().call("schema", "policy");
        assertEquals(0, said.code());
        JsonNode schema = JSON.readTree(said.out());
        assertEquals("#/$defs/tree", schema.path("$ref").asText());
        assertTrue(said.err().contains("$schema=policy.schema.json"), said.err());
        assertEquals(2, cli().call("schema", "polisy").code());
    }

    @Test
    void aCodeIsExplainedByExample() {
        assertEquals(
                """
                S0112: an unknown key

                Keys that the scenario file does not have are refused, never ignored, so that a slip cannot pass
                unseen.

                Wrong:
                    lsm_config: { algorithm: [cycles] }

                Mended:
                    lsm_config: { algorithms: [cycles] }
                """,
                cli().call("explain", "s0112").out());
        assertTrue(cli().call("explain", "S0201").out().contains("    --set lsm_config.every_ticks=5\n"));
        assertTrue(cli().call("explain", "S0305").out().contains("  payments.csv\n"));
    }

    @Test
    void withoutACodeAllAreListed() throws IOException {
        Cli.Said list = cli().call("explain");
        assertEquals(ProblemCode.values().length, list.out().lines().count());
        assertTrue(list.out().startsWith("S0001  the file is too large\n"), list.out());
        JsonNode report = JSON.readTree(cli().call("explain", "--json").out());
        assertEquals(ProblemCode.values().length, report.path("codes").size());
        assertEquals(1, JSON.readTree(cli().call("explain", "S0010", "--json").out()).path("codes").size());
    }

    private Path broken(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                """
                name: broken
                simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
                agents: [{ id: A, opening_balance: 100 }, { id: "100 %, :x", opening_balance: 1.5 }]
                lsm_config: { algorithm: [cycles] }
                """);
        return file;
    }

    @Test
    void annotationsOfGithubAreOneEscapedLineAnError() throws IOException {
        Path file = broken("a, b: 5%.yaml");
        Cli.Said said = cli().call("validate", "--format", "github", file.toString(), "--set", "x=1");
        assertEquals(65, said.code());
        String name = file.toString().replace("%", "%25").replace(":", "%3A").replace(",", "%2C");
        List<String> lines = said.out().lines().toList();
        assertEquals(3, lines.size(), said.out());
        assertEquals(
                "::error file="
                        + name
                        + ",line=3,col=79,endColumn=82,title=S0105 not a decimal integer::agents[1].opening_balance must be an integer, but it"
                        + " is 1.5%0Awrite decimal digits, with _ between them if you like",
                lines.get(0));
        assertTrue(lines.get(1).startsWith("::error file=" + name + ",line=4,col=15,endColumn=24,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("::error file=" + name + ",title=S0112 an unknown key::--set x=1: "));
        assertEquals("", cli().call("validate", "--format", "github", "../scenarios/two-agents.yaml").out());
    }

    @Test
    void sarifHasARuleForEachCodeAndAPlaceForEachError() throws IOException {
        Path file = broken("gebrochen ü.yaml");
        Cli.Said said = cli().call("validate", "--format", "sarif", file.toString(), "../scenarios/two-agents.yaml");
        assertEquals(65, said.code());
        JsonNode log = JSON.readTree(said.out());
        assertEquals("2.1.0", log.path("version").asText());
        JsonNode run = log.path("runs").path(0);
        assertEquals("unicodeCodePoints", run.path("columnKind").asText());
        JsonNode rules = run.at("/tool/driver/rules");
        assertEquals(ProblemCode.values().length, rules.size());
        JsonNode results = run.path("results");
        assertEquals(2, results.size());
        for (JsonNode result : results) {
            assertEquals(result.path("ruleId"), rules.path(result.path("ruleIndex").asInt()).path("id"));
            assertEquals("error", result.path("level").asText());
            assertTrue(result.at("/message/text").asText().length() > 10);
            assertEquals(
                    file.toUri().toString(), result.at("/locations/0/physicalLocation/artifactLocation/uri").asText());
        }
        JsonNode region = results.path(1).at("/locations/0/physicalLocation/region");
        assertEquals(4, region.path("startLine").asInt());
        assertEquals(15, region.path("startColumn").asInt());
        assertEquals(24, region.path("endColumn").asInt());
        assertEquals("lsm_config: { algorithm: [cycles] }", region.at("/snippet/text").asText());
        JsonNode none =
                JSON.readTree(cli().call("validate", "--format", "sarif", "../scenarios/two-agents.yaml").out());
        assertEquals(0, none.at("/runs/0/results").size());
    }

    @Test
    void standardInputIsReadForADash() throws IOException {
        String text = Files.readString(Path.of("../scenarios/two-agents.yaml"));
        Cli.Said said = cli().reading(text).call("validate", "-");
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().startsWith("✔ - is valid: two-agents, 2 agents, 5 ticks"), said.out());
        Cli.Said empty = cli().call("validate", "-");
        assertEquals(65, empty.code());
        assertTrue(empty.out().contains("--> standard input:1:1"), empty.out());
    }

    @Test
    void whatToDoNextIsSaidOnceForAllFiles() throws IOException {
        Path file = broken("broken.yaml");
        Cli.Said said = cli().call("validate", "../scenarios/two-agents.yaml", file.toString());
        assertEquals(65, said.code());
        assertEquals("next: rtgsim explain S0105\n", said.err());
        assertEquals(
                "next: rtgsim run ../scenarios/two-agents.yaml\n",
                cli().call("validate", "../scenarios/two-agents.yaml").err());
    }

    @Test
    void aCodeThatDoesNotExistIsUsage() {
        Cli.Said said = cli().call("explain", "S9112");
        assertEquals(2, said.code());
        assertTrue(said.err().contains("there is no code S9112"), said.err());
        assertTrue(said.err().contains("did you mean S0112?"), said.err());
    }
}
