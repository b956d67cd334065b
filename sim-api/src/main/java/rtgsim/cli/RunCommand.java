package rtgsim.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Engines;
import rtgsim.app.Json;
import rtgsim.app.Nearest;
import rtgsim.app.PlannedRun;
import rtgsim.app.Progress;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.RunEstimate;
import rtgsim.app.RunMeasures;
import rtgsim.app.RunOrder;
import rtgsim.app.RunSummary;
import rtgsim.app.Simulations;
import rtgsim.app.Verdict;
import rtgsim.cli.Terminal.Style;
import rtgsim.lsm.OptimumGap;
import rtgsim.measure.Assertion;
import rtgsim.scenario.Agent;
import rtgsim.scenario.Scenario;
import rtgsim.store.Manifest;
import rtgsim.store.RunStatus;
import rtgsim.store.StoredRun;

/// `rtgsim run`.
@Command(
        name = "run",
        sortOptions = false,
        description = "Runs a scenario, stores it, and prints the summary and the next steps.")
final class RunCommand implements Callable<Integer> {

    /// The object of `run --gap --json`.
    record WithGap(@JsonUnwrapped RunSummary summary, OptimumGap.Gap gap) {}

    /// The object of `run --dry-run --json`.
    ///
    /// @param stored whether this run is stored already, so that nothing would be run
    /// @param transactionsExpected at the highest rates that are scheduled
    /// @param eventsExpectedMin four a transaction, and more where transactions wait or cost something
    record DryRun(
            int schemaVersion,
            String simulationId,
            String scenarioSha256,
            boolean stored,
            String engine,
            long seed,
            long agents,
            int ticks,
            long transactionsExpected,
            long eventsExpectedMin) {

        static DryRun of(PlannedRun plan) {
            var document = plan.order().document();
            RunEstimate estimate = plan.estimate();
            return new DryRun(
                    Json.SCHEMA_VERSION,
                    plan.id(),
                    document.sha256(),
                    plan.stored().isPresent(),
                    plan.engine(),
                    document.scenario().simulation().rngSeed(),
                    document.scenario().agentCount(),
                    plan.ticks(),
                    Math.round(estimate.transactions()),
                    Math.round(estimate.events()));
        }
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "FILE", description = "The scenario, YAML or JSON.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--seed", paramLabel = "N", description = "Replaces simulation.rng_seed.")
    private @Nullable Long seed;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Sets a key, e.g. agents[BANK_A].opening_balance=7_000_000. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--ticks", paramLabel = "N", description = "Runs the first N ticks only.")
    private @Nullable Integer ticks;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "java, native where it is built, or auto (default). All give the same log.")
    private String engine = Engines.AUTO;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Names the run. Default: the scenario's name and a hash of its content.")
    private @Nullable String id;

    @Option(names = "--rerun", description = "Runs although the run is stored, and replaces it when done.")
    private boolean rerun;

    @Option(names = "--no-store", description = "Runs and prints the summary, but writes nothing.")
    private boolean noStore;

    @Option(
            names = "--gap",
            description =
                    "Reads the stored run once more and says how far offsetting stayed behind the optimum, as show --gap does.")
    private boolean gap;

    @Option(
            names = "--dry-run",
            description =
                    "Reads and checks everything and says how large the run would be, but runs and writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--assert",
            paramLabel = "EXPR",
            description =
                    "What the run must reach beside what its scenario says, e.g. 'settled_value_share >= 0.95' or"
                            + " 'overdue_count[BANK_A] == 0'; else the command ends with 3. May be repeated.")
    private List<String> asserts = new ArrayList<>();

    @Mixin private final WriterFlags writerFlags = new WriterFlags();

    @Override
    public Integer call() {
        long start = System.nanoTime();
        Terminal terminal = rtgsim.terminal();
        var document = ScenarioFiles.read(file, sets, seed);
        Simulations simulations = rtgsim.simulations(writerFlags.given());
        List<Assertion> asserted = asserts.stream().map(text -> assertion(text, document.scenario())).toList();
        PlannedRun plan =
                simulations.plan(new RunOrder(document, sets, ticks, id, rerun, !noStore, engine, asserted, start));
        if (gap && (noStore || dryRun)) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "--gap",
                            "--gap reads the stored run, so neither --no-store nor --dry-run goes with it",
                            null));
        }
        if (dryRun) {
            print(terminal, DryRun.of(plan));
            return ExitCode.DONE;
        }
        if (plan.stored().isEmpty()) Engines.note(engine, document.scenario()).ifPresent(terminal::say);
        RunSummary summary = run(simulations, plan, terminal);
        OptimumGap.Gap behind = gap && summary.storesAll() ? gapOf(simulations, summary) : null;
        if (rtgsim.settings().json) {
            terminal.print(Json.text(behind == null ? summary : new WithGap(summary, behind)));
            return summary.storesAll() ? code(summary) : sayIncomplete(terminal, simulations, summary);
        }
        long ticksRun = plan.ticks();
        long seedUsed = document.scenario().simulation().rngSeed();
        if (terminal.isWatched()) printForPeople(terminal, summary, seedUsed, ticksRun);
        else printPlain(terminal, summary, seedUsed, ticksRun);
        if (!summary.storesAll()) return sayIncomplete(terminal, simulations, summary);
        if (behind != null) ShowCommand.print(terminal, behind);
        sayNext(terminal, summary);
        return code(summary);
    }

    private void print(Terminal terminal, DryRun plan) {
        if (rtgsim.settings().json) {
            terminal.print(Json.text(plan));
            return;
        }
        if (terminal.isWatched()) {
            terminal.print(
                    terminal.paint(Style.GOOD, "✔")
                            + " "
                            + terminal.paint(Style.STRONG, plan.simulationId())
                            + "   seed "
                            + plan.seed()
                            + "   "
                            + Terminal.count(plan.ticks())
                            + " ticks   "
                            + Terminal.count(plan.agents())
                            + " agents   engine "
                            + plan.engine());
            terminal.print(
                    "  expected: "
                            + Terminal.count(plan.transactionsExpected())
                            + " transactions, "
                            + Terminal.count(plan.eventsExpectedMin())
                            + " events or more");
        } else {
            terminal.print("simulation_id", plan.simulationId());
            terminal.print("scenario_sha256", plan.scenarioSha256());
            terminal.print("stored", plan.stored());
            terminal.print("engine", plan.engine());
            terminal.print("seed", plan.seed());
            terminal.print("agents", plan.agents());
            terminal.print("ticks", plan.ticks());
            terminal.print("transactions_expected", plan.transactionsExpected());
            terminal.print("events_expected_min", plan.eventsExpectedMin());
        }
        terminal.say(
                plan.stored()
                        ? "this run is stored already: without --dry-run nothing would be run, unless with --rerun"
                        : "nothing was run or written; the same command without --dry-run runs it");
    }

    private static OptimumGap.Gap gapOf(Simulations simulations, RunSummary summary) {
        try (StoredRun run = simulations.open(summary.simulationId())) {
            return RunMeasures.withGap(run).gap();
        }
    }

    private static int code(RunSummary summary) {
        return summary.holds() ? ExitCode.DONE : ExitCode.ASSERTION_FAILED;
    }

    private static Assertion assertion(String text, Scenario scenario) {
        String form = "--assert 'MEASURE OP NUMBER' or 'MEASURE[AGENT] OP NUMBER', OP one of == != < <= > >=";
        return switch (Assertion.read(text)) {
            case Assertion.Reading.Good(Assertion assertion) -> ofAnAgentThatThereIs(assertion, scenario);
            case Assertion.Reading.NoAssertion _ -> throw badAssert("not an assertion: " + text, form);
            case Assertion.Reading.NoNumber(String seen) ->
                    throw badAssert("an assertion must end in a decimal number, but this one ends in: " + seen, form);
            case Assertion.Reading.NoMeasure(String seen, List<String> allowed, boolean ofAgent) ->
                    throw new Refused(
                            Refusal.BadArgument.unknown(ofAgent ? "measure of an agent" : "measure", seen, allowed));
        };
    }

    private static Assertion ofAnAgentThatThereIs(Assertion assertion, Scenario scenario) {
        String agentId = assertion.agentId();
        if (agentId == null || scenario.hasAgent(agentId)) return assertion;
        List<String> near = Nearest.names(agentId, scenario.agents().stream().map(Agent::id).toList());
        String hint = near.isEmpty() ? null : "did you mean " + String.join(", ", near) + "?";
        throw badAssert("the scenario has no agent " + agentId, hint);
    }

    private static Refused badAssert(String message, @Nullable String hint) {
        return new Refused(new Refusal.BadArgument("assert", message, hint));
    }

    /// The run is over and its results hold; what is missing is in the store.
    private int sayIncomplete(Terminal terminal, Simulations simulations, RunSummary summary) {
        boolean all = summary.eventsStored() == summary.events();
        terminal.complain(
                terminal.paintTalk(Style.BAD, "error")
                        + (all ? ": the run could not be sealed: of " : ": not everything could be stored: of ")
                        + Terminal.count(summary.events())
                        + " events "
                        + Terminal.count(summary.eventsStored())
                        + " are stored, "
                        + Terminal.count(summary.eventsInFallback())
                        + " are in fallback files, "
                        + Terminal.count(summary.eventsDropped())
                        + " were left out");
        Optional<Manifest> there = simulations.exactly(summary.simulationId());
        there.map(Manifest::lastError).ifPresent(why -> terminal.complain("  " + Terminal.printable(why)));
        boolean replaces = summary.storePath() == null && there.filter(Manifest::isReadable).isPresent();
        terminal.complain(
                "  the run itself came to its end, and its digest and measures are right; "
                        + whatCanBeDone(summary, replaces));
        return ExitCode.CANNOT_WRITE;
    }

    /// @param replaces whether it was to replace a run that is stored
    private String whatCanBeDone(RunSummary summary, boolean replaces) {
        String run = summary.simulationId() + rtgsim.settings().storeFlag();
        if (summary.storePath() != null) return "what is stored can be read: rtgsim events " + run;
        boolean lost = summary.eventsDropped() > 0;
        if (summary.status().equals(RunStatus.INTERRUPTED.label())) {
            return "but that could not be written down, so nothing can complete it; when the cause is mended, the same command runs it again"
                    + (replaces
                            ? ", and until then the run that it was to replace stays"
                            : "; what is stored cannot be read, only shown to be its beginning: rtgsim verify " + run);
        }
        if (lost && replaces) {
            return "with gaps it does not replace the run that is stored, which stays; when the cause is mended, the same command runs it again";
        }
        if (lost) {
            return "what was left out is lost; when the cause is mended, the same command runs it again, or what is stored is made readable: rtgsim fallback replay "
                    + run;
        }
        return "when the cause is mended, this completes it: rtgsim fallback replay " + run;
    }

    /// Runs; an interrupt (Ctrl-C) ends the run at the next tick, and the process waits until what was made is put away.
    private static RunSummary run(Simulations simulations, PlannedRun plan, Terminal terminal) {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        Thread atExit =
                new Thread(() -> {
                    stop.set(true);
                    awaitUninterruptibly(done);
                });
        Runtime.getRuntime().addShutdownHook(atExit);
        ProgressBar bar = terminal.showsProgress() ? new ProgressBar(terminal) : null;
        try {
            return simulations.run(plan, bar == null ? Progress.UNSEEN : bar, stop::get);
        } catch (Refused refused) {
            // The process ends as soon as the hook is let go, so this must be said before.
            if (refused.refusal() instanceof Refusal.Interrupted interrupted)
                sayInterrupted(terminal, bar, interrupted);
            throw refused;
        } finally {
            if (bar != null) bar.clear();
            done.countDown();
            if (!stop.get()) removeHook(atExit);
        }
    }

    private static void sayInterrupted(Terminal terminal, @Nullable ProgressBar bar, Refusal.Interrupted interrupted) {
        if (bar != null) bar.clear();
        terminal.complain("interrupted: " + interrupted.message());
        terminal.complain("  " + interrupted.hint());
    }

    private static void removeHook(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The interrupt came after the run was over; the process is on its way out, with everything put away.
        }
    }

    private static void awaitUninterruptibly(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static void printForPeople(Terminal terminal, RunSummary summary, long seed, long ticks) {
        Map<String, Number> measures = summary.measures();
        terminal.print(
                terminal.paint(Style.GOOD, "✔")
                        + " "
                        + terminal.paint(Style.STRONG, summary.simulationId())
                        + "   seed "
                        + seed
                        + "   "
                        + Terminal.count(ticks)
                        + " ticks   "
                        + Terminal.count(summary.events())
                        + " events in "
                        + Terminal.seconds(summary.engineSeconds())
                        + " ("
                        + Terminal.rate(summary.events() / Math.max(1e-9, summary.engineSeconds()))
                        + " events/s)");
        terminal.print(
                "  settled "
                        + share(measures, "settled_value_share")
                        + " by value ("
                        + share(measures, "settled_count_share")
                        + " by count)   mean delay "
                        + number(measures, "mean_delay_ticks")
                        + " ticks   peak liquidity "
                        + Terminal.amount(value(measures, "liquidity_used_max"))
                        + "   offset "
                        + share(measures, "offset_value_share"));
        for (Verdict verdict : summary.assertions()) {
            terminal.print(
                    "  "
                            + (verdict.holds() ? terminal.paint(Style.GOOD, "✔") : terminal.paint(Style.BAD, "✘"))
                            + " "
                            + Terminal.printable(verdict.assertion())
                            + "   it is "
                            + verdict.seenText());
        }
        String path = summary.storePath();
        if (path == null) {
            String how = summary.storesAll() ? "not stored" : "not stored completely";
            terminal.print("  " + how + "   digest " + shortDigest(summary.digest()));
            return;
        }
        String size = Terminal.bytes(Path.of(path).toFile().length());
        terminal.print(
                "  "
                        + (summary.reused() ? "was stored already: " : "stored ")
                        + path
                        + " ("
                        + size
                        + ")   digest "
                        + shortDigest(summary.digest()));
    }

    private static void printPlain(Terminal terminal, RunSummary summary, long seed, long ticks) {
        terminal.print("simulation_id", summary.simulationId());
        terminal.print("status", summary.status());
        terminal.print("reused", summary.reused());
        terminal.print("seed", seed);
        terminal.print("ticks", ticks);
        terminal.print("engine", summary.engine());
        terminal.print("digest", summary.digest());
        terminal.print("engine_seconds", summary.engineSeconds());
        terminal.print("digest_seconds", summary.digestSeconds());
        terminal.print("store_seconds", summary.storeSeconds());
        terminal.print("total_seconds", summary.totalSeconds());
        if (summary.firstTickToSealSeconds() != null)
            terminal.print("first_tick_to_seal_seconds", summary.firstTickToSealSeconds());
        terminal.print("peak_memory_bytes", summary.peakMemoryBytes());
        terminal.print("store_path", summary.storePath());
        if (!summary.storesAll()) {
            terminal.print("events", summary.events());
            terminal.print("events_stored", summary.eventsStored());
            terminal.print("events_in_fallback", summary.eventsInFallback());
            terminal.print("events_dropped", summary.eventsDropped());
        }
        summary.measures().forEach((name, value) -> terminal.print("measures." + name, value));
        for (Verdict verdict : summary.assertions()) {
            terminal.print(
                    "assertion",
                    verdict.assertion()
                            + (verdict.holds() ? " holds: it is " : " FAILED: it is ")
                            + verdict.seenText());
        }
    }

    private void sayNext(Terminal terminal, RunSummary summary) {
        long failed = summary.assertions().stream().filter(verdict -> !verdict.holds()).count();
        if (failed > 0) {
            terminal.complain(
                    failed
                            + " of "
                            + summary.assertions().size()
                            + (summary.assertions().size() == 1 ? " assertion" : " assertions")
                            + " failed; the results are valid");
        }
        if (summary.storePath() == null) {
            terminal.say("nothing was stored; without --no-store the events can be read afterwards");
            return;
        }
        if (summary.reused()) {
            terminal.say(
                    "this run is already stored, and nothing was run; the same command with --rerun runs it again");
        }
        String store = rtgsim.settings().storeFlag();
        terminal.say(
                "next: rtgsim show "
                        + summary.simulationId()
                        + store
                        + "   rtgsim events "
                        + summary.simulationId()
                        + store
                        + "   rtgsim serve"
                        + store);
    }

    private static String shortDigest(String digest) {
        return digest.substring(0, 4) + "…" + digest.substring(digest.length() - 2);
    }

    private static String share(Map<String, Number> measures, String name) {
        return Terminal.share(value(measures, name));
    }

    private static String number(Map<String, Number> measures, String name) {
        double value = value(measures, name);
        return value >= 100 ? Terminal.count(Math.round(value)) : String.format(java.util.Locale.ROOT, "%.1f", value);
    }

    private static double value(Map<String, Number> measures, String name) {
        Number value = measures.get(name);
        if (value == null) throw new IllegalStateException("the run has no measure " + name);
        return value.doubleValue();
    }
}
