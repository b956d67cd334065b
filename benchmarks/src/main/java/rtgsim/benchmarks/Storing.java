package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import rtgsim.engine.Engine;
import rtgsim.event.ChunkExchange;
import rtgsim.store.DigestOnly;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;

/// What storing a run costs, end to end: events a second with the engine beside the writer, CPU time of the engine's thread with the store on and off, bytes
/// an event, what reads beside it cost the writer, and memory of a long run against that of a short one. Beside it the two ways of the driver that lost, in the same process.
///
/// Runs are made of several days of a workload in which nothing waits, so nearly all memory is that of the log.
final class Storing {

    private static final String WORKLOAD = "ample-1000";
    private static final int DAYS = 3;
    private static final int LONG_DAYS = 13;
    private static final double SECOND = 1e9;

    /// Runs a command as a user gives it and returns what it printed.
    interface Command {
        String say(List<String> arguments) throws IOException, InterruptedException;
    }

    /// One run: wall and CPU time in seconds.
    private record Run(long events, double engineCpu, double untilHandedOver, double untilSealed) {}

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Workload workload = Workload.read(WORKLOAD, List.of("simulation.num_days=" + DAYS));

    /// @param repeats of each way, by turns
    ObjectNode measure(int repeats, Path folder, Command command) throws IOException, InterruptedException {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("workload", WORKLOAD + ", days " + DAYS);
        Path store = folder.resolve("storing");
        // Once unmeasured, so that the compiler has seen the engine.
        hashed();
        Run[] on = new Run[repeats];
        Run[] off = new Run[repeats];
        Run[] read = new Run[repeats];
        List<double[]> reads = new ArrayList<>();
        for (int i = 0; i < repeats; i++) {
            off[i] = hashed();
            Bench.remove(store);
            on[i] = stored(new Store(store), null);
            Bench.remove(store);
            read[i] = stored(new Store(store), reads);
        }
        report.put("repeats", repeats);
        report.put("events", on[0].events);
        report.put("events_per_second_until_committed", on[0].events / median(on, Run::untilHandedOver));
        report.put("events_per_second_until_sealed", on[0].events / median(on, Run::untilSealed));
        reading(report, on, read, reads);
        report.put("events_per_second_hashed_alone", off[0].events / median(off, Run::untilHandedOver));
        double cpuOn = least(on);
        double cpuOff = least(off);
        report.put("engine_cpu_seconds_store_on", cpuOn);
        report.put("engine_cpu_seconds_store_off", cpuOff);
        report.put("engine_cpu_on_by_off", cpuOn / cpuOff);
        try {
            size(report, new Store(store).database("bench"), on[0].events);
        } catch (SQLException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        Bench.remove(store);
        report.set("ways_into_the_database", ways(repeats));
        memory(report, folder, command);
        return report;
    }

    private Run hashed() {
        try (DigestOnly hashing = new DigestOnly(workload.header())) {
            long start = System.nanoTime();
            double cpu = run(hashing);
            double seconds = (System.nanoTime() - start) / SECOND;
            return new Run(hashing.events(), cpu, seconds, seconds);
        }
    }

    /// @param reads where to put what each read beside it took, or null for none beside it
    private Run stored(Store store, @Nullable List<double[]> reads) {
        long start = System.nanoTime();
        try (RunWriter writer = store.create(workload.description("bench"), true)) {
            LiveReading reading = reads == null ? null : new LiveReading(writer.live(), workload.header().agentIds());
            double cpu;
            try (reading) {
                cpu = run(writer);
            }
            if (reads != null && reading != null) reads.add(reading.end());
            double committed = (System.nanoTime() - start) / SECOND;
            writer.end(Map.of(), 0, () -> 0);
            return new Run(writer.committed(), cpu, committed, (System.nanoTime() - start) / SECOND);
        }
    }

    /// Returns the CPU time of this thread, in seconds.
    private double run(ChunkExchange exchange) {
        long start = threads.getCurrentThreadCpuTime();
        try (Engine engine = workload.engine(Workload.factory("java"), exchange)) {
            engine.runTicks(workload.scenario().simulation().totalTicks());
            engine.finish();
        }
        return (threads.getCurrentThreadCpuTime() - start) / SECOND;
    }

    /// What reads beside the writer cost it, and take themselves.
    private static void reading(ObjectNode report, Run[] alone, Run[] read, List<double[]> reads) {
        double[] all = reads.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        double seconds = Arrays.stream(read).mapToDouble(Run::untilHandedOver).sum();
        ObjectNode beside = report.putObject("reads_beside");
        beside.put("reads_per_second", all.length / seconds);
        beside.put("read_seconds_median", all[all.length / 2]);
        beside.put("read_seconds_p99", all[(int) (all.length * 0.99)]);
        beside.put("events_per_second_until_committed", read[0].events / median(read, Run::untilHandedOver));
        beside.put("time_with_by_without", median(read, Run::untilHandedOver) / median(alone, Run::untilHandedOver));
    }

    private static double median(Run[] runs, ToDoubleFunction<Run> figure) {
        return Bench.median(Arrays.stream(runs).mapToDouble(figure).toArray());
    }

    private static double least(Run[] runs) {
        return Arrays.stream(runs).mapToDouble(Run::engineCpu).min().orElseThrow();
    }

    /// Bytes of the blocks that hold a column of `events`, and of the whole file.
    private static void size(ObjectNode report, Path file, long events) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + file + "' AS run (READ_ONLY)");
            statement.execute("USE run");
            long blockBytes =
                    number(statement, "SELECT block_size FROM pragma_database_size() WHERE database_name = 'run'");
            long blocks =
                    number(
                            statement,
                            "SELECT count(DISTINCT block) FROM (SELECT unnest(list_append(additional_block_ids, block_id)) AS block"
                                    + " FROM pragma_storage_info('events') WHERE persistent) WHERE block >= 0");
            report.put("bytes_an_event_of_events", (double) blocks * blockBytes / events);
        }
        report.put("bytes_an_event_of_all_tables", (double) Files.size(file) / events);
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// The writer of the store, `executeBatch` and the appender, each on the events that its benchmark says.
    private static ArrayNode ways(int repeats) throws IOException {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        Extraction extraction = new Extraction();
        extraction.fillChunks();
        try {
            for (String way : List.of("storeWriter", "appender", "executeBatch")) {
                double[] seconds = new double[repeats];
                for (int i = 0; i < repeats; i++) {
                    long start = System.nanoTime();
                    switch (way) {
                        case "storeWriter" -> extraction.storeWriter();
                        case "appender" -> extraction.appender();
                        default -> extraction.executeBatch();
                    }
                    seconds[i] = (System.nanoTime() - start) / SECOND;
                }
                ObjectNode one = all.addObject();
                one.put("way", way);
                one.put("events", Extraction.eventsOf(way));
                one.put("events_per_second", Extraction.eventsOf(way) / Bench.median(seconds));
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        } finally {
            extraction.removeFiles();
        }
        return all;
    }

    /// Peak memory of whole commands, each in a process of its own, once.
    private static void memory(ObjectNode report, Path folder, Command command)
            throws IOException, InterruptedException {
        double shorter = memory(report, "short", DAYS, folder, command);
        double longer = memory(report, "long", LONG_DAYS, folder, command);
        report.put("peak_memory_long_by_short", longer / shorter);
    }

    private static double memory(ObjectNode report, String name, int days, Path folder, Command command)
            throws IOException, InterruptedException {
        Path store = folder.resolve("storing-" + name);
        String said =
                command.say(
                        List.of(
                                "run",
                                "benchmarks/workloads/" + WORKLOAD + ".yaml",
                                "--set",
                                "simulation.num_days=" + days,
                                "--engine",
                                "java",
                                "--json",
                                "--store",
                                store.toString()));
        JsonNode summary = new ObjectMapper().readTree(said);
        ObjectNode one = report.putObject("run_" + name);
        for (String figure :
                List.of(
                        "events",
                        "engine_seconds",
                        "digest_seconds",
                        "store_seconds",
                        "total_seconds",
                        "peak_memory_bytes")) {
            one.set(figure, summary.get(figure));
        }
        Bench.remove(store);
        return summary.get("peak_memory_bytes").asDouble();
    }

    static void print(JsonNode report) {
        System.out.printf(
                Locale.ROOT,
                "Storing  %,d events   %,.0f events/s until committed   %,.0f until sealed   %,.0f hashed alone%n",
                report.get("events").asLong(),
                report.get("events_per_second_until_committed").asDouble(),
                report.get("events_per_second_until_sealed").asDouble(),
                report.get("events_per_second_hashed_alone").asDouble());
        JsonNode beside = report.get("reads_beside");
        System.out.printf(
                Locale.ROOT,
                "  with %.0f reads a second beside it %,.0f events/s, its time × %.3f   a read %.1f ms, p99 %.1f ms%n",
                beside.get("reads_per_second").asDouble(),
                beside.get("events_per_second_until_committed").asDouble(),
                beside.get("time_with_by_without").asDouble(),
                beside.get("read_seconds_median").asDouble() * 1_000,
                beside.get("read_seconds_p99").asDouble() * 1_000);
        for (JsonNode way : report.get("ways_into_the_database")) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-14s %,12.0f events/s%n",
                    way.get("way").asText(),
                    way.get("events_per_second").asDouble());
        }
        System.out.printf(
                Locale.ROOT,
                "  bytes an event %.1f, of all tables %.1f   engine CPU on / off %.3f   memory of %,d events %.0f MiB, of %,d %.0f MiB: × %.2f%n",
                report.get("bytes_an_event_of_events").asDouble(),
                report.get("bytes_an_event_of_all_tables").asDouble(),
                report.get("engine_cpu_on_by_off").asDouble(),
                report.get("run_short").get("events").asLong(),
                report.get("run_short").get("peak_memory_bytes").asDouble() / (1 << 20),
                report.get("run_long").get("events").asLong(),
                report.get("run_long").get("peak_memory_bytes").asDouble() / (1 << 20),
                report.get("peak_memory_long_by_short").asDouble());
    }
}
