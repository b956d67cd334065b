package rtgsim.scenario.importing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.ProblemCode;

/// One decision tree policy of SimCash, as one of ours.
///
/// Our language follows its names, so most keys stay. Where a name means something else here, or nothing, the key is judged so; what stands in its place keeps the tree
/// whole.
final class SimcashTree {

    /// From this share of the day on it is the end-of-day rush, if a scenario says nothing else.
    static final double RUSH = 0.8;

    private static final int REASON_MAX = 40;
    private static final String SAME_TOLERANCE = "exact here; there two values less than 1e-9 apart count as equal";

    private static final List<String> TREES =
            List.of("payment_tree", "bank_tree", "strategic_collateral_tree", "end_of_tick_collateral_tree");

    /// How the policies of one scenario are written.
    ///
    /// @param rush the share of the day from which on `is_eod_rush` holds
    /// @param bands whether releases declare the RTGS priority of their band
    /// @param agent the name here of an agent there
    record Manner(double rush, boolean bands, UnaryOperator<String> agent) {}

    private final ForeignMap root;
    private final Map<String, Draft> overrides;
    private final Manner manner;
    private final String file;
    private final Draft.Fields parameters = new Draft.Fields();

    /// The parameters that stand for fields, by the names of these.
    private final Map<String, String> constants = new HashMap<>();

    private final Set<String> wholeParameters = new HashSet<>();

    /// @param overrides values of parameters that stand in place of those of the file
    /// @param file the name of the file to be written
    SimcashTree(ForeignMap root, Map<String, Draft> overrides, Manner manner, String file) {
        this.root = root;
        this.overrides = overrides;
        this.manner = manner;
        this.file = file;
    }

    Draft.Fields convert() {
        Draft.Fields here = new Draft.Fields();
        Given version = root.find("version");
        here.put("version", version == null ? "1.0" : version.text());
        if (version != null) kept(version);
        Given id = root.find("policy_id");
        here.put("policy_id", id == null ? file.replaceFirst("[.]json$", "") : id.text());
        if (id != null) kept(id);
        Given description = root.find("description");
        if (description != null) {
            here.put("description", description.text());
            kept(description);
        }
        readParameters();
        here.put("parameters", parameters);
        for (String tree : TREES) {
            Given given = root.find(tree);
            if (given == null) continue;
            kept(given);
            here.put(tree, node(given, tree));
        }
        return manner.bands() ? RtgsBands.declaredBy(here) : here;
    }

    private void readParameters() {
        Given block = root.find("parameters");
        if (block != null) {
            kept(block);
            for (Given parameter : block.map().all()) {
                Draft given = overrides.get(parameter.name());
                if (given == null) kept(parameter);
                else parameter.changed(place(parameter), "the scenario gives another value");
                Draft value = given == null ? literal(parameter) : given;
                parameters.put(parameter.name(), value);
            }
        }
        overrides.forEach((name, value) -> {
            if (parameters.get(name) == null) parameters.put(name, value);
        });
        parameters
                .values()
                .forEach((name, value) -> {
                    if (value instanceof Draft.Plain plain && isWhole(plain)) wholeParameters.add(name);
                });
    }

    private Draft.Fields node(Given given, String tree) {
        ForeignMap node = given.map();
        Draft.Fields here = new Draft.Fields();
        Given type = node.require("type");
        Given id = node.require("node_id");
        Given description = node.find("description");
        if (type == null || id == null) return here;
        kept(type);
        kept(id);
        here.put("type", type.text()).put("node_id", id.text());
        if (description != null) {
            here.put("description", description.text());
            kept(description);
        }
        switch (type.text()) {
            case "condition" -> {
                Given condition = node.require("condition");
                Given onTrue = node.require("on_true");
                Given onFalse = node.require("on_false");
                if (condition == null || onTrue == null || onFalse == null) return here;
                kept(condition);
                kept(onTrue);
                kept(onFalse);
                return here.put("condition", condition(condition))
                        .put("on_true", node(onTrue, tree))
                        .put("on_false", node(onFalse, tree));
            }
            case "action" -> {
                return action(node, here, tree);
            }
            default -> {
                type.refuse(ProblemCode.NOT_ALLOWED_WORD, type.path() + " must be condition or action", null);
                return here;
            }
        }
    }

