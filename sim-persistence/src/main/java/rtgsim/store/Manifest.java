package rtgsim.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run stands: the content of `<id>.run.json`, which is replaced as a whole, so that a reader never sees half of it.
///
/// @param status as the writer last put it; where a `RUNNING` one has no heartbeat any more, `INTERRUPTED`, or `INCOMPLETE` if its engine came to the end
/// @param agents how many, without the central bank
/// @param ticks to be done, in all
/// @param numDays of the scenario; `ticks` may end within one of them
/// @param processId of the process that writes or wrote it
/// @param tick ticks done
/// @param fallback the folder where batches went that the database did not take, or null if none did
/// @param lastError what ended the run, or kept events from being stored, if something did
/// @param result what came out, of a run whose engine came to the end; its `fileBytes` are 0 until the file is in its place
public record Manifest(
        String simulationId,
        RunStatus status,
        String scenarioName,
        String scenarioSha256,
        long seed,
        List<String> overrides,
        int agents,
        int ticks,
        int ticksPerDay,
        int numDays,
        String engine,
        int modelVersion,
        long processId,
        Instant startedAt,
        Instant heartbeatAt,
        int tick,
        EventCounts counts,
        @Nullable String fallback,
        @Nullable String lastError,
        @Nullable RunResult result) {

    public Manifest {
        overrides = List.copyOf(overrides);
    }

    /// Whether this is a run of the same scenario, seed, length and model, so that its events are those that `run` would make.
    public boolean isRunOf(RunDescription run) {
        return scenarioSha256.equals(run.scenarioSha256())
                && ticks == run.ticks()
                && modelVersion == run.modelVersion();
    }

    /// Events that the engine handed over.
    public long eventsAccepted() {
        return counts.accepted();
    }

    /// Of these, those that are stored.
    public long eventsCommitted() {
        return counts.committed();
    }

    /// Whether its file is in its place: sealed, or with all that there is of a run with gaps.
    public boolean isReadable() {
        return status == RunStatus.SEALED
                || (status == RunStatus.INCOMPLETE && result != null && result.fileBytes() > 0);
    }

    Manifest withStatus(RunStatus now) {
        return with(now, counts);
    }

    Manifest withCounts(EventCounts now) {
        return with(status, now);
    }

    private Manifest with(RunStatus newStatus, EventCounts newCounts) {
        return new Manifest(
                simulationId,
                newStatus,
                scenarioName,
                scenarioSha256,
                seed,
                overrides,
                agents,
                ticks,
                ticksPerDay,
                numDays,
                engine,
                modelVersion,
                processId,
                startedAt,
                heartbeatAt,
                tick,
                newCounts,
                fallback,
                lastError,
                result);
    }
}
