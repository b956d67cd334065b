package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.Kind;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.RefusedNode;
import rtgsim.scenario.file.Node.ScalarNode;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// Reads a policy in the language of decision trees and reports all that is wrong with it, each thing at its place.
final class TreeReader {

    /// Whether an id names an agent; reports it if not.
    interface AgentCheck {
        void check(String id, Node at, NodePath path);
    }

    private static final int NAME_MAX = 100;

    private static final List<String> POLICY_KEYS =
            List.of(
                    "version",
                    "policy_id",
                    "description",
                    "parameters",
                    TreeKind.PAYMENT.label(),
                    TreeKind.BANK.label(),
                    TreeKind.STRATEGIC_COLLATERAL.label(),
                    TreeKind.END_OF_TICK_COLLATERAL.label());

    private static final List<String> BRANCH_KEYS =
            List.of("type", "node_id", "description", "condition", "on_true", "on_false");
    private static final List<String> LEAF_KEYS = List.of("type", "node_id", "description", "action", "parameters");
    private static final List<String> NODE_KEYS =
            Stream.concat(BRANCH_KEYS.stream(), LEAF_KEYS.stream()).distinct().toList();
    private static final List<String> VALUE_KEYS = List.of("field", "param", "value", "compute");

    private static final List<String> OPERATIONS =
            List.of("+", "-", "*", "/", "min", "max", "ceil", "floor", "round", "abs", "clamp", "div0");

    private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=", "and", "or", "not");

    private final Problems problems;
    private final AgentCheck agents;
    private final Map<String, ScalarNode> nodeIds = new HashMap<>();
    private final Map<String, Double> parameters = new TreeMap<>();

    /// What the branches above a node are known to have answered.
    private final Map<Condition, Boolean> answered = new HashMap<>();

    private boolean parametersKnown = true;
    private boolean good = true;
    private TreeKind kind = TreeKind.PAYMENT;

    private TreeReader(Problems problems, AgentCheck agents) {
        this.problems = problems;
        this.agents = agents;
    }

    /// @return null if something is wrong, which is reported
    static @Nullable DecisionTrees read(Node node, NodePath path, AgentCheck agents, Problems problems) {
        return new TreeReader(problems, agents).policy(node, path);
    }

    private @Nullable DecisionTrees policy(Node node, NodePath path) {
        MapNode map = map(node, path, "a map with a version, a policy_id and trees");
        if (map == null) return null;
        checkKeys(map, path, POLICY_KEYS, List.of("version", "policy_id"));
        Entry version = map.entry("version");
        Entry id = map.entry("policy_id");
        readParameters(map.entry("parameters"), path.key("parameters"));
        Map<TreeKind, TreeNode> trees = new EnumMap<>(TreeKind.class);
        for (TreeKind each : TreeKind.values()) {
            Entry root = map.entry(each.label());
            if (root == null) continue;
            kind = each;
            TreeNode tree = node(root.value(), path.key(each.label()), 1);
            if (tree != null) trees.put(each, tree);
        }
        String policyId = id == null ? null : name(id.value(), path.key("policy_id"));
        String words = version == null ? null : version(version.value(), path.key("version"));
        String description = description(map, path);
        if (!good || policyId == null || words == null) return null;
        return new DecisionTrees(words, policyId, description, parameters, trees);
    }

    private @Nullable String version(Node node, NodePath path) {
        if (node instanceof ScalarNode scalar && !scalar.isEmpty()) return scalar.text();
        wrongType(node, path, "a number or text");
        return null;
    }

    private void readParameters(@Nullable Entry entry, NodePath path) {
        if (entry == null) return;
        MapNode map = map(entry.value(), path, "a map from names to numbers");
        parametersKnown = map != null;
        if (map == null) return;
        for (Entry parameter : map.entries()) {
            Double number = number(parameter.value(), path.key(parameter.key().text()), "a number");
            // One that is wrong is known all the same, so that nothing is said of where it is used.
            parameters.put(parameter.key().text(), number == null ? 1 : number);
        }
    }

