package rtgsim.engine;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rtgsim.scenario.Agent;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// A policy in which every field decides and every action, with all its parameters, can be decided: the sum of all fields, modulo the number of actions.
final class EveryFieldAndAction {

    private static final String REGISTER = "bank_state_any";
    private static final double LARGE = 1e6;

    private final long unit;
    private final List<String> ids;
    private int nodes;

    private EveryFieldAndAction(long unit, List<String> ids) {
        this.unit = unit;
        this.ids = ids;
    }

    /// The same world, in which all agents begin with this policy.
    static RandomWorldsTest.World in(RandomWorldsTest.World world) {
        Scenario of = world.scenario();
        List<String> ids = of.agents().stream().map(Agent::id).toList();
        Policy policy = new Policy.Tree(new EveryFieldAndAction(world.unit(), ids).trees());
        Scenario scenario =
                new Scenario(
                        of.name(),
                        of.description(),
                        of.simulation(),
                        of.agents().stream().map(agent -> with(policy, agent)).toList(),
                        of.population(),
                        of.lsmConfig(),
                        of.rtgs(),
                        of.costRates(),
                        of.scheduled(),
                        of.holdLog());
        return new RandomWorldsTest.World(scenario, world.arrivals(), world.unit());
    }

    private static Agent with(Policy policy, Agent agent) {
        return new Agent(
                agent.id(),
                agent.openingBalance(),
                agent.unsecuredCap(),
                agent.maxCollateralCapacity(),
                agent.postedCollateral(),
                agent.collateralHaircut(),
                agent.liquidityPool(),
                agent.allocationFraction(),
                agent.limits(),
                agent.reservations(),
                policy,
                agent.arrivals());
    }

    private DecisionTrees trees() {
        Map<TreeKind, TreeNode> trees = new EnumMap<>(TreeKind.class);
        for (TreeKind kind : TreeKind.values()) {
            List<Action> actions =
                    Arrays.stream(Action.values()).filter(action -> action.group() == kind.group()).toList();
            trees.put(kind, chain(actions, 0, remainder(sum(kind), actions.size())));
        }
        return new DecisionTrees("1", "every-field-and-action", "", Map.of(), trees);
    }

    private TreeNode chain(List<Action> actions, int at, Expression choice) {
        if (at == actions.size() - 1) return leaf(actions.get(at));
        Condition chosen = new Condition.Comparison(Condition.Comparator.EQUAL, choice, constant(at));
        return new TreeNode.Branch("n" + nodes++, "", chosen, leaf(actions.get(at)), chain(actions, at + 1, choice));
    }

    private TreeNode leaf(Action action) {
        Map<String, Argument> arguments = new HashMap<>();
        for (Action.Parameter parameter : action.parameters()) arguments.put(parameter.name(), argument(parameter));
        return new TreeNode.Leaf("n" + nodes++, "", action, arguments);
    }

    private Argument argument(Action.Parameter parameter) {
        Expression soon =
                new Expression.Binary(Expression.Operator.ADD, new Expression.Read(Field.CURRENT_TICK), constant(2));
        return switch (parameter.form()) {
            case MONEY -> new Argument.Value(constant(3.0 * unit));
            case TICKS -> new Argument.Value(parameter.name().equals("timed_for_tick") ? soon : constant(2));
            case COUNT -> new Argument.Value(constant(parameter.name().equals("num_splits") ? 3 : 1));
            case PRIORITY -> new Argument.Value(constant(7));
            case NUMBER -> new Argument.Value(new Expression.Read(Field.TOTAL_AGENTS));
            case FLAG_WORD, RTGS_WORD -> new Argument.Word(parameter.form().words().get(1));
            case REASON -> new Argument.Word("every reason");
            case REGISTER -> new Argument.Word(REGISTER);
            case AGENTS -> new Argument.Agents(ids.subList(0, ids.size() - 1));
        };
    }

    /// Of all fields that such a tree can read, the large ones cut off.
    private static Expression sum(TreeKind kind) {
        Expression sum = new Expression.Register(REGISTER);
        for (Field field : Field.values()) {
            if (!field.isIn(kind)) continue;
            Expression bounded = new Expression.Clamp(new Expression.Read(field), constant(-LARGE), constant(LARGE));
            sum = new Expression.Binary(Expression.Operator.ADD, sum, bounded);
        }
        return new Expression.Unary(Expression.Function.FLOOR, sum);
    }

    /// From 0 to one less than the divisor.
    private static Expression remainder(Expression value, int divisor) {
        Expression quotient =
                new Expression.Unary(
                        Expression.Function.FLOOR,
                        new Expression.Binary(Expression.Operator.DIVIDE, value, constant(divisor)));
        Expression whole = new Expression.Binary(Expression.Operator.MULTIPLY, quotient, constant(divisor));
        return new Expression.Binary(Expression.Operator.SUBTRACT, value, whole);
    }

    private static Expression constant(double value) {
        return new Expression.Constant(value);
    }
}
