package rtgsim.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.store.Manifest;
import rtgsim.store.RunResult;

/// How a run stands, as all doors show it. What only a sealed run has is null before.
///
/// @param status `queued` and `failed` are known to the server that the run was posted to; the others are those of the manifest
/// @param tick ticks done
/// @param events of a sealed run all, else those handed over so far
/// @param eventsStored of these, the ones that are committed
/// @param eventsInFallback in files, for `fallback replay`
/// @param eventsDropped left out
public record SimulationView(
        String simulationId,
        String status,
        String name,
        @Nullable String digest,
        long seed,
        List<String> overrides,
        int agents,
        int tick,
        int ticks,
        int ticksPerDay,
        int numDays,
        long events,
        long eventsStored,
        long eventsInFallback,
        long eventsDropped,
        @Nullable Long transactions,
        String engine,
        int modelVersion,
        String scenarioSha256,
        @Nullable String startedAt,
        @Nullable Double engineSeconds,
        @Nullable Double digestSeconds,
        @Nullable Double storeSeconds,
        @Nullable Double totalSeconds,
        @Nullable Long peakMemoryBytes,
        @Nullable Long fileBytes,
        @Nullable String lastError,
        @Nullable Map<String, Number> measures) {

    public static SimulationView of(Manifest manifest) {
        RunResult result = manifest.result();
        return new SimulationView(
                manifest.simulationId(),
                manifest.status().label(),
                manifest.scenarioName(),
                result == null ? null : result.digest(),
                manifest.seed(),
                manifest.overrides(),
                manifest.agents(),
                manifest.tick(),
                manifest.ticks(),
                manifest.ticksPerDay(),
                manifest.numDays(),
                manifest.eventsAccepted(),
                manifest.eventsCommitted(),
                manifest.counts().inFallback(),
                manifest.counts().dropped(),
                result == null ? null : result.transactions(),
                manifest.engine(),
                manifest.modelVersion(),
                manifest.scenarioSha256(),
                manifest.startedAt().toString(),
                result == null ? null : result.engineSeconds(),
                result == null ? null : result.digestSeconds(),
                result == null ? null : result.storeSeconds(),
                result == null ? null : result.totalSeconds(),
                result == null ? null : result.peakMemoryBytes(),
                result == null ? null : result.fileBytes(),
                manifest.lastError(),
                result == null ? null : result.measures());
    }
}