    private @Nullable TreeNode node(Node node, NodePath path, int depth) {
        MapNode map = map(node, path, "a node: { type: condition, … } or { type: action, … }");
        if (map == null) return null;
        if (depth > DecisionTrees.DEPTH_MAX) {
            return refuse(
                    ProblemCode.TREE_TOO_DEEP,
                    map.start(),
                    path,
                    "a tree may be " + DecisionTrees.DEPTH_MAX + " nodes deep, and this is one more",
                    "join conditions with `and` and `or`");
        }
        Entry type = map.entry("type");
        if (type == null) {
            checkKeys(map, path, NODE_KEYS, List.of("type"));
            return null;
        }
        String word = word(type.value(), path.key("type"), List.of("condition", "action"));
        if (word == null) return null;
        String id = nodeId(map, path);
        return word.equals("condition") ? branch(map, path, depth, id) : leaf(map, path, id);
    }

    private @Nullable String nodeId(MapNode map, NodePath path) {
        Entry entry = map.entry("node_id");
        String id = entry == null ? null : name(entry.value(), path.key("node_id"));
        if (id == null || entry == null) return null;
        ScalarNode at = (ScalarNode) entry.value();
        ScalarNode first = nodeIds.putIfAbsent(id, at);
        if (first == null) return id;
        return refuse(
                ProblemCode.DUPLICATE_NODE,
                at,
                path.key("node_id"),
                "two nodes are called " + Words.quoted(id),
                "the first one is at "
                        + first.source().line(first.offset())
                        + ":"
                        + first.source().column(first.offset()));
    }

    private @Nullable TreeNode branch(MapNode map, NodePath path, int depth, @Nullable String id) {
        checkKeys(map, path, BRANCH_KEYS, List.of("node_id", "condition", "on_true", "on_false"));
        Entry question = map.entry("condition");
        Condition condition = question == null ? null : condition(question.value(), path.key("condition"));
        Entry ifTrue = map.entry("on_true");
        Entry ifFalse = map.entry("on_false");
        Boolean known = condition == null ? null : answer(condition);
        if (known != null) {
            Entry never = known ? ifFalse : ifTrue;
            if (never != null) {
                refuse(
                        ProblemCode.UNREACHABLE_NODE,
                        never.key(),
                        path.key(never.key().text()),
                        "this node is never reached: its condition is always " + known,
                        "a condition between numbers alone, or one that was answered above, decides nothing");
            }
        }
        TreeNode onTrue = below(condition, true, ifTrue, path.key("on_true"), depth);
        TreeNode onFalse = below(condition, false, ifFalse, path.key("on_false"), depth);
        String description = description(map, path);
        if (id == null || condition == null || onTrue == null || onFalse == null) return null;
        return new TreeNode.Branch(id, description, condition, onTrue, onFalse);
    }

    private @Nullable TreeNode below(
            @Nullable Condition condition, boolean answer, @Nullable Entry entry, NodePath path, int depth) {
        if (entry == null) return null;
        boolean isNew = condition != null && answered.putIfAbsent(condition, answer) == null;
        TreeNode node = node(entry.value(), path, depth + 1);
        if (condition != null && isNew) answered.remove(condition);
        return node;
    }

    private @Nullable TreeNode leaf(MapNode map, NodePath path, @Nullable String id) {
        Entry entry = map.entry("action");
        String label = entry == null ? null : text(entry.value(), path.key("action"));
        Action action = label == null ? null : Action.named(label);
        checkKeys(map, path, LEAF_KEYS, List.of("node_id", "action"), action);
        String description = description(map, path);
        if (entry == null || label == null) return null;
        NodePath at = path.key("action");
        if (action == null || action.group() != kind.group()) {
            List<String> allowed =
                    Arrays.stream(Action.values())
                            .filter(other -> other.group() == kind.group())
                            .map(Action::label)
                            .toList();
            return action == null
                    ? refuse(
                            ProblemCode.UNKNOWN_ACTION,
                            entry.value(),
                            at,
                            "there is no action " + Words.quoted(label),
                            Words.allowed(label, allowed))
                    : refuse(
                            ProblemCode.NOT_IN_THIS_TREE,
                            entry.value(),
                            at,
                            label + " is an action of " + action.group().label() + " trees, not of a " + kind.label(),
                            "allowed: " + String.join(", ", allowed));
        }
        Map<String, Argument> arguments = arguments(action, map, path);
        if (id == null || arguments == null) return null;
        return new TreeNode.Leaf(id, description, action, arguments);
    }

