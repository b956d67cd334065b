package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks and the whole commands and writes `benchmarks/results/<date>-<commit>.json`, with the machine, the commit and the flags of the JVM.
///
///     ./dev bench [--only PATTERN] [--seconds N] [--forks N] [--repeats N] [--no-jmh] [--no-commands]
///
/// PATTERN is a regular expression over the names of benchmarks and commands.
final class Bench {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String WORKLOADS = "benchmarks/workloads/";

    /// A command as a user gives it, with a store of its own where it stores.
    private record Timed(String name, List<String> arguments) {}

    private static final List<Timed> COMMANDS =
            List.of(
                    new Timed("version", List.of("--version")),
                    new Timed("validate", List.of("validate", "scenarios/ten-bank-tight.yaml")),
                    new Timed(
                            "small run, java",
                            List.of("run", "scenarios/two-agents.yaml", "--engine", "java", "--json")),
                    new Timed(
                            "small run, native",
                            List.of(
                                    "run",
                                    WORKLOADS + "tight-10.yaml",
                                    "--ticks",
                                    "10",
                                    "--engine",
                                    "native",
                                    "--json")),
                    new Timed("1 M payments, java, not stored", run("java", "--no-store")),
                    new Timed("1 M payments, native, not stored", run("native", "--no-store")),
                    new Timed("1 M payments, java, stored", run("java")),
                    new Timed("1 M payments, native, stored", run("native")),
                    day("t2-day", "java", false),
                    day("t2-day", "java", true),
                    day("t2-day", "native", false),
                    day("t2-day", "native", true),
                    day("t2-peak-day", "java", false),
                    day("t2-peak-day", "java", true),
                    day("t2-peak-day", "native", false),
                    day("t2-peak-day", "native", true),
                    day("fedwire-day", "java", false),
                    day("fedwire-day", "java", true),
                    day("fedwire-day", "native", false),
                    day("fedwire-day", "native", true),
                    day("sic-record-day", "java", false),
                    day("sic-record-day", "java", true),
                    day("sic-record-day", "native", false),
                    day("sic-record-day", "native", true));

