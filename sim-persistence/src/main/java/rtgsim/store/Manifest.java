package rtgsim.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run stands: the content of `<id>.run.json`, which is replaced as a whole, so that a reader never sees half of it.
///
/// @param status as the writer last put it, but `INTERRUPTED` where a `RUNNING` one has no heartbeat any more
/// @param agents how many, without the central bank
/// @param ticks to be done, in all
/// @param numDays of the scenario; `ticks` may end within one of them
/// @param processId of the process that writes or wrote it
/// @param tick ticks done
/// @param eventsAccepted handed over by the engine
/// @param eventsCommitted of these, stored
/// @param lastError what ended the run, if something did
/// @param result what came out, of a sealed run
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
        long eventsAccepted,
        long eventsCommitted,
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

    Manifest withStatus(RunStatus now) {
        return new Manifest(
                simulationId,
                now,
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
                eventsAccepted,
                eventsCommitted,
                lastError,
                result);
    }
}
