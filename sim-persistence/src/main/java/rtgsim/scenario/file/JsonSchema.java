package rtgsim.scenario.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.regex.Pattern;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.RefusedNode;
import rtgsim.scenario.file.Node.ScalarNode;
import rtgsim.scenario.file.Type.Variant;

/// The table of keys as JSON Schema 2020-12, for editors and for programs that write scenarios.
///
/// It accepts every scenario that the reader accepts. It cannot say what holds between keys, how many decimals a number has, or that `1.0` and `0x1F` are no integers
/// of ours; there the reader refuses more. An editor reads `5_000_000` as text, so numbers may be texts of that form.
public final class JsonSchema {

    /// Of the documents that this makes. It names them and leads nowhere: nothing is fetched.
    static final String ID = "urn:rtgsim:schema:scenario";

    private static final String POLICY_ID = "urn:rtgsim:schema:policy";

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String TAG = "type";
    private static final String GROUPED = "[0-9]+(_[0-9]+)+$";
    private static final String TICK_KEY = "^[-+]?[0-9]+(_[0-9]+)*$";
    private static final String PRIORITY_KEY = "^[-+]?[0_]*(1_?0|[0-9])$";

    /// A part that stands under `$defs`, and what it is. Parts are told apart by identity: two keys share one where they share the object.
    private record Part(String name, Object of, String description) {}

    private static final List<Part> PARTS =
            List.of(
                    new Part("agent", Schema.AGENT_SHAPE, "A participant of the system that decides for itself."),
                    new Part("flow", Schema.FLOW, "Transactions that an agent sends, generated tick by tick."),
                    new Part("population", Schema.POPULATION, "Agents whose sizes follow a rule."),
                    new Part("population_flow", Schema.POPULATION_FLOW, "Transactions inside the population."),
                    new Part("amount", Schema.AMOUNT, "A distribution of amounts, minor units."),
                    new Part("priority", Schema.PRIORITIES, "A distribution of priorities, 0 to 10."),
                    new Part(
                            "policy", Schema.POLICY, "What an agent does with the transactions of its internal queue."),
                    new Part("scheduled_event", Schema.SCHEDULED, "Something that happens at given ticks."));

    /// The names of Markdown links, without where they lead: what an editor shows beside a key has no pages around it.
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final IdentityHashMap<Object, String> names = new IdentityHashMap<>();

    private JsonSchema() {
        for (Part part : PARTS) names.put(part.of(), part.name());
    }

    /// The schema of scenario files, with those of their parts under `$defs`.
    public static String text() {
        return document().toPrettyString() + "\n";
    }

    /// The schema of the files that hold a policy in the language of decision trees.
    public static String policyText() {
        return policyDocument().toPrettyString() + "\n";
    }

    static ObjectNode document() {
        return new JsonSchema().scenario();
    }

