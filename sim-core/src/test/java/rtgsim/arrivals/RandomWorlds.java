package rtgsim.arrivals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.ScheduledEvent.Schedule;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

/// Scenarios by chance, the same for the same seed, in which every way to draw arrivals occurs.
final class RandomWorlds {

    /// In UTF-8 the last but one stands before the last, as UTF-16 it would not; the population's ids stand between the others.
    private static final List<String> IDS =
            List.of("BANK_A", "BANK_B", "A", "AB", "bank", "Bänk", "N_01x", "N_1", "z", "0", "\uFFFD", "\uD83C\uDFE6");

    private final Random random;
    private final boolean shared;
    private List<String> everyone = List.of();

    private RandomWorlds(long seed, boolean shared) {
        random = new Random(seed);
        this.shared = shared;
    }

    static Scenario of(long seed, Rng rng) {
        return new RandomWorlds(seed, rng == Rng.XORSHIFT64STAR).scenario(rng);
    }

    private Scenario scenario(Rng rng) {
        Population population = shared || random.nextBoolean() ? null : population();
        List<String> ids = new ArrayList<>(IDS);
        Collections.shuffle(ids, random);
        ids = ids.subList(0, population == null ? 2 + random.nextInt(7) : random.nextInt(4));
        everyone = new ArrayList<>(ids);
        if (population != null) for (int k = 0; k < population.count(); k++) everyone.add(population.id(k));
        List<Agent> agents = new ArrayList<>();
        for (String id : ids) {
            Flow[] flows = new Flow[random.nextInt(4)];
            for (int i = 0; i < flows.length; i++)
                flows[i] = flow(pick(0.0, 0.3, 1.0, 5.0, 16.0, 16.5, 50.0), weights(id));
            agents.add(Worlds.agent(id, flows));
        }
        Simulation simulation =
                Worlds.simulation(
                        1 + random.nextInt(40),
                        1 + random.nextInt(3),
                        random.nextLong() >>> 1,
                        rng,
                        pick(DeadlineCap.values()));
        List<ScheduledEvent> scheduled = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) scheduled.add(change(ids, simulation));
        return Worlds.scenario(simulation, agents, population, scheduled);
    }

    private ScheduledEvent change(List<String> listed, Simulation simulation) {
        int start = random.nextInt(simulation.totalTicks());
        Schedule at =
                random.nextBoolean()
                        ? Schedule.once(start)
                        : new Schedule(start, 1 + random.nextInt(3), start + 1 + random.nextInt(9));
        String agent = everyone.get(random.nextInt(everyone.size()));
        int min = 1 + random.nextInt(5);
        return switch (random.nextInt(listed.isEmpty() ? 3 : 4)) {
            case 0 -> new ScheduledEvent.GlobalArrivalRate(at, pick(0.0, 0.5, 1.0, 3.0));
            case 1 -> new ScheduledEvent.AgentArrivalRate(at, agent, pick(0.0, 0.5, 1.0, 3.0));
            case 2 ->
                    new ScheduledEvent.DeadlineWindow(
                            at, random.nextBoolean() ? null : agent, min, min + random.nextInt(9));
            default -> {
                String sender = listed.get(random.nextInt(listed.size()));
                String receiver = agent.equals(sender) ? other(sender) : agent;
                yield new ScheduledEvent.CounterpartyWeight(at, sender, receiver, pick(0.2, 1.0, 50.0));
            }
        };
    }

    private String other(String id) {
        return everyone.stream().filter(each -> !each.equals(id)).findFirst().orElseThrow();
    }

    private Population population() {
        List<Flow> flows = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) flows.add(flow(pick(0.5, 10.0, 60.0), Map.of()));
        return new Population(
                2 + random.nextInt(12), "N_%02d", pick(0.0, 0.7, 1.1, 40.0), 1_000, 0, new Policy.Fifo(), flows);
    }

    private Flow flow(double rate, Map<String, Double> weights) {
        Map<Integer, Double> profile = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) profile.put(random.nextInt(45), pick(0.0, 0.25, 1.0, 1.7));
        int min = 1 + random.nextInt(5);
        int max = min + pick(0, 1, 12, 1_000_000_000);
        return new Flow(rate, new TreeMap<>(profile), amount(), weights, min, max, priority(), random.nextBoolean());
    }

    private Map<String, Double> weights(String sender) {
        Map<String, Double> weights = new TreeMap<>();
        if (random.nextBoolean()) return weights;
        double total = 0;
        for (String id : everyone) {
            if (id.equals(sender) || random.nextInt(3) == 0) continue;
            double weight = pick(0.0, 0.1, 0.7, 1.0, 1e-9, 3e5);
            weights.put(id, weight);
            total += weight;
        }
        return total > 0 || (shared && weights.size() < everyone.size() - 1) ? weights : Map.of();
    }

    private AmountDistribution amount() {
        return switch (random.nextInt(9)) {
            case 0 -> new AmountDistribution.Constant(1 + random.nextInt(100));
            case 1 -> new AmountDistribution.Uniform(1, Long.MAX_VALUE - 1);
            case 2 -> new AmountDistribution.Uniform(7, 7 + random.nextInt(100));
            case 3 -> new AmountDistribution.Empirical(List.of(5L, 1L, 1L, 1_000L, 99L));
            case 4 -> new AmountDistribution.Normal(50, pick(0.0, 30.0, 1e16), bounds());
            case 5, 6 -> new AmountDistribution.LogNormal(pick(0.4, 100.0), pick(0.0, 50.0, 1e5), bounds());
            case 7 -> new AmountDistribution.LogNormalMedian(80, pick(0.0, 1.0, 30.0), bounds());
            default -> new AmountDistribution.Exponential(pick(0.1, 60.0, 1e15), bounds());
        };
    }

    /// The last are so narrow or so far off that some transactions take all the draws there are.
    private Bounds bounds() {
        if (random.nextBoolean()) return Bounds.NATURAL;
        return pick(
                new Bounds(1, AmountDistribution.AMOUNT_MAX),
                new Bounds(1, 1_000),
                new Bounds(10, 500),
                new Bounds(1, 100),
                new Bounds(40, AmountDistribution.AMOUNT_MAX),
                new Bounds(60, 61),
                new Bounds(2 * AmountDistribution.AMOUNT_MAX, 3 * AmountDistribution.AMOUNT_MAX));
    }

    private PriorityDistribution priority() {
        return switch (random.nextInt(3)) {
            case 0 -> new PriorityDistribution.Fixed(random.nextInt(11));
            case 1 -> new PriorityDistribution.Uniform(2, 2 + random.nextInt(9));
            default -> new PriorityDistribution.Categorical(new TreeMap<>(Map.of(5, 0.7, 8, 0.3, 2, 0.0, 10, 0.1)));
        };
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
