package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.RunDigest;

/// Stores one run while the engine makes it: the engine's thread hands over chunks, a thread of the writer hashes and stores them.
///
/// Close it in any case; a writer closed before [#seal] leaves the run as interrupted. What the writer's thread fails with comes out of `exchange`, `finish` or
/// `seal` as a [StoreFailure].
///
/// A batch is four chunks, two row groups of DuckDB, in one transaction; it counts as stored when its COMMIT has returned. Three batches may wait beside the one
/// being written, so memory is bounded by the buffer and not by the run.
public final class RunWriter implements ChunkExchange, AutoCloseable {

    static final int CHUNKS_PER_BATCH = 4;
    private static final int BATCHES_WAITING_MAX = 3;
    private static final long HEARTBEAT_MILLIS = 1_000;

    /// Beyond this many events the indexes cost more than they give; `docs/decisions` has the figures.
    static final long INDEXED_EVENTS_MAX = 1_000_000;

    private final RunFiles files;
    private final Path manifestFile;
    private final RunDescription run;
    private final DuckDBConnection connection;
    private final EventColumns columns;
    private final PreparedStatement insert;
    private final ChunkRelay relay = new ChunkRelay(BATCHES_WAITING_MAX * CHUNKS_PER_BATCH);
    private final Instant startedAt = Instant.now();
    private final Thread writer;
    private final Thread heartbeat;
    private final CountDownLatch heartbeatEnds = new CountDownLatch(1);

    private volatile int tick;
    private volatile long committed;
    private volatile @Nullable Throwable whyEnded;

    // Written by the writer's thread, read when it has ended.
    private String digest = "";
    private long digestNanos;
    private long storeNanos;
    private long transactions;

    private boolean sealed;
    private boolean closed;

    RunWriter(RunFiles files, Path manifestFile, RunDescription run) {
        this.files = files;
        this.manifestFile = manifestFile;
        this.run = run;
        long start = System.nanoTime();
        Path file = files.databaseWriting();
        DuckDBConnection opened = null;
        try {
            opened = RunDatabase.create(file, run);
            columns = new EventColumns(run.header(), new Words(run.header()));
            columns.register(opened);
            new AgentColumns(run.header()).register(opened);
            describe(opened);
            insert = opened.prepareStatement(insertSql());
            ManifestFile.write(manifestFile, manifest(RunStatus.RUNNING, null, null), false);
            connection = opened;
        } catch (SQLException e) {
            throw abandoned(opened, StoreFailure.writing(file, e));
        } catch (IOException e) {
            throw abandoned(
                    opened, new StoreFailure.CannotWrite(manifestFile, String.valueOf(ManifestFile.message(e)), e));
        }
        storeNanos = System.nanoTime() - start;
        writer = Thread.ofPlatform().daemon().name("rtgsim-store").start(this::write);
        heartbeat = Thread.ofPlatform().daemon().name("rtgsim-heartbeat").start(this::beat);
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        return relay.exchange(filled);
    }

    /// Hands over the last chunk and waits until every event is committed.
    @Override
    public void finish(EventChunk last) {
        relay.finish(last);
        Threads.join(writer);
        relay.throwFailure();
    }

    /// Says how far the run is, for its manifest.
    ///
    /// @param ticksDone of the ticks of the run
    public void progress(int ticksDone) {
        tick = ticksDone;
    }

    /// Notes why the run ends early; [#close] then leaves it with this in its manifest.
    public void fail(Throwable why) {
        if (whyEnded == null) whyEnded = why;
    }

    /// The run digest, after [#finish].
    public String digest() {
        if (digest.isEmpty()) throw new IllegalStateException("the log is not finished");
        return digest;
    }

    /// Events whose COMMIT has returned.
    public long committed() {
        return committed;
    }

    // ---- the writer's thread

