package rtgsim.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Reason;
import rtgsim.queue.Kernel;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.TreeNode;

/// The trees of a scenario, compiled once, before the first tick. What they read and the registers they set are shared by all of them.
public final class CompiledTrees implements DecisionMakers {

    private final Scenario scenario;
    private final Map<DecisionTrees, TreeProgram> programs = new HashMap<>();
    private final Registers registers;
    private @Nullable FieldValues fields;

    public CompiledTrees(Scenario scenario, AgentOrder order) {
        this.scenario = scenario;
        List<DecisionTrees> all = scenario.trees();
        Map<String, Integer> names = new HashMap<>();
        for (DecisionTrees trees : all) {
            trees.forEachExpression(expression -> {
                if (expression instanceof Expression.Register(String name)) number(names, name);
            });
            trees.forEachNode(node -> {
                if (node instanceof TreeNode.Leaf leaf
                        && leaf.arguments().get("key") instanceof TreeNode.Argument.Word(String name)) {
                    number(names, name);
                }
            });
        }
        registers = new Registers(order.count(), names.size());
        List<String> reasons = Reason.labels(scenario);
        DecidingNodes nodes = new DecidingNodes(scenario);
        for (DecisionTrees trees : all) {
            programs.put(trees, new TreeCompiler(trees, order, reasons, names, nodes.firstOf(trees)).compile());
        }
    }

    @Override
    public DecisionMaker maker(DecisionTrees trees, Kernel kernel) {
        TreeProgram program = programs.get(trees);
        if (program == null) throw new IllegalArgumentException("not a policy of the scenario: " + trees.policyId());
        FieldValues shared = fields;
        if (shared == null) {
            shared = new FieldValues(scenario, kernel);
            fields = shared;
        }
        return new TreeDecisions(program, shared, registers);
    }

    @Override
    public void endDay() {
        registers.clear();
    }

    private static void number(Map<String, Integer> names, String name) {
        names.putIfAbsent(name, names.size());
    }
}
