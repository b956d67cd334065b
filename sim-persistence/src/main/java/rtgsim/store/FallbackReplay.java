package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;

/// Takes up a run whose writer has gone: what is in files goes into the database, and a run that has everything then goes into its place.
///
/// Each file is one batch, which is looked up before it is stored, and moved aside afterwards; so a replay that is broken off anywhere is done again without
/// harm. Its counts are those that it finds, not those that the last process wrote down.
final class FallbackReplay {

    private static final String ASIDE = "replayed";

    private final RunFiles files;
    private final Path manifestFile;
    private final Path fallback;
    private final WriterSettings settings;
    private final WriterProbe probe;
    private final Incidents incidents;

    FallbackReplay(RunFiles files, Path manifestFile, Path fallback, WriterSettings settings, WriterProbe probe) {
        this.files = files;
        this.manifestFile = manifestFile;
        this.fallback = fallback;
        this.settings = settings;
        this.probe = probe;
        incidents = new Incidents(files.id(), files.incidentsWriting(), probe);
    }

    /// @param left the manifest as the last process left it
    Manifest replay(Manifest left) {
        Path file = files.databaseWriting();
        try {
            RunResult result = left.result();
            if (result != null && !Files.exists(file) && Files.exists(files.database())) {
                if (givesWay(left.counts())) return giveWay(left.counts());
                return sign(left, result, left.counts());
            }
            if (!Files.exists(file)) throw new StoreFailure.Damaged(file, "it is not there", null);
            // A writer that was about to put it into its place has made it read-only.
            if (!Files.isWritable(file) || !isOwnerWritable(file)) RunFiles.setWritable(file, true);
            incidents.load();
            return replayInto(left);
        } catch (SQLException e) {
            throw StoreFailure.writing(file, e);
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(files.folder(), String.valueOf(ManifestFile.message(e)), e);
        }
    }

