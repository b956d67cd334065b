package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.tree.Action;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;

/// What `rtgsim schema` prints, against the reader and by a validator that is not ours.
class JsonSchemaTest {

    private static final EditorView EDITOR = new EditorView(JsonSchema.document());
    private static final EditorView POLICY_EDITOR = new EditorView(JsonSchema.policyDocument());

    /// What a schema can see of a scenario: keys and their values, each by itself.
    private static final Set<ProblemCode> SEEN =
            EnumSet.of(
                    ProblemCode.WRONG_TYPE,
                    ProblemCode.EMPTY_VALUE,
                    ProblemCode.MISSING_KEY,
                    ProblemCode.OUT_OF_RANGE,
                    ProblemCode.NOT_AN_INTEGER,
                    ProblemCode.NOT_ALLOWED_WORD,
                    ProblemCode.WRONG_FORM,
                    ProblemCode.WRONG_LENGTH,
                    ProblemCode.NAMED_TWICE,
                    ProblemCode.UNKNOWN_KEY,
                    ProblemCode.NOT_SUPPORTED_YET);

    /// What is said of a key and its value, but follows from another key, from the calendar, or from how a number is written.
    private static final Set<String> UNSEEN =
            Set.of(
                    "amount-of-half-a-kind.yaml /agents/0/arrivals/0/amount",
                    "fractions-as-integers.yaml /simulation/ticks_per_day",
                    "fractions-as-integers.yaml /simulation/num_days",
                    "fractions-as-integers.yaml /simulation/rng_seed",
                    "out-of-range.yaml /simulation/num_days",
                    "out-of-range.yaml /simulation/rng_seed",
                    "policy-by-hand.yaml /agents/1/policy/tree/payment_tree/condition/left",
                    "policy-by-hand.yaml /agents/1/policy/tree/payment_tree/condition/right",
                    "population-ids.yaml /population/opening_balance_total",
                    "population-and-older-generator.yaml /population/count",
                    "texts-of-the-wrong-form.yaml /simulation/start_date",
                    "wrong-values.json /simulation/num_days",
                    "wrong-values.json /agents/0/opening_balance",
                    "wrong-values.json /agents/1/id");