    static ObjectNode policyDocument() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", DIALECT);
        root.put("$id", POLICY_ID);
        root.put("title", "rtgsim policy");
        root.put("$ref", "#/$defs/tree");
        TreeSchema.addTo(root.putObject("$defs"));
        return root;
    }

    private ObjectNode scenario() {
        ObjectNode root = json.objectNode();
        root.put("$schema", DIALECT);
        root.put("$id", ID);
        root.put("title", "rtgsim scenario");
        root.put("description", "A payment system, its participants and what arrives: one run of rtgsim.");
        root.setAll(map(Schema.SCENARIO));
        ObjectNode parts = root.putObject("$defs");
        for (Part part : PARTS) {
            ObjectNode schema = parts.putObject(part.name());
            schema.put("description", part.description());
            schema.setAll(part.of() instanceof Shape shape ? map(shape) : tagged((Type.Tagged) part.of()));
        }
        TreeSchema.addTo(parts);
        return root;
    }

    private ObjectNode map(Shape shape) {
        ObjectNode schema = json.objectNode();
        schema.put("type", "object");
        addKeys(schema, schema.putObject("properties"), shape);
        schema.put("additionalProperties", false);
        return schema;
    }

    private void addKeys(ObjectNode schema, ObjectNode properties, Shape shape) {
        ArrayNode required = json.arrayNode();
        for (Key key : shape.keys()) {
            properties.set(key.name(), property(key));
            if (key.required()) required.add(key.name());
        }
        if (!required.isEmpty()) schema.set("required", required);
    }

    private JsonNode property(Key key) {
        Value standard = key.standardValue();
        ObjectNode schema = json.objectNode();
        schema.put("description", described(key));
        schema.setAll(schema(key.type()));
        if (standard != null) schema.set("default", json(standard.node()));
        return schema;
    }

    private static String described(Key key) {
        String meaning = plain(key.meaning());
        return key.leftOut().isEmpty() ? meaning : meaning + "\nLeft out: " + plain(key.leftOut());
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown).replaceAll("$1");
    }

    private ObjectNode schema(Type type) {
        String part = names.get(type instanceof Type.OfShape map ? map.shape() : type);
        ObjectNode schema = json.objectNode();
        if (part != null) return schema.put("$ref", "#/$defs/" + part);
        switch (type) {
            case Type.Int integer -> {
                number(schema, "integer", integer.min() < 0);
                if (integer.min() > Long.MIN_VALUE) schema.put("minimum", integer.min());
                schema.put("maximum", integer.max());
            }
            case Type.Dec decimal -> {
                number(schema, "number", false);
                schema.set("minimum", DecimalNode.valueOf(decimal.min()));
                schema.set("maximum", DecimalNode.valueOf(decimal.max()));
            }
            case Type.Num number -> {
                number(schema, "number", false);
                schema.put(number.positive() ? "exclusiveMinimum" : "minimum", 0);
                if (number.max() < Double.MAX_VALUE) schema.set("maximum", integral(number.max()));
            }
            case Type.Text text -> {
                schema.put("type", "string");
                if (!text.isAnything()) schema.put("pattern", "^(?:" + text.pattern().pattern() + ")$");
            }
            case Type.Flag flag -> schema.put("type", "boolean");
            case Type.Choice choice -> {
                ArrayNode words = schema.putArray("enum");
                choice.words().forEach(words::add);
            }
            case Type.TimeOfDay time -> {
                schema.put("type", "string");
                schema.put("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$");
            }
            case Type.Date date -> {
                schema.put("type", "string");
                schema.put("format", "date");
                schema.put("pattern", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
            }
            case Type.ListOf list -> {
                schema.put("type", "array");
                schema.set("items", schema(list.element()));
                if (list.minSize() > 0) schema.put("minItems", list.minSize());
                if (list.maxSize() < Integer.MAX_VALUE) schema.put("maxItems", list.maxSize());
                if (list.distinct()) schema.put("uniqueItems", true);
            }
            case Type.MapOf map -> {
                schema.put("type", "object");
                String keys =
                        switch (map.keys()) {
                            case AGENT -> "";
                            case TICK_OF_DAY -> TICK_KEY;
                            case PRIORITY -> PRIORITY_KEY;
                        };
                if (!keys.isEmpty()) schema.putObject("propertyNames").put("pattern", keys);
                schema.set("additionalProperties", schema(map.value()));
            }
            case Type.OfShape map -> schema.setAll(map(map.shape()));
            case Type.Tagged tagged -> schema.setAll(tagged(tagged));
            case Type.Either either -> schema.putArray("anyOf").add(schema(either.scalar())).add(map(either.map()));
            case Type.Anything anything -> schema.put("$ref", "#/$defs/tree");
        }
        return schema;
    }

    private static void number(ObjectNode schema, String type, boolean mayBeNegative) {
        schema.putArray("type").add(type).add("string");
        schema.put("pattern", (mayBeNegative ? "^[-+]?" : "^\\+?") + GROUPED);
    }

    private static JsonNode integral(double value) {
        return value == Math.rint(value)
                ? DecimalNode.valueOf(BigDecimal.valueOf((long) value))
                : DoubleNode.valueOf(value);
    }

    /// A map that its `type` gives its other keys. Written as conditions, so that what is wrong is said of the key and not of every type.
    private ObjectNode tagged(Type.Tagged tagged) {
        ObjectNode schema = json.objectNode();
        schema.put("type", "object");
        ObjectNode type = schema.putObject("properties").putObject(TAG);
        ArrayNode words = type.putArray("enum");
        schema.putArray("required").add(TAG);
        StringBuilder meanings = new StringBuilder("Which one:");
        ArrayNode conditions = schema.putArray("allOf");
        for (Variant variant : tagged.variants()) {
            words.add(variant.word());
            meanings.append("\n").append(variant.word()).append(": ").append(plain(variant.meaning()));
            ObjectNode condition = conditions.addObject();
            ObjectNode given = condition.putObject("if");
            given.putObject("properties").putObject(TAG).put("const", variant.word());
            given.putArray("required").add(TAG);
            ObjectNode then = condition.putObject("then");
            ObjectNode keys = then.putObject("properties");
            keys.put(TAG, true);
            addKeys(then, keys, variant.shape());
            then.put("additionalProperties", false);
            if (variant.word().equals("tree")) {
                ArrayNode one = then.putArray("oneOf");
                one.addObject().putArray("required").add("file");
                one.addObject().putArray("required").add("tree");
            }
        }
        type.put("description", meanings.toString());
        return schema;
    }

    /// A default, as JSON.
    private JsonNode json(Node node) {
        return switch (node) {
            case MapNode map -> {
                ObjectNode object = json.objectNode();
                for (Entry entry : map.entries()) object.set(entry.key().text(), json(entry.value()));
                yield object;
            }
            case ListNode list -> {
                ArrayNode array = json.arrayNode();
                for (Node element : list.elements()) array.add(json(element));
                yield array;
            }
            case ScalarNode scalar ->
                    switch (scalar.kind()) {
                        case INTEGER, NUMBER -> DecimalNode.valueOf(new BigDecimal(scalar.text().replace("_", "")));
                        case FLAG -> json.booleanNode(scalar.text().startsWith("t"));
                        case EMPTY -> json.nullNode();
                        case TEXT -> json.textNode(scalar.text());
                    };
            case RefusedNode refused -> throw new IllegalStateException("a default that cannot be read");
        };
    }
}