    private Draft.Fields condition(Given given) {
        ForeignMap there = given.map();
        Draft.Fields here = new Draft.Fields();
        Given op = there.require("op");
        if (op == null) return here;
        kept(op);
        here.put("op", op.text());
        switch (op.text()) {
            case "and", "or" -> {
                Given conditions = there.require("conditions");
                if (conditions == null) return here;
                kept(conditions);
                Draft.Items all = new Draft.Items();
                for (Given each : conditions.list()) all.add(condition(each));
                if (all.values().isEmpty()) {
                    boolean holds = op.text().equals("and");
                    conditions.changed(place(conditions), "none: always " + holds + ", written as a comparison");
                    return new Draft.Fields()
                            .put("op", holds ? "==" : "!=")
                            .put("left", constant("always", "1"))
                            .put("right", new Draft.Fields().put("value", 1));
                }
                return here.put("conditions", all);
            }
            case "not" -> {
                Given inner = there.require("condition");
                if (inner == null) return here;
                kept(inner);
                return here.put("condition", condition(inner));
            }
            case "==", "!=", "<", "<=", ">", ">=" -> {
                Given left = there.require("left");
                Given right = there.require("right");
                if (left == null || right == null) return here;
                kept(left);
                kept(right);
                boolean tolerant = !op.text().equals("<") && !op.text().equals(">");
                here.put("left", value(left)).put("right", value(right));
                if (tolerant && !(isWhole(left) && isWhole(right))) op.changed(place(op), SAME_TOLERANCE);
                return here;
            }
            default -> {
                op.refuse(
                        ProblemCode.NOT_ALLOWED_WORD,
                        op.path() + " names no comparison: " + op.text(),
                        "allowed: ==, !=, <, <=, >, >=, and, or, not");
                return here;
            }
        }
    }

    /// A field, parameter, literal or computation.
    private Draft.Fields value(Given given) {
        ForeignMap there = given.map();
        Draft.Fields here = new Draft.Fields();
        Given field = there.find("field");
        if (field != null) return field(field);
        Given param = there.find("param");
        if (param != null) {
            kept(param);
            return here.put("param", param.text());
        }
        Given compute = there.find("compute");
        if (compute != null) {
            kept(compute);
            return here.put("compute", computation(compute));
        }
        Given value = there.require("value");
        if (value == null) return here;
        kept(value);
        return here.put("value", literal(value));
    }

    private Draft.Fields field(Given given) {
        String there = given.text();
        if (there.equals("is_eod_rush") && manner.rush() != RUSH) {
            given.changed(
                    place(given),
                    "1 + floor(day_progress_fraction - " + manner.rush() + "), since the rush begins at 0.8 here");
            return rush();
        }
        SimcashField known = SimcashField.of(there);
        if (known == null) {
            boolean register = there.startsWith("bank_state_");
            if (register) kept(given);
            else given.unknown(place(given), "the documentation has no such field; it is written as it is");
            return new Draft.Fields().put("field", there);
        }
        known.judge(given, place(given));
        String constant = known.constant();
        return constant == null ? new Draft.Fields().put("field", known.here()) : constant(there, constant);
    }

    /// A number that stands for something of ours that there is not. A parameter, since a comparison between written numbers would be refused as always the same.
    private Draft.Fields constant(String name, String number) {
        String parameter = constants.get(name);
        if (parameter == null) {
            parameter = name;
            while (parameters.get(parameter) != null) parameter += "_";
            parameters.put(parameter, new Draft.Plain(number));
            constants.put(name, parameter);
        }
        return new Draft.Fields().put("param", parameter);
    }

