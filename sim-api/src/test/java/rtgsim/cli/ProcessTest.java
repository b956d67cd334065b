package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs a process of its own: signals, pipes, and a second process at the same store.
class ProcessTest {

    private static final long PATIENCE_SECONDS = 120;

    /// Runs for minutes if it is let.
    private static final String LONG =
            """
            name: long
            simulation: { ticks_per_day: 1_000_000, num_days: 1_000, rng_seed: 1 }
            agents:
              - id: A
                opening_balance: 1_000_000
                arrivals: [ { rate_per_tick: 0.1, amount: { type: constant, value: 5 }, deadline_range: [5, 9] } ]
              - { id: B, opening_balance: 1_000_000 }
            """;

    @TempDir Path folder;

    private Process start(List<String> redirect, String... args) throws IOException {
        return start(interruptible(), redirect, args);
    }

    private Process start(List<String> prefix, List<String> redirect, String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "rtgsim.cli.Rtgsim"));
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("RTGSIM_STORE", folder.resolve("runs").toString());
        process.redirectError(folder.resolve("err").toFile());
        process.redirectOutput(
                redirect.isEmpty() ? folder.resolve("out").toFile() : Path.of(redirect.getFirst()).toFile());
        return process.start();
    }

    /// What makes a child hear interrupts. One that is started by a background job inherits that they are ignored, and so do these tests.
    private static List<String> interruptible() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return List.of();
        long ignored =
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .sum();
        boolean ignoresInterrupts = (ignored & 2) != 0;
        return ignoresInterrupts ? List.of("env", "--default-signal=INT") : List.of();
    }

    private int end(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the process must end");
        return process.exitValue();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }

    private JsonNode manifestOnceRunning(String id) throws Exception {
        Path file = folder.resolve("runs").resolve(id + ".run.json");
        for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
            if (Files.exists(file)) {
                JsonNode manifest = new ObjectMapper().readTree(Files.readString(file));
                if (manifest.path("tick").asInt() > 0) return manifest;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the run did not begin: " + err());
    }

    /// What makes a child respect who may write a folder, which an administrator need not.
    private static List<String> unprivileged(Path readOnly) throws IOException, InterruptedException {
        if (!Files.isWritable(readOnly)) return List.of();
        List<String> prefix = List.of("setpriv", "--bounding-set=-dac_override");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", "! touch \"$0\"", readOnly.resolve("written").toString()));
        try {
            Process tried = new ProcessBuilder(command).redirectErrorStream(true).start();
            if (tried.waitFor() == 0) return prefix;
        } catch (IOException noSuchCommand) {
            // It is said below.
        }
        System.out.println(
                "skipped, since this user may write read-only folders and setpriv does not change that: "
                        + ProcessTest.class);
        return Assumptions.abort("no user who respects permissions");
    }

    private static void setWritable(Path path, boolean writable) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(writable ? "rwxr-xr-x" : "r-xr-xr-x"));
    }

    /// Some millions of events; a batch is stored often enough for the folder to change between two of them.
    private Process startInFolderThatBecomesReadOnly() throws Exception {
        Path probe = Files.createDirectory(folder.resolve("probe"));
        setWritable(probe, false);
        List<String> prefix = unprivileged(probe);
        Path scenario =
                Files.writeString(
                        folder.resolve("some.yaml"),
                        """
                        name: some
                        simulation: { ticks_per_day: 1_000, num_days: 40, rng_seed: 1 }
                        agents:
                          - id: A
                            opening_balance: 1_000_000
                            arrivals: [ { rate_per_tick: 10, amount: { type: constant, value: 5 }, deadline_range: [5, 9] } ]
                          - id: B
                            opening_balance: 1_000_000
                            arrivals: [ { rate_per_tick: 10, amount: { type: constant, value: 5 }, deadline_range: [5, 9] } ]
                        """);
        Process run =
                start(
                        prefix,
                        List.of(),
                        "run",
                        scenario.toString(),
                        "--id",
                        "some",
                        "--json",
                        "--batch-size",
                        "50_000");
        Path manifest = folder.resolve("runs").resolve("some.run.json");
        for (int i = 0; i < PATIENCE_SECONDS * 100 && run.isAlive(); i++) {
            Thread.sleep(10);
            if (!Files.exists(manifest)) continue;
            if (new ObjectMapper().readTree(Files.readString(manifest)).path("events_committed").asLong() == 0)
                continue;
            break;
        }
        assertTrue(run.isAlive(), err());
        setWritable(folder.resolve("runs"), false);
        return run;
    }

    @Test
    void inAFolderThatBecomesReadOnlyTheRunComesToItsEndAndSaysWhatIsStoredAndThatItMustBeRunAgain() throws Exception {
        Process run = startInFolderThatBecomesReadOnly();
        try {
            assertEquals(73, end(run), this::errOrNothing);
        } finally {
            run.destroyForcibly();
        }
        JsonNode summary = new ObjectMapper().readTree(Files.readString(folder.resolve("out")));
        assertEquals("interrupted", summary.get("status").textValue());
        long stored = summary.get("events_stored").longValue();
        long all = summary.get("events").longValue();
        assertEquals(all, stored + summary.get("events_dropped").longValue(), summary::toString);
        assertTrue(stored > 0 && all > 1_000_000, summary::toString);
        assertTrue(err().contains("permission denied"), err());
        assertTrue(err().contains("that could not be written down, so nothing can complete it"), err());
        assertTrue(err().contains("the same command runs it again"), err());
        assertTrue(err().contains("rtgsim verify some"), err());
        assertFalse(err().contains("fallback replay"), err());

        Cli cli = new Cli(folder.resolve("runs"));
        Cli.Said proved = cli.call("verify", "some", "--json");
        assertEquals(4, proved.code(), proved::toString);
        JsonNode found = new ObjectMapper().readTree(proved.out());
        assertEquals("prefix", found.get("verdict").textValue(), found::toString);
        // Of a COMMIT that failed when it tidied up, it was looked up at the end whether it had done its work.
        assertEquals(stored, found.get("events").longValue(), found::toString);

        setWritable(folder.resolve("runs"), true);
        Cli.Said replay = cli.call("fallback", "replay", "some");
        assertTrue(replay.err().contains("run the scenario again"), replay::toString);
        Cli.Said again = cli.call("run", folder.resolve("some.yaml").toString(), "--id", "some", "--json");
        assertEquals(0, again.code(), again::toString);
        assertEquals(summary.get("digest"), new ObjectMapper().readTree(again.out()).get("digest"));
    }

    private JsonNode shown(String id) throws IOException {
        return new ObjectMapper().readTree(new Cli(folder.resolve("runs")).call("show", id, "--json").out());
    }

    @Test
    void anInterruptEndsTheRunCleanlyAndASecondProcessDoesNotTouchIt() throws Exception {
        Path scenario = Files.writeString(folder.resolve("long.yaml"), LONG);
        Process run = start(List.of(), "run", scenario.toString(), "--id", "long");
        try {
            manifestOnceRunning("long");
            Cli.Said second =
                    new Cli(folder.resolve("runs")).call("run", scenario.toString(), "--id", "long", "--ticks", "5");
            assertEquals(69, second.code(), second::toString);
            assertEquals("running", shown("long").get("status").textValue());
            Cli.Said events = new Cli(folder.resolve("runs")).call("events", "long");
            assertEquals(66, events.code(), events::toString);

            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor());
            assertEquals(130, end(run), this::errOrNothing);
        } finally {
            run.destroyForcibly();
        }
        assertTrue(err().contains("interrupted: the run long was interrupted after tick "), err());
        assertTrue(err().contains("the same command runs it again"), err());
        JsonNode left = shown("long");
        assertEquals("interrupted", left.get("status").textValue());
        assertTrue(left.get("events").longValue() > 0);
        assertEquals(left.get("events"), left.get("events_stored"), "what was made was put away");
        assertEquals(
                0,
                new Cli(folder.resolve("runs"))
                        .call("run", scenario.toString(), "--id", "long", "--ticks", "5")
                        .code());
        assertEquals("sealed", shown("long").get("status").textValue());
    }

    private String errOrNothing() {
        try {
            return err();
        } catch (IOException unreadable) {
            return "";
        }
    }

    @Test
    void theServerStopsWhenToldAndAPortThatIsTakenIsSaid() throws Exception {
        Process server = start(List.of(), "serve", "-p", "0");
        try {
            String out = "";
            for (int i = 0; i < PATIENCE_SECONDS * 10 && !out.contains("store: "); i++) {
                Thread.sleep(100);
                out = Files.readString(folder.resolve("out"));
            }
            assertTrue(out.matches("(?s)url: http://127\\.0\\.0\\.1:[0-9]+\napi: http://.*/api\nstore: .*\n"), out);
            String port = out.substring(out.lastIndexOf(':', out.indexOf('\n')) + 1, out.indexOf('\n'));
            Cli.Said second = new Cli(folder.resolve("runs")).call("serve", "-p", port);
            assertEquals(69, second.code());
            assertEquals(
                    "error: port "
                            + port
                            + " is taken by another program\n  choose another with -p PORT, or any free one with -p 0\n",
                    second.err());
            server.destroy();
            assertEquals(143, end(server));
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aPortThatAnyOtherProgramHasIsRefusedToo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    69,
                    new Cli(folder.resolve("runs")).call("serve", "-p", Integer.toString(taken.getLocalPort())).code());
        }
    }

    @Test
    void aResultThatCannotBeWrittenIsNoSuccess() throws Exception {
        if (!Files.exists(Path.of("/dev/full"))) return;
        assertEquals(73, end(start(List.of("/dev/full"), "validate", "../scenarios/two-agents.yaml")));
        assertTrue(err().contains("cannot write the result to standard output: No space left on device"), err());
    }
}