    private @Nullable Map<String, Argument> arguments(Action action, MapNode map, NodePath path) {
        List<String> names = action.parameters().stream().map(Action.Parameter::name).toList();
        List<String> required =
                action.parameters().stream().filter(Action.Parameter::required).map(Action.Parameter::name).toList();
        Entry entry = map.entry("parameters");
        NodePath at = path.key("parameters");
        if (entry == null) {
            if (required.isEmpty()) return Map.of();
            return refuse(
                    ProblemCode.MISSING_KEY,
                    map.start(),
                    path,
                    action.label() + " needs " + Words.listed(required) + " under parameters",
                    null);
        }
        MapNode given = map(entry.value(), at, "a map of parameters");
        if (given == null) return null;
        if (names.isEmpty() && !given.entries().isEmpty()) {
            return refuse(
                    ProblemCode.UNKNOWN_KEY,
                    given.entries().getFirst().key(),
                    at,
                    action.label() + " has no parameters",
                    "leave parameters out");
        }
        boolean complete = checkKeys(given, at, names, required);
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (Entry each : given.entries()) {
            Action.Parameter parameter = action.parameter(each.key().text());
            if (parameter == null) continue;
            Argument argument = argument(parameter, each.value(), at.key(parameter.name()));
            if (argument == null) complete = false;
            else arguments.put(parameter.name(), argument);
        }
        return complete ? arguments : null;
    }

    private @Nullable Argument argument(Action.Parameter parameter, Node node, NodePath path) {
        Action.Form form = parameter.form();
        if (form.isNumber()) {
            Expression value = value(node, path);
            return value == null ? null : new Argument.Value(value);
        }
        if (node instanceof ScalarNode scalar && !scalar.isEmpty()) {
            return refuse(
                    ProblemCode.WRONG_TYPE,
                    node,
                    path,
                    named(path) + " must be a map, but it is " + Words.quoted(scalar.text()),
                    "write { value: " + Words.shown(scalar.text(), 40) + " }");
        }
        MapNode map = map(node, path, "{ value: " + form.described() + " }");
        if (map == null || !checkKeys(map, path, List.of("value"), List.of("value"))) return null;
        Node value = map.entries().getFirst().value();
        NodePath at = path.key("value");
        if (form == Action.Form.AGENTS) return focus(value, at);
        String text = form.words().isEmpty() ? text(value, at) : word(value, at, form.words());
        if (text == null) return null;
        boolean fits =
                switch (form) {
                    case REASON -> Action.isReason(text);
                    case REGISTER -> Field.isRegister(text);
                    default -> true;
                };
        if (fits) return new Argument.Word(text);
        return refuse(
                ProblemCode.WRONG_FORM,
                value,
                at,
                at
                        + " must be "
                        + form.described()
                        + ", but it is "
                        + Words.quoted(text)
                        + (form == Action.Form.REASON ? " with " + text.codePointCount(0, text.length()) : ""),
                form == Action.Form.REGISTER ? "letters, digits and _ follow bank_state_" : null);
    }

    private @Nullable Argument focus(Node node, NodePath path) {
        if (!(node instanceof ListNode list)) {
            wrongType(node, path, "a list of ids of agents");
            return null;
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < list.elements().size(); i++) {
            Node element = list.elements().get(i);
            String id = text(element, path.element(i));
            if (id == null) continue;
            int before = problems.count();
            agents.check(id, element, path.element(i));
            good &= problems.count() == before;
            ids.add(id);
        }
        return new Argument.Agents(ids);
    }

