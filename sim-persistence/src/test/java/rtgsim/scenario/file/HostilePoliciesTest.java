package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.policy.CompiledTrees;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;
import rtgsim.tree.Action;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Field;

/// Whatever a policy file holds, the answer is a program or a refusal with a place, soon and in little memory.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostilePoliciesTest {

    private static final int MUTANTS = 10_000;
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private static final String SCENARIO =
            """
            name: hostile
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
            agents:
              - { id: BANK_0, opening_balance: 1, policy: { type: tree, file: %s } }
              - { id: BANK_1, opening_balance: 1 }
            """;

    @TempDir Path folder = Path.of("");

    @Test
    void mutatedPoliciesAreCompiledOrRefusedAndNothingElse() throws Exception {
        readMutants(0, MUTANTS);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void manyMoreMutatedPoliciesAreCompiledOrRefusedAndNothingElse() throws Exception {
        readMutants(MUTANTS, 5_000_000);
    }

    private void readMutants(int from, int until) throws Exception {
        List<String> seeds = seeds();
        List<String> words = words();
        Path policy = folder.resolve("policy.yaml");
        Path policyAsJson = folder.resolve("policy.json");
        Path scenario = Files.writeString(folder.resolve("yaml.yaml"), SCENARIO.formatted(policy.getFileName()));
        Path scenarioWithJson =
                Files.writeString(folder.resolve("json.yaml"), SCENARIO.formatted(policyAsJson.getFileName()));
        int refused = 0;
        long mostAllocated = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int seed = from; seed < until; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String original = seeds.get(random.nextInt(seeds.size()));
            String mutant = random.nextInt(3) == 0 ? otherWord(original, words, random) : Mutation.of(original, random);
            boolean json = original.startsWith("{") && random.nextInt(4) > 0;
            byte[] bytes = mutant.getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(16) == 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Files.write(json ? policyAsJson : policy, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Scenario read = ScenarioReader.read(json ? scenarioWithJson : scenario, List.of(), null).scenario();
                new CompiledTrees(read, new AgentOrder(read));
            } catch (ScenarioRefused refusal) {
                refused++;
                for (Problem problem : refusal.problems()) {
                    assertTrue(problem.line() >= 1 && problem.column() >= 1, problem.toString());
                    assertTrue(CodeFrame.render(problem).startsWith("error[S"));
                }
            } catch (RuntimeException | StackOverflowError unexpected) {
                fail("seed " + seed + ": " + unexpected + "\n" + mutant, unexpected);
            }
            mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        int mutants = until - from;
        assertTrue(mostAllocated <= BYTES_MAX, "a mutant took " + mostAllocated + " bytes");
        // Mutants that are still policies show that the reader goes on to the last node.
        assertTrue(refused > mutants / 2 && refused < mutants / 100 * 95, "refused: " + refused);
        System.out.printf(
                "%d mutants of policies, %d refused, at most %d KB each, %d ms of processor time%n",
                mutants, refused, mostAllocated / 1024, (threads.getCurrentThreadCpuTime() - began) / 1_000_000);
    }

    /// The policies that are shipped, and random ones that have everything.
    private static List<String> seeds() throws Exception {
        List<String> seeds = new ArrayList<>();
        try (Stream<Path> shipped = Files.list(Path.of("..", "scenarios", "policies"))) {
            for (Path file : shipped.sorted().toList()) seeds.add(Files.readString(file));
        }
        SplittableRandom random = new SplittableRandom(7);
        RandomPolicies policies = new RandomPolicies(random, List.of("BANK_0", "BANK_1"));
        while (seeds.size() < 40) {
            String json = json(policies.policy());
            if (json.length() > 500 && json.length() < 20_000) seeds.add(json);
        }
        return seeds;
    }

    private static String json(DecisionTrees trees) throws Exception {
        Simulation simulation =
                ScenarioReader.readText(Resources.text("valid/three-banks.yaml"), "s.yaml", List.of(), null)
                        .scenario()
                        .simulation();
        Population two = new Population(2, "BANK_%01d", 0, 10, 0, new Policy.Tree(trees), List.of());
        Scenario scenario =
                new Scenario(
                        "x", "", simulation, List.of(), two, LsmConfig.OFF, Rtgs.DEFAULT, CostRates.NONE, List.of());
        return new ObjectMapper()
                .readTree(CanonicalJson.of(scenario, null, List.of()))
                .at("/population/policy/tree")
                .toString();
    }

    /// The words of the language.
    private static List<String> words() {
        List<String> words =
                new ArrayList<>(List.of("bank_state_x", "bank_state_", "and", "or", "not", "div0", "clamp"));
        for (Field field : Field.values()) words.add(field.label());
        for (Action action : Action.values()) {
            words.add(action.label());
            action.parameters().forEach(parameter -> words.add(parameter.name()));
        }
        return words;
    }

    /// One word of the text becomes another of the language.
    private static String otherWord(String text, List<String> words, SplittableRandom random) {
        int at = random.nextInt(text.length());
        int from = at;
        int until = at;
        while (from > 0 && isOfWord(text.charAt(from - 1))) from--;
        while (until < text.length() && isOfWord(text.charAt(until))) until++;
        return text.substring(0, from) + words.get(random.nextInt(words.size())) + text.substring(until);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    static Stream<Arguments> hostilePolicies() {
        String head = "version: 1\npolicy_id: x\n";
        String leaf = "{ type: action, node_id: n, action: Release }";
        String one = "{ value: 1 }";
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("a list", "[1, 2]"),
                Arguments.of("a tree that is a word", head + "payment_tree: Release\n"),
                Arguments.of("a tree that is a list", head + "payment_tree: [" + leaf + "]\n"),
                Arguments.of("a million open maps", head + "payment_tree: " + "{on_true: ".repeat(300_000)),
                Arguments.of("ten thousand branches in each other", head + "payment_tree: " + branches(10_000, leaf)),
                Arguments.of("a hundred branches in each other", head + "payment_tree: " + branches(100, leaf)),
                Arguments.of(
                        "a hundred thousand negations",
                        head
                                + "payment_tree: { type: condition, node_id: n, condition: "
                                + "{ op: not, condition: ".repeat(100_000)),
                Arguments.of("a value of a thousand computations", inCondition(computed(1_000, one))),
                Arguments.of("a hundred thousand values", inCondition(least(100_000, "{ field: amunt }"))),
                Arguments.of("a hundred thousand parameters", head + numbered(100_000) + "payment_tree: 1\n"),
                Arguments.of("a parameter that is text", head + "parameters: { a: b }\n"),
                Arguments.of("a parameter that is no number", head + "parameters: { a: .nan }\n"),
                Arguments.of("a parameter beyond doubles", head + "parameters: { a: 1e999999999 }\n"),
                Arguments.of(
                        "a number of a million digits", head + "parameters: { a: " + "9".repeat(1_000_000) + " }\n"),
                Arguments.of("a field of a million letters", inCondition("{ field: " + "a".repeat(1_000_000) + " }")),
                Arguments.of("a field that is a map", inCondition("{ field: { field: amount } }")),
                Arguments.of("two values in one", inCondition("{ field: amount, value: 1 }")),
                Arguments.of("no value", inCondition("{}")),
                Arguments.of("an alias", inCondition("*a")),
                Arguments.of("an anchor", inCondition("&a { value: 1 }")),
                Arguments.of("a merge", inCondition("{ <<: { value: 1 } }")),
                Arguments.of("a tag", inCondition("!!java.net.URL { value: 1 }")),
                Arguments.of("a key twice", inCondition("{ value: 1, value: 2 }")),
                Arguments.of("a zero in an id", head + "payment_tree: " + leaf.replace("n,", "\"a\\0\",")),
                Arguments.of(
                        "an id of a million letters",
                        head + "payment_tree: " + leaf.replace("n,", "n".repeat(1_000_000) + ",")),
                Arguments.of("half of a pair", head + "description: \uD83D\n"),
                Arguments.of(
                        "an unknown agent",
                        head
                                + "bank_tree: { type: action, node_id: n, action: SetReleaseBudget, parameters: { focus_counterparties: { value: [Q] } } }"),
                Arguments.of(
                        "a register without a name",
                        head
                                + "bank_tree: { type: action, node_id: n, action: SetState, parameters: { key: { value: bank_state_ }, value: { value: 1 } } }"),
                Arguments.of(
                        "a reason too long",
                        head
                                + "payment_tree: { type: action, node_id: n, action: Hold, parameters: { reason: { value: "
                                + "a".repeat(41)
                                + " } } }"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostilePolicies")
    void hostilePoliciesAreRefusedWithAPlace(String what, String text) throws Exception {
        for (String name : List.of("policy.yaml", "policy.json")) {
            Files.writeString(folder.resolve(name), text.replace('\uD83D', '?'));
            if (text.indexOf('\uD83D') >= 0) {
                Files.write(folder.resolve(name), new byte[] {'a', ':', ' ', (byte) 0xED, (byte) 0xA0, (byte) 0xBD});
            }
            Path scenario = Files.writeString(folder.resolve("s.yaml"), SCENARIO.formatted(name));
            try {
                ScenarioReader.read(scenario, List.of(), null);
                fail(what + " is read from " + name);
            } catch (ScenarioRefused refused) {
                assertTrue(refused.problems().size() <= Problems.LISTED_MAX + 1);
                for (Problem problem : refused.problems()) {
                    assertTrue(problem.line() >= 1 && problem.column() >= 1, problem.toString());
                    assertTrue(problem.message().length() < 1_000 && problem.sourceLine().length() < 1_200, what);
                    CodeFrame.render(problem);
                }
            }
        }
    }

    private static String branches(int depth, String leaf) {
        StringBuilder tree = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            tree.append("{ type: condition, node_id: b").append(i);
            tree.append(", condition: { op: <, left: { field: amount }, right: { value: ")
                    .append(i)
                    .append(" } }, on_false: ");
            tree.append(leaf.replace("node_id: n", "node_id: l" + i)).append(", on_true: ");
        }
        return tree.append(leaf).append(" }".repeat(depth)).append('\n').toString();
    }

    private static String inCondition(String value) {
        return "version: 1\npolicy_id: x\npayment_tree: { type: condition, node_id: a, condition: { op: <, left: "
                + value
                + ", right: { param: none } }, on_true: { type: action, node_id: b, action: Drop }, on_false: { type: action, node_id: c, action: Drop } }\n";
    }

    private static String computed(int depth, String value) {
        return "{ compute: { op: abs, value: ".repeat(depth) + value + " } }".repeat(depth);
    }

    private static String least(int count, String value) {
        return "{ compute: { op: min, values: [" + (value + ", ").repeat(count) + value + "] } }";
    }

    private static String numbered(int count) {
        StringBuilder parameters = new StringBuilder("parameters: {");
        for (int i = 0; i < count; i++) parameters.append(" p").append(i).append(": 1,");
        return parameters.append(" z: 1 }\n").toString();
    }
}
