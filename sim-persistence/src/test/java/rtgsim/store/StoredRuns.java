package rtgsim.store;

import java.util.List;
import java.util.Map;
import rtgsim.engine.Engine;
import rtgsim.engine.ModelVersion;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.file.ScenarioDocument;

/// Puts logs into stores, for tests.
final class StoredRuns {

    static final Map<String, Number> MEASURES = Map.of("settled_share", 0.5, "settled_count", 7L);

    private StoredRuns() {}

    static RunDescription describe(String id, RunHeader header, Simulation calendar) {
        return new RunDescription(
                id,
                "a scenario",
                "{\"name\":\"it's one\"}",
                "00ff",
                calendar.rngSeed(),
                List.of("simulation.num_days=3"),
                calendar.totalTicks(),
                "java",
                1,
                true,
                calendar,
                header,
                System.nanoTime());
    }

    /// Of a scenario that the Java engine runs.
    static RunDescription describe(String id, ScenarioDocument document, AgentOrder order) {
        Simulation calendar = document.scenario().simulation();
        return new RunDescription(
                id,
                document.scenario().name(),
                document.canonicalJson(),
                document.sha256(),
                calendar.rngSeed(),
                List.of(),
                calendar.totalTicks(),
                "java",
                ModelVersion.CURRENT,
                !document.scenario().trees().isEmpty(),
                calendar,
                Engine.header(document.scenario(), order),
                System.nanoTime());
    }

    static RunDescription describe(String id, SampleLog log) {
        return describe(id, log.header, log.calendar);
    }

    static Manifest store(Store store, String id, SampleLog log) {
        try (RunWriter writer = store.create(describe(id, log), false)) {
            handOver(writer, log.chunks);
            return writer.end(MEASURES, 0.25, () -> 1_000);
        }
    }

    static void handOver(RunWriter writer, List<EventChunk> chunks) {
        writer.exchange(null);
        for (EventChunk chunk : chunks.subList(0, chunks.size() - 1)) writer.exchange(chunk);
        writer.finish(chunks.getLast());
    }
}
