package rtgsim.ffm;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.measure.Measures;
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
import rtgsim.scenario.Simulation;

/// A scenario that asks for no mechanism beyond what both engines know, with what arrives in it.
record PlainWorld(Scenario scenario, List<List<Payment>> payments) {

    /// An arrival that is given, not generated.
    record Payment(
            int sender,
            int receiver,
            long amount,
            int deadline,
            int priority,
            boolean divisible,
            ArrivalOrigin origin) {}

    /// What a run left.
    record Outcome(RunHeader header, KeptChunks log, String digest, Measures measures, List<String> stateHashes) {

        List<Event> events() {
            return new EventRows(header).all(log.chunks());
        }
    }

    /// Makes one of the engines that are compared.
    interface Making {
        Engine engine(Scenario scenario, AgentOrder order, ArrivalSource arrivals, KeptChunks log);
    }

    /// How the ticks of a run are asked for.
    interface Driving {
        void run(Engine engine);
    }

    static void tickByTick(Engine engine) {
        while (!engine.isOver()) engine.runTick();
    }

    Outcome run(Making making, Driving driving) {
        AgentOrder order = new AgentOrder(scenario);
        KeptChunks log = new KeptChunks();
        RunHeader header = Engine.header(scenario, order);
        try (Engine engine = making.engine(scenario, order, source(order), log)) {
            driving.run(engine);
            engine.finish();
            RunDigest digest = new RunDigest(header);
            log.chunks().forEach(digest::add);
            return new Outcome(header, log, digest.finish(), engine.measures(), engine.stateHashes());
        }
    }

    private ArrivalSource source(AgentOrder order) {
        if (payments.isEmpty()) return Arrivals.of(scenario, order);
        return (tick, batch) -> {
            for (Payment payment : payments.get(tick)) {
                batch.add(
                        payment.sender,
                        payment.receiver,
                        payment.amount,
                        payment.deadline,
                        payment.priority,
                        payment.divisible,
                        payment.origin);
            }
        };
    }

    /// Agents alike, in the manner of `scenarios/ten-bank-tight.yaml`: the same day, if it is ten with 42 000 each and two payments a tick.
    static PlainWorld alike(int agents, double ratePerAgent, long openingBalance) {
        return alike(agents, ratePerAgent, openingBalance, LsmConfig.OFF, Rtgs.DEFAULT);
    }

    static PlainWorld alike(int agents, double ratePerAgent, long openingBalance, AmountDistribution amounts) {
        return alike(agents, ratePerAgent, openingBalance, amounts, LsmConfig.OFF, Rtgs.DEFAULT);
    }

    static PlainWorld alike(int agents, double ratePerAgent, long openingBalance, LsmConfig lsm, Rtgs rtgs) {
        AmountDistribution amounts = new AmountDistribution.Uniform(1_000, 20_000);
        return alike(agents, ratePerAgent, openingBalance, amounts, lsm, rtgs);
    }

    private static PlainWorld alike(
            int agents,
            double ratePerAgent,
            long openingBalance,
            AmountDistribution amounts,
            LsmConfig lsm,
            Rtgs rtgs) {
        Flow flow =
                new Flow(
                        ratePerAgent * agents,
                        new TreeMap<>(),
                        amounts,
                        Map.of(),
                        20,
                        60,
                        new PriorityDistribution.Fixed(5),
                        false);
        Population population =
                new Population(agents, "BANK_%04d", 0, openingBalance * agents, 0, new Policy.Fifo(), List.of(flow));
        return new PlainWorld(scenario(100, 1, List.of(), population, lsm, rtgs), List.of());
    }

    static Scenario scenario(int ticksPerDay, int numDays, List<Agent> agents, @Nullable Population population) {
        return scenario(ticksPerDay, numDays, agents, population, LsmConfig.OFF, Rtgs.DEFAULT);
    }

    static Scenario scenario(
            int ticksPerDay,
            int numDays,
            List<Agent> agents,
            @Nullable Population population,
            LsmConfig lsm,
            Rtgs rtgs) {
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
        return new Scenario("world", "", simulation, agents, population, lsm, rtgs, CostRates.NONE, List.of());
    }

