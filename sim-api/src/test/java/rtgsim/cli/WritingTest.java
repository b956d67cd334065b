package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.app.LogFormat;
import rtgsim.store.Incident;
import rtgsim.store.IncidentKind;
import rtgsim.store.IncidentOfRun;

/// How runs are written, as people set it and as they are told when it fails.
class WritingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TWO = "../scenarios/two-agents.yaml";

    @TempDir private Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    private static Map<String, String> settings(JsonNode shown, String what) {
        Map<String, String> settings = new HashMap<>();
        for (JsonNode setting : shown.get("settings")) {
            settings.put(setting.get("name").textValue(), setting.get(what).textValue());
        }
        return settings;
    }

    @Test
    void aFlagStandsBeforeAVariableAndThatBeforeTheFile() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("some.toml"),
                        "# comments and blank lines\n\nbatch-size = 100\noverflow = \"drop-oldest\" # kept\nretries = 7\n");
        Cli cli =
                cli().with("RTGSIM_CONFIG", file.toString())
                        .with("RTGSIM_BATCH_SIZE", "200")
                        .with("RTGSIM_OVERFLOW", "drop-newest");
        Cli.Said said = cli.call("doctor", "--config", "--batch-size", "300", "--json");
        assertEquals(0, said.code(), said::toString);
        JsonNode shown = JSON.readTree(said.out());
        Map<String, String> values = settings(shown, "value");
        assertEquals("300", values.get("batch-size"));
        assertEquals("drop-newest", values.get("overflow"));
        assertEquals("7", values.get("retries"));
        assertEquals("3", values.get("buffer-size"));
        Map<String, String> origins = settings(shown, "origin");
        assertEquals("--batch-size", origins.get("batch-size"));
        assertEquals("RTGSIM_OVERFLOW", origins.get("overflow"));
        assertEquals(file.toString(), origins.get("retries"));
        assertEquals("default", origins.get("buffer-size"));
        assertEquals("RTGSIM_STORE", origins.get("store"));
    }

    @Test
    void aSettingThatCannotBeIsRefusedWithWhereItComesFrom() throws IOException {
        for (String[] wrong :
                new String[][] {
                    {"--batch-size", "0"},
                    {"--batch-size", "many"},
                    {"--buffer-size", "-1"},
                    {"--flush-interval", "0 s"},
                    {"--flush-interval", "soon"},
                    {"--overflow", "drop-oldst"},
                    {"--retries", "1.5"},
                    {"--indexes", "some"}
                }) {
            Cli.Said said = cli().call("run", TWO, wrong[0], wrong[1]);
            assertEquals(ExitCode.USAGE, said.code(), () -> String.join(" ", wrong) + said);
            assertTrue(said.err().contains(wrong[0].substring(2)), said::toString);
        }
        Cli.Said said = cli().with("RTGSIM_OVERFLOW", "drop-oldst").call("run", TWO);
        assertTrue(said.err().contains("from RTGSIM_OVERFLOW") && said.err().contains("drop-oldest?"), said::toString);

        Path file = Files.writeString(folder.resolve("some.toml"), "\nbatch_size = 100\n");
        Cli.Said unknown = cli().with("RTGSIM_CONFIG", file.toString()).call("run", TWO);
        assertEquals(ExitCode.USAGE, unknown.code(), unknown::toString);
        assertTrue(unknown.err().contains("some.toml:2"), unknown::toString);
        assertTrue(!Files.exists(folder.resolve("runs")), "nothing was run");
    }

    @Test
    void howARunIsWrittenChangesNeitherItsIdNorItsDigest() throws IOException {
        JsonNode one = JSON.readTree(cli().call("run", TWO, "--json").out());
        Cli.Said said =
                new Cli(folder.resolve("others"))
                        .call(
                                "run",
                                TWO,
                                "--json",
                                "--batch-size",
                                "3",
                                "--overflow",
                                "drop-oldest",
                                "--indexes",
                                "none",
                                "--flush-interval",
                                "5ms");
        JsonNode other = JSON.readTree(said.out());
        assertEquals(one.get("simulation_id"), other.get("simulation_id"));
        assertEquals(one.get("digest"), other.get("digest"));
        assertEquals("sealed", other.get("status").textValue());
        assertEquals(other.get("events"), other.get("events_stored"));
    }

    @Test
    void aRunIsRemovedByItsWholeIdAndLeavesNothing() throws IOException {
        assertEquals(0, cli().call("run", TWO, "--id", "one-run").code());
        Cli.Said half = cli().call("rm", "one");
        assertEquals(ExitCode.USAGE, half.code(), half::toString);
        assertEquals(0, cli().call("show", "one-run").code());
        assertEquals(0, cli().call("rm", "one-run").code());
        try (var files = Files.list(folder.resolve("runs"))) {
            assertEquals(0, files.count());
        }
        assertEquals(ExitCode.NOT_FOUND, cli().call("rm", "one-run").code());
    }

    @Test
    void aFileIsNoStore() throws IOException {
        Cli file = new Cli(Files.writeString(folder.resolve("file"), "theirs"));
        Cli.Said listed = file.call("ls");
        assertEquals(ExitCode.NOT_FOUND, listed.code(), listed::toString);
        assertTrue(listed.err().contains("file is a file, and no folder of runs"), listed::toString);
        Cli.Said run = file.call("run", TWO);
        assertEquals(ExitCode.CANNOT_WRITE, run.code(), run::toString);
        assertTrue(run.err().contains("file is a file, and no folder"), run::toString);
    }

    @Test
    void anExportIntoAFileInsteadOfAFolderIsRefusedInWords() throws IOException {
        assertEquals(0, cli().call("run", TWO, "--id", "one").code());
        Path file = Files.writeString(folder.resolve("out"), "theirs");
        for (String format : List.of("csv", "ndjson", "duckdb")) {
            Cli.Said said = cli().call("export", "one", "--format", format, "-o", file.toString());
            assertEquals(ExitCode.CANNOT_WRITE, said.code(), said::toString);
            assertTrue(said.err().contains(file + " is a file, and no folder"), said::toString);
        }
        assertEquals("theirs", Files.readString(file));
    }

    @Test
    void aManifestThatCannotBeReadDoesNotHideTheOtherRuns() throws IOException {
        assertEquals(0, cli().call("run", TWO, "--id", "one").code());
        Files.writeString(folder.resolve("runs/cut.run.json"), "{");
        Cli.Said listed = cli().call("ls", "--json");
        assertEquals(ExitCode.UNREADABLE, listed.code(), listed::toString);
        assertTrue(listed.err().contains("cut.run.json is damaged"), listed::toString);
        JsonNode runs = JSON.readTree(listed.out()).get("simulations");
        assertEquals(1, runs.size(), listed::toString);
        assertEquals("one", runs.get(0).get("simulation_id").textValue());
        assertTrue(cli().call("ls").out().contains("one"));

        unplace("one");
        Cli.Said replayed = cli().call("fallback", "replay");
        assertEquals(0, replayed.code(), replayed::toString);
        assertTrue(replayed.err().contains("cut.run.json is damaged"), replayed::toString);
        assertTrue(replayed.out().contains("sealed"), replayed::toString);
        assertEquals(ExitCode.UNREADABLE, cli().call("show", "cut").code());
    }

    @Test
    void withoutAnythingToReplayThatIsSaid() {
        Cli.Said said = cli().call("fallback", "replay");
        assertEquals(0, said.code(), said::toString);
        assertTrue(said.err().contains("nothing waits"), said::toString);
        assertEquals(ExitCode.USAGE, cli().call("fallback").code());
        assertEquals(ExitCode.NOT_FOUND, cli().call("fallback", "replay", "nowhere").code());
    }

    @Test
    void whatWaitsIsReplayedAlsoWhereOneBeforeItCannotBe() throws IOException {
        for (String id : List.of("cut", "whole")) {
            assertEquals(0, cli().call("run", TWO, "--id", id).code());
            unplace(id);
        }
        Files.writeString(folder.resolve("runs/cut.duckdb.writing"), "no database, but long enough to look at; ");
        Cli.Said said = cli().call("fallback", "replay", "--json");
        assertEquals(ExitCode.UNREADABLE, said.code(), said::toString);
        assertTrue(said.err().contains("cut.duckdb.writing was not made by rtgsim"), said::toString);
        JsonNode replayed = JSON.readTree(said.out()).get("simulations");
        assertEquals(1, replayed.size(), said::toString);
        assertEquals("whole", replayed.get(0).get("simulation_id").textValue());
        assertEquals("sealed", replayed.get(0).get("status").textValue());
        assertEquals(0, cli().call("verify", "whole").code());
        assertEquals(ExitCode.UNREADABLE, cli().call("fallback", "replay", "cut").code());
    }

    /// As a process leaves it that ends before the last step.
    private void unplace(String id) throws IOException {
        Path runs = folder.resolve("runs");
        Files.move(runs.resolve(id + ".duckdb"), runs.resolve(id + ".duckdb.writing"));
        Files.delete(runs.resolve(id + ".seal.json"));
        Path manifest = runs.resolve(id + ".run.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("\"sealed\"", "\"incomplete\"")
                        .replaceAll("\"file_bytes\" : \\d+", "\"file_bytes\" : 0"));
    }

    @Test
    void aRunOnAFullDiskIsToldToItsEndAndCompletedLater() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        if (!mount(disk, "size=400k")) {
            System.out.println("skipped, since this process may not mount a file system: " + getClass());
            Assumptions.abort("no mount");
        }
        try {
            String digest =
                    JSON.readTree(cli().call("run", TWO, "--json", "--no-store").out()).get("digest").textValue();
            Cli onDisk = new Cli(disk);
            Cli.Said said = onDisk.call("run", TWO, "--json", "--id", "one", "--log-format", "json");
            assertEquals(ExitCode.CANNOT_WRITE, said.code(), said::toString);
            JsonNode summary = JSON.readTree(said.out());
            assertEquals(digest, summary.get("digest").textValue());
            assertEquals("incomplete", summary.get("status").textValue());
            assertTrue(summary.get("measures").size() > 10 && summary.get("store_path").isNull());
            assertTrue(said.err().contains("the run could not be sealed: of 22 events 22 are stored"), said::toString);
            assertTrue(said.err().contains("rtgsim fallback replay one"), said::toString);
            List<JsonNode> incidents = logged(said.err()).stream().filter(line -> line.has("kind")).toList();
            assertTrue(!incidents.isEmpty(), said::toString);
            for (JsonNode line : incidents) {
                assertEquals("rtgsim.store", line.get("logger").textValue());
                assertEquals("one", line.get("simulation_id").textValue());
                assertTrue(line.get("message").textValue().contains(line.get("kind").textValue()), line::toString);
            }
            assertTrue(onDisk.call("ls").out().contains("incomplete"));
            Cli.Said events = onDisk.call("events", "one");
            assertEquals(ExitCode.NOT_FOUND, events.code(), events::toString);

            assertTrue(mount(disk, "remount,size=64m"));
            Cli.Said replayed = onDisk.call("fallback", "replay", "--json");
            assertEquals(0, replayed.code(), replayed::toString);
            JsonNode run = JSON.readTree(replayed.out()).get("simulations").get(0);
            assertEquals("sealed", run.get("status").textValue());
            assertEquals(digest, run.get("digest").textValue());
            assertEquals(0, onDisk.call("events", "one").code());
        } finally {
            call("umount", disk.toString());
        }
    }

    private static List<JsonNode> logged(String said) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : said.lines().filter(line -> line.startsWith("{")).toList()) lines.add(JSON.readTree(line));
        return lines;
    }

    @Test
    void theLogIsWordsOrAnObjectALine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.Logger log = System.getLogger("rtgsim.test");
        IncidentOfRun told =
                new IncidentOfRun("one", new Incident(Instant.EPOCH, IncidentKind.RETRY, 3L, 9L, "a \"lock\"\n"));
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            LogLines.to(LogFormat.TEXT, stream);
            log.log(System.Logger.Level.WARNING, told);
            log.log(System.Logger.Level.DEBUG, "not said");
            System.getLogger("others").log(System.Logger.Level.INFO, "nor this");
            LogLines.to(LogFormat.JSON, stream);
            log.log(System.Logger.Level.WARNING, told);
            log.log(System.Logger.Level.ERROR, "thrown", new IllegalStateException("why"));
            log.log(System.Logger.Level.INFO, "{0} of {1}", 1, 2);
        } finally {
            LogLines.to(LogFormat.TEXT, System.err);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(4, lines.size(), lines::toString);
        assertEquals("warning: run one: retry, events 3 to 9: a \"lock\"\uFFFD", lines.getFirst());
        JsonNode retry = JSON.readTree(lines.get(1));
        assertEquals("warning", retry.get("level").textValue());
        assertEquals("retry", retry.get("kind").textValue());
        assertEquals(3, retry.get("first_seq").longValue());
        assertEquals(9, retry.get("last_seq").longValue());
        assertTrue(JSON.readTree(lines.get(2)).get("trace").textValue().contains("why"), lines::toString);
        assertEquals("1 of 2", JSON.readTree(lines.get(3)).get("message").textValue());
        assertEquals(ExitCode.USAGE, cli().call("ls", "--log-format", "xml").code());
    }

    private static boolean mount(Path folder, String options) throws InterruptedException {
        return call("mount", "-t", "tmpfs", "-o", options, "rtgsim-test", folder.toString());
    }

    private static boolean call(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
