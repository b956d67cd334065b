package rtgsim.arrivals;

import java.util.HashMap;
import java.util.Map;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// How far the scheduled events of a scenario can raise its flows, so that what could not be drawn is refused before the first tick.
final class HighestRates {

    private double global = 1;
    private final Map<String, Double> ofAgent = new HashMap<>();
    private int deadlineOffsetMax;

    HighestRates(Scenario scenario) {
        for (ScheduledEvent event : scenario.scheduled()) {
            if (event instanceof ScheduledEvent.GlobalArrivalRate rate) global = Math.max(global, rate.multiplier());
            if (event instanceof ScheduledEvent.AgentArrivalRate rate) {
                ofAgent.merge(rate.agent(), rate.multiplier(), Math::max);
            }
            if (event instanceof ScheduledEvent.DeadlineWindow window) {
                deadlineOffsetMax = Math.max(deadlineOffsetMax, window.max());
            }
        }
    }

    /// The largest product of multipliers that an agent's flows can meet, at least 1.
    double of(String agentId) {
        return global * Math.max(1, ofAgent.getOrDefault(agentId, 1.0));
    }

    /// The latest deadline, in ticks after arrival, that a `deadline_window` sets, or 0.
    int deadlineOffsetMax() {
        return deadlineOffsetMax;
    }
}
