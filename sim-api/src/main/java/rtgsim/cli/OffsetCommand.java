package rtgsim.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.OffsettingComparison;
import rtgsim.app.OffsettingComparison.Settles;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.file.QueuedCases;
import rtgsim.store.StoredRun;

/// `rtgsim offset`.
@Command(
        name = "offset",
        sortOptions = false,
        description = {
            "Shows what each offsetting algorithm would settle of a queue, side by side, and how far each is from the optimum.",
            "The queue is that of a file (id, balances, queued: docs/offsetting.md), or of a stored run at a tick, as phase 10 finds it."
        })
final class OffsetCommand implements Callable<Integer> {

    /// The object of `offset --json`.
    record Compared(int schemaVersion, List<OffsettingComparison> cases) {}

    private static final int AGENTS_SHOWN = 8;
    private static final int POSITIONS_SHOWN = 40;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "One case or a list of them; - reads standard input.")
    private @Nullable Path file;

    @Option(
            names = "--from",
            paramLabel = "ID",
            description = "Take the queue of a stored run, or the beginning of its id.")
    private @Nullable String from;

    @Option(names = "--tick", paramLabel = "T", description = "With --from: the tick, from 0.")
    private @Nullable Integer tick;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: bilateral, cycles, all_or_nothing, multilateral, optimal. Default: all.")
    private List<String> algorithms = new ArrayList<>();

    @Option(
            names = "--branches",
            paramLabel = "N",
            description =
                    "How many branches the search for the optimum may look at before it gives a bound. Default: some seconds' worth.")
    private @Nullable Long branches;

    @Option(
            names = "--max-cycle-length",
            paramLabel = "N",
            description = "Agents of a cycle, 3 to 10. Default: 4, or that of the run.")
    private @Nullable Integer maxCycleLength;

    @Option(
            names = "--max-cycles",
            paramLabel = "N",
            description = "Settlements of cycles. Default: 10, or max_cycles_per_tick of the run.")
    private @Nullable Integer maxCycles;

    @Option(
            names = "--cycle-work",
            paramLabel = "N",
            description = "Listings of cycles. Default: 1000000, or that of the run.")
    private @Nullable Long cycleWork;

    @Override
    public Integer call() {
        checkOptions();
        Set<LsmConfig.Algorithm> chosen = chosen();
        List<OffsettingComparison> cases = new ArrayList<>();
        if (from != null && tick != null) {
            try (StoredRun run = rtgsim.simulations().open(from)) {
                cases.add(OffsettingComparison.of(run, tick, this::bounds, chosen, branches));
            }
        } else if (file != null) {
            List<QueuedCases.Named> given =
                    file.toString().equals("-")
                            ? ScenarioFiles.casesOfInput(rtgsim.input(), bounds(LsmConfig.OFF))
                            : ScenarioFiles.cases(file, bounds(LsmConfig.OFF));
            for (QueuedCases.Named each : given) cases.add(OffsettingComparison.of(each, chosen, branches));
        }
        Terminal terminal = rtgsim.terminal();
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Compared(Json.SCHEMA_VERSION, cases)));
            return ExitCode.DONE;
        }
        for (int i = 0; i < cases.size(); i++) {
            if (i > 0) terminal.print("");
            print(terminal, cases.get(i));
        }
        return ExitCode.DONE;
    }

    private void checkOptions() {
        if (file == null && from == null)
            throw refused("FILE", "offset needs a queue: a FILE, - for standard input, or --from ID --tick T");
        if (file != null && from != null) throw refused("--from", "offset takes a FILE or --from ID, not both");
        if (from != null && tick == null) throw refused("--tick", "--from needs --tick T, the tick to look at");
        if (from == null && tick != null) throw refused("--tick", "--tick is of a stored run: it needs --from ID");
        if (branches != null) inRange("--branches", branches, 0, Long.MAX_VALUE);
        if (maxCycleLength != null) inRange("--max-cycle-length", maxCycleLength, 3, 10);
        if (maxCycles != null) inRange("--max-cycles", maxCycles, 1, Integer.MAX_VALUE);
        if (cycleWork != null) inRange("--cycle-work", cycleWork, 1, Long.MAX_VALUE);
    }

    private static void inRange(String option, long value, long min, long max) {
        if (value >= min && value <= max) return;
        boolean open = max >= Integer.MAX_VALUE;
        throw refused(
                option, option + " must be " + min + (open ? " or more" : " to " + max) + ": " + option + "=" + value);
    }

    private static Refused refused(String option, String message) {
        return new Refused(new Refusal.BadArgument(option, message, null));
    }

    private Set<LsmConfig.Algorithm> chosen() {
        Set<LsmConfig.Algorithm> all = EnumSet.allOf(LsmConfig.Algorithm.class);
        if (algorithms.isEmpty()) return all;
        List<String> names = LsmConfig.Algorithm.labels();
        Set<LsmConfig.Algorithm> chosen = EnumSet.noneOf(LsmConfig.Algorithm.class);
        for (String name : algorithms) {
            if (!names.contains(name)) throw new Refused(Refusal.BadArgument.notOneOf("--algorithm", name, names));
            chosen.add(LsmConfig.Algorithm.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return chosen;
    }

    /// Those of the options, the others as they are given.
    private LsmConfig bounds(LsmConfig given) {
        return new LsmConfig(
                List.of(),
                1,
                maxCycleLength == null ? given.maxCycleLength() : maxCycleLength,
                maxCycles == null ? given.maxCyclesPerTick() : maxCycles,
                cycleWork == null ? given.cycleWork() : cycleWork,
                given.optimalMaxTransactions());
    }

    private static void print(Terminal terminal, OffsettingComparison compared) {
        boolean agentsShown = compared.opening().size() <= AGENTS_SHOWN;
        terminal.print(
                terminal.paint(Style.STRONG, Terminal.printable(compared.id()))
                        + ": "
                        + Terminal.count(compared.queuedCount())
                        + " queued, value "
                        + compared.queuedValue()
                        + ", "
                        + Terminal.count(compared.opening().size())
                        + " agents");
        if (compared.simulationId() != null) {
            terminal.print(
                    "in force beside balances: "
                            + (compared.inForce().isEmpty() ? "nothing" : String.join(", ", compared.inForce())));
        }
        List<String> heads = new ArrayList<>(List.of("algorithm", "settles", "value", "% of optimum", "uses", "saves"));
        if (agentsShown) compared.opening().keySet().forEach(id -> heads.add(Terminal.printable(id)));
        heads.add("positions");
        Table table = new Table(heads.toArray(String[]::new));
        List<String> before = new ArrayList<>(List.of("(before)", "", "", "", "", ""));
        if (agentsShown) compared.opening().values().forEach(balance -> before.add(balance.toString()));
        before.add("");
        table.row(before.toArray(String[]::new));
        compared.algorithms().forEach((name, settles) -> table.row(row(name, settles, agentsShown)));
        table.lines(terminal::paint).forEach(terminal::print);
        for (Map.Entry<String, Settles> each : compared.algorithms().entrySet()) {
            Long bound = each.getValue().bound();
            if (bound == null) continue;
            terminal.say("no set is known to be best: none exceeds " + bound + "; --branches N searches further");
        }
        if (!agentsShown) terminal.say("closing balances: --json");
    }

    private static String[] row(String name, Settles settles, boolean agentsShown) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        cells.add(Integer.toString(settles.count()));
        cells.add(Long.toString(settles.settledValue()));
        Double share = settles.shareOfOptimum();
        Double least = settles.shareOfBound();
        cells.add(share != null ? percent(share) : least == null ? "" : "≥ " + percent(least));
        cells.add(Long.toString(settles.liquidityUsed()));
        cells.add(Long.toString(settles.liquiditySaved()));
        if (agentsShown) settles.closing().values().forEach(balance -> cells.add(balance.toString()));
        cells.add(positions(settles.settled()));
        return cells.toArray(String[]::new);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    /// `1-3, 5`; of very many the first.
    private static String positions(List<Integer> settled) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < settled.size(); i++) {
            int first = settled.get(i);
            while (i + 1 < settled.size() && settled.get(i + 1) == settled.get(i) + 1) i++;
            if (text.length() > POSITIONS_SHOWN) return text + ", …";
            if (!text.isEmpty()) text.append(", ");
            text.append(first);
            if (settled.get(i) > first) text.append('-').append(settled.get(i));
        }
        return text.toString();
    }
}
