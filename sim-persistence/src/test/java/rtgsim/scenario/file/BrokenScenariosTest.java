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
/// `-Drtgsim.frames=write` writes the frames anew; whoever does that reads them.
class BrokenScenariosTest {

    /// Kinds that no small file of one scenario can show; other tests do.
    private static final Set<ProblemCode> SHOWN_ELSEWHERE =
            EnumSet.of(
                    ProblemCode.TOO_LARGE,
                    ProblemCode.NOT_UTF8,
                    ProblemCode.PAYMENTS_UNREADABLE,
                    ProblemCode.PAYMENTS_NEED_A_FILE,
                    ProblemCode.PAYMENTS_CHANGED,
                    ProblemCode.NOT_CSV,
                    ProblemCode.NUMBER_OF_CELLS,
                    ProblemCode.PAYMENTS_COLUMNS,
                    ProblemCode.OUTSIDE_HOURS,
                    ProblemCode.DEADLINE_TOO_EARLY,
                    ProblemCode.TOO_MANY_PAYMENTS,
                    ProblemCode.SETTING_FORM,
                    ProblemCode.SETTING_PATH,
                    ProblemCode.SETTING_POPULATION,
                    ProblemCode.POLICY_FILE_NOT_GIVEN,
                    ProblemCode.FOREIGN_COLUMNS,
                    ProblemCode.FOREIGN_ROW,
                    ProblemCode.MORE_PROBLEMS);

    static Stream<Path> brokenFiles() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(BrokenScenariosTest.class.getResource("broken")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.toString().endsWith(".frames")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void allMistakesAreFramed(Path file) throws Exception {
        String name = file.getFileName().toString();
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class,
                        () -> ScenarioReader.readText(Files.readString(file), name, List.of(), null));
        String frames = refused.problems().stream().map(CodeFrame::render).collect(Collectors.joining("\n"));
        if ("write".equals(System.getProperty("rtgsim.frames"))) {
            Files.writeString(Path.of("src/test/resources/rtgsim/scenario/file/broken", name + ".frames"), frames);
            return;
        }
        assertEquals(Files.readString(Path.of(file + ".frames")), frames);
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void problemsStandInTheOrderOfTheFile(Path file) {
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> ScenarioReader.read(file, List.of(), null));
        List<Problem> problems = refused.problems();
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
            assertThrows(ScenarioRefused.class, () -> ScenarioReader.read(file, List.of(), null))
                    .problems()
                    .forEach(problem -> shown.add(problem.code()));
        }
        List<String> missing = new ArrayList<>();
        for (ProblemCode code : ProblemCode.values()) if (!shown.contains(code.code())) missing.add(code.name());
        assertEquals(List.of(), missing);
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
