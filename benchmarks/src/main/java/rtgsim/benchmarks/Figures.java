package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The figures that README and `docs/benchmarks.md` quote, as tables made from one file of results.
///
///     ./dev figures benchmarks/results/FILE.json
///
/// writes them between the two marks of each place, if the file has what the place quotes. The first mark names the file, and a test holds the tables equal to it.
final class Figures {

    /// Makes the tables of one file of results.
    interface Tables {
        String of(Path root, String file) throws IOException;
    }

    /// Where figures stand.
    ///
    /// @param what what its marks say: `figures` or the like
    /// @param measured what results must have for it
    record Place(String page, String what, String measured, Tables tables) {

        /// Where it stands in the page: group 1 is the file that is quoted, group 2 the tables.
        Matcher in(String text) {
            Matcher quoted =
                    Pattern.compile(
                                    "<!-- "
                                            + what
                                            + " of (benchmarks/results/[^ ]+\\.json) -->\n(.*?)<!-- end of "
                                            + what
                                            + " -->",
                                    Pattern.DOTALL)
                            .matcher(text);
            if (!quoted.find())
                throw new IllegalStateException(page + " has no marks between which " + what + " stand");
            return quoted;
        }

        @Override
        public String toString() {
            return what + " of " + page;
        }
    }

    static final List<Place> PLACES =
            List.of(
                    new Place("README.md", "figures", "commands", Figures::tables),
                    new Place("docs/benchmarks.md", "figures", "commands", Figures::tables),
                    new Place("docs/benchmarks.md", "figures of reading", "reading", ReadingFigures::tables));

    private static final List<String> DAYS =
            List.of("ample-10", "ample-1000", "tight-10", "tight-50-offset", "tight-200-offset", "tight-1000-offset");
    private static final List<String> REAL_DAYS = List.of("t2-day", "t2-peak-day", "fedwire-day", "sic-record-day");
    private static final List<String> COLD =
            List.of("java, not stored", "native, not stored", "java, stored", "native, stored");

    private Figures() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("./dev figures benchmarks/results/FILE.json");
            System.exit(2);
        }
        Path root = Workload.root();
        String file = args[0];
        JsonNode report = new ObjectMapper().readTree(root.resolve(file).toFile());
        for (Place place : PLACES) {
            if (report.path(place.measured()).isEmpty()) continue;
            Path page = root.resolve(place.page());
            String text = Files.readString(page);
            Matcher quoted = place.in(text);
            String now =
                    "<!-- "
                            + place.what()
                            + " of "
                            + file
                            + " -->\n"
                            + place.tables().of(root, file)
                            + "<!-- end of "
                            + place.what()
                            + " -->";
            Files.writeString(page, text.substring(0, quoted.start()) + now + text.substring(quoted.end()));
            System.out.println(place);
        }
    }

    /// The tables of one file of results.
    ///
    /// @param file from the root of the project
    static String tables(Path root, String file) throws IOException {
        JsonNode report = new ObjectMapper().readTree(root.resolve(file).toFile());
        StringBuilder text = new StringBuilder("\n| payments a second, warm | Java | native |\n|---|---|---|\n");
        for (String day : DAYS) {
            text.append("| `").append(day).append("` | ").append(payments(report, "java", day));
            text.append(" | ").append(payments(report, "native", day)).append(" |\n");
        }
        text.append(
                "\n| one million payments, cold | `engine_seconds` | `total_seconds` | peak memory |\n|---|---|---|---|\n");
        for (String way : COLD) {
            JsonNode command = command(report, "1 M payments, " + way);
            text.append("| ").append(way);
            text.append(" | ").append(seconds(command.path("engine_seconds").asDouble()));
            text.append(" | ").append(seconds(command.path("total_seconds").asDouble()));
            text.append(" | ").append(mebibytes(command)).append(" |\n");
        }
        addRealDays(text, report);
        text.append("\n| command, from a shell and back to it | seconds |\n|---|---|\n");
        for (String name : List.of("version", "validate", "small run, java")) {
            JsonNode command = command(report, name);
            text.append("| `").append(command.path("command").asText()).append("` | ");
            text.append(seconds(command.path("wall_seconds").asDouble())).append(" |\n");
        }
        return text.append('\n').toString();
    }

    /// Only where they were measured: older results do not have them, or not of the native engine.
    private static void addRealDays(StringBuilder text, JsonNode report) {
        addRealDays(text, report, "Java", "");
        addRealDays(text, report, "native", ", native");
    }

    /// @param ofEngine what the names of the commands say of it
    private static void addRealDays(StringBuilder text, JsonNode report, String engine, String ofEngine) {
        boolean measured = false;
        for (JsonNode one : report.path("commands"))
            measured |= one.path("name").asText().equals(REAL_DAYS.getFirst() + ofEngine + ", stored");
        if (!measured) return;
        text.append("\n| day, cold, ").append(engine).append(" engine");
        text.append(
                " | payments | `engine_seconds` | `total_seconds` | `total_seconds`, stored | first tick to seal | peak memory, stored |\n|---|---|---|---|---|---|---|\n");
        for (String day : REAL_DAYS) {
            JsonNode alone = command(report, day + ofEngine + ", not stored");
            JsonNode stored = command(report, day + ofEngine + ", stored");
            text.append("| `").append(day).append("` | ");
            text.append(String.format(Locale.ROOT, "%,d", alone.path("transactions").asLong()).replace(',', ' '));
            text.append(" | ").append(seconds(alone.path("engine_seconds").asDouble()));
            text.append(" | ").append(seconds(alone.path("total_seconds").asDouble()));
            text.append(" | ").append(seconds(stored.path("total_seconds").asDouble()));
            JsonNode toSeal = stored.path("first_tick_to_seal_seconds");
            text.append(" | ").append(toSeal.isNumber() ? seconds(toSeal.asDouble()) : "");
            text.append(" | ").append(mebibytes(stored)).append(" |\n");
        }
    }

    private static String mebibytes(JsonNode command) {
        return Math.round(command.path("peak_memory_bytes").asDouble() / 1_048_576) + " MiB";
    }

    private static String payments(JsonNode report, String engine, String workload) {
        for (JsonNode one : report.path("jmh")) {
            JsonNode parameters = one.path("parameters");
            if (one.has("payments")
                    && parameters.path("engine").asText().equals(engine)
                    && parameters.path("workload").asText().equals(workload)) {
                return String.format(Locale.ROOT, "%.1f M", one.path("payments").path("value").asDouble() / 1e6);
            }
        }
        return "";
    }

    private static JsonNode command(JsonNode report, String name) {
        for (JsonNode one : report.path("commands")) if (one.path("name").asText().equals(name)) return one;
        throw new IllegalStateException("the results have no command " + name);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
