package rtgsim.engine;

import java.util.Optional;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ChunkExchange;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// One way to run scenarios. The doors find the others beside [JavaEngines] with a `ServiceLoader`, so that none of them is needed.
public interface EngineFactory {

    /// The name on the command line and in manifests: `java`, `native`.
    String name();

    /// Why this machine or this build cannot have the engine; empty where it can. Asking may load what the engine needs, once, and asking again costs nothing.
    Optional<String> missing();

    /// Why the scenario is beyond this engine; empty where the engine runs it.
    Optional<String> beyond(Scenario scenario);

    /// What the engine is and where it comes from, in one line.
    String description();

    /// Makes an engine for a scenario that is not [#beyond] it, where nothing is [#missing].
    ///
    /// @param arrivals asked for one tick after the other, each once
    /// @param exchange where full chunks of the log go
    Engine create(Scenario scenario, AgentOrder order, ArrivalSource arrivals, ChunkExchange exchange);
}