    private void write() {
        try {
            RunDigest runDigest = new RunDigest(run.header());
            List<EventChunk> batch = new ArrayList<>(CHUNKS_PER_BATCH);
            for (EventChunk chunk = relay.take(); chunk != null; chunk = relay.take()) {
                long start = System.nanoTime();
                runDigest.add(chunk);
                digestNanos += System.nanoTime() - start;
                transactions += DigestOnly.transactionsIn(chunk);
                batch.add(chunk);
                if (batch.size() == CHUNKS_PER_BATCH) store(batch);
            }
            if (!relay.isFinished()) return;
            if (!batch.isEmpty()) store(batch);
            digest = runDigest.finish();
        } catch (SQLException e) {
            relay.fail(StoreFailure.writing(files.databaseWriting(), e));
        } catch (RuntimeException | Error e) {
            relay.fail(new IllegalStateException("the writer of run " + run.id() + " failed", e));
        }
    }

    /// Writes a batch in one transaction and gives its chunks back.
    private void store(List<EventChunk> batch) throws SQLException {
        long start = System.nanoTime();
        int events = 0;
        for (EventChunk chunk : batch) events += chunk.size();
        columns.batch(batch);
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN TRANSACTION");
            insert.setLong(1, microsNow());
            long inserted = insert.executeLargeUpdate();
            if (inserted != events) {
                throw new IllegalStateException("a batch of " + events + " events became " + inserted + " rows");
            }
            statement.execute("COMMIT");
        }
        // Only this thread writes it; the volatile is for those who read.
        committed = committed() + events;
        for (EventChunk chunk : batch) relay.release(chunk);
        batch.clear();
        storeNanos += System.nanoTime() - start;
    }

    private String insertSql() {
        int ticksPerDay = run.header().ticksPerDay();
        String from = " FROM " + EventColumns.NAME + "() AS e";
        String agent = "getvariable('agents')[e.agent]";
        String counterparty = "getvariable('agents')[e.counterparty]";
        String order = "";
        if (run.header().agentIds().size() > RunDatabase.LISTED_AGENTS_MAX) {
            from +=
                    " LEFT JOIN agent_positions AS s ON s.position = e.agent LEFT JOIN agent_positions AS r ON r.position = e.counterparty";
            agent = "s.agent";
            counterparty = "r.agent";
            order = " ORDER BY e.seq";
        }
        return "INSERT INTO events SELECT e.seq, e.tick, e.tick // "
                + ticksPerDay
                + ", getvariable('types')[e.type], "
                + agent
                + ", "
                + counterparty
                + ", e.tx, e.amount, e.a, e.b, e.c, getvariable('words')[e.word], make_timestamp(?), e.extra"
                + from
                + order;
    }

    // ---- the heartbeat's thread

    private void beat() {
        try {
            while (!heartbeatEnds.await(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)) {
                ManifestFile.write(manifestFile, manifest(RunStatus.RUNNING, null, null), false);
            }
        } catch (IOException e) {
            relay.fail(new StoreFailure.CannotWrite(manifestFile, String.valueOf(ManifestFile.message(e)), e));
        } catch (InterruptedException e) {
            relay.fail(new IllegalStateException("the heartbeat of run " + run.id() + " was interrupted", e));
        }
    }

    private void endHeartbeat() {
        heartbeatEnds.countDown();
        Threads.join(heartbeat);
    }

    private Manifest manifest(RunStatus status, @Nullable String lastError, @Nullable RunResult result) {
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
                relay.accepted(),
                committed,
                lastError,
                result);
    }

    // ---- the end

    /// Derives the tables, builds the indexes, puts the file into its place, read-only, and notes the result. After [#finish].
    ///
    /// @param measures by name, each a Long or a Double
    /// @param engineSeconds first tick to last event in the log
    /// @param peakMemoryBytes asked at the end
    /// @return the manifest of the sealed run, with its result
    public Manifest seal(Map<String, Number> measures, double engineSeconds, LongSupplier peakMemoryBytes) {
        relay.throwFailure();
        if (digest.isEmpty() || sealed || closed) {
            throw new IllegalStateException(
                    "a run is sealed once, after its log is finished and before its writer is closed");
        }
        long start = System.nanoTime();
        Path file = files.databaseWriting();
        try {
            checkComplete();
            derive();
            closeDatabase();
            endHeartbeat();
            long end = System.nanoTime();
            storeNanos += end - start;
            RunResult result =
                    new RunResult(
                            digest,
                            transactions,
                            committed,
                            engineSeconds,
                            digestNanos / 1e9,
                            storeNanos / 1e9,
                            (end - run.startNanos()) / 1e9,
                            peakMemoryBytes.getAsLong(),
                            Files.size(file),
                            measures);
            Manifest manifest = manifest(RunStatus.SEALED, null, result);
            files.putInPlace();
            ManifestFile.writeSeal(files.seal(), manifest, result, run.header().agentIds().size());
            ManifestFile.write(files.manifest(), manifest, true);
            files.removeWriting();
            sealed = true;
            return manifest;
        } catch (SQLException e) {
            throw noted(StoreFailure.writing(file, e));
        } catch (IOException e) {
            throw noted(new StoreFailure.CannotWrite(files.folder(), String.valueOf(ManifestFile.message(e)), e));
        } catch (StoreFailure e) {
            throw noted(e);
        }
    }

    /// Every event is there once, and in its place: one writer appends them in order, so a row's position is its seq.
    private void checkComplete() throws SQLException {
        long accepted = relay.accepted();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT count(*), min(seq) FILTER (seq <> rowid), min(rowid) FILTER (seq <> rowid) FROM events")) {
            rows.next();
            if (rows.getLong(1) != accepted) {
                throw new StoreFailure.Damaged(
                        files.databaseWriting(),
                        accepted + " events were written, " + rows.getLong(1) + " are there",
                        null);
            }
            long seq = rows.getLong(2);
            if (!rows.wasNull()) {
                throw new StoreFailure.Damaged(
                        files.databaseWriting(),
                        "seq has a gap or a repetition: " + seq + " at row " + rows.getLong(3),
                        null);
            }
        }
    }

    private void derive() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("BEGIN TRANSACTION");
            statement.execute(Resources.text("derive_event_txs.sql"));
            statement.execute(Resources.text("derive_parties.sql"));
            statement.execute(Resources.text("derive_transactions.sql"));
            statement.execute(Resources.text("derive_agents.sql"));
            statement.execute(AgentHistory.DERIVE_TICKS);
            statement.execute(AgentHistory.DERIVE_COSTS);
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE simulations SET status = 'sealed', sealed_at = make_timestamp(?), run_digest = ?, events = ?, transactions = ?")) {
                update.setLong(1, microsNow());
                update.setString(2, digest);
                update.setLong(3, committed);
                update.setLong(4, transactions);
                update.executeUpdate();
            }
            statement.execute("COMMIT");
            if (committed <= INDEXED_EVENTS_MAX) statement.execute(Resources.text("indexes.sql"));
        }
    }

    private void closeDatabase() throws SQLException {
        insert.close();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT run");
            statement.execute("USE memory");
            statement.execute("DETACH run");
        }
        connection.close();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (sealed) return;
        Throwable failed = relay.failure();
        if (failed != null) fail(failed);
        relay.fail(new IllegalStateException("the run was given up"));
        Threads.join(writer);
        endHeartbeat();
        try {
            connection.close();
            ManifestFile.write(
                    manifestFile, manifest(RunStatus.INTERRUPTED, ManifestFile.message(whyEnded), null), false);
        } catch (SQLException e) {
            throw StoreFailure.writing(files.databaseWriting(), e);
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(manifestFile, String.valueOf(ManifestFile.message(e)), e);
        }
    }

    private <T extends RuntimeException> T noted(T failure) {
        fail(failure);
        return failure;
    }

    // ---- the beginning

    private void describe(DuckDBConnection opened) throws SQLException {
        try (PreparedStatement insertRun =
                opened.prepareStatement(
                        "INSERT INTO simulations VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TIME), CAST(? AS TIME), CAST(? AS DATE), ?, ?,"
                                + " make_timestamp(?), NULL, NULL, NULL, NULL)")) {
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
            insertRun.setLong(17, microsNow());
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

    private static String jsonList(List<String> texts) {
        StringBuilder json = new StringBuilder("[");
        for (String text : texts) {
            if (json.length() > 1) json.append(',');
            EventJson.quote(json, text);
        }
        return json.append(']').toString();
    }

    private static long microsNow() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    static LocalDateTime timeOfMicros(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
    }
}