    private static boolean isOwnerWritable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }

    private Manifest replayInto(Manifest left) throws SQLException, IOException {
        BatchDatabase database = reopened(left);
        EventCounts counts = left.counts();
        boolean done = false;
        try {
            RunHeader header = header(database.connection());
            List<FallbackFile> waiting = new ArrayList<>(FallbackFile.of(fallback, files.id()));
            counts = counts(left, database, waiting);
            RunResult result = left.result();
            if (result != null && givesWay(counts)) {
                database.abandon();
                Manifest there = giveWay(counts);
                done = true;
                return there;
            }
            counts = store(left, database, header, waiting, counts);
            if (result == null || counts.inFallback() > 0) {
                database.close();
                Manifest now = with(left, left.status(), counts, result);
                write(now);
                done = true;
                return now;
            }
            new RunCompletion(files, incidents, settings.indexes(), probe).finish(database, result, counts, null);
            Manifest sealed = sign(left, result, counts);
            done = true;
            return sealed;
        } finally {
            database.abandon();
            if (!done) letGo(with(left, left.status(), counts, left.result()));
        }
    }

    private BatchDatabase reopened(Manifest left) {
        Path file = files.databaseWriting();
        try {
            probe.beforeSql(WriterStep.OPEN);
            DuckDBConnection opened = RunDatabase.reopen(file, left.agents());
            try {
                // A file that does not say which run it holds is not altered.
                RunHeader header = header(opened);
                Migrations.applyMissing(
                        opened, RunDatabase.places(left.simulationId(), header, RunDatabase.calendar(opened), true));
                return new BatchDatabase(file, header, probe, opened);
            } catch (SQLException e) {
                opened.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreFailure.reopening(file, e);
        }
    }

    /// After a failure: nobody writes the run any more.
    private void letGo(Manifest manifest) {
        try {
            if (Files.exists(manifestFile)) ManifestFile.write(manifestFile, manifest, false);
        } catch (IOException e) {
            System.getLogger("rtgsim.store")
                    .log(
                            System.Logger.Level.WARNING,
                            manifestFile + " cannot be written either: " + ManifestFile.message(e));
        }
    }

    /// Stores the files in order and returns where the events are then.
    private EventCounts store(
            Manifest left, BatchDatabase database, RunHeader header, List<FallbackFile> waiting, EventCounts found)
            throws SQLException, IOException {
        EventCounts counts = found;
        write(with(left, RunStatus.RUNNING, counts, left.result()));
        while (!waiting.isEmpty()) {
            FallbackFile file = waiting.removeFirst();
            probe.beforeFile(WriterStep.REPLAY_READ);
            Batch batch = file.read(left.startedAt(), header);
            if (!database.holds(batch)) {
                database.commit(batch);
                incidents.note(IncidentKind.REPLAY, batch, "stored from " + file.path());
                counts =
                        new EventCounts(
                                counts.accepted(),
                                counts.committed() + batch.size(),
                                counts.buffered(),
                                0,
                                counts.inFallback() - batch.size(),
                                counts.dropped());
            }
            probe.beforeFile(WriterStep.REPLAY_ASIDE);
            Path aside = fallback.resolve(ASIDE);
            Files.createDirectories(aside);
            Files.move(
                    file.path(),
                    aside.resolve(file.path().getFileName()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            write(with(left, RunStatus.RUNNING, counts, left.result()));
        }
        return counts;
    }

    /// What is in the database, what only in files, and what in neither.
    private EventCounts counts(Manifest left, BatchDatabase database, List<FallbackFile> waiting) throws SQLException {
        long committed = database.events();
        long inFallback = 0;
        for (FallbackFile file : waiting) {
            if (!database.holds(new Incidents.Range(file.firstSeq(), file.lastSeq()))) inFallback += file.events();
        }
        for (Incidents.Range gap : incidents.gaps()) {
            for (Incidents.Range stored : database.batchesWithin(gap)) {
                incidents.note(
                        IncidentKind.FOUND, stored.firstSeq(), stored.lastSeq(), "stored, though it was given up");
            }
        }
        long dropped = incidents.gaps().stream().mapToLong(Incidents.Range::events).sum();
        RunResult result = left.result();
        if (result == null) {
            // What had been handed over and was nowhere yet is lost with the process.
            long accepted = Math.max(left.eventsAccepted(), committed + inFallback + dropped);
            return new EventCounts(
                    accepted, committed, accepted - committed - inFallback - dropped, 0, inFallback, dropped);
        }
        if (committed + inFallback + dropped != result.events()) {
            throw new StoreFailure.Damaged(
                    fallback,
                    "of "
                            + result.events()
                            + " events of run "
                            + files.id()
                            + ", "
                            + committed
                            + " are stored, "
                            + inFallback
                            + " are in files and "
                            + dropped
                            + " were left out; a file is missing",
                    null);
        }
        return new EventCounts(result.events(), committed, 0, 0, inFallback, dropped);
    }

    /// A run with gaps never takes the place of the one beside which it was written.
    private boolean givesWay(EventCounts counts) {
        return counts.dropped() > 0 && files.isBeside(manifestFile);
    }

    /// @return how the run stands that is in its place
    private Manifest giveWay(EventCounts counts) throws IOException {
        incidents.note(IncidentKind.FAULT, null, null, files.whyRemoved(counts));
        files.removeWriting();
        FallbackFile.removeAll(fallback, files.id());
        return ManifestFile.read(files.manifest())
                .orElseThrow(() -> new StoreFailure.Damaged(files.manifest(), "it is not there any more", null));
    }

    private Manifest sign(Manifest left, RunResult result, EventCounts counts) throws IOException {
        RunStatus status = RunCompletion.status(counts);
        RunCompletion completion = new RunCompletion(files, incidents, settings.indexes(), probe);
        completion.place();
        RunResult inPlace =
                result.placed(
                        result.storeSeconds(),
                        result.totalSeconds(),
                        result.peakMemoryBytes(),
                        Files.size(files.database()));
        Manifest manifest = with(left, status, counts, inPlace);
        completion.sign(manifest, inPlace);
        return manifest;
    }

    private void write(Manifest manifest) throws IOException {
        probe.beforeFile(WriterStep.MANIFEST);
        ManifestFile.write(manifestFile, manifest, true);
    }

    private Manifest with(Manifest left, RunStatus status, EventCounts counts, @Nullable RunResult result) {
        return new Manifest(
                left.simulationId(),
                status,
                left.scenarioName(),
                left.scenarioSha256(),
                left.seed(),
                left.overrides(),
                left.agents(),
                left.ticks(),
                left.ticksPerDay(),
                left.numDays(),
                left.engine(),
                left.modelVersion(),
                ProcessHandle.current().pid(),
                left.startedAt(),
                Instant.now(),
                left.tick(),
                counts,
                counts.inFallback() > 0 ? fallback.toAbsolutePath().toString() : null,
                status == RunStatus.SEALED ? null : left.lastError(),
                result);
    }

    /// What the file says of its run; without it no event can be read.
    private static RunHeader header(DuckDBConnection connection) throws SQLException {
        List<String> members = RunDatabase.members(connection, "agent_id");
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT ticks_per_day, num_days, reasons, opening_balances FROM simulations")) {
            if (!row.next()) throw new SQLException("the file does not say which run it holds");
            ObjectMapper json = new ObjectMapper(new JsonFactory());
            List<String> reasons = new ArrayList<>();
            for (JsonNode reason : json.readTree(row.getString(3))) reasons.add(reason.asText());
            List<Long> balances = new ArrayList<>();
            for (JsonNode balance : json.readTree(row.getString(4))) balances.add(balance.asLong());
            return new RunHeader(
                    row.getInt(1), row.getInt(2), members.subList(0, members.size() - 1), balances, reasons);
        } catch (JsonProcessingException e) {
            throw new SQLException("the header of the run cannot be read", e);
        }
    }
}