    private @Nullable Condition condition(Node node, NodePath path) {
        MapNode map = map(node, path, "a condition: { op: …, … }");
        if (map == null) return null;
        Entry op = map.entry("op");
        if (op == null) {
            checkKeys(map, path, List.of("op", "left", "right", "conditions", "condition"), List.of("op"));
            return null;
        }
        String word = word(op.value(), path.key("op"), COMPARISONS);
        if (word == null) {
            // What is compared can be wrong too.
            valueAt(map, "left", path);
            valueAt(map, "right", path);
            return null;
        }
        switch (word) {
            case "and", "or" -> {
                checkKeys(map, path, List.of("op", "conditions"), List.of("conditions"));
                List<Condition> conditions = new ArrayList<>();
                Entry entry = map.entry("conditions");
                List<Node> nodes = entry == null ? List.of() : elements(entry.value(), path.key("conditions"));
                for (int i = 0; i < nodes.size(); i++) {
                    Condition each = condition(nodes.get(i), path.key("conditions").element(i));
                    if (each != null) conditions.add(each);
                }
                if (conditions.isEmpty()) return null;
                return word.equals("and") ? new Condition.All(conditions) : new Condition.Any(conditions);
            }
            case "not" -> {
                checkKeys(map, path, List.of("op", "condition"), List.of("condition"));
                Entry entry = map.entry("condition");
                Condition negated = entry == null ? null : condition(entry.value(), path.key("condition"));
                return negated == null ? null : new Condition.Not(negated);
            }
            default -> {
                checkKeys(map, path, List.of("op", "left", "right"), List.of("left", "right"));
                Expression left = valueAt(map, "left", path);
                Expression right = valueAt(map, "right", path);
                if (left == null || right == null) return null;
                for (Condition.Comparator comparator : Condition.Comparator.values()) {
                    if (comparator.label().equals(word)) return new Condition.Comparison(comparator, left, right);
                }
                throw new IllegalStateException("a comparison that is not made: " + word);
            }
        }
    }

    private @Nullable Expression valueAt(MapNode map, String key, NodePath path) {
        Entry entry = map.entry(key);
        return entry == null ? null : value(entry.value(), path.key(key));
    }

    private @Nullable Expression value(Node node, NodePath path) {
        if (node instanceof ScalarNode scalar && !scalar.isEmpty()) {
            return refuse(
                    ProblemCode.WRONG_TYPE,
                    node,
                    path,
                    named(path) + " must be a value, a map, but it is " + Words.quoted(scalar.text()),
                    scalar.kind() == Kind.TEXT
                            ? "write { field: " + Words.shown(scalar.text(), 40) + " } or { param: … }"
                            : "write { value: " + Words.shown(scalar.text(), 40) + " }");
        }
        MapNode map = map(node, path, "a value: { field }, { param }, { value } or { compute }");
        if (map == null || !checkKeys(map, path, VALUE_KEYS, List.of())) return null;
        if (map.entries().size() != 1) {
            return refuse(
                    ProblemCode.NOT_TOGETHER,
                    map.start(),
                    path,
                    path
                            + " must have exactly one of field, param, value and compute, but it has "
                            + map.entries().size(),
                    null);
        }
        Entry entry = map.entries().getFirst();
        NodePath at = path.key(entry.key().text());
        return switch (entry.key().text()) {
            case "field" -> field(entry.value(), at);
            case "param" -> parameter(entry.value(), at);
            case "value" -> {
                Double number = number(entry.value(), at, "a number, true or false");
                yield number == null ? null : new Expression.Constant(number);
            }
            default -> compute(entry.value(), at);
        };
    }

    private @Nullable Expression field(Node node, NodePath path) {
        String name = text(node, path);
        if (name == null) return null;
        if (Field.isRegister(name)) return new Expression.Register(name);
        Field field = Field.named(name);
        if (field != null && field.isIn(kind)) return new Expression.Read(field);
        if (field != null) {
            return refuse(
                    ProblemCode.NOT_IN_THIS_TREE,
                    node,
                    path,
                    name + " is a field of payment trees, which ask about a transaction, not of a " + kind.label(),
                    null);
        }
        List<String> names = Arrays.stream(Field.values()).filter(other -> other.isIn(kind)).map(Field::label).toList();
        String nearest = problems.isFull() ? null : Words.nearest(name, names);
        return refuse(
                ProblemCode.UNKNOWN_FIELD,
                node,
                path,
                "there is no field " + Words.quoted(name),
                nearest == null
                        ? "docs/policies.md lists all fields; a register is called bank_state_ and a name"
                        : "did you mean " + Words.quoted(nearest) + "?");
    }

    private @Nullable Expression parameter(Node node, NodePath path) {
        String name = text(node, path);
        if (name == null) return null;
        if (!parametersKnown || parameters.containsKey(name)) return new Expression.Param(name);
        return refuse(
                ProblemCode.UNKNOWN_PARAMETER,
                node,
                path,
                "the policy has no parameter " + Words.quoted(name),
                parameters.isEmpty() ? "it has no parameters" : Words.allowed(name, parameters.keySet()));
    }

