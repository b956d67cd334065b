package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// Stores one run while the engine makes it: the engine's thread hands over chunks, a thread of the writer hashes them, cuts them into batches and stores
/// these with a [BatchWriter].
///
/// Close it in any case; a writer closed before [#end] leaves the run as interrupted. The engine never fails because of the store: what cannot be stored goes
/// to files or is left out, each recorded, and the run is then incomplete. Only a mistake of ours comes out of `exchange` and `finish`.
///
/// Memory is bounded by the buffer and a batch, not by the run.
public final class RunWriter implements ChunkExchange, AutoCloseable {

    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final int RESERVE_BYTES = 32_768;

    private final RunFiles files;
    private final Path manifestFile;
    private final RunDescription run;
    private final WriterSettings settings;
    private final WriterProbe probe;
    private final WriterMetrics metrics;
    private final Path fallback;
    private final Incidents incidents;
    private final EventTally tally;
    private final ChunkRelay relay;
    private final BatchDatabase database;
    private final BatchWriter batches;
    private final DerivationNotes notes;
    private final LiveRun live;
    private final Consumer<LiveRun> whenClosed;
    private final WriterLoop loop;
    private final Instant startedAt = Instant.now();
    private final Thread writer;
    private final Thread heartbeat;
    private final CountDownLatch heartbeatEnds = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);

    /// Where events can be left out before the writer's thread sees them, the engine's thread hashes them all.
    private final @Nullable LogHash handedOver;

    private volatile int tick;
    private volatile @Nullable Throwable whyEnded;
    private volatile @Nullable RunResult result;

    // Written by the writer's thread, read when it has ended.
    private final LogHash written;

    private final long openingNanos;

    private List<String> stateHashes = List.of();

    /// Whether the manifest that is on disk says that the engine came to its end.
    private boolean endIsNoted;

    private boolean finished;
    private boolean ended;
    private boolean closed;

    /// @param whenClosed is told when the run cannot be read from here any more
    RunWriter(
            RunFiles files,
            Path manifestFile,
            RunDescription run,
            WriterSettings settings,
            WriterMetrics metrics,
            WriterProbe probe,
            Consumer<LiveRun> whenClosed) {
        this.files = files;
        this.manifestFile = manifestFile;
        this.run = run;
        this.settings = settings;
        this.probe = probe;
        this.metrics = metrics;
        this.whenClosed = whenClosed;
        fallback = settings.fallbackIn(files.folder());
        incidents = new Incidents(run.id(), files.incidentsWriting(), probe);
        tally = new EventTally(metrics.tally());
        relay = new ChunkRelay(settings.bufferEvents(), settings.overflow(), tally);
        written = new LogHash(run.header());
        handedOver = settings.overflow() == Overflow.BLOCK ? null : new LogHash(run.header());
        long start = System.nanoTime();
        Path file = files.databaseWriting();
        DuckDBConnection opened = null;
        try {
            probe.beforeSql(WriterStep.OPEN);
            opened = RunDatabase.create(file, run);
            describe(opened);
            database = new BatchDatabase(file, run.header(), probe, opened);
            probe.beforeFile(WriterStep.RESERVE);
            Files.write(files.reserve(), new byte[RESERVE_BYTES]);
            writeManifest(RunStatus.RUNNING, false);
        } catch (SQLException e) {
            throw abandoned(opened, StoreFailure.writing(file, e));
        } catch (IOException e) {
            throw abandoned(
                    opened, new StoreFailure.CannotWrite(manifestFile, String.valueOf(ManifestFile.message(e)), e));
        }
        batches =
                new BatchWriter(
                        run.id(),
                        startedAt,
                        settings,
                        fallback,
                        database,
                        new EventLines(run.header()),
                        incidents,
                        tally,
                        metrics,
                        givenUp,
                        probe);
        live = new LiveRun(run, database.readers());
        notes = new DerivationNotes(files, run.header(), probe, live.tally());
        loop = new WriterLoop(relay, settings, written, batches, notes, incidents, tally, metrics);
        openingNanos = System.nanoTime() - start;
        metrics.began(relay, settings.bufferEvents());
        writer = Thread.ofPlatform().daemon().name("rtgsim-store").start(this::write);
        heartbeat = Thread.ofPlatform().daemon().name("rtgsim-heartbeat").start(this::beat);
    }

    // ---- the engine's thread

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        if (filled != null && handedOver != null) handedOver.add(filled);
        return relay.exchange(filled);
    }

    @Override
    public boolean isAwaited() {
        return relay.isAwaited();
    }

    /// Hands over the last chunk and waits until it is known of every event what has become of it.
    @Override
    public void finish(EventChunk last) {
        if (handedOver != null) handedOver.add(last);
        relay.finish(last);
        Threads.join(writer);
        relay.throwFailure();
        finished = true;
    }

    /// Says how far the run is, for its manifest.
    ///
    /// @param ticksDone of the ticks of the run
    public void progress(int ticksDone) {
        tick = ticksDone;
    }

    /// Notes the hashes of the state at the end of each day, before [#end].
    public void states(List<String> hashes) {
        stateHashes = List.copyOf(hashes);
    }

    /// Notes why the run ends early; [#close] then leaves it with this in its manifest.
    public void fail(Throwable why) {
        if (whyEnded == null) whyEnded = why;
    }

    /// The run digest, after [#finish]; of all events, also of those that were left out.
    public String digest() {
        if (!finished) throw new IllegalStateException("the log is not finished");
        return hash().soFar();
    }

    private long storeNanos() {
        return openingNanos + loop.storeNanos();
    }

    private LogHash hash() {
        return handedOver == null ? written : handedOver;
    }

    /// Events whose COMMIT has returned.
    public long committed() {
        return counts().committed();
    }

    /// The run as others can read it meanwhile.
    public LiveRun live() {
        return live;
    }

    /// What has become of the events so far.
    public EventCounts counts() {
        return tally.counts();
    }

    // ---- the writer's thread

    private void write() {
        try {
            loop.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            relay.fail(new IllegalStateException("the writer of run " + run.id() + " failed", e));
        }
    }

    // ---- the heartbeat's thread

    private void beat() {
        boolean failed = false;
        try {
            while (!heartbeatEnds.await(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    writeManifest(RunStatus.RUNNING, false);
                } catch (IOException e) {
                    if (!failed) fault("the manifest cannot be written: " + ManifestFile.message(e));
                    failed = true;
                }
            }
        } catch (InterruptedException e) {
            relay.fail(new IllegalStateException("the heartbeat of run " + run.id() + " was interrupted", e));
        }
    }

    private void endHeartbeat() {
        heartbeatEnds.countDown();
        Threads.join(heartbeat);
    }

    private void fault(String message) {
        incidents.note(IncidentKind.FAULT, null, null, message);
    }

    /// The heartbeat and the end of a run may come at the same time, and each replaces the file by way of another.
    private synchronized void writeManifest(RunStatus status, boolean durable) throws IOException {
        probe.beforeFile(WriterStep.MANIFEST);
        Manifest manifest = manifest(status);
        ManifestFile.write(manifestFile, manifest, durable);
        endIsNoted = manifest.result() != null;
    }

    private Manifest manifest(RunStatus status) {
        EventCounts counts = tally.counts();
        String error = whyEnded == null ? incidents.lastError() : ManifestFile.message(whyEnded);
        return new Manifest(
                run.id(),
                status,
                run.scenarioName(),
                run.scenarioSha256(),
                run.seed(),
                run.overrides(),
                run.header().agentIds().size(),
                run.ticks(),
                run.calendar().ticksPerDay(),
                run.calendar().numDays(),
                run.engine(),
                run.modelVersion(),
                ProcessHandle.current().pid(),
                startedAt,
                Instant.now(),
                tick,
                counts,
                counts.inFallback() > 0 ? fallback.toAbsolutePath().toString() : null,
                error,
                result);
    }

    // ---- the end

    /// Derives the tables, builds the indexes, puts the file into its place, read-only, and notes the result. After [#finish].
    ///
    /// Where that cannot be done, what is stored and what is in files stays for `fallback replay`, and the run is incomplete; so it is where events were left
    /// out, though their file is put into its place, unless a run is there: that one stays, and what was written is removed. Where not even the manifest can be written any more, nobody will know that the engine came to its end: the run is
    /// then interrupted.
    ///
    /// @param measures by name, each a Long or a Double
    /// @param engineSeconds first tick to last event in the log
    /// @param peakMemoryBytes asked at the end
    /// @return the manifest of the run, sealed, incomplete or interrupted, with its result
    public Manifest end(Map<String, Number> measures, double engineSeconds, LongSupplier peakMemoryBytes) {
        relay.throwFailure();
        if (!finished || ended || closed) {
            throw new IllegalStateException(
                    "a run is ended once, after its log is finished and before its writer is closed");
        }
        RunResult unplaced =
                new RunResult(
                        digest(),
                        hash().transactions(),
                        tally.counts().accepted(),
                        engineSeconds,
                        hash().nanos() / 1e9,
                        storeNanos() / 1e9,
                        (System.nanoTime() - run.startNanos()) / 1e9,
                        peakMemoryBytes.getAsLong(),
                        0,
                        stateHashes,
                        measures);
        result = unplaced;
        boolean isKnown = lookUpUnsure();
        EventCounts counts = tally.counts();
        boolean givesWay = counts.dropped() > 0 && files.isBeside(manifestFile);
        Manifest placed = null;
        if (givesWay && isKnown) placed = giveWay(counts);
        else if (!givesWay && counts.inFallback() == 0) placed = complete(unplaced, counts, peakMemoryBytes);
        ended = true;
        return placed != null ? placed : leaveIncomplete();
    }

    /// @return false where nobody can say whether all that was given up is missing
    private boolean lookUpUnsure() {
        try {
            batches.lookUpUnsure();
            return true;
        } catch (SQLException e) {
            database.abandon();
            fault("it cannot be looked up what is stored: " + StoreFailure.firstLine(e));
            return false;
        }
    }

    /// With gaps it would never take the place of the run beside which it was written, which stays.
    ///
    /// @return null if it could not be removed now
    private @Nullable Manifest giveWay(EventCounts counts) {
        endHeartbeat();
        database.abandon();
        fault(files.whyRemoved(counts));
        try {
            files.removeWriting();
            FallbackFile.removeAll(fallback, run.id());
        } catch (IOException e) {
            fault("it cannot be removed: " + ManifestFile.message(e));
            return null;
        }
        return manifest(RunStatus.INCOMPLETE)
                .withCounts(new EventCounts(counts.accepted(), 0, 0, 0, 0, counts.accepted()));
    }

    /// @return null if it could not be done now
    private @Nullable Manifest complete(RunResult unplaced, EventCounts counts, LongSupplier peakMemoryBytes) {
        RunCompletion completion = new RunCompletion(files, incidents, settings.indexes(), probe);
        for (int attempt = 0; ; attempt++) {
            long start = System.nanoTime();
            try {
                // From here on another process can complete the run, if this one ends.
                probe.beforeFile(WriterStep.RESULT);
                writeManifest(RunStatus.RUNNING, true);
                completion.finish(database, unplaced, counts, notes);
                endHeartbeat();
                completion.place();
                long end = System.nanoTime();
                RunResult inPlace =
                        unplaced.placed(
                                (storeNanos() + end - start) / 1e9,
                                (end - run.startNanos()) / 1e9,
                                peakMemoryBytes.getAsLong(),
                                Files.size(files.database()));
                result = inPlace;
                Manifest manifest = manifest(RunCompletion.status(counts));
                completion.sign(manifest, inPlace);
                return manifest;
            } catch (SQLException e) {
                database.abandon();
                fault("the run cannot be completed: " + StoreFailure.firstLine(e));
                if (!PassingFault.is(e) || attempt == settings.retries() || !batches.pause(attempt)) return null;
            } catch (IOException e) {
                fault("the run cannot be completed: " + ManifestFile.message(e));
                result = unplaced;
                return null;
            } catch (StoreFailure e) {
                fail(e);
                throw e;
            }
        }
    }

    private Manifest leaveIncomplete() {
        endHeartbeat();
        try {
            database.close();
        } catch (SQLException e) {
            // What was committed is in the file or in the log beside it; both stay.
            fault("the database cannot be closed in order: " + StoreFailure.firstLine(e));
        }
        try {
            Files.deleteIfExists(files.reserve());
            writeManifest(RunStatus.INCOMPLETE, true);
            incidents.flush();
        } catch (IOException e) {
            fault("the manifest cannot be written: " + ManifestFile.message(e));
        }
        return manifest(canBeCompleted() ? RunStatus.INCOMPLETE : RunStatus.INTERRUPTED);
    }

    /// Whether what is on disk tells another process all that it needs: that the engine came to its end, and what was left out.
    private synchronized boolean canBeCompleted() {
        return endIsNoted && (tally.counts().dropped() == 0 || incidents.areKept());
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (!ended) giveUp();
        loop.close();
        metrics.ended(relay);
        whenClosed.accept(live);
    }

    private void giveUp() {
        Throwable failed = relay.failure();
        if (failed != null) fail(failed);
        relay.fail(new IllegalStateException("the run was given up"));
        givenUp.countDown();
        Threads.join(writer);
        endHeartbeat();
        lookUpUnsure();
        EventCounts counts = tally.counts();
        if (counts.accepted() > loop.nextSeq()) {
            tally.move(EventTally.Place.BUFFERED, EventTally.Place.DROPPED, counts.buffered());
            incidents.note(
                    IncidentKind.GAP,
                    loop.nextSeq(),
                    counts.accepted() - 1,
                    "the run was given up before they were stored");
        }
        try {
            database.close();
        } catch (SQLException e) {
            fault("the database cannot be closed in order: " + StoreFailure.firstLine(e));
        }
        try {
            Files.deleteIfExists(files.reserve());
            writeManifest(RunStatus.INTERRUPTED, false);
            incidents.flush();
        } catch (IOException e) {
            fault("the manifest cannot be written: " + ManifestFile.message(e));
        }
    }

    // ---- the beginning

    private void describe(DuckDBConnection opened) throws SQLException {
        try (PreparedStatement insertRun =
                opened.prepareStatement(
                        "INSERT INTO simulations VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TIME), CAST(? AS TIME), CAST(? AS DATE), ?, ?,"
                                + " make_timestamp(?), NULL, NULL, NULL, NULL, ?)")) {
            insertRun.setString(1, run.id());
            insertRun.setString(2, run.scenarioName());
            insertRun.setString(3, run.scenarioJson());
            insertRun.setString(4, run.scenarioSha256());
            insertRun.setLong(5, run.seed());
            insertRun.setString(6, jsonList(run.overrides()));
            insertRun.setString(7, run.engine());
            insertRun.setInt(8, run.modelVersion());
            insertRun.setInt(9, run.ticks());
            insertRun.setInt(10, run.calendar().ticksPerDay());
            insertRun.setInt(11, run.calendar().numDays());
            insertRun.setString(12, run.calendar().openingTime().toString());
            insertRun.setString(13, run.calendar().closingTime().toString());
            insertRun.setString(14, run.calendar().startDate().toString());
            insertRun.setString(15, run.calendar().businessDays().name().toLowerCase(Locale.ROOT));
            insertRun.setString(16, jsonList(run.header().reasons()));
            insertRun.setLong(17, BatchInsertion.microsNow());
            insertRun.setString(18, run.header().openingBalances().toString());
            insertRun.executeUpdate();
        }
    }

    /// Leaves nothing of a run that could not be started.
    private RuntimeException abandoned(@Nullable DuckDBConnection opened, RuntimeException failure) {
        try {
            if (opened != null) opened.close();
            if (!(failure instanceof StoreFailure.Locked)) files.removeWriting();
        } catch (SQLException | IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    static String jsonList(List<String> texts) {
        StringBuilder json = new StringBuilder("[");
        for (String text : texts) {
            if (json.length() > 1) json.append(',');
            EventJson.quote(json, text);
        }
        return json.append(']').toString();
    }

    static LocalDateTime timeOfMicros(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
    }
}
