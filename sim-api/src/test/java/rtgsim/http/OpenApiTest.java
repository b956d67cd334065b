package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.HandlerType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The description of the API says what the API does, no more and no less.
class OpenApiTest {

    @TempDir static Path folder;

    private static Api api;
    private static JsonNode document;

    @BeforeAll
    static void start() throws Exception {
        api = new Api(folder.resolve("runs"));
        document = api.json("/api/openapi.json");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyAddressThatIsServedIsDescribedAndTheOtherWayRound() {
        Set<String> served = new TreeSet<>();
        for (var handler : api.server().javalin().unsafe.internalRouter.allHttpHandlers()) {
            HandlerType type = handler.endpoint.method;
            boolean forPeople = type.isHttpMethod() && !type.equals(HandlerType.HEAD);
            // The addresses of the page for the browser, where it was built, are no part of the API.
            boolean ofApi = handler.endpoint.path.startsWith("/api/") || handler.endpoint.path.equals("/");
            if (forPeople && ofApi) served.add(type.name() + " " + handler.endpoint.path);
        }
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(method ->
                                        described.add(
                                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        assertEquals(served, described);
    }

    @Test
    void everyParameterThatIsTakenIsDescribedAndTheOtherWayRound() {
        Map<String, Set<String>> taken = new TreeMap<>();
        for (Route route : api.server().routes()) {
            taken.put(route.method() + " " + route.path(), new TreeSet<>(route.parameters()));
        }
        Map<String, Set<String>> described = new TreeMap<>();
        for (Operation operation : operations()) {
            Set<String> names = new TreeSet<>();
            for (JsonNode parameter : operation.node().get("parameters")) {
                JsonNode whole = resolved(parameter);
                if (whole.get("in").textValue().equals("query")) names.add(whole.get("name").textValue());
            }
            described.put(operation.name(), names);
        }
        assertEquals(taken, described);
    }

    @Test
    void everyPlaceholderOfAPathIsDescribed() {
        Pattern placeholder = Pattern.compile("\\{(\\w+)}");
        for (Operation operation : operations()) {
            Set<String> inPath = new HashSet<>();
            Matcher matcher = placeholder.matcher(operation.name());
            while (matcher.find()) inPath.add(matcher.group(1));
            Set<String> described = new HashSet<>();
            for (JsonNode parameter : operation.node().get("parameters")) {
                JsonNode whole = resolved(parameter);
                if (!whole.get("in").textValue().equals("path")) continue;
                described.add(whole.get("name").textValue());
                assertTrue(whole.get("required").booleanValue());
            }
            assertEquals(inPath, described, operation.name());
        }
    }

    @Test
    void everyFormThatIsOfferedIsDescribed() {
        for (Route route : api.server().routes()) {
            JsonNode responses =
                    document.get("paths")
                            .get(route.path())
                            .get(route.method().name().toLowerCase(java.util.Locale.ROOT))
                            .get("responses");
            JsonNode good = responses.has("200") ? responses.get("200") : responses.get("202");
            Set<String> described = new TreeSet<>();
            good.get("content").fieldNames().forEachRemaining(described::add);
            assertEquals(new TreeSet<>(route.offers()), described, route.path());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.textValue()));
        assertTrue(references.size() > 50);
        for (String reference : references) {
            assertTrue(reference.startsWith("#/"), reference);
            assertTrue(!document.at(reference.substring(1)).isMissingNode(), reference);
        }
        assertEquals("3.1.0", document.get("openapi").textValue());
    }

    private record Operation(String name, JsonNode node) {}

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(method ->
                                        operations.add(
                                                new Operation(
                                                        method.getKey().toUpperCase(java.util.Locale.ROOT)
                                                                + " "
                                                                + path.getKey(),
                                                        method.getValue()))));
        return operations;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }
}
