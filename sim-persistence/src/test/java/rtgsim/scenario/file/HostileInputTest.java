package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the text is, the answer is a scenario or a refusal with a place, soon and in little memory.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostileInputTest {

    private static final int MUTANTS = 10_000;
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    @Test
    void mutatedScenariosAreReadOrRefusedAndNothingElse() throws Exception {
        readMutants(0, MUTANTS);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void manyMoreMutatedScenariosAreReadOrRefusedAndNothingElse() throws Exception {
        readMutants(MUTANTS, 10_000_000);
    }

    private static void readMutants(int from, int until) throws Exception {
        int mutants = until - from;
        List<String> seeds = new ArrayList<>();
        for (String name : List.of("valid/many-keys.yaml", "valid/three-banks.yaml", "valid/older-generator.yaml")) {
            String text = Resources.text(name);
            seeds.add(text);
            seeds.add(ScenarioReader.readText(text, "s.yaml", List.of(), null).canonicalJson());
        }
        int refused = 0;
        long mostAllocated = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int seed = from; seed < until; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String original = seeds.get(random.nextInt(seeds.size()));
            String mutant = Mutation.of(original, random);
            boolean json = original.startsWith("{") && random.nextInt(4) > 0;
            List<String> sets =
                    random.nextInt(8) == 0
                            ? List.of(Mutation.of("agents[BANK_A].arrivals[*].rate_per_tick=5", random))
                            : List.of();
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                ScenarioReader.readText(mutant, json ? "s.json" : "s.yaml", sets, null);
            } catch (ScenarioRefused refusal) {
                refused++;
                for (Problem problem : refusal.problems()) assertTrue(CodeFrame.render(problem).startsWith("error[S"));
            } catch (RuntimeException | StackOverflowError unexpected) {
                fail("seed " + seed + ": " + unexpected + "\nsets " + sets + "\n" + mutant, unexpected);
            }
            mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(mostAllocated <= BYTES_MAX, "a mutant took " + mostAllocated + " bytes");
        // Mutants that are still scenarios show that the reader goes on to the last step.
        assertTrue(refused > mutants / 2 && refused < mutants / 100 * 95, "refused: " + refused);
        System.out.printf(
                "%d mutants, %d refused, at most %d KB each, %d ms of processor time%n",
                mutants, refused, mostAllocated / 1024, (threads.getCurrentThreadCpuTime() - began) / 1_000_000);
    }

    static Stream<Arguments> hostileTexts() {
        String head =
                "name: x\nsimulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }\nagents:\n  - { id: A, opening_balance: 1 }\n  - { id: B, opening_balance: 1 }\n";
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("only a comment", "# nothing\n"),
                Arguments.of("only a mark of byte order", "\uFEFF"),
                Arguments.of("null", "null"),
                Arguments.of("a scalar", "5"),
                Arguments.of("a list", "[1, 2]"),
                Arguments.of("a thousand open lists", "[".repeat(1_000)),
                Arguments.of("a million open lists", "[".repeat(1_000_000)),
                Arguments.of("a million open maps", "{a: ".repeat(300_000)),
                Arguments.of("a million maps in JSON style", "{\"a\":".repeat(300_000)),
                Arguments.of("a line of block lists", "- ".repeat(300_000)),
                Arguments.of("a line of complex keys", "? ".repeat(300_000)),
                Arguments.of("steps of indentation", steps(2_000)),
                Arguments.of("a hundred thousand closing brackets", "]".repeat(100_000)),
                Arguments.of("a hundred thousand colons", ":".repeat(100_000)),
                Arguments.of("a hundred thousand colons with blanks", ": ".repeat(100_000)),
                Arguments.of("a hundred thousand commas", "[" + ",".repeat(100_000)),
                Arguments.of("a hundred thousand quotes", "\"".repeat(100_001)),
                Arguments.of("a hundred thousand anchors", "&a ".repeat(100_000)),
                Arguments.of("a hundred thousand tags", "!a ".repeat(100_000)),
                Arguments.of("a hundred thousand aliases", "- *a\n".repeat(100_000)),
                Arguments.of("nine levels of laughter", laughter()),
                Arguments.of("a merge of itself", head + "<<: &a { <<: *a }\n"),
                Arguments.of("a hundred thousand documents", "---\n".repeat(100_000)),
                Arguments.of("a hundred thousand unknown keys", head + numbered("key_%d: 1\n", 100_000)),
                Arguments.of("a hundred thousand equal keys", head + "key: 1\n".repeat(100_000)),
                Arguments.of("keys of one hash", head + colliding(15)),
                Arguments.of("a key of a million letters", head + "k".repeat(1_000_000) + ": 1\n"),
                Arguments.of("a quoted key of a million letters", head + "\"" + "k".repeat(1_000_000) + "\": 1\n"),
                Arguments.of("an id of a million letters", head.replace("id: A", "id: " + "a".repeat(1_000_000))),
                Arguments.of(
                        "a number of a million digits",
                        head.replace("rng_seed: 1", "rng_seed: " + "1".repeat(1_000_000))),
                Arguments.of(
                        "a rate of a million digits",
                        head + "cost_rates: { overdraft_bps_per_tick: 0." + "1".repeat(1_000_000) + " }\n"),
                Arguments.of(
                        "a rate with a great exponent", head + "cost_rates: { overdraft_bps_per_tick: 1e999999999 }\n"),
                Arguments.of(
                        "a rate with a small exponent",
                        head + "cost_rates: { overdraft_bps_per_tick: 1e-999999999 }\n"),
                Arguments.of(
                        "a rate with an exponent beyond ints",
                        head + "cost_rates: { overdraft_bps_per_tick: 1e99999999999999999999 }\n"),
                Arguments.of(
                        "a million underscores", head.replace("rng_seed: 1", "rng_seed: 1" + "_".repeat(1_000_000))),
                Arguments.of("a directive of another version", "%YAML 9.9\n---\n" + head),
                Arguments.of("a directive with a great version", "%YAML 99999999999999999999.1\n---\n" + head),
                Arguments.of("a directive of tags", "%TAG !e! tag:example.com,2000:\n---\n" + head),
                Arguments.of("a tag of Java", head + "description: !!javax.script.ScriptEngineManager []\n"),
                Arguments.of("a tag that is not closed", head + "description: !<tag:x y\n"),
                Arguments.of("a tag of broken percents", head + "description: !a%FF%FE%zz y\n"),
                Arguments.of("an escape beyond Unicode", head + "description: \"\\U00110000\"\n"),
                Arguments.of("an escape beyond ints", head + "description: \"\\UFFFFFFFF\"\n"),
                Arguments.of("half of a pair by escape", head + "description: \"\\ud83d\"\n"),
                Arguments.of("half of a pair", head + "description: \uD83D\n"),
                Arguments.of("half of a pair at the end", head + "description: x\uD83D"),
                Arguments.of("an escape at the end", head + "description: \"\\u00"),
                Arguments.of("a zero", head + "description: a\u0000b\n"),
                Arguments.of("an escape sequence for terminals", head + "description: \u001B[2J\n"),
                Arguments.of("a block with too much indentation", head + "description: |9\n x\n"),
                Arguments.of("a block with a broken header", head + "description: |x\n"),
                Arguments.of("tabs for indentation", head + "rtgs:\n\tdiscipline: bypass\n"),
                Arguments.of("a text after the end", head + "...\nmore\n"),
                Arguments.of("a list as a key", head + "[a, b]: 1\n"),
                Arguments.of("a map as a key", head + "{a: b}: 1\n"),
                Arguments.of("an empty key", head + ": 1\n"),
                Arguments.of("a null key", head + "~: 1\n"),
                Arguments.of("a line of a megabyte with one mistake", jsonLine(20_000)),
                Arguments.of(
                        "a hundred thousand wrong agents",
                        head
                                + "scenario_events: ["
                                + "{type: direct_transfer, sender: Q, receiver: B, amount: 1, at: 0},".repeat(50_000)
                                + "]\n"),
                Arguments.of(
                        "as many agents as are too many",
                        "name: x\nsimulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }\npopulation: { count: 1_000_001 }\n"),
                Arguments.of("a UTF-16 file read as it stands", "\u0000n\u0000a\u0000m\u0000e"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileTexts")
    void hostileTextsAreRefusedWithAPlace(String what, String text) {
        for (String name : List.of("s.yaml", "s.json")) {
            ScenarioRefused refused =
                    assertThrows(
                            ScenarioRefused.class, () -> ScenarioReader.readText(text, name, List.of(), null), what);
            assertFalse(refused.problems().isEmpty());
            assertTrue(refused.problems().size() <= Problems.LISTED_MAX + 1);
            for (Problem problem : refused.problems()) {
                assertTrue(problem.line() >= 1 && problem.column() >= 1, problem.toString());
                assertTrue(problem.message().length() < 1_000 && problem.sourceLine().length() < 1_200, what);
                assertTrue(
                        CodeFrame.render(problem)
                                .chars()
                                .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c)),
                        what);
            }
        }
    }

    @Test
    @Tag("soak")
    void moreThanTenMillionValuesAreRefusedBeforeTheyFillTheMemory() {
        for (String name : List.of("s.yaml", "s.json")) {
            String text = "[" + "[],".repeat(TreeBuilder.NODES_MAX + 1) + "[]]";
            ScenarioRefused refused =
                    assertThrows(ScenarioRefused.class, () -> ScenarioReader.readText(text, name, List.of(), null));
            assertEquals(ProblemCode.TOO_LARGE.code(), refused.problems().getFirst().code());
        }
    }

    private static String steps(int depth) {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < depth; i++) steps.append(" ".repeat(i)).append("a:\n");
        return steps.toString();
    }

    private static String laughter() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 10; i++) {
            text.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("]\n");
        }
        return text.toString();
    }

    private static String numbered(String form, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) text.append(form.replace("%d", Integer.toString(i)));
        return text.toString();
    }

    /// 2^bits keys that are different but have one hash code: `Aa` and `BB` have the same.
    private static String colliding(int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1 << bits; i++) {
            for (int bit = 0; bit < bits; bit++) text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            text.append(": 1\n");
        }
        return text.toString();
    }

    private static String jsonLine(int agents) {
        StringBuilder text =
                new StringBuilder(
                        "{\"name\":\"x\",\"simulation\":{\"ticks_per_day\":1,\"num_days\":1,\"rng_seed\":1},\"agents\":[");
        for (int i = 0; i < agents; i++) text.append("{\"id\":\"BANK_").append(i).append("\",\"opening_balance\":1},");
        return text.append("{\"id\":\"LAST\",\"opening_balance\":1.5}]}").toString();
    }
}
