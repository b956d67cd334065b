package rtgsim.arrivals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

/// Small scenarios for tests of arrivals, and what arrives in them as rows.
final class Worlds {

    private Worlds() {}

    /// One arrival, with positions in agent order.
    record Row(int tick, int sender, int receiver, long amount, int deadline, int priority, boolean divisible) {}

    static Simulation simulation(int ticksPerDay, int numDays, long seed, Rng rng, DeadlineCap cap) {
        return new Simulation(
                ticksPerDay,
                numDays,
                seed,
                rng,
                cap,
                LocalTime.of(7, 0),
                LocalTime.of(18, 0),
                LocalDate.of(2026, 1, 5),
                Simulation.BusinessDays.CONSECUTIVE);
    }

    static Scenario scenario(Simulation simulation, List<Agent> agents, @Nullable Population population) {
        return scenario(simulation, agents, population, List.of());
    }

    static Scenario scenario(
            Simulation simulation,
            List<Agent> agents,
            @Nullable Population population,
            List<ScheduledEvent> scheduled) {
        return new Scenario(
                "world", "", simulation, agents, population, LsmConfig.OFF, Rtgs.DEFAULT, CostRates.NONE, scheduled);
    }

    static Scenario scenario(Simulation simulation, Agent... agents) {
        return scenario(simulation, List.of(agents), null);
    }

    static Agent agent(String id, Flow... flows) {
        return new Agent(id, 0, 0, 0, 0, BigDecimal.ZERO, new Policy.Fifo(), List.of(flows));
    }

    static Flow flow(double rate, AmountDistribution amount) {
        return flow(rate, Map.of(), amount, Map.of(), 1, 10, new PriorityDistribution.Fixed(5));
    }

    static Flow flow(
            double rate,
            Map<Integer, Double> profile,
            AmountDistribution amount,
            Map<String, Double> weights,
            int offsetMin,
            int offsetMax,
            PriorityDistribution priority) {
        return new Flow(rate, new TreeMap<>(profile), amount, weights, offsetMin, offsetMax, priority, false);
    }

    /// All arrivals of a scenario, each tick in a batch of its own.
    static List<Row> rows(Scenario scenario) {
        AgentOrder order = new AgentOrder(scenario);
        ArrivalSource source = Arrivals.of(scenario, order);
        return rows(
                scenario.simulation(),
                (tick, batch) -> {
                    for (ScheduledEvent event : scenario.scheduled())
                        if (happens(event, tick)) change(source, order, event);
                    source.arrivals(tick, batch);
                });
    }

    static boolean happens(ScheduledEvent event, int tick) {
        ScheduledEvent.Schedule at = event.at();
        return tick >= at.start() && tick < at.until() && (tick - at.start()) % at.every() == 0;
    }

    /// What the engine does in phase 3 with an event that changes flows.
    private static void change(ArrivalSource source, AgentOrder order, ScheduledEvent event) {
        switch (event) {
            case ScheduledEvent.GlobalArrivalRate rate -> source.globalRate(rate.multiplier());
            case ScheduledEvent.AgentArrivalRate rate -> source.agentRate(order.of(rate.agent()), rate.multiplier());
            case ScheduledEvent.CounterpartyWeight weight ->
                    source.counterpartyWeight(
                            order.of(weight.agent()), order.of(weight.counterparty()), weight.weight());
            case ScheduledEvent.DeadlineWindow window -> {
                String agent = window.agent();
                source.deadlineWindow(agent == null ? RunHeader.NO_AGENT : order.of(agent), window.min(), window.max());
            }
            default -> throw new AssertionError("no event of flows: " + event);
        }
    }

    static List<Row> rows(Simulation simulation, ArrivalSource source) {
        List<Row> rows = new ArrayList<>();
        ArrivalBatch batch = new ArrivalBatch();
        for (int tick = 0; tick < simulation.totalTicks(); tick++) {
            batch.clear();
            source.arrivals(tick, batch);
            for (int i = 0; i < batch.size(); i++) {
                rows.add(
                        new Row(
                                tick,
                                batch.sender[i],
                                batch.receiver[i],
                                batch.amount[i],
                                batch.deadlineTick[i],
                                batch.priority[i],
                                batch.divisible[i]));
            }
        }
        return rows;
    }
}
