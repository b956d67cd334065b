package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `store upgrade` as people and programs call it, of a file that an earlier version sealed.
class StoreUpgradeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "schema-7";
    private static final Path SAMPLES = Path.of("../sim-persistence/src/test/resources/rtgsim/store");

    @TempDir private Path folder;

    private Cli cli() {
        return new Cli(folder);
    }

    private Path file() {
        return folder.resolve(ID + ".duckdb");
    }

    @BeforeEach
    void unpack() throws IOException {
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(SAMPLES.resolve(ID + ".duckdb.gz")))) {
            Files.copy(packed, file());
        }
        for (String end : new String[] {".run.json", ".seal.json"}) {
            Files.copy(SAMPLES.resolve(ID + end), folder.resolve(ID + end));
        }
    }

    @Test
    void anOlderFileGivesWayToAVerifiedCopyThatSaysTheSame() throws IOException {
        String events = cli().call("events", ID, "--format", "csv").out();
        byte[] before = Files.readAllBytes(file());
        Cli.Said said = cli().call("store", "upgrade", ID, "--json");
        assertEquals(0, said.code(), said::toString);
        JsonNode done = JSON.readTree(said.out());
        assertEquals("intact", done.get("verdict").textValue());
        assertEquals(7, done.get("from_schema").intValue());
        int newest = done.get("to_schema").intValue();
        assertTrue(newest > 7, said::toString);
        assertTrue(java.util.Arrays.mismatch(before, Files.readAllBytes(file())) >= 0);
        assertEquals(withoutTimes(events), withoutTimes(cli().call("events", ID, "--format", "csv").out()));
        assertEquals(0, cli().call("verify", ID, "--digest", done.get("digest").textValue()).code());
        assertEquals(Set.of(ID + ".duckdb", ID + ".run.json", ID + ".seal.json"), names());

        byte[] upgraded = Files.readAllBytes(file());
        Cli.Said again = cli().call("store", "upgrade", "schema");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("from_schema: " + newest + "\nto_schema: " + newest + "\n"), again::toString);
        assertTrue(again.err().contains("it has the newest schema already"), again::toString);
        assertArrayEquals(upgraded, Files.readAllBytes(file()));
    }

    /// What was written when is that of the copy.
    private static String withoutTimes(String csv) {
        return csv.replaceAll("\\d{4}-\\d{2}-\\d{2}[T ][0-9:.]+Z?", "");
    }

    private Set<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aFileThatIsNotIntactStaysAsItIs() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
                Statement edit = connection.createStatement()) {
            edit.execute("UPDATE events SET amount = amount + 1 WHERE seq = 0");
        }
        byte[] before = Files.readAllBytes(file());
        Cli.Said said = cli().call("store", "upgrade", ID);
        assertEquals(4, said.code(), said::toString);
        assertTrue(said.out().contains("verdict: differs\nfrom_schema: 7\nto_schema: 7\n"), said::toString);
        assertTrue(said.err().contains("rtgsim verify " + ID), said::toString);
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void aRunThatIsNotThereAndACommandThatIsNoneAreRefused() {
        assertEquals(ExitCode.NOT_FOUND, cli().call("store", "upgrade", "nowhere").code());
        assertEquals(ExitCode.USAGE, cli().call("store").code());
        assertEquals(ExitCode.USAGE, cli().call("store", "upgrade").code());
    }
}
