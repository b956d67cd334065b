package rtgsim.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.store.Manifest;
import rtgsim.store.RunResult;

/// What came of a run: the object of `run --json`.
///
/// @param status that of the manifest, `not_stored` without one
/// @param reused whether it was stored already and nothing was run
/// @param engineSeconds first tick to last event in the log, arrivals included
/// @param assertions those of the scenario, then those asked for beside it
/// @param storePath the file, or null without one
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
        long peakMemoryBytes,
        Map<String, Number> measures,
        List<Verdict> assertions,
        @Nullable String storePath) {

    /// Of a sealed run.
    static RunSummary of(
            Manifest manifest, RunResult result, boolean reused, List<Verdict> assertions, String storePath) {
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
                result.peakMemoryBytes(),
                result.measures(),
                assertions,
                storePath);
    }

    /// Whether the run reached all that it had to.
    public boolean holds() {
        return assertions.stream().allMatch(Verdict::holds);
    }
}
