package rtgsim.engine;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.measure.Measures;
import rtgsim.policy.CompiledTrees;
import rtgsim.policy.DecisionMakers;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;

/// A small scenario written down in a test, and what its run left.
final class World {

    private record Payment(
            int tick, String sender, String receiver, long amount, int deadline, int priority, boolean divisible) {}

    private int ticksPerDay = 1;
    private int numDays = 1;
    private final List<Agent> agents = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
    private final List<ScheduledEvent> scheduled = new ArrayList<>();
    private LsmConfig lsm = LsmConfig.OFF;
    private Rtgs rtgs = Rtgs.DEFAULT;
    private CostRates costs = CostRates.NONE;

    /// What a run left.
    record Outcome(
            RunHeader header,
            List<EventChunk> chunks,
            List<Event> events,
            String digest,
            Measures measures,
            List<String> stateHashes) {

        <E extends Event> List<E> all(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        /// The balance of an agent at the end, from the events alone.
        long balance(String id) {
            long balance = header.openingBalances().get(header.agentIds().indexOf(id));
            for (Event event : events) {
                switch (event) {
                    case Event.Settlement settlement -> {
                        if (settlement.senderId().equals(id)) balance -= settlement.amount();
                        if (settlement.receiverId().equals(id)) balance += settlement.amount();
                    }
                    case Event.LsmBilateralOffset offset -> {
                        long net = offset.amountB() - offset.amountA();
                        if (offset.agents().get(0).equals(id)) balance += net;
                        if (offset.agents().get(1).equals(id)) balance -= net;
                    }
                    case Event.LsmCycleSettlement cycle -> {
                        int at = cycle.agents().indexOf(id);
                        if (at >= 0) balance += cycle.netPositions().get(at);
                    }
                    default -> {}
                }
            }
            return balance;
        }
    }

    World ticks(int perDay, int days) {
        ticksPerDay = perDay;
        numDays = days;
        return this;
    }

    World agent(String id, long openingBalance) {
        return agent(id, openingBalance, 0, new Policy.Fifo());
    }

    World agent(String id, long openingBalance, long unsecuredCap, Policy policy) {
        return agent(
                new Agent(id, openingBalance, unsecuredCap, 10 * unsecuredCap, 0, BigDecimal.ZERO, policy, List.of()));
    }

    World agent(Agent agent) {
        agents.add(agent);
        return this;
    }

    /// A payment with priority 5 that is due at the end of the run.
    World pays(int tick, String sender, String receiver, long amount) {
        return pays(tick, sender, receiver, amount, ticksPerDay * numDays, 5, false);
    }

    World pays(int tick, String sender, String receiver, long amount, int deadline, int priority, boolean divisible) {
        payments.add(new Payment(tick, sender, receiver, amount, deadline, priority, divisible));
        return this;
    }

    World scheduled(ScheduledEvent event) {
        scheduled.add(event);
        return this;
    }

    World lsm(LsmConfig.Algorithm... algorithms) {
        return lsm(LsmConfig.of(algorithms));
    }

    World lsm(LsmConfig config) {
        lsm = config;
        return this;
    }

    World rtgs(Rtgs rules) {
        rtgs = rules;
        return this;
    }

    World costs(CostRates rates) {
        costs = rates;
        return this;
    }

    Scenario scenario() {
        Simulation simulation =
                new Simulation(
                        ticksPerDay,
                        numDays,
                        42,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.NONE,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE);
        return new Scenario("world", "", simulation, agents, null, lsm, rtgs, costs, scheduled);
    }

    Outcome run() {
        Scenario scenario = scenario();
        AgentOrder order = new AgentOrder(scenario);
        ArrivalSource source =
                (tick, batch) -> {
                    for (Payment payment : payments) {
                        if (payment.tick != tick) continue;
                        batch.add(
                                order.of(payment.sender),
                                order.of(payment.receiver),
                                payment.amount,
                                payment.deadline,
                                payment.priority,
                                payment.divisible,
                                ArrivalOrigin.FILE);
                    }
                };
        return run(scenario, order, source);
    }

    static Outcome run(Scenario scenario, AgentOrder order, ArrivalSource source) {
        return run(scenario, order, source, new CompiledTrees(scenario, order));
    }

    static Outcome run(Scenario scenario, AgentOrder order, ArrivalSource source, DecisionMakers makers) {
        KeptChunks kept = new KeptChunks();
        JavaEngine engine = new JavaEngine(scenario, order, source, kept, makers);
        while (!engine.isOver()) engine.runTick();
        engine.finish();
        RunHeader header = Engine.header(scenario, order);
        RunDigest digest = new RunDigest(header);
        kept.chunks().forEach(digest::add);
        return new Outcome(
                header,
                kept.chunks(),
                new EventRows(header).all(kept.chunks()),
                digest.finish(),
                engine.measures(),
                engine.stateHashes());
    }
}
