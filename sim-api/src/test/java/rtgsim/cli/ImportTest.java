package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `import`: what it says, writes and refuses, and that what it wrote runs.
class ImportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String THEIRS =
            """
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 42 }
            agents:
              - { id: BANK_A, opening_balance: 1000, policy: { type: Fifo } }
              - { id: BANK_B, opening_balance: 1000, policy: { type: Deadline, urgency_threshold: 3 } }
            scenario_events:
              - { type: CustomTransactionArrival, from_agent: BANK_A, to_agent: BANK_B, amount: 400, deadline: 5,
                  schedule: { type: OneTime, tick: 2 } }
            mystery: 1
            """;

    @TempDir Path folder;

    private Path theirs = Path.of("theirs.yaml");

    @BeforeEach
    void writeTheirs() throws IOException {
        theirs = Files.writeString(folder.resolve("theirs.yaml"), THEIRS);
    }

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    @Test
    void whatIsImportedRuns() {
        Path ours = folder.resolve("ours.yaml");
        Cli.Said said = cli().call("import", "simcash", theirs.toString(), "-o", ours.toString());
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().contains("unknown  theirs.yaml:8  mystery"), said.out());
        assertTrue(said.err().contains("next: rtgsim run " + ours), said.err());
        Cli.Said run = cli().call("run", ours.toString(), "--json");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"transactions\":1"), run.out());
    }

    @Test
    void theReportIsOneObjectWithEveryKey() throws IOException {
        Cli.Said said = cli().call("import", "simcash", theirs.toString(), "--json");
        assertEquals(0, said.code(), said.err());
        JsonNode report = JSON.readTree(said.out());
        assertTrue(report.path("valid").asBoolean());
        assertEquals("imported", report.path("scenario").asText());
        assertEquals(0, report.path("files").size());
        assertEquals(1, report.path("outcomes").path("unknown").asInt());
        int counted = 0;
        for (JsonNode count : report.path("outcomes")) counted += count.asInt();
        assertEquals(counted, report.path("keys").size());
        for (JsonNode key : report.path("keys")) {
            assertTrue(key.has("outcome") && key.has("path") && key.has("becomes") && key.has("note"), key.toString());
        }
    }

    @Test
    void withoutAFileToWriteNothingIsWritten() throws IOException {
        Cli.Said said = cli().call("import", "simcash", theirs.toString());
        assertEquals(0, said.code(), said.err());
        assertTrue(said.err().contains("nothing was written"), said.err());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyByForce() throws IOException {
        Path ours = Files.writeString(folder.resolve("ours.yaml"), "mine");
        Cli.Said refused = cli().call("import", "simcash", theirs.toString(), "-o", ours.toString());
        assertEquals(73, refused.code());
        assertTrue(refused.err().contains("--force"), refused.err());
        assertEquals("mine", Files.readString(ours));
        Cli.Said forced = cli().call("import", "simcash", theirs.toString(), "-o", ours.toString(), "--force");
        assertEquals(0, forced.code(), forced.err());
        assertFalse(Files.readString(ours).contains("mine"));
    }

    @Test
    void aForeignFileThatIsWrongIsShownAtItsPlace() throws IOException {
        Files.writeString(theirs, THEIRS.replace("type: Fifo", "type: Fido"));
        Cli.Said said = cli().call("import", "simcash", theirs.toString());
        assertEquals(65, said.code());
        assertTrue(said.err().contains("theirs.yaml:3:"), said.err());
        assertTrue(said.err().contains("names no policy of SimCash: Fido"), said.err());
    }

    @Test
    void aResultThatIsNotValidIsToldWithTheReportAndItsFrames() throws IOException {
        Files.writeString(theirs, THEIRS.replace("opening_balance: 1000", "opening_balance: -1000"));
        Cli.Said said = cli().call("import", "simcash", theirs.toString(), "-o", folder.resolve("o.yaml").toString());
        assertEquals(65, said.code());
        assertTrue(said.out().contains("mystery"), said.out());
        assertTrue(said.err().contains("o.yaml:"), said.err());
        assertFalse(Files.exists(folder.resolve("o.yaml")));
    }

    @Test
    void tablesOfPssimpyAreImportedAndRun() throws IOException {
        Files.writeString(folder.resolve("banks.csv"), "name\nb1\nb2\n");
        Files.writeString(folder.resolve("accounts.csv"), "id,owner,balance\nacc1,b1,100\nacc2,b2,100\n");
        Files.writeString(
                folder.resolve("transactions.csv"),
                "sender_account,recipient_account,amount,time\nacc1,acc2,1,08:00\nacc2,acc1,2.5,10:10\n");
        Path ours = folder.resolve("ours.yaml");
        Cli.Said said = cli().call("import", "pssimpy", folder.toString(), "-o", ours.toString());
        assertEquals(0, said.code(), said.err());
        assertTrue(Files.readString(folder.resolve("ours-payments.csv")).endsWith("0,10:10,acc2,acc1,25\n"));
        Cli.Said run = cli().call("run", ours.toString(), "--json");
        assertTrue(run.out().contains("\"transactions\":2"), run.out());
    }

    @Test
    void whatIsMissingOrCannotBeIsSaid() {
        assertEquals(2, cli().call("import").code());
        assertEquals(2, cli().call("import", "simcash").code());
        assertEquals(2, cli().call("import", "pssimpy", folder.toString(), "--open-time", "late").code());
        assertEquals(2, cli().call("import", "pssimpy", folder.toString(), "--close-time", "07:00").code());
        assertEquals(66, cli().call("import", "simcash", folder.resolve("none.yaml").toString()).code());
        assertEquals(66, cli().call("import", "pssimpy", folder.toString()).code());
        Cli.Said file = cli().call("import", "pssimpy", theirs.toString());
        assertEquals(66, file.code(), file::toString);
        assertTrue(file.err().contains("theirs.yaml is no folder; name the one that holds the files"), file.err());
        Cli.Said format = cli().call("import", "simcah", theirs.toString());
        assertEquals(2, format.code(), format::toString);
        assertTrue(
                format.err()
                        .contains("there is no rtgsim import simcah; did you mean simcash? known: simcash, pssimpy"),
                format.err());
        assertEquals(0, cli().call("import", "simcash", "--help").code());
    }
}
