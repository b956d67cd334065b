package rtgsim.scenario.importing;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.Event;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.measure.Measures;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioRefused;

/// An imported scenario that was run to its end.
record ImportedRun(Scenario scenario, List<Event> events, Measures measures) {

    static ImportedRun of(Imported imported) throws IOException, ScenarioRefused {
        ScenarioDocument document = imported.check();
        Scenario scenario = document.scenario();
        AgentOrder order = new AgentOrder(scenario);
        KeptChunks kept = new KeptChunks();
        Engine engine = new JavaEngine(scenario, order, document.arrivals(order), kept);
        while (!engine.isOver()) engine.runTick();
        engine.finish();
        List<Event> events = new EventRows(Engine.header(scenario, order)).all(kept.chunks());
        return new ImportedRun(scenario, events, engine.measures());
    }

    <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// A file beside these tests.
    static Path sample(String name) {
        try {
            return Path.of(Objects.requireNonNull(ImportedRun.class.getResource(name), name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(name, impossible);
        }
    }
}
