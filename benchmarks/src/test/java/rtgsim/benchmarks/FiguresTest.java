package rtgsim.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FiguresTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @MethodSource("places")
    void thePageQuotesTheFiguresOfTheFileItNames(Figures.Place place) throws IOException {
        Matcher quoted = place.in(Files.readString(ROOT.resolve(place.page())));
        assertEquals(
                place.tables().of(ROOT, quoted.group(1)),
                quoted.group(2),
                () -> "./dev figures " + quoted.group(1) + " writes them anew");
    }

    /// What was measured before the native engine ran these days has no table of it; what has both has two.
    @Test
    void daysOfTheNativeEngineHaveATableOfTheirOwnWhereTheyWereMeasured(@TempDir Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode report = json.readTree(ROOT.resolve("benchmarks/results/2026-11-22-88e4b49606.json").toFile());
        ArrayNode commands = (ArrayNode) report.get("commands");
        for (JsonNode one : commands.deepCopy()) {
            String name = one.get("name").asText();
            if (!name.matches(".*-day, (not )?stored")) continue;
            ObjectNode ofNative = one.deepCopy();
            ofNative.put("name", name.replaceFirst("-day", "-day, native"));
            ofNative.put("engine_seconds", 0.12);
            commands.add(ofNative);
        }
        json.writeValue(folder.resolve("both.json").toFile(), report);
        String before = Figures.tables(ROOT, "benchmarks/results/2026-11-22-88e4b49606.json");
        String both = Figures.tables(folder, "both.json");
        assertFalse(before.contains("| day, cold, native engine |"), before);
        assertTrue(both.contains("| day, cold, Java engine |"), both);
        assertTrue(both.contains("| day, cold, native engine |"), both);
        assertEquals(
                4, both.lines().filter(line -> line.contains("-day` |") && line.contains(" | 0.12 | ")).count(), both);
    }

    static Iterable<Figures.Place> places() {
        return Figures.PLACES;
    }
}
