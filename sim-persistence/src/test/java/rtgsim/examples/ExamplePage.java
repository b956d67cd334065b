package rtgsim.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The worked examples of a page: each section with a fenced block `yaml` is one.
///
/// Beside the scenario it may have a block `csv` (its payments file, named payments.csv) and a block `decisions`. Then, as often as wanted, a line that begins with
/// "The log" and ends with ":", and under it a table of events; later a line "Closing balances: A 1, B 2."
final class ExamplePage {

    private static final Pattern LOG =
            Pattern.compile("The log(?: with `--set '?([^`]+?)'?`)?(?: without ((?:`\\w+`(?:, | and )?)+))?:");
    private static final Pattern KIND = Pattern.compile("`(\\w+)`");
    private static final String BALANCES = "Closing balances: ";

    private ExamplePage() {}

    /// @param scenario YAML
    /// @param payments CSV, or null
    /// @param decisions see [WrittenDecisions]; empty for none
    record Example(
            String title, String scenario, @Nullable String payments, List<String> decisions, List<WrittenLog> logs) {
        @Override
        public String toString() {
            return title;
        }
    }

    /// What a run of the example leaves.
    ///
    /// @param set the `--set` that it is run with, or null
    /// @param without the kinds of event that the table leaves out
    /// @param columns `tick`, `event_type`, `agent_id`, `tx_id` or the name of a detail
    /// @param rows the lines of the table, cells trimmed
    /// @param balances by agent, at the end
    record WrittenLog(
            @Nullable String set,
            List<String> without,
            List<String> columns,
            List<List<String>> rows,
            Map<String, Long> balances) {}

    static List<Example> read(Path page) throws IOException {
        List<Example> examples = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : Stream.concat(Files.readAllLines(page).stream(), Stream.of("## end")).toList()) {
            if (line.startsWith("## ") || line.startsWith("### ")) {
                Example example = example(section);
                if (example != null) examples.add(example);
                section.clear();
            }
            section.add(line);
        }
        return examples;
    }

    private static @Nullable Example example(List<String> section) {
        Map<String, List<String>> blocks = new HashMap<>();
        List<WrittenLog> logs = new ArrayList<>();
        for (int i = 0; i < section.size(); i++) {
            String line = section.get(i);
            Matcher log = LOG.matcher(line);
            if (line.startsWith("```")) {
                List<String> block = new ArrayList<>();
                while (!section.get(++i).equals("```")) block.add(section.get(i));
                if (blocks.put(line.substring(3), block) != null) {
                    throw new IllegalArgumentException("two blocks " + line + " under " + section.getFirst());
                }
            } else if (log.matches()) {
                i += 2;
                List<List<String>> table = new ArrayList<>();
                while (i < section.size() && section.get(i).startsWith("|")) table.add(cells(section.get(i++)));
                List<String> without = new ArrayList<>();
                if (log.group(2) != null) KIND.matcher(log.group(2)).results().forEach(k -> without.add(k.group(1)));
                logs.add(
                        new WrittenLog(
                                log.group(1),
                                without,
                                table.getFirst(),
                                List.copyOf(table.subList(2, table.size())),
                                new HashMap<>()));
            } else if (line.startsWith(BALANCES)) {
                String text = line.substring(BALANCES.length(), line.length() - 1);
                for (String balance : text.split(", ")) {
                    String[] words = balance.split(" ");
                    logs.getLast().balances.put(words[0], Long.valueOf(words[1].replace('−', '-')));
                }
            } else if (line.startsWith("The log")) {
                throw new IllegalArgumentException("not understood: " + line);
            }
        }
        List<String> yaml = blocks.get("yaml");
        if (yaml == null) return null;
        List<String> csv = blocks.get("csv");
        return new Example(
                section.getFirst().replace("#", "").trim(),
                String.join("\n", yaml) + "\n",
                csv == null ? null : String.join("\n", csv) + "\n",
                blocks.getOrDefault("decisions", List.of()),
                logs);
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(1, row.lastIndexOf('|')).split("\\|", -1)).map(String::trim).toList();
    }
}
