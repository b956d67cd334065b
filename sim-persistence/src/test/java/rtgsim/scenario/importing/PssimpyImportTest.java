package rtgsim.scenario.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.importing.ImportedRun.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.scenario.file.Problem;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.scenario.importing.PssimpyImport.Hours;

/// Tables of PSSimPy, as its documentation describes them, and what is made of them.
class PssimpyImportTest {

    @TempDir Path folder;

    private static Imported sampleImported() throws ScenarioRefused, IOException {
        return PssimpyImport.read(
                sample("pssimpy/banks.csv").resolveSibling(""), Hours.STANDARD, Path.of("imported.yaml"));
    }

    private void tables(String banks, String accounts, String transactions) throws IOException {
        Files.writeString(folder.resolve("banks.csv"), banks);
        Files.writeString(folder.resolve("accounts.csv"), accounts);
        Files.writeString(folder.resolve("transactions.csv"), transactions);
    }

    private static List<String> rows(ImportedRun run) {
        return run.all(Event.Arrival.class).stream()
                .map(each ->
                        each.tick()
                                + " "
                                + each.senderId()
                                + ">"
                                + each.receiverId()
                                + " "
                                + each.amount()
                                + " p"
                                + each.priority())
                .toList();
    }

    @Test
    void theSampleRunsWithTheTotalsThatItsTablesGive() throws Exception {
        try (Imported imported = sampleImported()) {
            ImportedRun run = ImportedRun.of(imported);
            assertEquals(36, run.scenario().simulation().ticksPerDay());
            assertEquals(2, run.scenario().simulation().numDays());
            assertEquals(
                    List.of(
                            "3 acc1>acc2 15000 p9",
                            "4 acc2>acc3 10025 p8",
                            "5 acc1>acc3 11000 p9",
                            "8 acc3>acc1 40000 p9",
                            "36 acc2>acc1 90000 p7",
                            "71 acc1>acc2 20000 p9"),
                    rows(run));
            // acc1 has 50.00 left when it should pay 110.00, and pays when acc3's 400.00 have come; acc2 may go 100.00
            // below zero.
            assertEquals(
                    List.of("3 15000", "4 10025", "8 40000", "8 11000", "36 90000", "71 20000"),
                    run.all(Event.Settlement.class).stream().map(each -> each.tick() + " " + each.amount()).toList());
            assertEquals(1.0, run.measures().byName().get("settled_value_share"));
        }
    }

    @Test
    void everyColumnAndEveryRowThatIsLostIsReported() throws Exception {
        try (Imported imported = sampleImported()) {
            List<String> said =
                    imported.report().findings().stream()
                            .filter(each -> each.outcome() != Outcome.ADDED)
                            .map(each ->
                                    each.outcome().label() + " " + each.file() + ":" + each.line() + " " + each.path())
                            .collect(Collectors.toList());
            for (String expected :
                    List.of(
                            "kept banks.csv:1 name",
                            "kept banks.csv:1 strategy_type",
                            "unknown banks.csv:1 bank_code",
                            "lost banks.csv:3 strategy_type",
                            "kept accounts.csv:1 id",
                            "kept accounts.csv:1 owner",
                            "kept accounts.csv:1 balance",
                            "kept accounts.csv:1 posted_collateral",
                            "kept transactions.csv:1 sender_account",
                            "kept transactions.csv:1 recipient_account",
                            "kept transactions.csv:1 amount",
                            "kept transactions.csv:1 time",
                            "changed transactions.csv:1 day",
                            "changed transactions.csv:1 priority",
                            "unknown transactions.csv:1 purpose",
                            "lost transactions.csv:6 row",
                            "lost transactions.csv:7 row")) {
                assertTrue(said.contains(expected), expected + " in " + said);
            }
            assertEquals(17, said.size(), said.toString());
        }
    }

    @Test
    void otherHoursAndWindowsMakeOtherTicks() throws Exception {
        tables(
                "name\nb\n",
                "id,owner,balance\nx,b,5\ny,b,5\n",
                "sender_account,receipient_account,amount,time\nx,y,5,9:59\ny,x,1,10:59\n");
        Hours hours = new Hours(LocalTime.of(9, 0), LocalTime.of(11, 0), 60, 3);
        try (Imported imported = PssimpyImport.read(folder, hours, Path.of("imported.yaml"))) {
            ImportedRun run = ImportedRun.of(imported);
            assertEquals(2, run.scenario().simulation().ticksPerDay());
            assertEquals(3, run.scenario().simulation().numDays());
            assertEquals(List.of("0 x>y 5 p5", "1 y>x 1 p5"), rows(run));
        }
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() throws Exception {
        tables("name\nb\nb\n", "id,owner,balance\nx,b,5\nx,z,much\n", "sender_account,recipient_account,amount,time\n");
        assertEquals(
                List.of("3:S0503", "3:S0503", "3:S0503", "3:S0503"),
                refused().stream().map(each -> each.line() + ":" + each.code()).toList());
        tables(
                "name\nb\n",
                "id,owner,balance\nx,b,5\ny,b,5\n",
                "sender_account,recipient_account,amount,time\nx,nobody,1e9999999,noon\nx,y,1,08:00,more\n");
        assertEquals(
                List.of("2:S0503", "2:S0503", "2:S0503", "3:S0305"),
                refused().stream().map(each -> each.line() + ":" + each.code()).toList());
        tables("name\nb\n", "owner,balance\nb,5\n", "amount\n");
        assertEquals("S0502", refused().getFirst().code());
        tables("", "id,owner\n", "");
        assertFalse(refused().isEmpty());
        Files.delete(folder.resolve("banks.csv"));
        assertThrows(
                NoSuchFileException.class, () -> PssimpyImport.read(folder, Hours.STANDARD, Path.of("x.yaml")).close());
    }

    private List<Problem> refused() {
        return assertThrows(
                        ScenarioRefused.class,
                        () -> PssimpyImport.read(folder, Hours.STANDARD, Path.of("x.yaml")).close())
                .problems();
    }
}
