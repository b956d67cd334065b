package rtgsim.scenario.file;

import java.util.List;
import java.util.Map;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// Decision trees in the canonical form, as a policy file would have them.
final class TreeJson {

    private final CanonicalJson json;

    private TreeJson(CanonicalJson json) {
        this.json = json;
    }

    static void write(CanonicalJson json, DecisionTrees trees) {
        new TreeJson(json).write(trees);
    }

    private void write(DecisionTrees trees) {
        json.open('{').text("version", trees.version()).text("policy_id", trees.policyId());
        json.text("description", trees.description()).key("parameters").open('{');
        trees.parameters().forEach(json::number);
        json.close('}');
        trees.trees()
                .forEach((kind, root) -> {
                    json.key(kind.label());
                    node(root);
                });
        json.close('}');
    }

    private void node(TreeNode node) {
        json.open('{');
        switch (node) {
            case TreeNode.Branch branch -> {
                begin("condition", node).key("condition");
                condition(branch.condition());
                json.key("on_true");
                node(branch.onTrue());
                json.key("on_false");
                node(branch.onFalse());
            }
            case TreeNode.Leaf leaf -> {
                begin("action", node).text("action", leaf.action().label());
                if (!leaf.arguments().isEmpty()) arguments(leaf.arguments());
            }
        }
        json.close('}');
    }

    private CanonicalJson begin(String type, TreeNode node) {
        json.text("type", type).text("node_id", node.nodeId());
        return node.description().isEmpty() ? json : json.text("description", node.description());
    }

    private void arguments(Map<String, Argument> arguments) {
        json.key("parameters").open('{');
        arguments.forEach((name, argument) -> {
            json.key(name);
            switch (argument) {
                case Argument.Value(Expression value) -> value(value);
                case Argument.Word(String text) -> json.open('{').text("value", text).close('}');
                case Argument.Agents(List<String> ids) -> {
                    json.open('{').key("value").open('[');
                    for (String id : ids) json.element().quote(id);
                    json.close(']').close('}');
                }
            }
        });
        json.close('}');
    }

    private void condition(Condition condition) {
        json.open('{');
        switch (condition) {
            case Condition.Comparison(Condition.Comparator comparator, Expression left, Expression right) -> {
                json.text("op", comparator.label()).key("left");
                value(left);
                json.key("right");
                value(right);
            }
            case Condition.All all -> conditions("and", all.conditions());
            case Condition.Any any -> conditions("or", any.conditions());
            case Condition.Not(Condition negated) -> {
                json.text("op", "not").key("condition");
                condition(negated);
            }
        }
        json.close('}');
    }

    private void conditions(String op, List<Condition> conditions) {
        json.text("op", op).key("conditions").open('[');
        for (Condition each : conditions) {
            json.element();
            condition(each);
        }
        json.close(']');
    }

    private void value(Expression expression) {
        json.open('{');
        switch (expression) {
            case Expression.Constant(double value) -> json.number("value", value);
            case Expression.Read(var field) -> json.text("field", field.label());
            case Expression.Register(String name) -> json.text("field", name);
            case Expression.Param(String name) -> json.text("param", name);
            case Expression.Binary(Expression.Operator operator, Expression left, Expression right) ->
                    compute(operator.label(), List.of("left", "right"), left, right);
            case Expression.Unary(Expression.Function function, Expression value) ->
                    compute(function.label(), List.of("value"), value);
            case Expression.Clamp(Expression value, Expression min, Expression max) ->
                    compute("clamp", List.of("value", "min", "max"), value, min, max);
            case Expression.Quotient(Expression numerator, Expression denominator, Expression standard) ->
                    compute("div0", List.of("numerator", "denominator", "default"), numerator, denominator, standard);
            case Expression.Extreme(Expression.Which which, List<Expression> values) -> {
                json.key("compute").open('{').text("op", which.label()).key("values").open('[');
                for (Expression each : values) {
                    json.element();
                    value(each);
                }
                json.close(']').close('}');
            }
        }
        json.close('}');
    }

    private void compute(String op, List<String> names, Expression... values) {
        json.key("compute").open('{').text("op", op);
        for (int i = 0; i < values.length; i++) {
            json.key(names.get(i));
            value(values[i]);
        }
        json.close('}');
    }
}
