package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A file under the name of a run that is none of ours, of a later rtgsim, or damaged: every command that reads it refuses it in words, with 74, and leaves the whole
/// folder as it was. Once by a process of its own, else in this JVM.
class RefusedFilesTest {

    private enum Refused {
        TEXT("was not made by rtgsim"),
        ANOTHER_DATABASE("was not made by rtgsim"),
        NEWER_SCHEMA("was made by a newer rtgsim: its schema is version 999"),
        CUT("is damaged"),
        ZEROED("is damaged");

        private final String said;

        Refused(String said) {
            this.said = said;
        }
    }

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("events", "run"),
                    List.of("show", "run", "--agents"),
                    List.of("verify", "run"),
                    List.of("verify", "run", "--replay"),
                    List.of("store", "upgrade", "run"),
                    List.of("export", "run", "-o", "out"),
                    List.of("export", "run", "--format", "duckdb", "-o", "out"),
                    List.of("offset", "--from", "run", "--tick", "1"));

    @TempDir private Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    @BeforeEach
    void store() {
        Cli.Said said = new Cli(runs()).call("run", "../scenarios/three-bank-gridlock.yaml", "--id", "run");
        assertEquals(0, said.code(), said::toString);
    }

    private void put(Refused kind) throws IOException, SQLException {
        Path file = runs().resolve("run.duckdb");
        assertTrue(file.toFile().setWritable(true));
        byte[] whole = Files.readAllBytes(file);
        switch (kind) {
            case TEXT -> Files.writeString(file, "no database, but long enough to look at; ".repeat(200));
            case ANOTHER_DATABASE -> {
                Files.delete(file);
                sql(file, "CREATE TABLE events (seq BIGINT)");
            }
            case NEWER_SCHEMA -> sql(file, "INSERT INTO schema_migrations VALUES (999, 'V999__what_comes', '')");
            case CUT -> Files.write(file, Arrays.copyOf(whole, whole.length / 3));
            case ZEROED -> {
                Arrays.fill(whole, 4_096, whole.length, (byte) 0);
                Files.write(file, whole);
            }
        }
    }

    private static void sql(Path file, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement edit = connection.createStatement()) {
            edit.execute(statement);
        }
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(runs())) {
            for (Path file : all.toList()) files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return files;
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandRefusesItInWordsAndLeavesItAsItIs(Refused kind) throws Exception {
        put(kind);
        Map<String, byte[]> before = files();
        for (List<String> command : COMMANDS) {
            String[] args =
                    command.stream()
                            .map(word -> word.equals("out") ? folder.resolve("out").toString() : word)
                            .toArray(String[]::new);
            Cli.Said said = new Cli(runs()).call(args);
            assertRefused(kind, said.code(), said.err(), command);
            assertSame(before, command);
        }
        inAProcess(kind);
        assertSame(before, List.of("a process"));
    }

    private void inAProcess(Refused kind) throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "rtgsim.cli.Rtgsim",
                        "verify",
                        "run");
        command.environment().put("RTGSIM_STORE", runs().toString());
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertRefused(kind, process.waitFor(), said, List.of("verify"));
    }

    private static void assertRefused(Refused kind, int code, String said, List<String> command) {
        assertEquals(ExitCode.UNREADABLE, code, () -> command + ": " + said);
        assertTrue(said.contains(kind.said) && said.contains("run.duckdb"), () -> command + ": " + said);
    }

    private void assertSame(Map<String, byte[]> before, List<String> command) throws IOException {
        Map<String, byte[]> after = files();
        assertEquals(before.keySet(), after.keySet(), command::toString);
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), () -> command + ": " + name));
    }
}
