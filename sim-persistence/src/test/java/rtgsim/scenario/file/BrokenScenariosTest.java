package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Broken scenarios beside their frames: all that is said of each file, and nothing else.
///
/// Lines `# --set PATH=VALUE` of a scenario are given to it as flags. It is read as a text that stands in no folder, or, where its name begins with `file-`, as the file
/// that it is, with the payments beside it.
///
/// `-Drtgsim.frames=write` writes the frames anew; whoever does that reads them.
class BrokenScenariosTest {

    /// Kinds that no small file of one scenario can show; other tests do.
    private static final Set<ProblemCode> SHOWN_ELSEWHERE =
            EnumSet.of(
                    ProblemCode.TOO_LARGE,
                    ProblemCode.NOT_UTF8,
                    ProblemCode.POLICY_UNREADABLE,
                    ProblemCode.POLICY_NEEDS_A_FILE,
                    ProblemCode.TREE_TOO_DEEP,
                    ProblemCode.TOO_MANY_REASONS,
                    ProblemCode.NOT_SUPPORTED_YET,
                    ProblemCode.TOO_MANY_PAYMENTS,
                    ProblemCode.POLICY_FILE_NOT_GIVEN,
                    ProblemCode.FOREIGN_COLUMNS,
                    ProblemCode.FOREIGN_ROW,
                    ProblemCode.QUEUED_FORM,
                    ProblemCode.BALANCE_FORM,
                    ProblemCode.MORE_PROBLEMS);

    private static final String FLAG = "# --set ";

    static Stream<Path> brokenFiles() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(BrokenScenariosTest.class.getResource("broken")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".json"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /// What is said of it.
    static ScenarioRefused refusal(Path file) throws IOException {
        String text = Files.readString(file);
        String name = file.getFileName().toString();
        List<String> sets =
                text.lines().filter(line -> line.startsWith(FLAG)).map(line -> line.substring(FLAG.length())).toList();
        return assertThrows(
                ScenarioRefused.class,
                () -> {
                    if (name.startsWith("file-")) ScenarioReader.read(file, sets, null);
                    else ScenarioReader.readText(text, name, sets, null);
                });
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void allMistakesAreFramed(Path file) throws Exception {
        String name = file.getFileName().toString();
        String frames =
                refusal(file).problems().stream()
                        .map(CodeFrame::render)
                        .collect(Collectors.joining("\n"))
                        .replace(file.getParent() + "/", "");
        if ("write".equals(System.getProperty("rtgsim.frames"))) {
            Files.writeString(Path.of("src/test/resources/rtgsim/scenario/file/broken", name + ".frames"), frames);
            return;
        }
        assertEquals(Files.readString(Path.of(file + ".frames")), frames);
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void problemsStandInTheOrderOfTheFileAndThenOfTheFlags(Path file) throws IOException {
        List<Problem> problems =
                new ArrayList<>(
                        refusal(file).problems().stream()
                                .filter(problem -> problem.line() > 0 && !problem.pointer().equals("/payments_file"))
                                .toList());
        assertEquals(problems, refusal(file).problems().subList(0, problems.size()));
        for (int i = 1; i < problems.size(); i++) {
            Problem before = problems.get(i - 1);
            Problem problem = problems.get(i);
            assertTrue(
                    before.line() < problem.line()
                            || (before.line() == problem.line() && before.column() <= problem.column()),
                    before + "\n" + problem);
        }
    }

    @Test
    void everyKindOfProblemIsShown() throws Exception {
        Set<String> shown = SHOWN_ELSEWHERE.stream().map(ProblemCode::code).collect(Collectors.toSet());
        for (Path file : brokenFiles().toList()) {
            refusal(file).problems().forEach(problem -> shown.add(problem.code()));
        }
        List<String> missing = new ArrayList<>();
        for (ProblemCode code : ProblemCode.values()) if (!shown.contains(code.code())) missing.add(code.name());
        assertEquals(List.of(), missing);
    }

    @Test
    void thereAreSixtyOfThem() throws Exception {
        assertTrue(brokenFiles().count() >= 60);
    }

    @Test
    void codesAreUniqueAndExplained() {
        Set<String> codes = Stream.of(ProblemCode.values()).map(ProblemCode::code).collect(Collectors.toSet());
        assertEquals(ProblemCode.values().length, codes.size());
        for (ProblemCode code : ProblemCode.values()) {
            assertTrue(code.code().matches("S[0-9]{4}"), code.code());
            assertTrue(code.title().length() < 50 && code.explanation().endsWith("."), code.code());
        }
    }

    @Test
    void theFrameOfTheInterfaceIsDrawnAsItStandsThere() throws IOException {
        String text =
                "#\n".repeat(35)
                        + """
                        name: x
                        simulation: { ticks_per_day: 1, num_days: 1, rng_seed: 1 }
                        agents: [{ id: A, opening_balance: 0 }, { id: B, opening_balance: 0 }]
                        # the forty-first line has the slip
                        lsm_config:
                            algorithm: [cycles]
                        """;
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class, () -> ScenarioReader.readText(text, "scenario.yaml", List.of(), null));
        assertEquals(
                """
                error[S0112]: unknown key `algorithm` in lsm_config
                  --> scenario.yaml:41:5
                   |
                41 |     algorithm: [cycles]
                   |     ^^^^^^^^^ did you mean `algorithms`? allowed: algorithms, every_ticks, max_cycle_length, max_cycles_per_tick, cycle_work,
                   |               optimal_max_transactions
                """,
                CodeFrame.render(refused.problems().getFirst()));
    }
}
