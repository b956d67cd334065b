package rtgsim.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.ModelVersion;
import rtgsim.event.RunHeader;
import rtgsim.ledger.InvariantViolated;
import rtgsim.measure.Assertion;
import rtgsim.measure.Measures;
import rtgsim.measure.SettledValues;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.store.DigestOnly;
import rtgsim.store.DuckDbExport;
import rtgsim.store.LiveRun;
import rtgsim.store.Manifest;
import rtgsim.store.RunDescription;
import rtgsim.store.RunResult;
import rtgsim.store.RunStatus;
import rtgsim.store.RunVerifier;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;
import rtgsim.store.StoreFailure;
import rtgsim.store.StoreUpgrade;
import rtgsim.store.StoredRun;
import rtgsim.store.Verification;
import rtgsim.store.VerificationProgress;
import rtgsim.store.WriterFigures;
import rtgsim.store.WriterSettings;

/// All that can be done with the simulations of one folder. What it will not do, it says with a [Refused].
public final class Simulations {

    static final String NOT_STORED = "not_stored";
    private static final int BLOCK_TICKS_MAX = 4_096;
    private static final long BLOCK_NANOS_MIN = 10_000_000;
    private static final long BLOCK_NANOS_MAX = 50_000_000;

    private final Store store;

    public Simulations(Path folder) {
        this(folder, WriterSettings.DEFAULT);
    }

    /// @param settings of the runs that are written
    public Simulations(Path folder, WriterSettings settings) {
        store = new Store(folder, settings);
    }

    /// What the writers of this process have done and do.
    public WriterFigures writers() {
        return store.figures();
    }

    /// Runs that wait for [#replay], oldest first.
    public List<String> unfinished() {
        return refusing(store::unfinished);
    }

    /// Stores what is in the fallback folder of a run, and puts the run into its place if that makes it complete.
    public Manifest replay(String id) {
        return refusing(() -> store.replay(id));
    }

    public Path folder() {
        return store.folder();
    }

    /// The file of a sealed run.
    public Path database(String id) {
        return store.database(id);
    }

    /// All stored runs, oldest first, and why others cannot be listed.
    public Store.Listing listing() {
        return refusing(store::listing);
    }

    /// All stored runs that can be listed, oldest first.
    public List<Manifest> list() {
        return refusing(store::list);
    }

    /// The run of this id, or the only one whose id begins so.
    public Manifest find(String idOrPrefix) {
        Optional<Manifest> found = refusing(() -> store.find(idOrPrefix));
        if (found.isPresent()) return found.get();
        List<String> ids = list().stream().map(Manifest::simulationId).toList();
        throw new Refused(
                new Refusal.NotFound("no run " + idOrPrefix + " in " + store.folder(), Nearest.names(idOrPrefix, ids)));
    }

    /// The run of exactly this id.
    public Optional<Manifest> exactly(String id) {
        return refusing(() -> store.manifest(id));
    }

    /// Opens a sealed run for reading.
    public StoredRun open(String idOrPrefix) {
        String id = find(idOrPrefix).simulationId();
        return refusing(() -> store.open(id));
    }

    /// The run of exactly this id, if it is being written here now.
    public Optional<LiveRun> live(String id) {
        return store.live(id);
    }

    /// Recomputes what a stored run says of itself, and compares.
    ///
    /// @param digest one that was noted elsewhere, in hex, or null
    /// @param replay whether to run its scenario again in any case
    /// @param engine which engine does so
    /// @param progress is told how far it is
    public Verification verify(
            String idOrPrefix, @Nullable String digest, boolean replay, String engine, VerificationProgress progress) {
        Engines.checkName(engine);
        // By the name of the files: what they say of themselves may be wrong.
        String id = exactly(idOrPrefix).isPresent() ? idOrPrefix : find(idOrPrefix).simulationId();
        RunVerifier verifier =
                new RunVerifier(store, scenario -> Engines.choose(engine, scenario), Path.of(""), progress);
        return refusing(() -> verifier.verify(id, digest, replay));
    }

    /// Makes a verified copy of a run's file in the newest schema, which takes its place.
    public StoreUpgrade.Upgraded upgrade(String idOrPrefix) {
        String id = find(idOrPrefix).simulationId();
        RunVerifier verifier = new RunVerifier(store, scenario -> Engines.choose(Engines.AUTO, scenario), Path.of(""));
        return refusing(() -> new StoreUpgrade(store, verifier).upgrade(id));
    }

    /// Writes tables of runs into one DuckDB file.
    ///
    /// @param ids of runs whose files are in their places
    /// @param liquidity whether liquidity transfers are among the transactions
    /// @return the rows of each table
    public Map<String, Long> exportDatabase(
            List<String> ids, Collection<Exports.Table> tables, boolean liquidity, Path file) {
        List<DuckDbExport.Source> sources = new ArrayList<>();
        for (String id : ids) {
            Path database = store.database(id);
            if (database.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
                throw new Refused(
                        new Refusal.CannotWrite(
                                "cannot write "
                                        + file
                                        + ": it is the file of the run itself; name another folder with -o"));
            }
            sources.add(new DuckDbExport.Source(id, database, find(id).eventsCommitted()));
        }
        return refusing(() ->
                DuckDbExport.write(
                        sources,
                        tables.contains(Exports.Table.TRANSACTIONS),
                        tables.contains(Exports.Table.EVENTS),
                        liquidity,
                        file));
    }

