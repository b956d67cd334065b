package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Numbers are read exactly or refused where they stand.
class NumbersTest {

    private static final Map<String, String> KEYS =
            Map.of(
                    "money", "unsecured_cap",
                    "tick", "every_ticks",
                    "balance", "opening_balance",
                    "dec", "overdraft_bps_per_tick",
                    "num", "rate_per_tick");

    private static final Map<String, String> HARMLESS =
            Map.of("money", "0", "tick", "1", "balance", "0", "dec", "0", "num", "1");

    private static final String LEFT_OUT = "(left out)";
    private static final String TWICE = "(twice)";

    static Stream<Arguments> rows() throws Exception {
        return Resources.text("numbers.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    String[] cells = line.split("\\|");
                    return Arguments.of(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip());
                });
    }

    @ParameterizedTest(name = "{0} {1}: {2} is {3}")
    @MethodSource("rows")
    void numbersAreReadExactlyOrRefusedWhereTheyStand(String format, String kind, String written, String expected)
            throws Exception {
        String text =
                switch (written) {
                    case LEFT_OUT -> withLines(format, kind, 0);
                    case TWICE -> withLines(format, kind, 2);
                    default -> text(format, kind, written);
                };
        String key = Objects.requireNonNull(KEYS.get(kind), kind);
        String name = "numbers." + format;
        if (expected.startsWith("S")) {
            ScenarioRefused refused =
                    assertThrows(ScenarioRefused.class, () -> ScenarioReader.readText(text, name, List.of(), null));
            Problem problem = refused.problems().getFirst();
            assertEquals(expected, problem.code(), problem.toString());
            assertEquals(1, refused.problems().size());
            int at = text.indexOf(key);
            if (written.equals(LEFT_OUT)) {
                assertTrue(problem.message().contains("`" + key + "`"), problem.message());
                return;
            }
            if (written.equals(TWICE)) at = text.indexOf(key, at + key.length());
            int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
            assertEquals(line, problem.line());
            if (expected.equals("S0011")) return;
            if (written.equals(TWICE)) {
                assertEquals(at - (format.equals("json") ? 1 : 0) - text.lastIndexOf('\n', at), problem.column());
                return;
            }
            // An empty value is shown at its key, all else where it stands.
            boolean quotedKey = format.equals("json");
            int place = expected.equals("S0102") ? at - (quotedKey ? 1 : 0) : text.indexOf(written, at + key.length());
            assertEquals(place - text.lastIndexOf('\n', at), problem.column());
            return;
        }
        String canonical = ScenarioReader.readText(text, name, List.of(), null).canonicalJson();
        Matcher value = Pattern.compile("\"" + key + "\":([^,}]+)").matcher(canonical);
        assertTrue(value.find(), canonical);
        assertEquals(expected, value.group(1));
    }

    /// With the line of that number so many times.
    private static String withLines(String format, String kind, int times) throws Exception {
        StringBuilder lines = new StringBuilder();
        Resources.text("numbers-template." + format)
                .lines()
                .forEach(line -> lines.append((line + "\n").repeat(line.contains("@" + kind + "@") ? times : 1)));
        return filled(lines.toString(), "", "");
    }

    private static String text(String format, String kind, String written) throws Exception {
        return filled(Resources.text("numbers-template." + format), kind, written);
    }

    private static String filled(String template, String kind, String written) {
        String text = template;
        for (String each : KEYS.keySet()) {
            text =
                    text.replace(
                            "@" + each + "@", each.equals(kind) ? written : Objects.requireNonNull(HARMLESS.get(each)));
        }
        return text;
    }
}