    /// 1 while the share of the day that has passed is at least the threshold, else 0; exact, since both lie between 0 and 1.
    private Draft.Fields rush() {
        Draft.Fields progress = new Draft.Fields().put("field", "day_progress_fraction");
        Draft.Fields threshold = new Draft.Fields().put("value", Draft.number(manner.rush()));
        Draft.Fields less = new Draft.Fields().put("op", "-").put("left", progress).put("right", threshold);
        Draft.Fields floor =
                new Draft.Fields().put("op", "floor").put("value", new Draft.Fields().put("compute", less));
        Draft.Fields sum =
                new Draft.Fields()
                        .put("op", "+")
                        .put("left", new Draft.Fields().put("value", 1))
                        .put("right", new Draft.Fields().put("compute", floor));
        return new Draft.Fields().put("compute", sum);
    }

    private Draft.Fields computation(Given given) {
        ForeignMap there = given.map();
        Draft.Fields here = new Draft.Fields();
        Given op = there.require("op");
        if (op == null) return here;
        kept(op);
        here.put("op", op.text());
        switch (op.text()) {
            case "+", "-", "*" -> operands(there, here, "left", "right");
            case "/" -> {
                operands(there, here, "left", "right");
                op.changed(
                        place(op), "a division by zero gives infinity here; there it is an error, within 1e-9 of zero");
            }
            case "ceil", "floor", "abs" -> operands(there, here, "value");
            case "round" -> {
                operands(there, here, "value");
                op.changed(place(op), "a half is rounded to the even neighbour here, away from zero there");
            }
            case "clamp" -> operands(there, here, "value", "min", "max");
            case "div0" -> {
                operands(there, here, "numerator", "denominator", "default");
                op.changed(place(op), "the default is for a denominator of exactly zero here, within 1e-9 of it there");
            }
            case "min", "max" -> {
                Given values = there.require("values");
                if (values == null) return here;
                kept(values);
                Draft.Items all = new Draft.Items();
                for (Given each : values.list()) all.add(value(each));
                here.put("values", all);
            }
            default ->
                    op.refuse(
                            ProblemCode.NOT_ALLOWED_WORD,
                            op.path() + " names no computation: " + op.text(),
                            "allowed: +, -, *, /, min, max, ceil, floor, round, abs, clamp, div0");
        }
        return here;
    }

    private void operands(ForeignMap there, Draft.Fields here, String... names) {
        for (String name : names) {
            Given operand = there.require(name);
            if (operand == null) continue;
            kept(operand);
            here.put(name, value(operand));
        }
    }

    private Draft.Fields action(ForeignMap node, Draft.Fields here, String tree) {
        Given action = node.require("action");
        if (action == null) return here;
        SimcashAction known = SimcashAction.of(action.text());
        if (known == null && tree.equals("bank_tree")) {
            action.changed(place(action), "no action, there too");
            return here.put("action", "NoAction");
        }
        if (known == null) {
            action.refuse(ProblemCode.NOT_ALLOWED_WORD, action.path() + " names no action: " + action.text(), null);
            return here;
        }
        kept(action);
        here.put("action", known.here());
        Draft.Fields parameters = new Draft.Fields();
        Given block = node.find("parameters");
        if (block != null) {
            kept(block);
            ForeignMap there = block.map();
            for (String name : known.parameters()) {
                Given parameter = there.find(name);
                if (parameter == null) continue;
                Draft value = parameter(parameter, name);
                if (value != null) parameters.put(name, value);
            }
        }
        here.putUnlessEmpty("parameters", parameters);
        return here;
    }

    /// Null for one that is left out.
    private @Nullable Draft parameter(Given given, String name) {
        kept(given);
        ForeignMap there = given.map();
        Node.Entry entry = there.node().entry("value");
        boolean empty = entry != null && entry.value() instanceof Node.ScalarNode scalar && scalar.isEmpty();
        if (empty) {
            given.changed(null, "null, which counts as left out");
            return null;
        }
        return switch (name) {
            case "reason" -> text(there, reason(there));
            case "key" -> text(there, null);
            case "priority_flag" -> {
                Given value = there.require("value");
                yield text(there, value == null ? null : value.text().toUpperCase(Locale.ROOT));
            }
            case "rtgs_priority" -> text(there, rtgsPriority(there));
            case "focus_counterparties" -> receivers(there);
            default -> value(given);
        };
    }