    /// Removes a run and all its files.
    public void remove(String id) {
        refusing(() -> {
            store.remove(id);
            return id;
        });
    }

    /// Works out what a run would be called and whether it is stored already. Nothing is run or written.
    public PlannedRun plan(RunOrder order) {
        Scenario scenario = order.document().scenario();
        int all = scenario.simulation().totalTicks();
        Integer asked = order.ticks();
        if (asked != null && (asked < 1 || asked > all)) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "ticks", "ticks must be 1 to " + all + ", all of the scenario's: ticks=" + asked, null));
        }
        int ticks = asked == null ? all : asked;
        String id = order.id() == null ? madeId(order, ticks) : givenId(order.id());
        if (!order.store() || order.rerun()) return new PlannedRun(order, id, ticks, Optional.empty());
        Optional<Manifest> sealed = exactly(id).filter(manifest -> manifest.status() == RunStatus.SEALED);
        sealed.ifPresent(manifest -> checkSameRun(manifest, order, ticks));
        return new PlannedRun(order, id, ticks, sealed);
    }

    private static String madeId(RunOrder order, int ticks) {
        String name = order.document().scenario().name();
        String id = RunDescription.idOf(name, order.document().sha256(), ticks, ModelVersion.CURRENT);
        return RunDescription.isId(id) ? id : "run" + id;
    }

    private static String givenId(String id) {
        if (RunDescription.isId(id)) return id;
        throw new Refused(
                new Refusal.BadArgument(
                        "id", "id must be 1 to 100 of letters, digits and . _ -, the first no . or -: id=" + id, null));
    }

    private static void checkSameRun(Manifest manifest, RunOrder order, int ticks) {
        boolean same =
                manifest.scenarioSha256().equals(order.document().sha256())
                        && manifest.ticks() == ticks
                        && manifest.modelVersion() == ModelVersion.CURRENT;
        if (same) return;
        throw new Refused(
                new Refusal.IdTaken(
                        "the id "
                                + manifest.simulationId()
                                + " names a stored run of another scenario, seed, number of ticks or model version"));
    }

    /// Runs what was planned, or finds it stored.
    ///
    /// @param stop asked after every tick; the run ends there as interrupted when it says true
    public RunSummary run(PlannedRun plan, Progress progress, BooleanSupplier stop) {
        try {
            if (plan.stored().isPresent()) return summary(plan.stored().get(), plan.order());
            return plan.order().store() ? runStored(plan, progress, stop) : runUnstored(plan, progress, stop);
        } catch (StoreFailure failure) {
            throw new Refused(Refusal.of(failure), failure);
        } catch (InvariantViolated violated) {
            throw new Refused(new Refusal.InvariantBroken(String.valueOf(violated.getMessage())), violated);
        }
    }

    /// What came of a run that was sealed before.
    private RunSummary summary(Manifest manifest, RunOrder order) {
        List<Assertion> assertions = order.assertions();
        Measures system = new Measures(result(manifest).measures());
        if (!Verdicts.needLog(assertions)) {
            return summary(manifest, true, null, Verdicts.of(assertions, system));
        }
        try (StoredRun run = store.open(manifest.simulationId())) {
            return summary(manifest, true, null, Verdicts.of(assertions, system, run, order.document().scenario()));
        }
    }

    private RunSummary summary(
            Manifest manifest, boolean reused, @Nullable Double firstTickToSealSeconds, List<Verdict> verdicts) {
        String file = manifest.isReadable() ? store.database(manifest.simulationId()).toString() : null;
        return RunSummary.of(manifest, result(manifest), reused, firstTickToSealSeconds, verdicts, file);
    }

    private static RunResult result(Manifest manifest) {
        RunResult result = manifest.result();
        if (result == null) {
            throw new Refused(
                    new Refusal.NotSealed(
                            "the run "
                                    + manifest.simulationId()
                                    + " is "
                                    + manifest.status().label()
                                    + " and has no result",
                            manifest.status().label()));
        }
        return result;
    }

    private RunSummary runStored(PlannedRun plan, Progress progress, BooleanSupplier stop) {
        RunOrder order = plan.order();
        Scenario scenario = order.document().scenario();
        EngineFactory engines = Engines.choose(order.engine(), scenario);
        AgentOrder agents = new AgentOrder(scenario);
        RunDescription description =
                new RunDescription(
                        plan.id(),
                        scenario.name(),
                        order.document().canonicalJson(),
                        order.document().sha256(),
                        scenario.simulation().rngSeed(),
                        order.sets(),
                        plan.ticks(),
                        engines.name(),
                        ModelVersion.CURRENT,
                        !scenario.trees().isEmpty(),
                        scenario.simulation(),
                        Engine.header(scenario, agents),
                        order.startNanos());
        Verdicts verdicts = new Verdicts(order.assertions(), description.header(), scenario);
        try (RunWriter writer = store.create(description, order.rerun())) {
            SettledValues settled = new SettledValues();
            TimedExchange exchange = new TimedExchange(verdicts.before(new ReadExchange(writer, settled::add)));
            try (Engine engine = engines.create(scenario, agents, order.document().arrivals(agents), exchange)) {
                long firstTick = System.nanoTime();
                double engineSeconds = runTicks(engine, exchange, plan, withManifest(progress, writer), stop);
                engine.finish();
                checkNotStopped(engine, plan);
                Measures measures = engine.measures();
                writer.states(engine.stateHashes());
                Map<String, Number> all = together(measures, settled);
                Manifest ended = writer.end(all, engineSeconds, Simulations::peakMemoryBytes);
                double toSeal = (System.nanoTime() - firstTick) / 1e9;
                return summary(ended, false, toSeal, verdicts.of(measures, plan.ticks()));
            } catch (Refused interrupted) {
                throw interrupted;
            } catch (RuntimeException | Error failure) {
                writer.fail(failure);
                throw failure;
            }
        }
    }

    /// The measures that every run is given: those that its engine kept, and what each mechanism settled.
    private static Map<String, Number> together(Measures kept, SettledValues settled) {
        Map<String, Number> all = new LinkedHashMap<>(kept.byName());
        all.putAll(settled.byName());
        return all;
    }

    private static Progress withManifest(Progress progress, RunWriter writer) {
        return (done, total, events) -> {
            writer.progress(done);
            progress.ticked(done, total, events);
        };
    }

    private static RunSummary runUnstored(PlannedRun plan, Progress progress, BooleanSupplier stop) {
        RunOrder order = plan.order();
        Scenario scenario = order.document().scenario();
        EngineFactory engines = Engines.choose(order.engine(), scenario);
        AgentOrder agents = new AgentOrder(scenario);
        RunHeader header = Engine.header(scenario, agents);
        Verdicts verdicts = new Verdicts(order.assertions(), header, scenario);
        DigestOnly digest = new DigestOnly(header);
        SettledValues settled = new SettledValues();
        TimedExchange exchange = new TimedExchange(verdicts.before(new ReadExchange(digest, settled::add)));
        try (digest;
                Engine engine = engines.create(scenario, agents, order.document().arrivals(agents), exchange)) {
            double engineSeconds = runTicks(engine, exchange, plan, progress, stop);
            engine.finish();
            checkNotStopped(engine, plan);
            Measures measures = engine.measures();
            return new RunSummary(
                    Json.SCHEMA_VERSION,
                    plan.id(),
                    digest.digest(),
                    NOT_STORED,
                    false,
                    engines.name(),
                    digest.transactions(),
                    digest.events(),
                    engineSeconds,
                    digest.digestSeconds(),
                    0,
                    (System.nanoTime() - order.startNanos()) / 1e9,
                    null,
                    peakMemoryBytes(),
                    together(measures, settled),
                    verdicts.of(measures, plan.ticks()),
                    null,
                    0,
                    0,
                    0);
        }
    }

    /// Runs until the last tick or until told to stop; returns the engine's own time, waits for the store left out.
    ///
    /// Ticks are run in blocks that take some hundredths of a second, so that asking and telling costs nothing.
    private static double runTicks(
            Engine engine, TimedExchange exchange, PlannedRun plan, Progress progress, BooleanSupplier stop) {
        long waitedBefore = exchange.waitedNanos();
        long start = System.nanoTime();
        int ticks = plan.ticks();
        int block = 1;
        while (engine.tick() < ticks && !stop.getAsBoolean()) {
            long blockStart = System.nanoTime();
            engine.runTicks(Math.min(block, ticks - engine.tick()));
            long took = System.nanoTime() - blockStart;
            if (took < BLOCK_NANOS_MIN && block < BLOCK_TICKS_MAX) block *= 2;
            else if (took > BLOCK_NANOS_MAX && block > 1) block /= 2;
            progress.ticked(engine.tick(), ticks, exchange.events());
        }
        return (System.nanoTime() - start - (exchange.waitedNanos() - waitedBefore)) / 1e9;
    }

    private static void checkNotStopped(Engine engine, PlannedRun plan) {
        if (engine.tick() == plan.ticks()) return;
        throw new Refused(new Refusal.Interrupted(plan.id(), engine.tick(), plan.ticks()));
    }

    private static long peakMemoryBytes() {
        try {
            return PeakMemory.bytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read how much memory was used", unreadable);
        }
    }

    private static <T> T refusing(java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreFailure failure) {
            throw new Refused(Refusal.of(failure), failure);
        }
    }

    /// Newest first, as people look for them.
    public static final Comparator<Manifest> NEWEST_FIRST =
            Comparator.comparing(Manifest::startedAt).reversed().thenComparing(Manifest::simulationId);
}
