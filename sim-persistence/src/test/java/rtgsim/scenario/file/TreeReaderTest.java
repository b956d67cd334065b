package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Reason;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;

class TreeReaderTest {

    private static final String HEAD =
            """
            name: trees
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
            """;

    private static final String POLICY =
            """
            version: 2.0
            policy_id: patient
            parameters: { threshold: 5 }
            payment_tree:
              type: condition
              node_id: urgent
              condition: { op: <=, left: { field: ticks_to_deadline }, right: { param: threshold } }
              on_true: { type: action, node_id: go, action: Release }
              on_false: { type: action, node_id: wait, action: Hold, parameters: { reason: { value: not yet } } }
            """;

    private static final String SAME_AS_JSON =
            """
            { "version": "2.0", "policy_id": "patient", "parameters": { "threshold": 5.0 },
              "payment_tree": { "type": "condition", "node_id": "urgent",
                "condition": { "op": "<=", "left": { "field": "ticks_to_deadline" }, "right": { "param": "threshold" } },
                "on_true": { "type": "action", "node_id": "go", "action": "Release" },
                "on_false": { "type": "action", "node_id": "wait", "action": "Hold",
                  "parameters": { "reason": { "value": "not yet" } } } } }
            """;

    @TempDir Path folder = Path.of("");

    private static String agents(String policyOfA, String policyOfB) {
        return HEAD
                + "agents:\n  - { id: A, opening_balance: 1, policy: "
                + policyOfA
                + " }\n  - { id: B, opening_balance: 1, policy: "
                + policyOfB
                + " }\n";
    }

