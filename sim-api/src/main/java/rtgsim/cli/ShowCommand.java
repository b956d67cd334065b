package rtgsim.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.RunMeasures;
import rtgsim.app.SimulationView;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;
import rtgsim.lsm.OptimumGap;
import rtgsim.measure.FurtherMeasures;
import rtgsim.measure.IntradayLiquidity;
import rtgsim.store.Manifest;
import rtgsim.store.RunStatus;
import rtgsim.store.StoredRun;

/// `rtgsim show`.
@Command(name = "show", sortOptions = false, description = "Shows one run: how it stands, counts, digest, measures.")
final class ShowCommand implements Callable<Integer> {

    /// The object of `show --json`.
    record Shown(
            int schemaVersion,
            @JsonUnwrapped SimulationView simulation,
            String storePath,
            @Nullable Map<String, @Nullable Number> furtherMeasures,
            @Nullable List<FurtherMeasures.Hour> throughput,
            @JsonInclude(JsonInclude.Include.NON_NULL) OptimumGap.@Nullable Gap gap) {}

    /// The object of `show --json` with `--agent` or `--agents`.
    record AgentsShown(int schemaVersion, String simulationId, List<RunMeasures.View> agents) {}

    /// The object of `show --json --measures bcbs248`.
    record Supervised(int schemaVersion, String simulationId, List<RunMeasures.Supervision> agents) {}

    private static final String BCBS_248 = "bcbs248";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(names = "--agent", paramLabel = "AGENT", description = "The measures of one agent.")
    private @Nullable String agent;

    @Option(names = "--agents", description = "Measures of all agents, a row each.")
    private boolean agents;

    @Option(
            names = "--measures",
            paramLabel = "SET",
            description = "bcbs248: the tools of supervisors for intraday liquidity, by agent.")
    private @Nullable String measures;

