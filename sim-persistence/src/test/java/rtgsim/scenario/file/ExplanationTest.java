package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.file.Explanation.Part;
import rtgsim.scenario.importing.PssimpyImport;
import rtgsim.scenario.importing.SimcashImport;

/// What `rtgsim explain` and `docs/errors.md` say of each kind of problem is what the reader does.
class ExplanationTest {

    private static final Path PAGE = Path.of("..", "docs", "errors.md");

    /// The examples of which a file of a hundred million rows, a tree a hundred nodes deep or one of many nodes would have to be made.
    private static final List<String> TOLD_ONLY = List.of("S0309", "S0410", "S0411");

    @TempDir Path folder;

    static Stream<Explanation> explanations() {
        return Explanation.all().stream();
    }

    @ParameterizedTest
    @MethodSource("explanations")
    void theExampleHasTheProblemAndTheMendedOneHasNone(Explanation explanation) throws Exception {
        if (explanation.wrong().isEmpty()) {
            assertEquals("S0113", explanation.code(), "the only kind that a version may never report");
            return;
        }
        assertFalse(explanation.mended().isEmpty(), explanation.code());
        assertEquals(List.of(), codes(explanation.mended(), explanation.code(), true));
        if (TOLD_ONLY.contains(explanation.code())) return;
        List<String> codes = codes(explanation.wrong(), explanation.code(), false);
        if (explanation.code().equals("S0999")) {
            assertEquals(1_001, codes.size());
            assertEquals("S0999", codes.getLast());
        } else {
            assertEquals(List.of(explanation.code()), codes.stream().distinct().toList());
        }
    }

    private List<String> codes(List<Part> parts, String code, boolean mended) throws IOException {
        List<String> sets = List.of();
        Path scenario = folder.resolve("scenario.yaml");
        Files.writeString(scenario, completed(""));
        for (Part part : parts) {
            String text = part.text().replace('␇', '\u0007');
            if (part.file().equals(Explanation.FLAGS)) {
                sets = text.lines().toList();
                continue;
            }
            Path file = folder.resolve(part.file());
            if (part.file().endsWith(".json")) scenario = file;
            boolean yaml = file.equals(scenario) && part.file().endsWith(".yaml");
            String whole = yaml && !code.equals("S0004") ? completed(text) : text;
            Charset charset = code.equals("S0002") && !mended ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
            Files.writeString(file, mended ? whole : whole + moreOf(code), charset);
        }
        try {
            if (code.startsWith("S05")) importAll(parts);
            else if (code.startsWith("S06")) QueuedCases.read(scenario, LsmConfig.OFF);
            else if (code.equals("S0302") || code.equals("S0402"))
                ScenarioReader.readText(Files.readString(scenario), "body", sets, null);
            else ScenarioReader.read(scenario, sets, null);
            return List.of();
        } catch (ScenarioRefused refused) {
            return refused.problems().stream().map(Problem::code).toList();
        }
    }

    /// The files of another simulator, which are read when they are imported.
    private void importAll(List<Part> parts) throws IOException, ScenarioRefused {
        List<Path> files = parts.stream().map(part -> folder.resolve(part.file())).toList();
        Path target = Path.of("imported.yaml");
        boolean tables = files.getFirst().toString().endsWith(".csv");
        if (tables) PssimpyImport.read(folder, PssimpyImport.Hours.STANDARD, target).close();
        else SimcashImport.read(files, target).close();
    }

    /// What `and so on` stands for.
    private static String moreOf(String code) {
        return switch (code) {
            case "S0001" -> ("# " + "x".repeat(1_021) + "\n").repeat(64 * 1_024);
            case "S0999" -> {
                StringBuilder more = new StringBuilder();
                for (int i = 0; i < 1_000; i++) more.append("more_").append(i).append(": 1\n");
                yield more.toString();
            }
            default -> "";
        };
    }

    /// With the keys that every scenario needs, at its end, so that the lines that matter keep their places.
    private static String completed(String text) {
        StringBuilder whole = new StringBuilder(text);
        if (!has(text, "name")) whole.append("name: example\n");
        if (!has(text, "simulation")) whole.append("simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }\n");
        if (!has(text, "agents") && !has(text, "population"))
            whole.append("agents: [{ id: A, opening_balance: 100 }, { id: B, opening_balance: 100 }]\n");
        return whole.toString();
    }

    private static boolean has(String text, String key) {
        return text.lines().anyMatch(line -> line.startsWith(key + ":"));
    }

    @Test
    void aCodeIsFoundInAnyCaseAndAnUnknownOneIsNot() {
        assertEquals("S0112", Objects.requireNonNull(Explanation.of("s0112"), "S0112").code());
        assertNull(Explanation.of("S0107"));
        assertNull(Explanation.of(""));
    }

    @Test
    void thePageSaysWhatTheCommandSays() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("rtgsim.docs"))) {
            Files.writeString(PAGE, page);
            return;
        }
        assertEquals(page, Files.readString(PAGE));
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Errors in a scenario

                        Each kind of mistake has a code that never changes its meaning. `rtgsim explain CODE` says what is said here. In the examples the keys that do not matter
                        are left out; `name`, `simulation` and two agents stand in every scenario. A test reads each example: the wrong one gives its code and no other, the
                        mended one none. This page is made from the same source as the command.

                        | code | |
                        |---|---|
                        """);
        for (Explanation each : Explanation.all()) {
            page.append("| [" + each.code() + "](#" + each.code().toLowerCase(java.util.Locale.ROOT) + ") | ")
                    .append(each.title())
                    .append(" |\n");
        }
        for (Explanation each : Explanation.all()) {
            page.append("\n## ").append(each.code()).append("\n\n**").append(capital(each.title())).append(".** ");
            page.append(each.explanation()).append('\n');
            if (each.wrong().isEmpty()) page.append("\nThis version never reports it.\n");
            else {
                append(page, "Wrong", each.wrong());
                append(page, "Mended", each.mended());
            }
        }
        return page.toString();
    }

    private static void append(StringBuilder page, String which, List<Part> parts) {
        page.append('\n').append(which).append(":\n");
        for (Part part : parts) {
            String language = part.file().substring(part.file().lastIndexOf('.') + 1);
            page.append("\n```").append(part.file().equals(Explanation.FLAGS) ? "text" : language).append('\n');
            String before = part.file().equals(Explanation.FLAGS) ? "--set " : "";
            part.text().lines().forEach(line -> page.append(before).append(line).append('\n'));
            page.append("```\n");
        }
    }

    private static String capital(String title) {
        return Character.toUpperCase(title.charAt(0)) + title.substring(1);
    }

    @Test
    void everyTitleIsShortAndEveryExplanationASentence() {
        for (Explanation each : Explanation.all()) {
            assertTrue(each.title().length() < 50, each.code());
            assertTrue(each.explanation().endsWith("."), each.code());
        }
    }
}
