package rtgsim.app;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Predicate;
import rtgsim.arrivals.PaymentColumns;
import rtgsim.scenario.Agent;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.file.ScenarioDocument;

/// How large a run is likely to be, worked out from its scenario without running it.
///
/// @param transactions expected from flows, at the highest rates that are scheduled, from the schedule, and from the payments file
/// @param events at least: four a transaction, one a tick, and where a rate costs something every tick one for each agent and tick
public record RunEstimate(double transactions, double events) {

    /// The largest run that a request may start.
    public static final long EVENTS_MAX = 100_000_000;

    private static final int EVENTS_OF_A_TRANSACTION = 4;

    /// Of the first `ticks` ticks of a scenario with all that it names.
    public static RunEstimate of(ScenarioDocument document, int ticks) {
        RunEstimate generated = of(document.scenario(), ticks);
        PaymentColumns payments = document.payments();
        if (payments == null) return generated;
        double rows = payments.rowsBefore(ticks);
        return new RunEstimate(generated.transactions + rows, generated.events + EVENTS_OF_A_TRANSACTION * rows);
    }

    /// Of the first `ticks` ticks of a scenario, but for its payments file.
    static RunEstimate of(Scenario scenario, int ticks) {
        Simulation simulation = scenario.simulation();
        double transactions = 0;
        for (Agent agent : scenario.agents()) {
            double highest = highestRate(scenario, agent.id()::equals);
            for (Flow flow : agent.arrivals()) transactions += highest * expected(flow, simulation, ticks);
        }
        Population population = scenario.population();
        if (population != null) {
            double highest = highestRate(scenario, population::hasId);
            for (Flow flow : population.arrivals()) transactions += highest * expected(flow, simulation, ticks);
        }
        for (ScheduledEvent scheduled : scenario.scheduled()) transactions += occurrences(scheduled.at(), ticks);
        double costs = costsEveryTick(scenario.costRates()) ? (double) scenario.agentCount() * ticks : 0;
        return new RunEstimate(transactions, EVENTS_OF_A_TRANSACTION * transactions + ticks + costs);
    }

    /// The most that scheduled multipliers can make of the rate of agents: a request is judged by its largest run, however short the time for which they hold.
    private static double highestRate(Scenario scenario, Predicate<String> agents) {
        double global = 1;
        double own = 1;
        for (ScheduledEvent event : scenario.scheduled()) {
            if (event instanceof ScheduledEvent.GlobalArrivalRate rate) global = Math.max(global, rate.multiplier());
            if (event instanceof ScheduledEvent.AgentArrivalRate rate && agents.test(rate.agent())) {
                own = Math.max(own, rate.multiplier());
            }
        }
        return global * own;
    }

    /// Refuses a run that is larger than a request may start.
    public void checkSize() {
        if (events <= EVENTS_MAX) return;
        throw new Refused(
                new Refusal.TooBig(
                        String.format(
                                java.util.Locale.ROOT,
                                "this run is expected to have %.0f transactions and at least %.0f events (%d a transaction, one a tick, and one an agent and"
                                        + " tick where every tick costs something); a request may start one of at most %d events",
                                transactions,
                                events,
                                EVENTS_OF_A_TRANSACTION,
                                EVENTS_MAX)));
    }

    private static double expected(Flow flow, Simulation simulation, int ticks) {
        int perDay = simulation.ticksPerDay();
        int wholeDays = ticks / perDay;
        return flow.ratePerTick() * (wholeDays * weight(flow, perDay) + weight(flow, ticks % perDay));
    }

    /// The multipliers of a profile, summed over the first ticks of a day.
    private static double weight(Flow flow, int ticks) {
        double weight = 0;
        double multiplier = 1;
        int from = 0;
        for (Map.Entry<Integer, Double> step : flow.profile().entrySet()) {
            int until = Math.min(ticks, step.getKey());
            weight += multiplier * Math.max(0, until - from);
            from = Math.max(from, until);
            multiplier = step.getValue();
        }
        return weight + multiplier * Math.max(0, ticks - from);
    }

    private static long occurrences(ScheduledEvent.Schedule at, int ticks) {
        long span = Math.min(at.until(), ticks) - (long) at.start();
        return span <= 0 ? 0 : (span + at.every() - 1) / at.every();
    }

    private static boolean costsEveryTick(CostRates rates) {
        return isSomething(rates.overdraftBpsPerTick())
                || isSomething(rates.collateralBpsPerTick())
                || isSomething(rates.delayPerTickPerCent());
    }

    private static boolean isSomething(BigDecimal rate) {
        return rate.signum() > 0;
    }
}
