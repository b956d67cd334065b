package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.scenario.file.ProblemCode;

/// `schema` and `explain`.
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

    @Test
    void aCodeThatDoesNotExistIsUsage() {
        Cli.Said said = cli().call("explain", "S9112");
        assertEquals(2, said.code());
        assertTrue(said.err().contains("there is no code S9112"), said.err());
        assertTrue(said.err().contains("did you mean S0112?"), said.err());
    }
}