    @Option(
            names = "--gap",
            description = "Search the optimum of the queue in every tick, and say how far offsetting stayed behind it.")
    private boolean gap;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Simulations simulations = rtgsim.simulations();
        Manifest run = simulations.find(id);
        String path = simulations.database(run.simulationId()).toString();
        if (measures != null) {
            if (!measures.equals(BCBS_248))
                throw new Refused(Refusal.BadArgument.notOneOf("measures", measures, List.of(BCBS_248)));
            supervise(terminal, simulations, run);
            return ExitCode.DONE;
        }
        if (agent != null || agents) {
            showAgents(terminal, simulations, run);
            return ExitCode.DONE;
        }
        RunMeasures read = run.status() == RunStatus.SEALED ? read(simulations, run) : null;
        RunMeasures.View system = read == null ? null : read.system();
        Map<String, @Nullable Number> further = system == null ? null : further(system, run);
        OptimumGap.Gap behind = read == null || !gap ? null : read.gap();
        if (rtgsim.settings().json) {
            List<FurtherMeasures.Hour> throughput = system == null ? null : system.throughput();
            SimulationView view = SimulationView.of(run);
            terminal.print(Json.text(new Shown(Json.SCHEMA_VERSION, view, path, further, throughput, behind)));
            return ExitCode.DONE;
        }
        print(terminal, run, path);
        if (system != null && further != null) {
            print(terminal, further);
            print(terminal, system.throughput());
        }
        if (behind != null) print(terminal, behind);
        if (run.status() == RunStatus.SEALED) {
            String named = run.simulationId() + rtgsim.settings().storeFlag();
            terminal.say("next: rtgsim events " + named + "   rtgsim export " + named + " -o DIR");
        } else if (run.status() == RunStatus.INCOMPLETE) {
            terminal.say(
                    run.isReadable()
                            ? "events are missing from it, and its other tables are made of those that are there"
                            : "store the rest of it: rtgsim fallback replay "
                                    + run.simulationId()
                                    + rtgsim.settings().storeFlag());
        } else if (run.status() != RunStatus.RUNNING) {
            terminal.say("only sealed runs have events to read; run the scenario again to have one");
        }
        return ExitCode.DONE;
    }

    private static void printCounts(Terminal terminal, Manifest run) {
        terminal.print("events_stored", run.eventsCommitted());
        terminal.print("events_in_fallback", run.counts().inFallback());
        terminal.print("events_dropped", run.counts().dropped());
    }

    private static void print(Terminal terminal, Manifest run, String path) {
        boolean watched = terminal.isWatched();
        var result = run.result();
        terminal.print("simulation_id", run.simulationId());
        terminal.print("status: " + ListCommand.status(terminal, run.status()));
        terminal.print("name", run.scenarioName());
        terminal.print("seed", run.seed());
        if (!run.overrides().isEmpty()) terminal.print("overrides", String.join("; ", run.overrides()));
        terminal.print("ticks", run.tick() + " of " + run.ticks());
        terminal.print("engine", run.engine());
        terminal.print("model_version", run.modelVersion());
        terminal.print("scenario_sha256", run.scenarioSha256());
        terminal.print("started_at", run.startedAt());
        if (run.lastError() != null) terminal.print("last_error", run.lastError());
        if (result == null) {
            terminal.print("events", run.eventsAccepted());
            printCounts(terminal, run);
            return;
        }
        if (run.status() == RunStatus.INCOMPLETE) printCounts(terminal, run);
        terminal.print("digest", result.digest());
        terminal.print("engine_seconds", result.engineSeconds());
        terminal.print("digest_seconds", result.digestSeconds());
        terminal.print("store_seconds", result.storeSeconds());
        terminal.print("total_seconds", result.totalSeconds());
        terminal.print("peak_memory_bytes", result.peakMemoryBytes());
        terminal.print("file_bytes", result.fileBytes());
        terminal.print("store_path", path);
        if (watched) terminal.print(terminal.paint(Style.FAINT, "measures (amounts in minor units, delays in ticks)"));
        result.measures().forEach((name, value) -> terminal.print("measures." + name, value));
    }

    private RunMeasures read(Simulations simulations, Manifest run) {
        try (StoredRun stored = simulations.open(run.simulationId())) {
            return gap ? RunMeasures.withGap(stored) : RunMeasures.of(stored);
        }
    }

    /// Those that are not stored with the run.
    private static Map<String, @Nullable Number> further(RunMeasures.View view, Manifest run) {
        Map<String, @Nullable Number> further = new LinkedHashMap<>(view.measures());
        if (run.result() != null) further.keySet().removeAll(run.result().measures().keySet());
        return further;
    }

    static void print(Terminal terminal, OptimumGap.Gap gap) {
        if (terminal.isWatched())
            terminal.print(
                    terminal.paint(Style.FAINT, "offsetting beside the optimum of the queue it found, tick by tick"));
        terminal.print("gap.ticks", gap.ticks());
        terminal.print("gap.known_ticks", gap.knownTicks());
        terminal.print("gap.behind_ticks", gap.behindTicks());
        terminal.print("gap.optimum_value", gap.optimumValue());
        terminal.print("gap.settled_value", gap.settledValue());
        terminal.print("gap.share_of_optimum", gap.shareOfOptimum());
    }

    private static void print(Terminal terminal, Map<String, @Nullable Number> measures) {
        measures.forEach((name, value) -> terminal.print("measures." + name, value == null ? "without end" : value));
    }

    private static void print(Terminal terminal, List<FurtherMeasures.Hour> throughput) {
        if (terminal.isWatched())
            terminal.print(terminal.paint(Style.FAINT, "settled by the hour: value, count, share by its end"));
        for (FurtherMeasures.Hour hour : throughput) {
            terminal.print(
                    "throughput." + hour.from(),
                    hour.value() + " in " + hour.count() + ", " + Terminal.share(hour.cumulativeShare()));
        }
    }

    private void showAgents(Terminal terminal, Simulations simulations, Manifest run) {
        RunMeasures read = read(simulations, run);
        List<RunMeasures.View> views = agent == null ? read.agents() : List.of(read.of(agent));
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new AgentsShown(Json.SCHEMA_VERSION, run.simulationId(), views)));
            return;
        }
        if (agent != null) {
            terminal.print("agent_id", agent);
            print(terminal, views.getFirst().measures());
            print(terminal, views.getFirst().throughput());
            return;
        }
        String[] names = {
            "settled_value_share",
            "mean_delay_ticks",
            "p95_delay_ticks",
            "delay_indicator",
            "overdue_count",
            "unsettled_value",
            "liquidity_lower_bound",
            "liquidity_used_max",
            "liquidity_upper_bound",
            "total_cost"
        };
        Table table = new Table(Stream.concat(Stream.of("agent"), Stream.of(names)).toArray(String[]::new));
        for (RunMeasures.View view : views) {
            List<String> cells = new ArrayList<>(List.of(Terminal.printable(String.valueOf(view.agentId()))));
            for (String name : names) cells.add(cell(view.measures().get(name)));
            table.row(cells.toArray(String[]::new));
        }
        table.lines(terminal::paint).forEach(terminal::print);
        terminal.say("all measures of one: --agent ID; of all: --json");
    }

    private static String cell(@Nullable Number value) {
        if (value == null) return "";
        return value instanceof Double d ? String.format(Locale.ROOT, "%.4f", d) : value.toString();
    }

    private void supervise(Terminal terminal, Simulations simulations, Manifest run) {
        List<RunMeasures.Supervision> reports;
        try (StoredRun stored = simulations.open(run.simulationId())) {
            reports = RunMeasures.withSupervision(stored).supervision(agent);
        }
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Supervised(Json.SCHEMA_VERSION, run.simulationId(), reports)));
            return;
        }
        for (RunMeasures.Supervision of : reports) {
            IntradayLiquidity.Report report = of.report();
            terminal.print(terminal.paint(Style.STRONG, Terminal.printable(of.agentId())));
            terminal.print("  A(i) largest negative position", figures(report.largestNegative()));
            terminal.print("  A(i) largest positive position", figures(report.largestPositive()));
            terminal.print("  A(ii) available at the start of the day", figures(report.availableAtStart()));
            terminal.print("  A(iii) sent", figures(report.sent()));
            terminal.print("  A(iii) received", figures(report.received()));
            terminal.print("  A(iv) due at a time and settled by it", figures(report.inTimeValue()));
            terminal.print("  A(iv) due at a time and not settled by it", figures(report.failedValue()));
            terminal.print("  A(iv) payments due, failed", report.dueCount() + ", " + report.failedCount());
            List<String> shares = new ArrayList<>();
            for (int hour = 0; hour < report.hours().size(); hour++) {
                shares.add(report.hours().get(hour) + " " + Terminal.share(report.averageThroughput().get(hour)));
            }
            terminal.print("  C(i) settled by", String.join(", ", shares));
        }
        terminal.say(
                "of each figure the three most telling days, and the mean of all; B(i) and B(ii) cannot be derived: agents have no customers");
    }

    private static String figures(IntradayLiquidity.Summary summary) {
        String days = String.join(", ", summary.extremes().stream().map(String::valueOf).toList());
        return days + " (mean " + String.format(Locale.ROOT, "%.2f", summary.average()) + ")";
    }
}
