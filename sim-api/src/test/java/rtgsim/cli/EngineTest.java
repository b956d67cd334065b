package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--engine`, and what `doctor` says of it.
class EngineTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TIGHT = "../scenarios/ten-bank-tight.yaml";
    private static final String WITHOUT_OFFSETTING = "lsm_config.algorithms=[]";

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    private boolean hasNative() throws IOException {
        JsonNode doctor = JSON.readTree(cli().call("doctor", "--json").out());
        return doctor.get("checks").get(0).get("found").textValue().startsWith("native: ");
    }

    private JsonNode run(String engine, String... more) throws IOException {
        String[] args = new String[6 + more.length];
        System.arraycopy(new String[] {"run", TIGHT, "--no-store", "--json", "--engine", engine}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        Cli.Said said = cli().call(args);
        assertEquals(0, said.code(), said::toString);
        return JSON.readTree(said.out());
    }

    @Test
    void bothEnginesGiveTenTightBanksTheSameDigestAndMeasures() throws IOException {
        assumeTrue(hasNative(), "did not run: this build has no native engine");
        JsonNode java = run("java", "--set", WITHOUT_OFFSETTING);
        JsonNode nativeOne = run("native", "--set", WITHOUT_OFFSETTING);
        assertEquals("java", java.get("engine").textValue());
        assertEquals("native", nativeOne.get("engine").textValue());
        assertEquals(java.get("digest"), nativeOne.get("digest"));
        assertEquals(java.get("measures"), nativeOne.get("measures"));
        assertEquals("native", run("auto", "--set", WITHOUT_OFFSETTING).get("engine").textValue());
    }

    @Test
    void aStoredRunHasTheSameDigestOnBothEngines() throws IOException {
        assumeTrue(hasNative(), "did not run: this build has no native engine");
        Cli.Said java =
                cli().call("run", TIGHT, "--set", WITHOUT_OFFSETTING, "--engine", "java", "--json", "--id", "java");
        Cli.Said nativeOne =
                cli().call("run", TIGHT, "--set", WITHOUT_OFFSETTING, "--engine", "native", "--json", "--id", "native");
        assertEquals(JSON.readTree(java.out()).get("digest"), JSON.readTree(nativeOne.out()).get("digest"));
        assertEquals(
                cli().call("events", "java", "--format", "csv").out().lines().count(),
                cli().call("events", "native", "--format", "csv").out().lines().count());
    }

    @Test
    void autoTakesJavaForWhatTheNativeEngineDoesNotKnowWithoutAWord() {
        Cli.Said said = cli().call("run", TIGHT, "--no-store", "--json");
        assertEquals(0, said.code());
        assertTrue(said.out().contains("\"engine\":\"java\""), said.out());
        assertEquals("", said.err());
    }

    @Test
    void nativeSaysWhyItCannotRunAScenarioAndEndsWithUsage() {
        Cli.Said said = cli().call("run", TIGHT, "--no-store", "--engine", "native");
        assertEquals(2, said.code());
        assertEquals("", said.out());
        assertEquals(
                """
                error: the engine native cannot run this: the native engine does not know lsm_config.algorithms other than bilateral yet
                  --engine auto takes one that can
                """,
                said.err());
    }

    @Test
    void anEngineThatIsNotThereIsAnsweredWithThoseThatAre() {
        Cli.Said said = cli().call("run", TIGHT, "--no-store", "--engine", "natve");
        assertEquals(2, said.code());
        assertTrue(
                said.err().startsWith("error: engine must be one of auto, java, native: engine=natve\n"), said.err());
    }

    @Test
    void doctorSaysWhichEngineRunsAndWhereRunsAreStored() throws IOException {
        Cli.Said said = cli().call("doctor");
        assertEquals(0, said.code());
        assertTrue(said.out().startsWith("engine: "), said.out());
        assertTrue(
                said.out().contains("store: good, " + folder.resolve("runs") + " will be made by the first run"),
                said.out());
        Files.createDirectories(folder.resolve("runs"));
        assertTrue(cli().call("doctor").out().contains(folder.resolve("runs") + " can be written to"));
        try (Stream<Path> left = Files.list(folder.resolve("runs"))) {
            assertEquals(0, left.count(), "asking leaves nothing");
        }
    }

    @Test
    void doctorEndsWithCannotWriteWhereRunsCannotBeStored() throws IOException {
        Path file = Files.createFile(folder.resolve("runs"));
        Cli.Said said = cli().call("doctor");
        assertEquals(73, said.code());
        assertTrue(said.out().contains("store: bad, " + file + " is no folder"), said.out());
    }

    @Test
    void doctorFindsToolsOnThePathOnly() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path cargo = Files.createFile(tools.resolve("cargo"));
        assertTrue(cargo.toFile().setExecutable(true));
        Cli.Said said = cli().with("PATH", tools.toString()).call("doctor");
        assertTrue(said.out().contains("cargo: good, " + cargo), said.out());
        assertTrue(said.out().contains("node: absent, not on the PATH"), said.out());
    }
}