    private ScenarioDocument read(String text, String... sets) throws IOException, ScenarioRefused {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, text);
        return ScenarioReader.read(file, List.of(sets), null);
    }

    private static DecisionTrees treesOf(Scenario scenario, int agent) {
        return ((Policy.Tree) scenario.agents().get(agent).policy()).trees();
    }

    @Test
    void aPolicyIsTheSameFromYamlFromJsonInTheScenarioAndFromTheCanonicalForm() throws Exception {
        Files.writeString(folder.resolve("patient.yaml"), POLICY);
        Files.writeString(folder.resolve("patient.json"), SAME_AS_JSON);
        String yaml = "{ type: tree, file: patient.yaml }";
        String json = "{ type: tree, file: patient.json }";
        ScenarioDocument fromFiles = read(agents(yaml, json));
        DecisionTrees trees = treesOf(fromFiles.scenario(), 0);
        assertSame(trees, treesOf(fromFiles.scenario(), 1), "equal policies are one");
        assertEquals(
                new TreeNode.Branch(
                        "urgent",
                        "",
                        new Condition.Comparison(
                                Condition.Comparator.LESS_OR_EQUAL,
                                new Expression.Read(Field.TICKS_TO_DEADLINE),
                                new Expression.Param("threshold")),
                        new TreeNode.Leaf("go", "", rtgsim.tree.Action.RELEASE, java.util.Map.of()),
                        new TreeNode.Leaf(
                                "wait",
                                "",
                                rtgsim.tree.Action.HOLD,
                                java.util.Map.of("reason", new TreeNode.Argument.Word("not yet")))),
                trees.trees().get(TreeKind.PAYMENT));
        String inline = "{ type: tree, tree: " + SAME_AS_JSON.replace("\n", " ") + " }";
        assertEquals(fromFiles, read(agents(inline, yaml)));
        ScenarioDocument again = ScenarioReader.readText(fromFiles.canonicalJson(), "canonical.json", List.of(), null);
        assertEquals(fromFiles, again);
    }

    @Test
    void theHashOfTheScenarioCoversThePolicyFile() throws Exception {
        String scenario = agents("{ type: tree, file: patient.yaml }", "{ type: fifo }");
        Files.writeString(folder.resolve("patient.yaml"), POLICY);
        String before = read(scenario).sha256();
        Files.writeString(folder.resolve("patient.yaml"), POLICY.replace("threshold: 5", "threshold: 6"));
        assertNotEquals(before, read(scenario).sha256());
    }

    @Test
    void aSettingChangesAParameterOfAPolicyInTheScenario() throws Exception {
        String scenario = agents("{ type: tree, tree: " + SAME_AS_JSON.replace("\n", " ") + " }", "{ type: fifo }");
        Scenario set = read(scenario, "agents[A].policy.tree.parameters.threshold=7").scenario();
        assertEquals(7.0, treesOf(set, 0).parameters().get("threshold"));
    }

    @Test
    void whatIsWrongInAPolicyFileIsSaidAtItsPlaceThere() throws Exception {
        Files.writeString(folder.resolve("p.yaml"), POLICY.replace("ticks_to_deadline", "ticks_to_deadlin"));
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class,
                        () -> read(agents("{ type: tree, file: p.yaml }", "{ type: tree, file: p.yaml }")));
        assertEquals(1, refused.problems().size(), "a file is read once: " + refused.problems());
        Problem problem = refused.problems().getFirst();
        assertEquals("S0403", problem.code());
        assertTrue(problem.file().endsWith("p.yaml"), problem.file());
        assertEquals(7, problem.line());
        assertEquals(39, problem.column());
        assertEquals("did you mean `ticks_to_deadline`?", problem.hint());
    }

    @Test
    void mistakesOfTheScenarioAndOfItsPoliciesAreSaidTogether() throws Exception {
        Files.writeString(folder.resolve("p.yaml"), "version: 1\n");
        String scenario = agents("{ type: tree, file: p.yaml }", "{ type: tree, file: none.yaml }");
        ScenarioRefused refused =
                assertThrows(ScenarioRefused.class, () -> read(scenario.replace("num_days: 1", "num_days: 0")));
        assertEquals(List.of("S0104", "S0401", "S0103"), refused.problems().stream().map(Problem::code).toList());
    }

    @Test
    void aTextThatIsNoFileCanBringAPolicyButNotNameOne() {
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class,
                        () ->
                                ScenarioReader.readText(
                                        agents("{ type: tree, file: p.yaml }", "{ type: fifo }"),
                                        "request",
                                        List.of(),
                                        null));
        assertEquals(List.of("S0402"), refused.problems().stream().map(Problem::code).toList());
    }

    @Test
    void aTreeMayBeAHundredNodesDeepAndNotOneMore() throws Exception {
        Files.writeString(folder.resolve("deep.json"), deep(99));
        String scenario = agents("{ type: tree, file: deep.json }", "{ type: fifo }");
        ScenarioDocument read = read(scenario);
        assertEquals(read, ScenarioReader.readText(read.canonicalJson(), "canonical.json", List.of(), null), "inlined");
        Files.writeString(folder.resolve("deep.json"), deep(100));
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(scenario));
        assertEquals(List.of("S0410"), refused.problems().stream().map(Problem::code).distinct().toList());
    }

    @Test
    void moreReasonsThanTheLogTellsApartAreRefusedWhereTheyBecomeTooMany() throws Exception {
        int free = Reason.REASONS_MAX - Reason.labels().size();
        Files.writeString(
                folder.resolve("most.yaml"), "version: 1\npolicy_id: m\npayment_tree: " + holds(0, free) + "\n");
        Files.writeString(
                folder.resolve("more.yaml"),
                "version: 1\npolicy_id: n\npayment_tree: "
                        + holds(0, 2).replace("reason 0", "hold").replace("reason 1", "one more")
                        + "\n");
        String most = "{ type: tree, file: most.yaml }";
        read(agents(most, "{ type: fifo }"));
        ScenarioRefused refused =
                assertThrows(ScenarioRefused.class, () -> read(agents(most, "{ type: tree, file: more.yaml }")));
        assertEquals(List.of("S0411"), refused.problems().stream().map(Problem::code).toList());
        assertEquals("/agents/1/policy", refused.problems().getFirst().pointer());
    }

    /// A tree of Hold actions, each with its own reason.
    private static String holds(int from, int until) {
        if (until - from == 1) {
            return "{ type: action, node_id: h"
                    + from
                    + ", action: Hold, parameters: { reason: { value: reason "
                    + from
                    + " } } }";
        }
        int middle = (from + until) / 2;
        return "{ type: condition, node_id: n"
                + middle
                + ", condition: { op: <, left: { field: amount }, right: { value: "
                + middle
                + " } }, on_true: "
                + holds(from, middle)
                + ", on_false: "
                + holds(middle, until)
                + " }";
    }

    /// A chain of so many branches, and an action at its end.
    private static String deep(int branches) {
        StringBuilder text = new StringBuilder("{\"version\":\"1\",\"policy_id\":\"deep\",\"payment_tree\":");
        for (int i = 0; i < branches; i++) {
            text.append("{\"type\":\"condition\",\"node_id\":\"n")
                    .append(i)
                    .append("\",\"condition\":{\"op\":\"<\",\"left\":{\"field\":\"amount\"},\"right\":{\"value\":")
                    .append(i)
                    .append("}},\"on_false\":{\"type\":\"action\",\"node_id\":\"h")
                    .append(i)
                    .append("\",\"action\":\"Hold\"},\"on_true\":");
        }
        text.append("{\"type\":\"action\",\"node_id\":\"end\",\"action\":\"Release\"}");
        return text.append("}".repeat(branches + 1)).toString();
    }
}
