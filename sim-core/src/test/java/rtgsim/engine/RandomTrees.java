package rtgsim.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// Makes policies of random trees that mix every field, operation and action.
final class RandomTrees {

    private static final List<String> REGISTERS = List.of("bank_state_a", "bank_state_b", "bank_state_Count_2");
    private static final List<String> REASONS =
            List.of("hold", "budget", "waits for money", "zu früh", "Ａ wide text", "😀", "policy", "~");

    private final Random random;
    private final long unit;
    private final List<String> agents;
    private int nodes;

    RandomTrees(Random random, long unit, List<String> agents) {
        this.random = random;
        this.unit = unit;
        this.agents = agents;
    }

    DecisionTrees policy(String policyId) {
        nodes = 0;
        Map<TreeKind, TreeNode> trees = new EnumMap<>(TreeKind.class);
        for (TreeKind kind : TreeKind.values()) if (random.nextInt(5) > 0) trees.put(kind, node(kind, 0));
        return new DecisionTrees("1", policyId, "", Map.of("threshold", 1.0 * unit, "p", random.nextGaussian()), trees);
    }

    private TreeNode node(TreeKind kind, int depth) {
        String id = "n" + nodes++;
        if (depth == 5 || random.nextInt(depth + 2) > 1) return leaf(id, kind);
        return new TreeNode.Branch(id, "", condition(kind, 0), node(kind, depth + 1), node(kind, depth + 1));
    }

    private TreeNode leaf(String id, TreeKind kind) {
        Action action = pick(Action.values());
        while (action.group() != kind.group() || (action == Action.DROP && random.nextInt(3) > 0)) {
            // Half of all payments go, or nothing ever would.
            action = kind == TreeKind.PAYMENT && random.nextBoolean() ? Action.RELEASE : pick(Action.values());
        }
        Map<String, Argument> arguments = new HashMap<>();
        for (Action.Parameter parameter : action.parameters()) {
            if (!parameter.required() && random.nextInt(3) == 0) continue;
            arguments.put(parameter.name(), argument(parameter, kind));
        }
        return new TreeNode.Leaf(id, "", action, arguments);
    }

    private Argument argument(Action.Parameter parameter, TreeKind kind) {
        return switch (parameter.form()) {
            case FLAG_WORD, RTGS_WORD -> {
                List<String> words = parameter.form().words();
                yield new Argument.Word(words.get(random.nextInt(words.size())));
            }
            case REASON -> new Argument.Word(REASONS.get(random.nextInt(REASONS.size())));
            case REGISTER -> new Argument.Word(REGISTERS.get(random.nextInt(REGISTERS.size())));
            case AGENTS -> new Argument.Agents(agents.stream().filter(id -> random.nextBoolean()).toList());
            case MONEY ->
                    new Argument.Value(
                            random.nextBoolean() ? constant((double) unit * random.nextInt(30)) : shown(kind));
            case TICKS ->
                    new Argument.Value(
                            switch (random.nextInt(4)) {
                                case 0 -> shown(kind);
                                case 1 -> constant(random.nextInt(4));
                                default ->
                                        new Expression.Binary(
                                                Expression.Operator.ADD,
                                                new Expression.Read(Field.CURRENT_TICK),
                                                constant(random.nextInt(4)));
                            });
            case COUNT -> new Argument.Value(random.nextInt(3) > 0 ? constant(random.nextInt(6)) : shown(kind));
            case PRIORITY -> new Argument.Value(random.nextBoolean() ? constant(random.nextInt(12) - 1) : shown(kind));
            case NUMBER -> new Argument.Value(random.nextInt(3) == 0 ? value(kind, 0) : read(kind));
        };
    }

    /// A field so that its fraction and sign are seen in an integer.
    private Expression shown(TreeKind kind) {
        if (random.nextInt(4) == 0) return value(kind, 0);
        Expression scaled = new Expression.Binary(Expression.Operator.MULTIPLY, read(kind), constant(1e6));
        return random.nextBoolean() ? scaled : new Expression.Unary(Expression.Function.ABS, scaled);
    }

    private Condition condition(TreeKind kind, int depth) {
        if (depth < 2 && random.nextInt(3) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> new Condition.Not(condition(kind, depth + 1));
                case 1 -> new Condition.All(conditions(kind, depth + 1));
                default -> new Condition.Any(conditions(kind, depth + 1));
            };
        }
        return new Condition.Comparison(pick(Condition.Comparator.values()), value(kind, 0), value(kind, 1));
    }

    private List<Condition> conditions(TreeKind kind, int depth) {
        List<Condition> list = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) list.add(condition(kind, depth));
        return list;
    }

    private Expression value(TreeKind kind, int depth) {
        return switch (random.nextInt(depth > 2 ? 6 : 11)) {
            case 0 -> constant(random.nextInt(12));
            case 1 -> constant((double) unit * random.nextInt(12));
            case 2 -> new Expression.Param(random.nextBoolean() ? "threshold" : "p");
            case 3 -> new Expression.Register(REGISTERS.get(random.nextInt(REGISTERS.size())));
            case 4, 5 -> read(kind);
            case 6 -> new Expression.Unary(pick(Expression.Function.values()), value(kind, depth + 1));
            case 7 -> new Expression.Clamp(value(kind, depth + 1), value(kind, depth + 1), value(kind, depth + 1));
            case 8 -> new Expression.Quotient(value(kind, depth + 1), value(kind, depth + 1), value(kind, depth + 1));
            case 9 -> {
                List<Expression> values = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) values.add(value(kind, depth + 1));
                yield new Expression.Extreme(pick(Expression.Which.values()), values);
            }
            default ->
                    new Expression.Binary(
                            pick(Expression.Operator.values()), value(kind, depth + 1), value(kind, depth + 1));
        };
    }

    private Expression read(TreeKind kind) {
        Field field = pick(Field.values());
        while (!field.isIn(kind)) field = pick(Field.values());
        return new Expression.Read(field);
    }

    private static Expression constant(double value) {
        return new Expression.Constant(value);
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