    /// Pairs are offset every so many ticks.
    static LsmConfig bilateral(int everyTicks) {
        LsmConfig bounds = LsmConfig.OFF;
        return new LsmConfig(
                List.of(LsmConfig.Algorithm.BILATERAL),
                everyTicks,
                bounds.maxCycleLength(),
                bounds.maxCyclesPerTick(),
                bounds.cycleWork(),
                bounds.optimalMaxTransactions());
    }

    static Agent agent(String id, long openingBalance, long unsecuredCap) {
        return agent(id, openingBalance, unsecuredCap, 0, 0, BigDecimal.ZERO);
    }

    private static Agent agent(String id, long balance, long cap, long capacity, long posted, BigDecimal haircut) {
        return new Agent(id, balance, cap, capacity, posted, haircut, new Policy.Fifo(), List.of());
    }

    static Payment payment(int sender, int receiver, long amount) {
        return new Payment(sender, receiver, amount, 1_000, 5, false, ArrivalOrigin.FILE);
    }

    /// A small world: amounts meet balances to the cent, senders stand in any order, and some agents are overdrawn from the start.
    static PlainWorld random(Random random) {
        int ticksPerDay = 1 + random.nextInt(12);
        int numDays = 1 + random.nextInt(3);
        int count = random.nextInt(10) == 0 ? 60 + random.nextInt(80) : 2 + random.nextInt(7);
        long unit = random.nextInt(4) == 0 ? 1_000_000_007L : 1 + random.nextInt(50);
        int wealth = random.nextBoolean() ? 8 : 2;
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < count; i++) agents.add(agent(random, "A" + (1_000 + i), unit, wealth));
        List<List<Payment>> payments = new ArrayList<>();
        int busy = random.nextInt(3 * count);
        for (int tick = 0; tick < ticksPerDay * numDays; tick++) {
            List<Payment> now = new ArrayList<>();
            boolean inAgentOrder = random.nextBoolean();
            int sender = 0;
            for (int i = random.nextInt(1 + busy); i > 0; i--) {
                sender = inAgentOrder ? Math.min(count - 1, sender + random.nextInt(2)) : random.nextInt(count);
                now.add(payment(random, tick, sender, count, unit));
            }
            payments.add(now);
        }
        LsmConfig lsm = random.nextBoolean() ? bilateral(1 + random.nextInt(4)) : LsmConfig.OFF;
        Rtgs.UnsettledAtClose atClose =
                random.nextBoolean() ? Rtgs.UnsettledAtClose.REJECT : Rtgs.UnsettledAtClose.CARRY;
        Rtgs rtgs = new Rtgs(false, atClose);
        return new PlainWorld(scenario(ticksPerDay, numDays, agents, null, lsm, rtgs), payments);
    }

    /// A small world whose arrivals are generated: flows of every kind, of listed agents and of a population.
    static PlainWorld generated(Random random) {
        int ticksPerDay = 1 + random.nextInt(12);
        int count = 2 + random.nextInt(6);
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Flow> flows = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) flows.add(flow(random, ticksPerDay, weights(random, i, count)));
            agents.add(new Agent("Ä" + i, random.nextInt(50_000), 0, 0, 0, BigDecimal.ZERO, new Policy.Fifo(), flows));
        }
        Population population =
                random.nextBoolean()
                        ? null
                        : new Population(
                                2 + random.nextInt(90),
                                "BANK_%04d",
                                random.nextInt(3) * 0.6,
                                random.nextInt(1_000_000),
                                0,
                                new Policy.Fifo(),
                                List.of(flow(random, ticksPerDay, Map.of()), flow(random, ticksPerDay, Map.of())));
        Simulation simulation =
                new Simulation(
                        ticksPerDay,
                        1 + random.nextInt(3),
                        random.nextLong(Long.MAX_VALUE),
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.values()[random.nextInt(3)],
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE);
        Scenario scenario =
                new Scenario(
                        "generated",
                        "",
                        simulation,
                        agents,
                        population,
                        LsmConfig.OFF,
                        Rtgs.DEFAULT,
                        CostRates.NONE,
                        List.of());
        return new PlainWorld(scenario, List.of());
    }

    private static Flow flow(Random random, int ticksPerDay, Map<String, Double> weights) {
        TreeMap<Integer, Double> profile = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            profile.put(random.nextInt(ticksPerDay), random.nextInt(3) * random.nextDouble());
        }
        int offsetMin = 1 + random.nextInt(5);
        return new Flow(
                random.nextInt(6) == 0 ? random.nextInt(60) : 3 * random.nextDouble(),
                profile,
                amounts(random),
                weights,
                offsetMin,
                offsetMin + random.nextInt(20),
                priorities(random),
                random.nextBoolean());
    }

    private static Map<String, Double> weights(Random random, int sender, int count) {
        Map<String, Double> weights = new TreeMap<>();
        if (random.nextBoolean()) return weights;
        for (int i = 0; i < count; i++) {
            if (i != sender) weights.put("Ä" + i, random.nextInt(3) * random.nextDouble());
        }
        weights.put("Ä" + (sender + 1) % count, 0.5);
        return weights;
    }

    private static AmountDistribution amounts(Random random) {
        double mean = 1 + 5_000 * random.nextDouble();
        // Bounds far out are drawn for again and again, at last in vain.
        AmountDistribution.Bounds bounds =
                switch (random.nextInt(4)) {
                    case 0 -> AmountDistribution.Bounds.NATURAL;
                    case 1 -> new AmountDistribution.Bounds(1, 4_000);
                    case 2 -> new AmountDistribution.Bounds(2_000, 2_000_000);
                    default -> new AmountDistribution.Bounds(90_000, 100_000);
                };
        return switch (random.nextInt(7)) {
            case 0 -> new AmountDistribution.Constant(1 + random.nextInt(5_000));
            case 1 -> new AmountDistribution.Uniform(1 + random.nextInt(10), 10 + random.nextInt(10_000));
            case 2 -> new AmountDistribution.Empirical(List.of(7L, 1_000_000_007L, 12L, 500L));
            case 3 -> new AmountDistribution.Normal(mean, mean * random.nextDouble(), bounds);
            case 4 -> new AmountDistribution.LogNormal(mean, 3 * mean * random.nextDouble(), bounds);
            case 5 -> new AmountDistribution.LogNormalMedian(mean, 5 * random.nextDouble(), bounds);
            default -> new AmountDistribution.Exponential(mean, bounds);
        };
    }

    private static PriorityDistribution priorities(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new PriorityDistribution.Fixed(random.nextInt(11));
            case 1 -> new PriorityDistribution.Uniform(random.nextInt(5), 5 + random.nextInt(6));
            default -> new PriorityDistribution.Categorical(new TreeMap<>(Map.of(3, 0.15, 5, 0.75, 8, 0.1, 9, 0.0)));
        };
    }

    private static Agent agent(Random random, String id, long unit, int wealth) {
        long cap = random.nextInt(3) == 0 ? unit * random.nextInt(10) : 0;
        long capacity = random.nextInt(3) == 0 ? unit * random.nextInt(2 * wealth) : 0;
        long posted = capacity == 0 ? 0 : Math.floorMod(random.nextLong(), capacity + 1);
        BigDecimal haircut = new BigDecimal(List.of("0", "0.1", "0.333333", "1").get(random.nextInt(4)));
        long balance = random.nextInt(4) == 0 ? -cap : unit * random.nextInt(wealth);
        return agent(id, balance, cap, capacity, posted, haircut);
    }

    private static Payment payment(Random random, int tick, int sender, int agents, long unit) {
        int receiver = (sender + 1 + random.nextInt(agents - 1)) % agents;
        long amount = unit * (1 + random.nextInt(10)) + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
        int deadline = tick + 1 + random.nextInt(random.nextInt(5) == 0 ? 10_000 : 4);
        ArrivalOrigin origin = random.nextBoolean() ? ArrivalOrigin.FILE : ArrivalOrigin.GENERATED;
        return new Payment(sender, receiver, amount, deadline, random.nextInt(11), random.nextBoolean(), origin);
    }
}
