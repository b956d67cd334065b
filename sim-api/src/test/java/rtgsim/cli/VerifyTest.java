package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.JavaEngines;
import rtgsim.store.RunVerifier;
import rtgsim.store.Store;
import rtgsim.store.VerificationProgress;

/// `verify` as people and programs call it: what it answers, and what it ends with.
class VerifyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private String digest = "";

    private Cli cli() {
        return new Cli(folder);
    }

    @BeforeEach
    void store() throws IOException {
        Cli.Said said = cli().call("run", "../scenarios/three-bank-gridlock.yaml", "--id", "run", "--json");
        assertEquals(0, said.code(), said::toString);
        digest = JSON.readTree(said.out()).get("digest").textValue();
    }

    private JsonNode verify(int code, String... flags) throws IOException {
        String[] args = new String[flags.length + 3];
        args[0] = "verify";
        args[1] = "run";
        args[2] = "--json";
        System.arraycopy(flags, 0, args, 3, flags.length);
        Cli.Said said = cli().call(args);
        assertEquals(code, said.code(), said::toString);
        return JSON.readTree(said.out());
    }

    private void sql(String statement) throws SQLException {
        assertTrue(file().toFile().setWritable(true));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
                Statement edit = connection.createStatement()) {
            edit.execute(statement);
        }
    }

    private Path file() {
        return folder.resolve("run.duckdb");
    }

    @Test
    void anUntouchedRunIsIntactAndItsFileCannotBeWritten() throws IOException {
        JsonNode found = verify(0, "--digest", digest);
        assertEquals("intact", found.get("verdict").textValue());
        assertEquals(digest, found.get("digest").textValue());
        assertEquals(found.get("events").longValue(), found.get("events_of_run").longValue());
        assertTrue(found.get("first_difference").isNull());
        assertFalse(Files.getPosixFilePermissions(file()).toString().contains("WRITE"));
        JsonNode again = verify(0, "--replay", "--engine", "java");
        assertTrue(again.get("replayed").booleanValue());
        Cli.Said misspelled = cli().call("verify", "run", "--engine", "jav");
        assertEquals(ExitCode.USAGE, misspelled.code(), misspelled::toString);
        assertTrue(misspelled.err().contains("did you mean java?"), misspelled::toString);
    }

    @Test
    void howFarItIsIsShownToPeopleAlone() {
        assertFalse(cli().onTerminal().call("verify", "run", "--no-progress").err().contains("%"));
        assertFalse(cli().onTerminal().call("verify", "run", "--quiet").err().contains("%"));
        Cli.Said asJson = cli().onTerminal().call("verify", "run", "--json");
        assertEquals("", asJson.err());
        assertFalse(cli().call("verify", "run").err().contains("%"));
        // A small run is over before a bar would be drawn; what it is told is seen here.
        List<VerificationProgress.Step> steps = new ArrayList<>();
        new RunVerifier(
                        new Store(folder),
                        _ -> new JavaEngines(),
                        Path.of(""),
                        (step, events, of) -> {
                            if (steps.isEmpty() || steps.getLast() != step) steps.add(step);
                            assertTrue(events <= of, () -> step + ": " + events + " of " + of);
                        })
                .verify("run", null, true);
        assertEquals(
                List.of(
                        VerificationProgress.Step.READING,
                        VerificationProgress.Step.RUNNING_AGAIN,
                        VerificationProgress.Step.DERIVING),
                steps);
    }

    @Test
    void anEditedRowIsNamedWithWhatItWas() throws Exception {
        sql("UPDATE events SET amount = amount + 1 WHERE seq = 0");
        JsonNode first = verify(4).get("first_difference");
        assertEquals(0, first.get("seq").longValue());
        assertEquals("events", first.get("table").textValue());
        assertEquals("amount", first.get("attribute").textValue());
        assertEquals("changed", first.get("kind").textValue());
        assertEquals(
                Long.parseLong(first.get("expected").textValue()) + 1, Long.parseLong(first.get("found").textValue()));
    }

    @Test
    void peopleAreToldWhatDiffersAndWhatToDo() throws Exception {
        Cli.Said intact = cli().call("verify", "run");
        assertEquals(0, intact.code(), intact::toString);
        assertTrue(intact.out().contains("verdict: intact\n"), intact::toString);
        assertTrue(intact.err().contains("--replay"), intact::toString);
        sql("UPDATE transactions SET status = 'dropped' WHERE tx = 1");
        Cli.Said said = cli().call("verify", "run");
        assertEquals(4, said.code(), said::toString);
        assertTrue(said.out().contains("verdict: differs\n"), said::toString);
        assertTrue(said.out().contains("table: transactions\nrow: tx=1\nattribute: status\n"), said::toString);
        assertTrue(said.err().contains("next: take the file from a copy"), said::toString);
    }

    @Test
    void aDigestThatIsNoneAndAFileThatIsNoneAreRefused() throws IOException {
        assertEquals(2, cli().call("verify", "run", "--digest", "abc").code());
        assertEquals(66, cli().call("verify", "other").code());
        assertTrue(file().toFile().setWritable(true));
        Files.writeString(file(), "no database");
        Cli.Said said = cli().call("verify", "run");
        assertEquals(74, said.code(), said::toString);
    }
}