    private @Nullable Draft text(ForeignMap there, @Nullable String text) {
        Given value = there.require("value");
        if (value == null) return null;
        if (text == null || text.equals(value.text())) kept(value);
        else value.changed(place(value), "written `" + text + "`");
        return new Draft.Fields().put("value", text == null ? value.text() : text);
    }

    private static @Nullable String reason(ForeignMap there) {
        Given value = there.find("value");
        String reason = value == null ? "" : value.text();
        if (reason.codePointCount(0, reason.length()) <= REASON_MAX) return null;
        return reason.substring(0, reason.offsetByCodePoints(0, REASON_MAX));
    }

    private static @Nullable String rtgsPriority(ForeignMap there) {
        Given value = there.find("value");
        if (value == null) return null;
        return switch (value.word()) {
            case "highlyurgent" -> "highly_urgent";
            case "urgent" -> "urgent";
            case "normal" -> "normal";
            default -> {
                value.refuse(
                        ProblemCode.NOT_ALLOWED_WORD, value.path() + " must be HighlyUrgent, Urgent or Normal", null);
                yield null;
            }
        };
    }

    private @Nullable Draft receivers(ForeignMap there) {
        Given value = there.require("value");
        if (value == null) return null;
        value.keptWhole(place(value));
        Draft.Items ids = new Draft.Items();
        for (Given id : value.list()) ids.add(new Draft.Text(manner.agent().apply(id.text())));
        return new Draft.Fields().put("value", ids);
    }

    /// Whether the value is always a whole number, so that no tolerance matters.
    private boolean isWhole(Given given) {
        if (!given.isMap()) return false;
        ForeignMap there = given.map();
        Given field = there.find("field");
        if (field != null) return SimcashField.isWhole(field.text());
        Given param = there.find("param");
        if (param != null) return wholeParameters.contains(param.text());
        Given compute = there.find("compute");
        if (compute != null) return compute.isMap() && isWholeComputation(compute.map());
        Given value = there.find("value");
        return value != null && (!value.isNumber() || isWhole(literal(value)));
    }

    private boolean isWholeComputation(ForeignMap compute) {
        Given op = compute.find("op");
        if (op == null) return false;
        return switch (op.text()) {
            case "+", "-", "*" -> areWhole(compute, "left", "right");
            case "ceil", "floor", "round" -> true;
            case "abs" -> areWhole(compute, "value");
            case "clamp" -> areWhole(compute, "value", "min", "max");
            case "min", "max" -> {
                Given values = compute.find("values");
                yield values != null && values.isList() && values.list().stream().allMatch(this::isWhole);
            }
            default -> false;
        };
    }

    private boolean areWhole(ForeignMap compute, String... names) {
        for (String name : names) {
            Given operand = compute.find(name);
            if (operand == null || !isWhole(operand)) return false;
        }
        return true;
    }

    private static boolean isWhole(Draft.Plain number) {
        return number.text().matches("-?[0-9]+|true|false");
    }

    /// A number or flag as it is written; integers stay integers.
    static Draft.Plain literal(Given given) {
        if (!given.isNumber()) return new Draft.Plain(Boolean.toString(given.flag()));
        BigDecimal number = given.decimal();
        double nearest = given.number();
        boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        BigInteger integer = whole && number.precision() - number.scale() <= 18 ? number.toBigInteger() : null;
        return new Draft.Plain(integer == null ? Double.toString(nearest) : integer.toString());
    }

    private void kept(Given given) {
        given.kept(place(given));
    }

    private String place(Given given) {
        return file + ": " + given.path();
    }
}
