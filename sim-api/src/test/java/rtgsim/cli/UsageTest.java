package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.app.Release;

/// What the command says when it is asked for help, or asked wrongly.
class UsageTest {

    @TempDir Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertTrue(
                pom.contains("<version>" + Release.VERSION + "</version>")
                        || pom.contains("<version>" + Release.VERSION + "-SNAPSHOT</version>"));
        for (String option : List.of("--version", "-V")) {
            assertEquals(new Cli.Said(0, "rtgsim " + Release.VERSION + "\n", ""), cli().call(option));
        }
        assertEquals("rtgsim " + Release.VERSION + "\n", cli().call("run", "--version").out());
    }

    @Test
    void helpNamesEveryCommandAndEveryCommandHasHelp() {
        Cli.Said help = cli().call("--help");
        assertEquals(0, help.code());
        for (String command :
                List.of(
                        "new",
                        "run",
                        "validate",
                        "ls",
                        "show",
                        "events",
                        "offset",
                        "verify",
                        "export",
                        "import",
                        "serve",
                        "schema",
                        "explain",
                        "doctor")) {
            assertTrue(help.out().contains("\n  " + command), help.out());
            Cli.Said one = cli().call(command, "--help");
            assertEquals(0, one.code());
            assertTrue(one.out().startsWith("Usage: rtgsim " + command), one.out());
            assertTrue(one.out().contains("--store"), one.out());
            assertFalse(one.out().contains("\u001b"), "no colour in a pipe");
        }
    }

    @Test
    void aMisspelledCommandIsAnsweredWithTheOneMeant() {
        assertEquals(
                new Cli.Said(
                        2,
                        "",
                        """
                        error: there is no command exprot; did you mean export?
                          commands: new, run, validate, ls, show, rm, events, offset, verify, export, import, serve, fallback, store, schema, explain, doctor
                          see rtgsim --help
                        """),
                cli().call("exprot"));
    }

    @Test
    void aMisspelledOptionIsAnsweredWithTheOneMeant() {
        assertEquals(
                new Cli.Said(
                        2,
                        "",
                        """
                        error: there is no option --sed of rtgsim run; did you mean --seed?
                          see rtgsim run --help
                        """),
                cli().call("run", "--sed=1", "x.yaml"));
    }

    @Test
    void aValueThatIsNoneOfAListIsAnsweredWithTheList() {
        assertEquals(
                new Cli.Said(
                        2,
                        "",
                        """
                        error: --tables must be one of events, transactions: --tables=event; did you mean events?
                          see rtgsim export --help
                        """),
                cli().call("export", "x", "-o", "d", "--tables", "event"));
        assertEquals(
                new Cli.Said(
                        2,
                        "",
                        """
                        error: --format must be one of csv, ndjson, duckdb: --format=parquet
                          see rtgsim export --help
                        """),
                cli().call("export", "x", "-o", "d", "--format=parquet"));
    }

    @Test
    void whatIsMissingOrTooMuchIsUsage() {
        for (String[] args :
                new String[][] {
                    {},
                    {"run"},
                    {"validate"},
                    {"show"},
                    {"events"},
                    {"export", "x"},
                    {"ls", "x"},
                    {"run", "a", "b"},
                    {"run", "--seed", "x", "a"},
                    {"events", "x", "--format", "pdf"},
                    {"export", "x", "-o", "d", "--tables", "costs"},
                    {"serve", "-p", "x"},
                    {"run", "--gap", "--no-store", "../scenarios/two-agents.yaml"},
                    {"offset"},
                    {"offset", "x.json", "--from", "y", "--tick", "0"},
                    {"offset", "x.json", "--tick", "0"},
                    {"offset", "--from", "y"},
                    {"offset", "--from", "y", "--tick", "x"},
                    {"offset", "x.json", "--algorithm", "best"},
                    {"offset", "x.json", "--max-cycle-length", "2"},
                    {"offset", "x.json", "--branches", "-1"}
                }) {
            Cli.Said said = cli().call(args);
            assertEquals(2, said.code(), String.join(" ", args) + said);
            assertTrue(said.err().startsWith("error: "), said.err());
            assertFalse(said.err().contains("\tat "), "no trace for users");
        }
    }

    @Test
    void serveRefusesEveryAddressButLoopbackAndSaysWhy() {
        for (String host : List.of("0.0.0.0", "::", "192.168.1.7", "example.org", "")) {
            Cli.Said said = cli().call("serve", "--host=" + host);
            assertEquals(2, said.code());
            assertTrue(said.err().contains("--host must be 127.0.0.1 or localhost"), said.err());
            assertTrue(said.err().contains("only for this machine"), said.err());
        }
        assertEquals(2, cli().call("serve", "-p", "65536").code());
        assertEquals(2, cli().call("serve", "-p", "-1").code());
    }

    @Test
    void aFileThatIsNotThereIsAnsweredWithItsNeighbour() throws IOException {
        Files.writeString(folder.resolve("gridlock.yaml"), "name: x\n");
        Cli.Said said = cli().call("run", folder.resolve("gridlok.yaml").toString());
        assertEquals(66, said.code());
        assertEquals(
                "error: there is no file "
                        + folder.resolve("gridlok.yaml")
                        + "\n  did you mean "
                        + folder.resolve("gridlock.yaml")
                        + "?\n",
                said.err());
        assertEquals(66, cli().call("validate", folder.resolve("gridlok.yaml").toString()).code());
        assertEquals(66, cli().call("run", folder.toString()).code());
    }

    @Test
    void aStoreThatIsNotThereHasNoRuns() {
        assertEquals(0, cli().call("ls").code());
        assertEquals("{\"schema_version\":1,\"simulations\":[]}\n", cli().call("ls", "--json").out());
        assertEquals(66, cli().call("show", "x").code());
        assertFalse(Files.exists(folder.resolve("runs")), "asking makes no folder");
    }
}