    static Stream<Path> validFiles() throws Exception {
        Path ours = Path.of(JsonSchemaTest.class.getResource("valid").toURI());
        try (Stream<Path> shipped = Files.list(Path.of("..", "scenarios"));
                Stream<Path> tested = Files.list(ours)) {
            return Stream.concat(
                    shipped.filter(file -> file.toString().endsWith(".yaml")).toList().stream(),
                    tested.toList().stream())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("validFiles")
    void whatTheReaderAcceptsTheSchemaAccepts(Path file) throws Exception {
        assertEquals(List.of(), EDITOR.errors(Files.readString(file)));
        assertEquals(List.of(), EDITOR.errors(ScenarioReader.read(file, List.of(), null).canonicalJson()));
    }

    static Stream<Path> policies() throws Exception {
        return PolicyLibraryTest.policies();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void thePoliciesAreThoseOfTheSchema(Path file) throws Exception {
        assertEquals(List.of(), POLICY_EDITOR.errors(Files.readString(file)));
    }

    @Test
    void aMistakeInEachPlaceOfAPolicyIsRefused() throws Exception {
        String text = Files.readString(Path.of("..", "scenarios", "policies", "patient.yaml"));
        assertEquals(
                Set.of("/payment_tree/condition/left/field"),
                POLICY_EDITOR.refusedIn(text.replace("ticks_to_deadline", "ticks_to_deadlin")));
        assertEquals(
                Set.of("/payment_tree/on_false/on_true/action"),
                POLICY_EDITOR.refusedIn(
                        text.replace("node_id: pay, action: Release", "node_id: pay, action: PostCollateral")));
        assertEquals(
                Set.of("/payment_tree/on_true/parameters/rtgs_priority/value"),
                POLICY_EDITOR.refusedIn(text.replace("value: urgent", "value: soon")));
        assertEquals(
                Set.of("/payment_tree/on_true/parameters"),
                POLICY_EDITOR.refusedIn(text.replace("rtgs_priority:", "priority:")));
        assertEquals(
                Set.of("/payment_tree"),
                POLICY_EDITOR.refusedIn(
                        text.replace(
                                "on_true: { type: action, node_id: pay_urgent",
                                "on_treu: { type: action, node_id: pay_urgent")));
        assertEquals(Set.of("/payment_tree/condition/op"), POLICY_EDITOR.refusedIn(text.replace("op: <=", "op: =<")));
        assertEquals(Set.of(""), POLICY_EDITOR.refusedIn(text.replace("policy_id:", "policyid:")));
    }

    /// What an editor lists where a word is asked for.
    @Test
    void anEditorListsTheFieldsAndActionsOfTheTreeThatOneIsIn() {
        JsonNode parts = JsonSchema.policyDocument().path("$defs");
        assertEquals(
                Arrays.stream(Field.values()).filter(field -> field.isIn(TreeKind.PAYMENT)).map(Field::label).toList(),
                words(parts.at("/value_payment/properties/field/anyOf/0/enum")));
        for (Action.Group group : Action.Group.values()) {
            List<String> actions =
                    Arrays.stream(Action.values())
                            .filter(action -> action.group() == group)
                            .map(Action::label)
                            .toList();
            assertEquals(actions, words(parts.at("/node_" + group.label() + "/allOf/1/then/properties/action/enum")));
        }
    }

    private static List<String> words(JsonNode words) {
        return words.valueStream().map(JsonNode::asText).toList();
    }

    static Stream<Path> brokenFiles() throws Exception {
        return BrokenScenariosTest.brokenFiles();
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void whatTheTableRefusesTheSchemaRefusesAtTheSamePlace(Path file) throws Exception {
        List<Problem> seen =
                BrokenScenariosTest.refusal(file).problems().stream()
                        .filter(problem -> problem.file().endsWith(file.getFileName().toString()))
                        .filter(problem -> SEEN.stream().anyMatch(code -> code.code().equals(problem.code())))
                        .filter(problem -> !UNSEEN.contains(file.getFileName() + " " + problem.pointer()))
                        .toList();
        if (seen.isEmpty()) return;
        Set<String> places = EDITOR.refusedIn(Files.readString(file));
        List<String> missed = new ArrayList<>();
        for (Problem problem : seen) {
            String pointer = problem.pointer();
            String parent = pointer.isEmpty() ? "" : pointer.substring(0, pointer.lastIndexOf('/'));
            if (!places.contains(pointer) && !places.contains(parent)) missed.add(problem.code() + " " + pointer);
        }
        assertEquals(List.of(), missed, places.toString());
    }

    /// The claim of [JsonSchema], where nobody thought of the example.
    @Test
    void whatTheReaderStillAcceptsOfMutatedScenariosTheSchemaAccepts() throws Exception {
        List<String> seeds = List.of(Resources.text("valid/many-keys.yaml"), Resources.text("valid/three-banks.yaml"));
        int accepted = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String mutant = Mutation.of(seeds.get(random.nextInt(seeds.size())), random);
            try {
                ScenarioReader.readText(mutant, "s.yaml", List.of(), null);
            } catch (ScenarioRefused refused) {
                continue;
            }
            accepted++;
            assertEquals(List.of(), EDITOR.errors(mutant), "seed " + seed + "\n" + mutant);
        }
        assertTrue(accepted > 300, "accepted: " + accepted);
    }

    @Test
    void theSchemasAreOnesOfTheirDialect() {
        var dialect =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                com.networknt.schema.SchemaLocation.of(
                                        SpecificationVersion.DRAFT_2020_12.getDialectId()));
        assertEquals(List.of(), dialect.validate(JsonSchema.document()));
        assertEquals(List.of(), dialect.validate(JsonSchema.policyDocument()));
    }

    @Test
    void aMistakeInEachPlaceIsRefused() {
        String text =
                """
                name: x
                simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
                agents: [{ id: A, opening_balance: 1 }, { id: B, opening_balance: 1 }]
                """;
        assertEquals(Set.of(), EDITOR.refusedIn(text));
        assertEquals(Set.of("/simulation/num_days"), EDITOR.refusedIn(text.replace("num_days: 1", "num_days: 1.9")));
        assertEquals(Set.of("/simulation/num_days"), EDITOR.refusedIn(text.replace("num_days: 1", "num_days: '1'")));
        assertEquals(Set.of(), EDITOR.refusedIn(text.replace("num_days: 1", "num_days: 1_000")));
        assertEquals(Set.of("/simulation"), EDITOR.refusedIn(text.replace("num_days: 1,", "")));
        assertEquals(Set.of("/simulation"), EDITOR.refusedIn(text.replace("num_days: 1", "num_days: 1, x: 1")));
        assertEquals(Set.of("/agents/0"), EDITOR.refusedIn(text.replace("id: A", "id: A, ballance: 1")));
        assertEquals(
                Set.of("/agents/0/policy/urgency_threshold"),
                EDITOR.refusedIn(text.replace("id: A", "id: A, policy: { type: deadline, urgency_threshold: -1 }")));
        assertEquals(
                Set.of("/agents/0/policy"),
                EDITOR.refusedIn(text.replace("id: A", "id: A, policy: { type: fifo, urgency_threshold: 1 }")));
        assertEquals(
                Set.of("/agents/0/policy/type"),
                EDITOR.refusedIn(text.replace("id: A", "id: A, policy: { type: fifo_ }")));
    }

    @Test
    void everyKeyIsDescribedForEditors() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(JsonSchema.text());
        assertEquals("https://json-schema.org/draft/2020-12/schema", schema.path("$schema").asText());
        List<String> bare = new ArrayList<>();
        Set<String> defaults = new TreeSet<>();
        collect(schema, "", bare, defaults);
        assertEquals(List.of(), bare, "keys without a description");
        assertTrue(defaults.size() > 40, defaults.toString());
        JsonNode cycleWork = schema.at("/properties/lsm_config/properties/cycle_work");
        assertEquals(1_000_000, cycleWork.path("default").asInt());
        JsonNode rng = schema.at("/properties/simulation/properties/rng");
        assertEquals("[\"per_agent\",\"xorshift64star\"]", rng.path("enum").toString());
        assertEquals("per_agent", rng.path("default").asText());
        assertFalse(schema.toString().contains("](settlement"), "links lead nowhere in an editor");
    }

    private static void collect(JsonNode schema, String path, List<String> bare, Set<String> defaults) {
        if (schema.has("properties")) {
            schema.path("properties")
                    .properties()
                    .forEach(key -> {
                        String at = path + "/" + key.getKey();
                        if (key.getValue().has("default")) defaults.add(at);
                        if (key.getValue().isObject()
                                && key.getValue().path("description").asText().isEmpty()
                                && !path.contains("/if")) bare.add(at);
                    });
        }
        if (!schema.isContainerNode()) return;
        int position = 0;
        for (JsonNode each : schema) collect(each, path + "/" + position++, bare, defaults);
        if (schema.has("if")) bare.removeIf(at -> at.startsWith(path + "/0/"));
    }
}
