package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tour of the README, called as it stands there, says what it shows.
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// One command of the README and the lines that it shows after it.
    private record Shown(List<String> words, List<String> lines) {}

    private static List<Shown> commands() throws IOException {
        List<Shown> commands = new ArrayList<>();
        Matcher block =
                Pattern.compile("```console\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(ROOT.resolve("README.md")));
        while (block.find()) {
            for (String command : block.group(1).split("(?m)^\\$ ")) {
                List<String> lines = command.lines().toList();
                if (!command.startsWith("./rtgsim ")) continue;
                List<String> words = new ArrayList<>(List.of(lines.getFirst().replace("'", "").split(" ")));
                commands.add(new Shown(words.subList(1, words.size()), lines.subList(1, lines.size())));
            }
        }
        return commands;
    }

    /// Without what differs from one run to the next: times, rates, file sizes and folders.
    private static String lasting(String text, Path folder) {
        return text.replace(folder.resolve("runs").toString(), "runs")
                .replace(folder.resolve("out").toString(), "out")
                .replaceAll(" --store runs", "")
                .replaceAll("in \\S+ m?s \\([^)]*events/s\\)", "in …")
                .replaceAll("\\([0-9.]+ [kM]B\\)", "(…)")
                .strip();
    }

    @Test
    void theTourSaysWhatTheReadmeShows(@TempDir Path folder) throws IOException {
        Cli cli = new Cli(folder.resolve("runs")).onTerminal().with("NO_COLOR", "1");
        int called = 0;
        int compared = 0;
        for (Shown shown : commands()) {
            List<String> words = new ArrayList<>(shown.words());
            if (List.of("serve", "validate").contains(words.getFirst())) continue;
            words.replaceAll(word -> word.startsWith("scenarios/") ? ROOT.resolve(word).toString() : word);
            words.replaceAll(word -> word.equals("out") ? folder.resolve("out").toString() : word);
            words.add("--no-progress");
            Cli.Said said = cli.call(words.toArray(String[]::new));
            assertEquals(0, said.code(), words + "\n" + said.err());
            called++;
            if (shown.lines().isEmpty()) continue;
            assertEquals(lasting(String.join("\n", shown.lines()), folder), lasting(said.out() + said.err(), folder));
            compared++;
        }
        assertTrue(called >= 5 && compared >= 3, "called=" + called + " compared=" + compared);
    }

    @Test
    void theQueriesOfTheDocumentationFindRowsInAStoredRun(@TempDir Path folder) throws IOException, SQLException {
        Cli cli = new Cli(folder.resolve("runs"));
        assertEquals(0, cli.call("run", ROOT.resolve("scenarios/two-agents.yaml").toString(), "--id", "two").code());
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        int asked = 0;
        try (Connection run =
                        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("runs/two.duckdb"), readOnly);
                Statement statement = run.createStatement()) {
            for (String page : List.of("README.md", "docs/store.md")) {
                Matcher block =
                        Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                                .matcher(Files.readString(ROOT.resolve(page)));
                while (block.find()) {
                    for (String query : block.group(1).split(";\\s*\n")) {
                        try (ResultSet rows = statement.executeQuery(query)) {
                            assertTrue(rows.next(), query);
                        }
                        asked++;
                    }
                }
            }
        }
        assertTrue(asked >= 7, "asked=" + asked);
    }
}