    private @Nullable Expression compute(Node node, NodePath path) {
        MapNode map = map(node, path, "a computation: { op: …, … }");
        if (map == null) return null;
        Entry op = map.entry("op");
        if (op == null) {
            checkKeys(map, path, List.of("op", "left", "right", "value", "values"), List.of("op"));
            return null;
        }
        String word = word(op.value(), path.key("op"), OPERATIONS);
        if (word == null) return null;
        return switch (word) {
            case "+", "-", "*", "/" -> arithmetic(word, map, path);
            case "min", "max" -> extreme(word, map, path);
            case "clamp" -> {
                List<Expression> values = operands(map, path, "value", "min", "max");
                yield values == null ? null : new Expression.Clamp(values.get(0), values.get(1), values.get(2));
            }
            case "div0" -> {
                List<Expression> values = operands(map, path, "numerator", "denominator", "default");
                yield values == null ? null : new Expression.Quotient(values.get(0), values.get(1), values.get(2));
            }
            default -> {
                List<Expression> values = operands(map, path, "value");
                yield values == null
                        ? null
                        : new Expression.Unary(
                                labelled(Expression.Function.values(), Expression.Function::label, word),
                                values.getFirst());
            }
        };
    }

    private @Nullable Expression arithmetic(String word, MapNode map, NodePath path) {
        List<Expression> values = operands(map, path, "left", "right");
        if (values == null) return null;
        Expression right = values.get(1);
        Double divisor = word.equals("/") ? Literals.value(right) : null;
        Entry at = map.entry("right");
        if (divisor != null && divisor == 0 && at != null) {
            return refuse(
                    ProblemCode.DIVISION_BY_ZERO,
                    at.value(),
                    path.key("right"),
                    "a division by zero",
                    "div0 has a default for a denominator that may be zero");
        }
        return new Expression.Binary(
                labelled(Expression.Operator.values(), Expression.Operator::label, word), values.get(0), right);
    }

