package rtgsim.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Finds a place for each batch: the database, after retries where a fault can pass; else a file of the fallback folder; else none, which leaves a gap.
///
/// Once a batch is in a file, those that follow go to files too, so that all of them can be replayed in order. It belongs to one thread.
final class BatchWriter {

    private final String runId;
    private final Instant startedAt;
    private final WriterSettings settings;
    private final Path fallback;
    private final BatchDatabase database;
    private final EventLines lines;
    private final Incidents incidents;
    private final EventTally tally;
    private final WriterMetrics metrics;
    private final CountDownLatch givenUp;
    private final WriterProbe probe;

    /// Dropped, though perhaps stored: nothing said how their COMMIT ended.
    private final List<Incidents.Range> unsure = new ArrayList<>();

    private boolean diverted;
    private boolean lastFailed;
    private boolean lastUnknown;

    BatchWriter(
            String runId,
            Instant startedAt,
            WriterSettings settings,
            Path fallback,
            BatchDatabase database,
            EventLines lines,
            Incidents incidents,
            EventTally tally,
            WriterMetrics metrics,
            CountDownLatch givenUp,
            WriterProbe probe) {
        this.runId = runId;
        this.startedAt = startedAt;
        this.settings = settings;
        this.fallback = fallback;
        this.database = database;
        this.lines = lines;
        this.incidents = incidents;
        this.tally = tally;
        this.metrics = metrics;
        this.givenUp = givenUp;
        this.probe = probe;
    }

    /// Starts to store a batch while those before it are not written yet.
    ///
    /// @return false where it is to wait for them
    boolean begin(Batch batch) {
        return !diverted && !lastFailed && database.begin(batch);
    }

    /// Does what can be done for a batch. When this returns, it is committed, in a file, or dropped, and counted so.
    void write(Batch batch) {
        if (!diverted && commit(batch)) return;
        EventTally.Place from = diverted ? EventTally.Place.BUFFERED : EventTally.Place.IN_RETRY;
        try {
            FallbackFile file = FallbackFile.write(fallback, runId, startedAt, lines, batch, probe);
            tally.move(from, EventTally.Place.IN_FALLBACK, batch.size());
            incidents.note(IncidentKind.FALLBACK, batch, "written to " + file.path());
            diverted = true;
        } catch (IOException e) {
            tally.move(from, EventTally.Place.DROPPED, batch.size());
            if (!diverted && lastUnknown) unsure.add(new Incidents.Range(batch.firstSeq(), batch.lastSeq()));
            incidents.note(
                    IncidentKind.GAP,
                    batch,
                    "neither the database nor the folder " + fallback + " takes them: " + ManifestFile.message(e));
        }
    }

    /// @return false if the database does not take the batch, or does not say so
    private boolean commit(Batch batch) {
        EventTally.Place from = EventTally.Place.BUFFERED;
        // While nothing gets through, one attempt each is enough: the engine may be waiting.
        int retries = lastFailed ? 0 : settings.retries();
        for (int attempt = 0; ; attempt++) {
            try {
                boolean found = false;
                if (!database.isOpen()) {
                    database.open();
                    found = database.holds(batch);
                }
                long start = System.nanoTime();
                if (!found) database.commit(batch);
                metrics.flushed(System.nanoTime() - start);
                tally.move(from, EventTally.Place.COMMITTED, batch.size());
                if (found) incidents.note(IncidentKind.FOUND, batch, "stored, though its COMMIT did not say so");
                lastFailed = false;
                return true;
            } catch (SQLException e) {
                database.abandon();
                if (from == EventTally.Place.BUFFERED) {
                    tally.move(from, EventTally.Place.IN_RETRY, batch.size());
                    from = EventTally.Place.IN_RETRY;
                }
                String why = StoreFailure.firstLine(e);
                if (PassingFault.is(e) && attempt < retries) {
                    incidents.note(IncidentKind.RETRY, batch, why);
                    metrics.retried();
                    if (pause(attempt)) continue;
                }
                boolean isNews = !lastFailed;
                lastFailed = true;
                if (isStoredAllTheSame(batch)) {
                    tally.move(from, EventTally.Place.COMMITTED, batch.size());
                    return true;
                }
                if (isNews) incidents.note(IncidentKind.FAULT, batch, "the database does not take them: " + why);
                return false;
            }
        }
    }

    /// After a failure that stays: a COMMIT may have done its work before it failed.
    private boolean isStoredAllTheSame(Batch batch) {
        lastUnknown = false;
        try {
            database.open();
            if (!database.holds(batch)) return false;
            incidents.note(IncidentKind.FOUND, batch, "stored, though its COMMIT failed");
            return true;
        } catch (SQLException unknown) {
            // A replay looks it up again before it stores it.
            database.abandon();
            lastUnknown = true;
            return false;
        }
    }

    /// Looks up what was dropped when nobody could say whether it is stored. At the end of a run.
    void lookUpUnsure() throws SQLException {
        if (unsure.isEmpty()) return;
        for (Incidents.Range batch : database.held(unsure)) {
            tally.move(EventTally.Place.DROPPED, EventTally.Place.COMMITTED, batch.events());
            incidents.note(IncidentKind.FOUND, batch.firstSeq(), batch.lastSeq(), "stored, though it was given up");
        }
        unsure.clear();
    }

    /// Waits before the next attempt, twice as long each time, from half to one and a half of it.
    ///
    /// @return false if the run was given up meanwhile
    boolean pause(int attempt) {
        double nanos = settings.backoff().toNanos() * (double) (1L << Math.min(attempt, 30));
        long jittered = (long) (nanos * (0.5 + ThreadLocalRandom.current().nextDouble()));
        try {
            return !givenUp.await(jittered, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }
}
