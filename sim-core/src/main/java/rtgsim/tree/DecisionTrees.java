package rtgsim.tree;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A policy in the language of decision trees: up to four trees, and the numbers that they name.
///
/// @param policyId what people call it
/// @param parameters numbers that trees refer to by name
/// @param trees by kind; a missing payment tree submits everything, a missing other one does nothing
public record DecisionTrees(
        String version,
        String policyId,
        String description,
        Map<String, Double> parameters,
        Map<TreeKind, TreeNode> trees) {

    /// The most nodes on the way from a root to an action, both counted.
    public static final int DEPTH_MAX = 100;

    public DecisionTrees {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        EnumMap<TreeKind, TreeNode> kept = new EnumMap<>(TreeKind.class);
        kept.putAll(trees);
        trees = Collections.unmodifiableMap(kept);
        for (Double number : parameters.values()) {
            if (!Double.isFinite(number)) throw new IllegalArgumentException("a parameter must be finite: " + number);
        }
        Set<String> ids = new HashSet<>();
        Set<String> names = parameters.keySet();
        trees.forEach((kind, root) -> check(kind, root, 1, ids, names));
    }

    /// A policy without trees, which submits everything.
    public static DecisionTrees named(String policyId) {
        return new DecisionTrees("1", policyId, "", Map.of(), Map.of());
    }

    /// All nodes: tree by tree, each before those below it, the true side first.
    public void forEachNode(Consumer<TreeNode> visit) {
        trees.values().forEach(root -> forEachNode(root, visit));
    }

    /// All values of all nodes, with those that they are computed from.
    public void forEachExpression(Consumer<Expression> visit) {
        forEachNode(node -> expressionsOf(node, visit));
    }

    private static void forEachNode(TreeNode node, Consumer<TreeNode> visit) {
        visit.accept(node);
        if (node instanceof TreeNode.Branch branch) {
            forEachNode(branch.onTrue(), visit);
            forEachNode(branch.onFalse(), visit);
        }
    }

    private static void check(TreeKind kind, TreeNode node, int depth, Set<String> ids, Set<String> parameters) {
        if (!ids.add(node.nodeId())) {
            throw new IllegalArgumentException("node ids must be unique, but there are two '" + node.nodeId() + "'");
        }
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("a tree must not be deeper than " + DEPTH_MAX + " nodes");
        }
        expressionsOf(node, expression -> check(kind, expression, parameters));
        switch (node) {
            case TreeNode.Leaf leaf -> {
                if (leaf.action().group() != kind.group()) {
                    throw new IllegalArgumentException(leaf.action().label() + " is no action of a " + kind.label());
                }
            }
            case TreeNode.Branch branch -> {
                check(kind, branch.onTrue(), depth + 1, ids, parameters);
                check(kind, branch.onFalse(), depth + 1, ids, parameters);
            }
        }
    }

    private static void check(TreeKind kind, Expression expression, Set<String> parameters) {
        if (expression instanceof Expression.Read(Field field) && !field.isIn(kind)) {
            throw new IllegalArgumentException(field.label() + " is no field of a " + kind.label());
        }
        if (expression instanceof Expression.Param(String name) && !parameters.contains(name)) {
            throw new IllegalArgumentException("the policy has no parameter '" + name + "'");
        }
    }

    private static void expressionsOf(TreeNode node, Consumer<Expression> visit) {
        switch (node) {
            case TreeNode.Branch branch -> expressionsOf(branch.condition(), visit);
            case TreeNode.Leaf leaf -> {
                for (TreeNode.Argument argument : leaf.arguments().values()) {
                    if (argument instanceof TreeNode.Argument.Value(Expression value)) expressionsOf(value, visit);
                }
            }
        }
    }

    private static void expressionsOf(Condition condition, Consumer<Expression> visit) {
        switch (condition) {
            case Condition.Comparison(_, Expression left, Expression right) -> {
                expressionsOf(left, visit);
                expressionsOf(right, visit);
            }
            case Condition.All all -> all.conditions().forEach(each -> expressionsOf(each, visit));
            case Condition.Any any -> any.conditions().forEach(each -> expressionsOf(each, visit));
            case Condition.Not(Condition negated) -> expressionsOf(negated, visit);
        }
    }

    private static void expressionsOf(Expression expression, Consumer<Expression> visit) {
        visit.accept(expression);
        switch (expression) {
            case Expression.Constant _, Expression.Read _, Expression.Register _, Expression.Param _ -> {}
            case Expression.Binary(_, Expression left, Expression right) -> {
                expressionsOf(left, visit);
                expressionsOf(right, visit);
            }
            case Expression.Extreme extreme -> extreme.values().forEach(each -> expressionsOf(each, visit));
            case Expression.Unary(_, Expression value) -> expressionsOf(value, visit);
            case Expression.Clamp(Expression value, Expression min, Expression max) -> {
                expressionsOf(value, visit);
                expressionsOf(min, visit);
                expressionsOf(max, visit);
            }
            case Expression.Quotient(Expression numerator, Expression denominator, Expression standard) -> {
                expressionsOf(numerator, visit);
                expressionsOf(denominator, visit);
                expressionsOf(standard, visit);
            }
        }
    }
}
