package rtgsim.engine;

import java.util.Optional;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ChunkExchange;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// Makes the engine in Java, which is always there and runs every scenario.
public final class JavaEngines implements EngineFactory {

    @Override
    public String name() {
        return "java";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Optional<String> beyond(Scenario scenario) {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "the engine in Java, which runs every scenario";
    }

    @Override
    public Engine create(Scenario scenario, AgentOrder order, ArrivalSource arrivals, ChunkExchange exchange) {
        return new JavaEngine(scenario, order, arrivals, exchange);
    }
}
