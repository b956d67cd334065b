package rtgsim.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.store.Manifest;
import rtgsim.store.RunResult;
import rtgsim.store.RunStatus;

/// What came of a run: the object of `run --json`.
///
/// @param status that of the manifest: `sealed`, `incomplete`, or `interrupted` where nobody could note that the run came to its end; `not_stored` without one
/// @param reused whether it was stored already and nothing was run
/// @param engineSeconds first tick to last event in the log, arrivals included
/// @param firstTickToSealSeconds as people wait for a run that is stored; null where nothing was run and stored
/// @param assertions those of the scenario, then those asked for beside it
/// @param storePath the file in its place, or null without one
/// @param eventsStored of the events; all of them if the status is `sealed`
/// @param eventsInFallback in files, for `fallback replay`
/// @param eventsDropped left out
public record RunSummary(
        int schemaVersion,
        String simulationId,
        String digest,
        String status,
        boolean reused,
        String engine,
        long transactions,
        long events,
        double engineSeconds,
        double digestSeconds,
        double storeSeconds,
        double totalSeconds,
        @Nullable Double firstTickToSealSeconds,
        long peakMemoryBytes,
        Map<String, Number> measures,
        List<Verdict> assertions,
        @Nullable String storePath,
        long eventsStored,
        long eventsInFallback,
        long eventsDropped) {

    /// Of a run whose engine came to the end.
    static RunSummary of(
            Manifest manifest,
            RunResult result,
            boolean reused,
            @Nullable Double firstTickToSealSeconds,
            List<Verdict> assertions,
            @Nullable String storePath) {
        return new RunSummary(
                Json.SCHEMA_VERSION,
                manifest.simulationId(),
                result.digest(),
                manifest.status().label(),
                reused,
                manifest.engine(),
                result.transactions(),
                result.events(),
                result.engineSeconds(),
                result.digestSeconds(),
                result.storeSeconds(),
                result.totalSeconds(),
                firstTickToSealSeconds,
                result.peakMemoryBytes(),
                result.measures(),
                assertions,
                storePath,
                manifest.counts().committed(),
                manifest.counts().inFallback(),
                manifest.counts().dropped());
    }

    /// Whether all of it is stored, or was not to be stored.
    public boolean storesAll() {
        return status.equals(RunStatus.SEALED.label()) || status.equals(Simulations.NOT_STORED);
    }

    /// Whether the run reached all that it had to.
    public boolean holds() {
        return assertions.stream().allMatch(Verdict::holds);
    }
}