    /// A day of the size of a real one, from `scenarios/`. Of the Java engine its name says only the day, as it did when there was no other.
    private static Timed day(String scenario, String engine, boolean isStored) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "scenarios/" + scenario + ".yaml", "--engine", engine, "--json"));
        if (!isStored) arguments.add("--no-store");
        String ofEngine = engine.equals("java") ? "" : ", " + engine;
        return new Timed(scenario + ofEngine + (isStored ? ", stored" : ", not stored"), arguments);
    }

    private static List<String> run(String engine, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("run", WORKLOADS + "ample-1000.yaml", "--engine", engine, "--json"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private final Path root = Workload.root().toAbsolutePath().normalize();
    private String only = "";
    private int seconds = 2;
    private int forks = 1;
    private int repeats = 5;
    private boolean jmh = true;
    private boolean commands = true;

    private Bench() {}

    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        Bench bench = new Bench();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--only" -> bench.only = args[++i];
                case "--seconds" -> bench.seconds = Integer.parseInt(args[++i]);
                case "--forks" -> bench.forks = Integer.parseInt(args[++i]);
                case "--repeats" -> bench.repeats = Integer.parseInt(args[++i]);
                case "--no-jmh" -> bench.jmh = false;
                case "--no-commands" -> bench.commands = false;
                default -> {
                    System.err.println(
                            "./dev bench [--only PATTERN] [--seconds N] [--forks N] [--repeats N] [--no-jmh] [--no-commands], not "
                                    + args[i]);
                    System.exit(2);
                }
            }
        }
        bench.run();
    }

    private void run() throws IOException, InterruptedException, RunnerException {
        Instant start = Instant.now();
        ObjectNode report = JSON.createObjectNode();
        report.put("schema_version", 1);
        report.put("date", start.truncatedTo(ChronoUnit.SECONDS).toString());
        String commit = output("git", "rev-parse", "--short=10", "HEAD");
        boolean changed = !output("git", "status", "--porcelain", "--untracked-files=no").isEmpty();
        report.put("commit", commit);
        report.put("uncommitted_changes", changed);
        report.set("machine", machine());
        report.set("jdk", jdk());
        report.put("load_before", load());
        if (jmh) report.set("jmh", runJmh());
        if (jmh && isAsked("CpuTime")) report.set("cpu_time", new CpuTime().measure(2 * seconds));
        if (jmh && isAsked("Growth")) report.set("growth", new Growth().measure(2 * repeats + 1));
        if (jmh && isAsked("Storing")) report.set("storing", measureStoring());
        if (jmh && isAsked("Reading")) report.set("reading", measureReading());
        if (commands) report.set("commands", timeCommands());
        report.put("load_after", load());
        report.put("took_seconds", ChronoUnit.SECONDS.between(start, Instant.now()));
        String day = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(start);
        Path results = Files.createDirectories(root.resolve("benchmarks/results"));
        Path file = results.resolve(day + "-" + commit + (changed ? "-changed" : "") + ".json");
        Files.writeString(file, JSON.writeValueAsString(report) + "\n");
        System.out.println();
        print(report);
        System.out.println(root.relativize(file));
    }

    private ObjectNode measureStoring() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rtgsim-bench");
        try {
            time(folder, List.of("--version"));
            return new Storing().measure(Math.min(repeats, 3), folder, arguments -> time(folder, arguments));
        } finally {
            remove(folder);
        }
    }

    private ObjectNode measureReading() throws IOException {
        Path folder = Files.createTempDirectory("rtgsim-bench");
        try {
            return new Reading().measure(repeats, folder);
        } finally {
            remove(folder);
        }
    }

    private boolean isAsked(String name) {
        return name.matches(".*(" + only + ").*");
    }

    private ObjectNode machine() throws IOException {
        ObjectNode machine = JSON.createObjectNode();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("cpu", field(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        return machine;
    }

    private static String field(Path file, String name) throws IOException {
        if (!Files.exists(file)) return "unknown";
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private ObjectNode jdk() throws IOException {
        ObjectNode jdk = JSON.createObjectNode();
        jdk.put("version", Runtime.version().toString());
        jdk.put("vendor", System.getProperty("java.vendor"));
        jdk.put("flags", String.join(" ", flags()));
        return jdk;
    }

    /// Those of the launcher.
    private List<String> flags() throws IOException {
        try (Stream<String> lines = Files.lines(root.resolve("config/java.args"))) {
            return lines.filter(line -> line.startsWith("-")).toList();
        }
    }

    /// Waiting processes a core, over the last minute: above 1 the figures are too slow.
    private static double load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Math.round(100 * load / Runtime.getRuntime().availableProcessors()) / 100.0;
    }

    private ArrayNode runJmh() throws RunnerException, IOException {
        List<String> flags = new ArrayList<>(flags());
        flags.add("-D" + Workload.ROOT_PROPERTY + "=" + root);
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(only.isEmpty() ? "rtgsim\\.benchmarks\\." : only)
                        .forks(forks)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.seconds(seconds))
                        .jvmArgs(flags.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT);
        ArrayNode all = JSON.createArrayNode();
        Collection<RunResult> results;
        try {
            results = new Runner(options.build()).run();
        } catch (NoBenchmarksException ofOthers) {
            // The pattern names a command, or what is measured without JMH.
            return all;
        }
        for (RunResult result : results) all.add(of(result));
        return all;
    }

    private static ObjectNode of(RunResult result) {
        ObjectNode one = JSON.createObjectNode();
        String name = result.getParams().getBenchmark();
        String shortName = name.substring("rtgsim.benchmarks.".length());
        one.put("benchmark", shortName);
        ObjectNode parameters = JSON.createObjectNode();
        for (String key : result.getParams().getParamsKeys()) parameters.put(key, result.getParams().getParam(key));
        one.set("parameters", parameters);
        one.set("score", of(result.getPrimaryResult()));
        if (shortName.startsWith("Extraction.")) {
            int events = Extraction.eventsOf(shortName.substring("Extraction.".length()));
            ObjectNode rate = JSON.createObjectNode();
            rate.put("value", events / result.getPrimaryResult().getScore() * 1_000);
            rate.put("unit", "events/s");
            one.put("events_of_one", events);
            one.set("events", rate);
        }
        result.getSecondaryResults().forEach((label, second) -> one.set(label, of(second)));
        return one;
    }

    private static ObjectNode of(Result<?> result) {
        ObjectNode figures = JSON.createObjectNode();
        figures.put("value", result.getScore());
        double error = result.getScoreError();
        if (!Double.isNaN(error)) figures.put("error_99_9", error);
        figures.put("unit", result.getScoreUnit());
        figures.put("samples", result.getSampleCount());
        return figures;
    }

    private ArrayNode timeCommands() throws IOException, InterruptedException {
        ArrayNode all = JSON.createArrayNode();
        Path folder = Files.createTempDirectory("rtgsim-bench");
        try {
            // Builds if the sources are newer, so that no figure has a build in it.
            time(folder, List.of("--version"));
            for (Timed command : COMMANDS) {
                if (!only.isEmpty() && !command.name().matches(".*(" + only + ").*")) continue;
                all.add(time(command, folder));
            }
        } finally {
            remove(folder);
        }
        return all;
    }

    private ObjectNode time(Timed command, Path folder) throws IOException, InterruptedException {
        double[] wall = new double[repeats];
        JsonNode[] said = new JsonNode[repeats];
        for (int i = 0; i < repeats; i++) {
            List<String> arguments = new ArrayList<>(command.arguments());
            boolean stores = arguments.contains("run") && !arguments.contains("--no-store");
            Path store = folder.resolve("runs");
            if (stores) arguments.addAll(List.of("--store", store.toString()));
            long start = System.nanoTime();
            String out = time(folder, arguments);
            wall[i] = (System.nanoTime() - start) / 1e9;
            said[i] = arguments.contains("--json") ? JSON.readTree(out) : JSON.createObjectNode();
            if (stores) remove(store);
        }
        ObjectNode one = JSON.createObjectNode();
        one.put("name", command.name());
        one.put("command", "./rtgsim " + String.join(" ", command.arguments()));
        one.put("repeats", repeats);
        one.put("wall_seconds", median(wall));
        one.set("wall_seconds_all", JSON.valueToTree(wall));
        for (String figure :
                List.of(
                        "engine_seconds",
                        "digest_seconds",
                        "store_seconds",
                        "total_seconds",
                        "first_tick_to_seal_seconds",
                        "peak_memory_bytes")) {
            if (said[0].hasNonNull(figure)) {
                one.put(figure, median(Arrays.stream(said).mapToDouble(each -> each.get(figure).asDouble()).toArray()));
            }
        }
        for (String fact : List.of("engine", "transactions", "events", "digest"))
            if (said[0].has(fact)) one.set(fact, said[0].get(fact));
        return one;
    }

    private String time(Path folder, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("rtgsim").toString()));
        command.addAll(arguments);
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).directory(root.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() == 0) return out;
        throw new IOException("./rtgsim " + String.join(" ", arguments) + " failed: " + Files.readString(err));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? out : "unknown";
    }

    private static void print(ObjectNode report) {
        System.out.printf(
                Locale.ROOT,
                "commit %s   load a core %.2f → %.2f%n",
                report.get("commit").asText(),
                report.get("load_before").asDouble(),
                report.get("load_after").asDouble());
        for (JsonNode one : report.path("jmh")) {
            StringBuilder what = new StringBuilder(one.get("benchmark").asText());
            one.get("parameters").forEach(value -> what.append("  ").append(value.asText()));
            String counted = one.has("payments") ? "payments" : one.has("events") ? "events" : "score";
            JsonNode shown = one.get(counted);
            String unit = counted.equals("score") ? shown.get("unit").asText() : counted + "/s";
            System.out.printf(Locale.ROOT, "%-60s %,16.1f %s%n", what, shown.get("value").asDouble(), unit);
        }
        for (JsonNode one : report.path("cpu_time")) {
            System.out.printf(
                    Locale.ROOT,
                    "CpuTime  %-20s java %.1f   native %.1f   native-in-place %.1f   arrivals alone %.1f %s%n",
                    one.get("workload").asText(),
                    one.get("java").asDouble(),
                    one.get("native").asDouble(),
                    one.get(Workload.NATIVE_IN_PLACE).asDouble(),
                    one.get("arrivals_alone").asDouble(),
                    one.get("unit").asText());
        }
        for (JsonNode one : report.path("growth")) {
            System.out.println("Growth of " + one.get("doubled").asText() + ": " + one.get("rules").asText());
            for (JsonNode point : one.get("points")) {
                System.out.printf(
                        Locale.ROOT,
                        "  %,9d  %9.2f ms  %s%n",
                        point.get("size").asInt(),
                        point.get("median").asDouble(),
                        point.has("growth")
                                ? String.format(Locale.ROOT, "× %.2f", point.get("growth").asDouble())
                                : "");
            }
        }
        if (report.has("storing")) Storing.print(report.get("storing"));
        if (report.has("reading")) Reading.print(report.get("reading"));
        for (JsonNode one : report.path("commands")) {
            System.out.printf(
                    Locale.ROOT, "%-36s %7.3f s", one.get("name").asText(), one.get("wall_seconds").asDouble());
            if (one.has("engine_seconds")) {
                System.out.printf(
                        Locale.ROOT,
                        "   engine %.3f s   total %.3f s   %.0f MiB",
                        one.get("engine_seconds").asDouble(),
                        one.get("total_seconds").asDouble(),
                        one.get("peak_memory_bytes").asDouble() / (1 << 20));
            }
            System.out.println();
        }
    }
}
