package rtgsim.scenario.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// A scenario or policy as an editor sees it that knows YAML 1.2 and our JSON Schema, and nothing else of rtgsim: `5_000_000` is text to it.
final class EditorView {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final com.networknt.schema.Schema schema;

    /// @param document [JsonSchema#document] or [JsonSchema#policyDocument]
    EditorView(JsonNode document) {
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
    }

    /// The JSON pointers of all values that the schema has something against.
    Set<String> refusedIn(String text) {
        Set<String> places = new TreeSet<>();
        for (Error error : errors(text)) places.add(error.getInstanceLocation().toString());
        return places;
    }

    List<Error> errors(String text) {
        return schema.validate(read(text));
    }

    static JsonNode read(String text) {
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(true).build();
        return JSON.valueToTree(withTextKeys(new Load(settings).loadFromString(text)));
    }

    private static Object withTextKeys(Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Map<?, ?> map -> {
                Map<String, Object> texts = new LinkedHashMap<>();
                map.forEach((key, each) -> texts.put(String.valueOf(key), withTextKeys(each)));
                yield texts;
            }
            case List<?> list -> list.stream().map(EditorView::withTextKeys).toList();
            default -> value;
        };
    }
}
