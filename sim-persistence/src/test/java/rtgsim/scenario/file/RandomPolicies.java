package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// Makes policies of random trees in which the reader finds nothing wrong.
final class RandomPolicies {

    private final SplittableRandom random;
    private final List<String> agents;
    private int nodes;

    RandomPolicies(SplittableRandom random, List<String> agents) {
        this.random = random;
        this.agents = agents;
    }

    DecisionTrees policy() {
        Map<TreeKind, TreeNode> trees = new EnumMap<>(TreeKind.class);
        for (TreeKind kind : TreeKind.values()) if (random.nextBoolean()) trees.put(kind, node(kind, 0));
        return new DecisionTrees("2.0", "päd\"", text(), Map.of("p", random.nextDouble(-1e20, 1e20)), trees);
    }

    private String text() {
        return random.nextBoolean() ? "" : "why, \"so\"";
    }

    private TreeNode node(TreeKind kind, int depth) {
        String id = "n" + nodes++;
        if (random.nextInt(depth + 2) > 1) return leaf(id, kind);
        return new TreeNode.Branch(id, text(), condition(kind, 0), node(kind, depth + 1), node(kind, depth + 1));
    }

    private TreeNode leaf(String id, TreeKind kind) {
        Action action = pick(Action.values());
        while (action.group() != kind.group()) action = pick(Action.values());
        Map<String, Argument> arguments = new HashMap<>();
        for (Action.Parameter parameter : action.parameters()) {
            if (parameter.required() || random.nextBoolean()) {
                arguments.put(parameter.name(), argument(parameter.form(), kind));
            }
        }
        return new TreeNode.Leaf(id, text(), action, arguments);
    }

    private Argument argument(Action.Form form, TreeKind kind) {
        return switch (form) {
            case FLAG_WORD, RTGS_WORD -> new Argument.Word(form.words().get(random.nextInt(3)));
            case REASON -> new Argument.Word("wait 😀");
            case REGISTER -> new Argument.Word("bank_state_x1");
            case AGENTS -> new Argument.Agents(agents);
            case MONEY, TICKS, COUNT, PRIORITY, NUMBER -> new Argument.Value(value(kind, 0));
        };
    }

    /// Asks something that no other condition asks.
    private Condition condition(TreeKind kind, int depth) {
        if (depth < 3 && random.nextInt(3) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> new Condition.Not(condition(kind, depth + 1));
                case 1 -> new Condition.All(List.of(condition(kind, depth + 1), condition(kind, depth + 1)));
                default -> new Condition.Any(List.of(condition(kind, depth + 1)));
            };
        }
        Expression left =
                new Expression.Binary(
                        Expression.Operator.ADD, read(kind), new Expression.Constant(nodes + random.nextDouble()));
        return new Condition.Comparison(pick(Condition.Comparator.values()), left, value(kind, 0));
    }

    private Expression value(TreeKind kind, int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 9)) {
            case 0 -> new Expression.Constant(random.nextInt(3) == 0 ? 0 : random.nextDouble(-1e15, 1e15));
            case 1 -> read(kind);
            case 2 -> new Expression.Param("p");
            case 3 -> new Expression.Register("bank_state_Y");
            case 4 -> new Expression.Binary(pick(Expression.Operator.values()), value(kind, depth + 1), read(kind));
            case 5 -> new Expression.Unary(pick(Expression.Function.values()), value(kind, depth + 1));
            case 6 -> new Expression.Clamp(value(kind, depth + 1), read(kind), value(kind, depth + 1));
            case 7 -> new Expression.Quotient(value(kind, depth + 1), value(kind, depth + 1), value(kind, depth + 1));
            default -> {
                List<Expression> values = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) values.add(value(kind, depth + 1));
                yield new Expression.Extreme(pick(Expression.Which.values()), values);
            }
        };
    }

    private Expression read(TreeKind kind) {
        Field field = pick(Field.values());
        while (!field.isIn(kind)) field = pick(Field.values());
        return new Expression.Read(field);
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
