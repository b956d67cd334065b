package rtgsim.scenario.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;

/// The language of decision trees as parts of the JSON Schema, so that an editor lists the fields and actions of the tree that one is in.
final class TreeSchema {

    private static final String NUMBER = "number";

    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry("type", "A condition asks, an action ends the way."),
                    Map.entry("description", "For people."),
                    Map.entry("payment_tree", "What to do with each transaction; left out: submits everything."),
                    Map.entry("bank_tree", "What may be released this tick, or a register; left out: nothing."),
                    Map.entry("strategic_collateral_tree", "Collateral before the release; left out: nothing."),
                    Map.entry("end_of_tick_collateral_tree", "Collateral at the end of a tick; left out: nothing."),
                    Map.entry("condition", "What is asked."),
                    Map.entry("conditions", "One or more."),
                    Map.entry("on_true", "The node where it holds."),
                    Map.entry("on_false", "The node where it does not hold."),
                    Map.entry("action", "What is done."),
                    Map.entry("parameters", "What the action needs."),
                    Map.entry("op", "Which operation."),
                    Map.entry("left", "The first value."),
                    Map.entry("right", "The second value."),
                    Map.entry("field", "What is read: docs/policies.md lists all; or a register, bank_state_…"),
                    Map.entry("param", "A number that the policy names under parameters."),
                    Map.entry("value", "A value."),
                    Map.entry("values", "One or more values."),
                    Map.entry("compute", "A value that is computed from others."),
                    Map.entry("min", "The least that the result may be."),
                    Map.entry("max", "The most that the result may be."),
                    Map.entry("numerator", "What is divided."),
                    Map.entry("denominator", "What it is divided by."),
                    Map.entry("default", "What holds where the denominator is 0."));

    private final ObjectNode parts;

    private TreeSchema(ObjectNode parts) {
        this.parts = parts;
    }

    /// Adds `tree` and what it is made of.
    static void addTo(ObjectNode parts) {
        TreeSchema schema = new TreeSchema(parts);
        schema.policy();
        for (Action.Group group : Action.Group.values()) {
            schema.node(group);
            schema.condition(group);
            schema.value(group);
            for (String part : List.of("node_", "condition_", "value_")) describe(parts.get(part + group.label()));
        }
        describe(parts.get("tree"));
    }

    /// Gives each key that has no words of its own those that it has everywhere.
    private static void describe(JsonNode schema) {
        for (Map.Entry<String, JsonNode> each : schema.properties()) {
            if (each.getKey().equals("if")) continue;
            if (each.getKey().equals("properties")) {
                for (Map.Entry<String, JsonNode> key : each.getValue().properties()) {
                    boolean bare = key.getValue() instanceof ObjectNode && !key.getValue().has("description");
                    if (bare) ((ObjectNode) key.getValue()).put("description", MEANINGS.get(key.getKey()));
                }
            }
            describe(each.getValue());
            for (JsonNode element : each.getValue()) if (each.getValue().isArray()) describe(element);
        }
    }

    private void policy() {
        ObjectNode policy = parts.putObject("tree");
        policy.put("description", "A policy in the language of decision trees.");
        policy.put("type", "object");
        ObjectNode keys = policy.putObject("properties");
        keys.putObject("version").put("description", "Of the policy.").putArray("type").add("string").add(NUMBER);
        keys.putObject("policy_id")
                .put("description", "What people call it.")
                .putArray("type")
                .add("string")
                .add(NUMBER);
        keys.putObject("description").put("type", "string");
        ObjectNode parameters = keys.putObject("parameters");
        parameters.put("description", "Numbers that trees refer to by name.").put("type", "object");
        number(parameters.putObject("additionalProperties"));
        for (TreeKind kind : TreeKind.values()) keys.set(kind.label(), ref("node", kind.group()));
        policy.putArray("required").add("version").add("policy_id");
        policy.put("additionalProperties", false);
    }

    private void node(Action.Group group) {
        ObjectNode node = parts.putObject("node_" + group.label());
        node.put("description", "A node of a " + group.label() + " tree: a question, or what is done.");
        node.put("type", "object");
        ArrayNode types = node.putObject("properties").putObject("type").putArray("enum");
        types.add("condition").add("action");
        node.putArray("required").add("type");
        ArrayNode cases = node.putArray("allOf");
        ObjectNode branch = when(cases, "type", "condition");
        ObjectNode keys = named(branch);
        keys.set("condition", ref("condition", group));
        keys.set("on_true", ref("node", group));
        keys.set("on_false", ref("node", group));
        branch.putArray("required").add("node_id").add("condition").add("on_true").add("on_false");
        ObjectNode leaf = when(cases, "type", "action");
        keys = named(leaf);
        ArrayNode actions = keys.putObject("action").putArray("enum");
        keys.putObject("parameters").put("type", "object");
        leaf.putArray("required").add("node_id").add("action");
        ArrayNode each = leaf.putArray("allOf");
        StringBuilder meanings = new StringBuilder("What is done:");
        for (Action action : Action.values()) {
            if (action.group() != group) continue;
            actions.add(action.label());
            meanings.append("\n").append(action.label()).append(": ").append(action.meaning());
            arguments(action, when(each, "action", action.label()), group);
        }
        ((ObjectNode) keys.get("action")).put("description", meanings.toString());
    }

    private static ObjectNode named(ObjectNode schema) {
        ObjectNode keys = schema.putObject("properties");
        keys.put("type", true);
        keys.putObject("node_id")
                .put("description", "Unique in the policy.")
                .putArray("type")
                .add("string")
                .add(NUMBER);
        keys.putObject("description").put("type", "string");
        schema.put("additionalProperties", false);
        return keys;
    }

    private static void arguments(Action action, ObjectNode schema, Action.Group group) {
        ObjectNode parameters = schema.putObject("properties").putObject("parameters");
        parameters.put("type", "object");
        ObjectNode keys = parameters.putObject("properties");
        ArrayNode required = parameters.arrayNode();
        for (Action.Parameter parameter : action.parameters()) {
            String standard = parameter.standard();
            String meaning = parameter.form().described() + (standard == null ? "" : "; left out: " + standard);
            keys.set(parameter.name(), argument(parameter, group).put("description", meaning.replace("`", "")));
            if (parameter.required()) required.add(parameter.name());
        }
        parameters.put("additionalProperties", false);
        if (required.isEmpty()) return;
        parameters.set("required", required);
        schema.putArray("required").add("parameters");
    }

    private static ObjectNode argument(Action.Parameter parameter, Action.Group group) {
        if (parameter.form().isNumber()) return ref("value", group);
        ObjectNode schema = ref("value", group).removeAll();
        schema.put("type", "object");
        ObjectNode value = schema.putObject("properties").putObject("value");
        switch (parameter.form()) {
            case FLAG_WORD, RTGS_WORD -> {
                ArrayNode words = value.putArray("enum");
                parameter.form().words().forEach(words::add);
            }
            case REASON -> value.put("type", "string").put("minLength", 1).put("maxLength", Action.REASON_MAX);
            case REGISTER -> value.put("type", "string").put("pattern", registers());
            case AGENTS -> value.put("type", "array").putObject("items").put("type", "string");
            case MONEY, TICKS, COUNT, PRIORITY, NUMBER ->
                    throw new IllegalStateException("a number stands for itself: " + parameter);
        }
        schema.putArray("required").add("value");
        schema.put("additionalProperties", false);
        return schema;
    }

    private void condition(Action.Group group) {
        ObjectNode condition = parts.putObject("condition_" + group.label());
        condition.put("type", "object");
        ArrayNode ops = condition.putObject("properties").putObject("op").putArray("enum");
        condition.putArray("required").add("op");
        ArrayNode cases = condition.putArray("allOf");
        for (Condition.Comparator comparator : Condition.Comparator.values()) {
            ops.add(comparator.label());
            operands(when(cases, "op", comparator.label()), group, "left", "right");
        }
        for (String op : List.of("and", "or")) {
            ops.add(op);
            ObjectNode several = when(cases, "op", op);
            ObjectNode keys = several.putObject("properties").put("op", true);
            keys.putObject("conditions").put("type", "array").put("minItems", 1).set("items", ref("condition", group));
            several.putArray("required").add("conditions");
            several.put("additionalProperties", false);
        }
        ops.add("not");
        ObjectNode not = when(cases, "op", "not");
        not.putObject("properties").put("op", true).set("condition", ref("condition", group));
        not.putArray("required").add("condition");
        not.put("additionalProperties", false);
    }

    private void value(Action.Group group) {
        ObjectNode value = parts.putObject("value_" + group.label());
        value.put("description", "A field, a parameter, a number, or what is computed from others.");
        value.put("type", "object").put("minProperties", 1).put("maxProperties", 1).put("additionalProperties", false);
        ObjectNode keys = value.putObject("properties");
        ArrayNode fields = keys.putObject("field").putArray("anyOf");
        ArrayNode names = fields.addObject().putArray("enum");
        TreeKind kind = group == Action.Group.PAYMENT ? TreeKind.PAYMENT : TreeKind.BANK;
        for (Field field : Field.values()) if (field.isIn(kind)) names.add(field.label());
        fields.addObject().put("type", "string").put("pattern", registers());
        keys.putObject("param").put("type", "string");
        keys.putObject("value").putArray("type").add(NUMBER).add("boolean").add("string");
        ObjectNode compute = keys.putObject("compute").put("type", "object");
        ArrayNode ops = compute.putObject("properties").putObject("op").putArray("enum");
        compute.putArray("required").add("op");
        ArrayNode cases = compute.putArray("allOf");
        for (Expression.Operator operator : Expression.Operator.values()) {
            ops.add(operator.label());
            operands(when(cases, "op", operator.label()), group, "left", "right");
        }
        for (Expression.Which which : Expression.Which.values()) {
            ops.add(which.label());
            ObjectNode several = when(cases, "op", which.label());
            ObjectNode values = several.putObject("properties").put("op", true);
            values.putObject("values").put("type", "array").put("minItems", 1).set("items", ref("value", group));
            several.putArray("required").add("values");
            several.put("additionalProperties", false);
        }
        for (Expression.Function function : Expression.Function.values()) {
            ops.add(function.label());
            operands(when(cases, "op", function.label()), group, "value");
        }
        ops.add("clamp").add("div0");
        operands(when(cases, "op", "clamp"), group, "value", "min", "max");
        operands(when(cases, "op", "div0"), group, "numerator", "denominator", "default");
    }

    private static void operands(ObjectNode schema, Action.Group group, String... names) {
        ObjectNode keys = schema.putObject("properties").put("op", true);
        ArrayNode required = schema.putArray("required");
        for (String name : names) {
            keys.set(name, ref("value", group));
            required.add(name);
        }
        schema.put("additionalProperties", false);
    }

    /// What holds where `key` is that word.
    private static ObjectNode when(ArrayNode cases, String key, String word) {
        ObjectNode condition = cases.addObject();
        ObjectNode given = condition.putObject("if");
        given.putObject("properties").putObject(key).put("const", word);
        given.putArray("required").add(key);
        return condition.putObject("then");
    }

    /// A number; an editor reads `5_000` as text.
    private static void number(ObjectNode schema) {
        schema.putArray("type").add(NUMBER).add("string");
        schema.put("pattern", "^[-+]?[0-9]+(_[0-9]+)+$");
    }

    private static String registers() {
        return "^" + Field.REGISTER_PREFIX + "[A-Za-z0-9_]{1,64}$";
    }

    private static ObjectNode ref(String part, Action.Group group) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + part + "_" + group.label());
    }
}
