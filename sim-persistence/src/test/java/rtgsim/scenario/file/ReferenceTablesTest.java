package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.file.Type.Variant;

/// The tables of `docs/scenario.md` say what the table of the reader says: they are made from it.
///
/// A page marks where one goes by `<!-- table: NAME -->` and `<!-- end -->`. `-Drtgsim.docs=write` writes them anew.
class ReferenceTablesTest {

    private static final Path PAGE = Path.of("..", "docs", "scenario.md");
    private static final Pattern PLACE =
            Pattern.compile("(<!-- table: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

    private static final Map<String, Supplier<String>> TABLES =
            Map.of(
                    "scenario", () -> keys(Schema.SCENARIO),
                    "agent", () -> keys(Schema.AGENT_SHAPE),
                    "flow", () -> keys(Schema.FLOW),
                    "amount", () -> variants((Type.Tagged) Schema.AMOUNT, "`amount` of type", "keys", "draws"),
                    "priority", () -> variants((Type.Tagged) Schema.PRIORITIES, "`priority` of type", "keys", "draws"),
                    "population", () -> keys(Schema.POPULATION),
                    "population_flow", () -> keys(Schema.POPULATION_FLOW),
                    "scheduled", () -> variants((Type.Tagged) Schema.SCHEDULED, "type", "parameters", "effect"),
                    "policy",
                            () ->
                                    variants(
                                            (Type.Tagged) Schema.POLICY,
                                            "type",
                                            "parameters",
                                            "on a transaction in the internal queue"));

    /// Maps that have a table of their own.
    private static final Set<Shape> APART =
            Set.of(Schema.AGENT_SHAPE, Schema.FLOW, Schema.POPULATION, Schema.POPULATION_FLOW);

    @Test
    void theTablesOfThePageAreThoseOfTheReader() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> seen = new HashSet<>();
        String made =
                PLACE.matcher(page)
                        .replaceAll(place -> {
                            seen.add(place.group(2));
                            String table = Objects.requireNonNull(TABLES.get(place.group(2)), place.group(2)).get();
                            return Matcher.quoteReplacement(place.group(1) + table + place.group(4));
                        });
        assertEquals(TABLES.keySet(), seen);
        if ("write".equals(System.getProperty("rtgsim.docs"))) {
            Files.writeString(PAGE, made);
            return;
        }
        assertEquals(made, page);
    }

    @Test
    void everyKeyAndTypeHasAMeaning() {
        List<String> bare = new ArrayList<>();
        for (Shape shape : List.of(Schema.SCENARIO, Schema.AGENT_SHAPE, Schema.FLOW, Schema.POPULATION_FLOW)) {
            for (Key key : shape.keys()) if (key.meaning().isEmpty()) bare.add(key.name());
        }
        for (Type type : List.of(Schema.POLICY, Schema.AMOUNT, Schema.PRIORITIES, Schema.SCHEDULED)) {
            for (Variant variant : ((Type.Tagged) type).variants()) {
                if (variant.meaning().isEmpty()) bare.add(variant.word());
                for (Key key : variant.shape().keys()) {
                    if (key.meaning().isEmpty()) bare.add(variant.word() + "." + key.name());
                }
            }
        }
        assertTrue(bare.isEmpty(), bare.toString());
    }

    private static String keys(Shape shape) {
        StringBuilder table = new StringBuilder("| key | type, range | default | meaning |\n|---|---|---|---|\n");
        addKeys(table, shape, "");
        return table.toString();
    }

    private static void addKeys(StringBuilder table, Shape shape, String prefix) {
        for (Key key : shape.keys()) {
            String path = prefix + key.name();
            boolean open = key.type() instanceof Type.OfShape map && !APART.contains(map.shape());
            if (!open || !"{}".equals(key.standard())) {
                row(table, "`" + path + "`", described(key.type()), standard(key), key.meaning());
            }
            if (open) addKeys(table, ((Type.OfShape) key.type()).shape(), path + ".");
        }
    }

    private static String variants(Type.Tagged type, String first, String second, String third) {
        StringBuilder table = new StringBuilder("| " + first + " | " + second + " | " + third + " |\n|---|---|---|\n");
        for (Variant variant : type.variants()) {
            List<String> keys = new ArrayList<>();
            for (Key key : variant.shape().keys()) {
                String standard = key.standard() == null ? key.leftOut() : key.standard();
                keys.add(
                        key.name()
                                + (key.required() ? " !" : standard.isEmpty() ? "" : " = " + standard)
                                + (key.name().equals("at") ? "" : " (" + described(key.type()) + ")"));
            }
            row(table, "`" + variant.word() + "`", String.join(", ", keys), variant.meaning());
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        for (String cell : cells) table.append("| ").append(cell.replace("|", "\\|")).append(cell.isEmpty() ? "" : " ");
        table.append("|\n");
    }

    private static String standard(Key key) {
        if (key.required()) return "!";
        if (!key.leftOut().isEmpty()) return key.leftOut();
        String standard = key.standard();
        return standard == null ? "none" : standard.equals("''") ? "empty" : "`" + standard + "`";
    }

    private static String described(Type type) {
        return switch (type) {
            case Type.Int integer -> "int" + range(integer.min(), integer.max());
            case Type.Dec decimal -> "dec" + range(decimal.min(), decimal.max());
            case Type.Num number ->
                    "num"
                            + (number.positive() ? " > 0" : "")
                            + (number.max() == Double.MAX_VALUE ? "" : " ≤ " + grouped((long) number.max()));
            case Type.Text text -> text.form().isEmpty() ? "text" : text.form();
            case Type.Flag flag -> "flag";
            case Type.Choice choice -> "`" + String.join("` `", choice.words()) + "`";
            case Type.TimeOfDay time -> "text HH:MM or HH:MM:SS";
            case Type.Date date -> "text YYYY-MM-DD";
            case Type.ListOf list ->
                    (list.minSize() == list.maxSize() ? "list of " + list.minSize() + ", each " : "list of ")
                            + described(list.element());
            case Type.MapOf map -> "map " + map.keys().described + " → " + described(map.value());
            case Type.OfShape map -> APART.contains(map.shape()) ? "maps, below" : "map";
            case Type.Tagged tagged -> "map with `type`, below";
            case Type.Either either ->
                    described(either.scalar()) + ", or `{ " + String.join(", ", either.map().names()) + " }`";
            case Type.Anything anything -> "below";
        };
    }

    private static String range(long min, long max) {
        if (min == Long.MIN_VALUE || min == -Long.MAX_VALUE) return "";
        return max >= Integer.MAX_VALUE ? " ≥ " + min : " " + grouped(min) + "–" + grouped(max);
    }

    private static String range(BigDecimal min, BigDecimal max) {
        return max.compareTo(BigDecimal.ONE) > 0 ? " ≥ " + min : " " + min + "–" + max;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }
}
