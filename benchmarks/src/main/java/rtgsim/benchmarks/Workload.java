package rtgsim.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.JavaEngines;
import rtgsim.engine.ModelVersion;
import rtgsim.event.ChunkExchange;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.store.RunDescription;

/// A scenario of `benchmarks/workloads`, and engines for it by name.
record Workload(ScenarioDocument document, AgentOrder order) {

    /// Where the project is, for the processes that JMH starts.
    static final String ROOT_PROPERTY = "rtgsim.root";

    /// Native code that writes into the arrays of the heap instead of staging columns outside it.
    static final String NATIVE_IN_PLACE = "native-in-place";

    static Workload read(String name) {
        return read(name, List.of());
    }

    /// @param sets changes to it, as `run --set` takes them
    static Workload read(String name, List<String> sets) {
        Path file = root().resolve("benchmarks/workloads/" + name + ".yaml");
        try {
            ScenarioDocument document = ScenarioReader.read(file, sets, null);
            return new Workload(document, new AgentOrder(document.scenario()));
        } catch (IOException | ScenarioRefused unreadable) {
            throw new IllegalStateException("the workload " + file + " cannot be read: " + unreadable, unreadable);
        }
    }

    static Path root() {
        return Path.of(System.getProperty(ROOT_PROPERTY, "."));
    }

    Scenario scenario() {
        return document.scenario();
    }

    RunHeader header() {
        return Engine.header(scenario(), order);
    }

    /// What a store is told of a run of it.
    RunDescription description(String id) {
        Scenario scenario = scenario();
        return new RunDescription(
                id,
                scenario.name(),
                document.canonicalJson(),
                document.sha256(),
                scenario.simulation().rngSeed(),
                List.of(),
                scenario.simulation().totalTicks(),
                "java",
                ModelVersion.CURRENT,
                !scenario.trees().isEmpty(),
                scenario.simulation(),
                header(),
                System.nanoTime());
    }

    /// An engine before its first tick. The native ones are refused where this build has none.
    Engine engine(EngineFactory factory, ChunkExchange exchange) {
        return factory.create(scenario(), order, Arrivals.of(scenario(), order), exchange);
    }

    static EngineFactory factory(String name) {
        EngineFactory java = new JavaEngines();
        if (name.equals(java.name())) return java;
        System.setProperty("rtgsim.native.handover", name.equals(NATIVE_IN_PLACE) ? "in_place" : "staged");
        for (EngineFactory found : ServiceLoader.load(EngineFactory.class)) {
            found.missing()
                    .ifPresent(why -> {
                        throw new IllegalStateException(why);
                    });
            return found;
        }
        throw new IllegalStateException("no engine beside the one in Java is on the class path");
    }
}
