package rtgsim.arrivals;

import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// The arrivals of a scenario.
public final class Arrivals {

    private Arrivals() {}

    /// The source of what a scenario generates, by the generator it names.
    ///
    /// @throws IllegalArgumentException if a flow cannot be drawn, with the agent, the flow and how to mend it
    public static ArrivalSource of(Scenario scenario, AgentOrder order) {
        return switch (scenario.simulation().rng()) {
            case PER_AGENT -> new GeneratedArrivals(scenario, order);
            case XORSHIFT64STAR -> new SharedStreamArrivals(scenario, order);
        };
    }

    /// The source of what a scenario generates and of the payments recorded for it.
    public static ArrivalSource of(Scenario scenario, AgentOrder order, PaymentColumns recorded) {
        return new JoinedArrivals(of(scenario, order), new GivenArrivals(scenario.simulation(), order, recorded));
    }
}
