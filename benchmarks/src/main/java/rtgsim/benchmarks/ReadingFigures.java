package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `docs/benchmarks.md` quotes of reading a stored run, as tables made from one file of results. What misses its target is bold.
final class ReadingFigures {

    /// The questions that are asked of each filter in turn; the others stand in a table of their own.
    private static final List<String> OF_EACH_FILTER = List.of("first page", "last page", "facets");

    private ReadingFigures() {}

    /// @param file from the root of the project
    static String tables(Path root, String file) throws IOException {
        JsonNode reading = new ObjectMapper().readTree(root.resolve(file).toFile()).path("reading");
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                                Locale.ROOT,
                                "\n%,d events of %,d transactions and %,d agents; milliseconds; 95 of 100 answers took no longer, bold where that is over the target: 20 for pages,"
                                        + " 150 for facets.\n",
                                reading.path("events").asLong(),
                                reading.path("transactions").asLong(),
                                reading.path("agents").asLong())
                        .replaceAll("(?<=\\d),(?=\\d)", " "));
        Map<String, List<JsonNode>> byFilter = new LinkedHashMap<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode one : reading.path("answers")) {
            boolean ofFilter =
                    one.path("door").asText().equals("store") && OF_EACH_FILTER.contains(one.path("asks").asText());
            if (ofFilter) byFilter.computeIfAbsent(one.path("filter").asText(), _ -> new ArrayList<>()).add(one);
            else others.add(one);
        }
        text.append("\n| filter | first page of 100 | last page of 100 | facets |\n|---|---|---|---|\n");
        byFilter.forEach((filter, answers) -> {
            text.append("| ").append(filter.equals("none") ? "none" : code(filter));
            for (String asks : OF_EACH_FILTER) {
                text.append(" | ");
                for (JsonNode one : answers) if (one.path("asks").asText().equals(asks)) text.append(p95(one));
            }
            text.append(" |\n");
        });
        text.append("\n| asked through | what | of | median | 95th | target |\n|---|---|---|---|---|---|\n");
        for (JsonNode one : others) {
            text.append("| ").append(one.path("door").asText());
            text.append(" | ").append(one.path("asks").asText());
            String filter = one.path("filter").asText();
            text.append(" | ").append(one.path("door").asText().equals("SQL") ? "`" + filter + "`" : filter);
            text.append(" | ").append(millis(one.path("p50_ms").asDouble()));
            text.append(" | ").append(p95(one));
            text.append(" | ").append(one.has("target_p95_ms") ? one.path("target_p95_ms").asInt() : "");
            text.append(" |\n");
        }
        return text.append('\n').toString();
    }

    /// The names of parameters as code, what is said beside them as text.
    private static String code(String filter) {
        return filter.replaceAll("[a-z]+_[a-z]+|^(tick|day|category)$", "`$0`");
    }

    private static String p95(JsonNode one) {
        double p95 = one.path("p95_ms").asDouble();
        boolean missed = one.has("target_p95_ms") && p95 > one.path("target_p95_ms").asDouble();
        return missed ? "**" + millis(p95) + "**" : millis(p95);
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
    }
}