    private @Nullable Expression extreme(String word, MapNode map, NodePath path) {
        checkKeys(map, path, List.of("op", "values"), List.of("values"));
        Entry entry = map.entry("values");
        if (entry == null) return null;
        List<Node> nodes = elements(entry.value(), path.key("values"));
        List<Expression> values = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Expression each = value(nodes.get(i), path.key("values").element(i));
            if (each != null) values.add(each);
        }
        if (values.isEmpty()) return null;
        return new Expression.Extreme(labelled(Expression.Which.values(), Expression.Which::label, word), values);
    }

    private static <T> T labelled(T[] values, java.util.function.Function<T, String> label, String word) {
        for (T value : values) if (label.apply(value).equals(word)) return value;
        throw new IllegalStateException("an operation that is not made: " + word);
    }

    private @Nullable List<Expression> operands(MapNode map, NodePath path, String... names) {
        List<String> allowed = new ArrayList<>(List.of(names));
        allowed.addFirst("op");
        boolean complete = checkKeys(map, path, allowed, List.of(names));
        List<Expression> values = new ArrayList<>();
        for (String name : names) {
            Expression value = valueAt(map, name, path);
            if (value != null) values.add(value);
        }
        return complete && values.size() == names.length ? values : null;
    }

    /// The elements of a list of at least one; an empty one is reported.
    private List<Node> elements(Node node, NodePath path) {
        if (!(node instanceof ListNode list)) {
            wrongType(node, path, "a list of at least 1");
            return List.of();
        }
        if (list.elements().isEmpty()) {
            refuse(
                    ProblemCode.WRONG_LENGTH,
                    node,
                    path,
                    path + " must be a list of at least 1, but it has 0 elements",
                    null);
        }
        return list.elements();
    }

    /// What the condition always is, as literals alone or a question above say, or null.
    private @Nullable Boolean answer(Condition condition) {
        Boolean before = answered.get(condition);
        return before != null ? before : Literals.answer(condition);
    }

    private String description(MapNode map, NodePath path) {
        Entry entry = map.entry("description");
        if (entry == null) return "";
        if (entry.value() instanceof ScalarNode scalar && scalar.kind() == Kind.TEXT) return scalar.text();
        wrongType(entry.value(), path.key("description"), "text");
        return "";
    }

    private @Nullable String name(Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.isEmpty()) {
            wrongType(node, path, "text");
            return null;
        }
        String text = scalar.text();
        boolean fits =
                !text.isEmpty()
                        && text.codePointCount(0, text.length()) <= NAME_MAX
                        && text.codePoints().noneMatch(Character::isISOControl);
        if (fits) return text;
        return refuse(
                ProblemCode.WRONG_FORM,
                node,
                path,
                path + " must be text of 1 to " + NAME_MAX + " characters, none of them a control character",
                null);
    }

    private @Nullable String text(Node node, NodePath path) {
        if (node instanceof ScalarNode scalar && scalar.kind() == Kind.TEXT) return scalar.text();
        wrongType(node, path, "text");
        return null;
    }

    private @Nullable String word(Node node, NodePath path, List<String> allowed) {
        String text = text(node, path);
        if (text == null || allowed.contains(text)) return text;
        return refuse(
                ProblemCode.NOT_ALLOWED_WORD,
                node,
                path,
                path + " cannot be " + Words.quoted(text),
                Words.allowed(text, allowed));
    }

    /// A number as the nearest double; a flag is 1 or 0.
    private @Nullable Double number(Node node, NodePath path, String what) {
        if (node instanceof ScalarNode scalar && !scalar.quoted()) {
            if (scalar.kind() == Kind.FLAG && what.contains("true")) {
                return Character.toLowerCase(scalar.text().charAt(0)) == 't' ? 1.0 : 0.0;
            }
            String digits = Numbers.isInteger(scalar.text()) ? scalar.text().replace("_", "") : scalar.text();
            if (Numbers.isDecimal(digits)) {
                double value = Double.parseDouble(digits);
                if (Double.isFinite(value)) return value + 0.0;
                return refuse(
                        ProblemCode.OUT_OF_RANGE,
                        node,
                        path,
                        path + " is greater than any double: " + Words.shown(scalar.text(), 60),
                        null);
            }
        }
        wrongType(node, path, what);
        return null;
    }

    private @Nullable MapNode map(Node node, NodePath path, String what) {
        if (node instanceof MapNode map) return map;
        wrongType(node, path, what);
        return null;
    }

    private void wrongType(Node node, NodePath path, String what) {
        good = false;
        if (node instanceof RefusedNode) return;
        boolean isEmpty = node instanceof ScalarNode scalar && scalar.isEmpty();
        problems.report(
                isEmpty ? ProblemCode.EMPTY_VALUE : ProblemCode.WRONG_TYPE,
                node,
                path,
                named(path) + " must be " + what + ", but it is " + TypedReader.seen(node),
                null);
    }

    /// @return whether all keys are known and none of the required ones is missing
    private boolean checkKeys(MapNode map, NodePath path, List<String> allowed, List<String> required) {
        return checkKeys(map, path, allowed, required, null);
    }

    /// @param action whose parameters are no keys of the map, but one level below
    private boolean checkKeys(
            MapNode map, NodePath path, List<String> allowed, List<String> required, @Nullable Action action) {
        boolean right = true;
        for (Entry entry : map.entries()) {
            String key = entry.key().text();
            if (allowed.contains(key)) continue;
            right = false;
            refuse(
                    ProblemCode.UNKNOWN_KEY,
                    entry.key(),
                    path.key(key),
                    "unknown key " + Words.quoted(key) + " in " + named(path),
                    action != null && action.parameter(key) != null
                            ? "it is a parameter of " + action.label() + ": write it under parameters"
                            : Words.allowed(key, allowed));
        }
        List<String> missing = required.stream().filter(key -> map.entry(key) == null).toList();
        if (missing.isEmpty()) return right;
        refuse(
                ProblemCode.MISSING_KEY,
                map.start(),
                path,
                "required "
                        + (missing.size() == 1 ? "key " : "keys ")
                        + Words.listed(missing)
                        + (missing.size() == 1 ? " is" : " are")
                        + " missing in "
                        + named(path),
                null);
        return false;
    }

    private static String named(NodePath path) {
        return path.parent() == null ? "the policy" : path.toString();
    }

    /// Reports, and stands for the value that there is not.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> @Nullable T refuse(ProblemCode code, Node at, NodePath path, String message, @Nullable String hint) {
        good = false;
        problems.report(code, at, path, message, hint);
        return null;
    }
}
