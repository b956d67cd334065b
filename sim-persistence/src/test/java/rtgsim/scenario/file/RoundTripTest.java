package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rtgsim.measure.Assertion;
import rtgsim.measure.Measures;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.ScheduledEvent.Schedule;
import rtgsim.scenario.Simulation;

/// Random scenarios of every key, written in canonical form and read back.
class RoundTripTest {

    private static final int SCENARIOS = 1_000;
    private static final int TICKS = 40;
    private static final List<String> LISTED = List.of("BANK_A", "NO", "12", "ä 😀", "a\"b\\c");

    private final SplittableRandom random;

    RoundTripTest() {
        random = new SplittableRandom(20_260_105);
    }

    @Test
    void whatIsWrittenInCanonicalFormReadsBackAsTheSameScenario() throws Exception {
        for (int i = 0; i < SCENARIOS; i++) {
            Scenario scenario = scenario(i);
            List<Assertion> assertions = assertions();
            String canonical = CanonicalJson.of(scenario, null, assertions);
            for (String name : List.of("s.json", "s.yaml")) {
                ScenarioDocument read;
                try {
                    read = ScenarioReader.readText(canonical, name, List.of(), null);
                } catch (ScenarioRefused refused) {
                    throw new AssertionError("scenario " + i + ": " + refused.problems() + "\n" + canonical, refused);
                }
                assertEquals(scenario, read.scenario(), canonical);
                assertEquals(assertions, read.assertions(), canonical);
                assertEquals(canonical, read.canonicalJson());
            }
        }
    }

    private List<Assertion> assertions() {
        List<Assertion> assertions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            assertions.add(
                    new Assertion(
                            pick(Measures.NAMES_OF_AGENT.toArray(String[]::new)),
                            random.nextBoolean() ? null : pick(LISTED.toArray(String[]::new)),
                            pick(Assertion.Comparison.values()),
                            BigDecimal.valueOf(random.nextLong(), random.nextInt(20))));
        }
        return assertions;
    }

    private Scenario scenario(int number) {
        Population population = random.nextInt(3) == 0 ? population() : null;
        List<Agent> agents = new ArrayList<>();
        for (String id : LISTED) agents.add(agent(id));
        return new Scenario(
                "world-" + number,
                pick("", "of all\nkeys\t\"and\" \\ more", "ä"),
                new Simulation(
                        TICKS / 2,
                        2,
                        random.nextLong() & Long.MAX_VALUE,
                        population == null ? pick(Simulation.Rng.values()) : Simulation.Rng.PER_AGENT,
                        pick(Simulation.DeadlineCap.values()),
                        LocalTime.of(random.nextInt(9), random.nextInt(60), random.nextInt(60)),
                        LocalTime.of(random.nextInt(9, 24), random.nextInt(60)),
                        LocalDate.of(2020, 1, 1).plusDays(random.nextInt(5_000)),
                        pick(Simulation.BusinessDays.values())),
                agents,
                population,
                new LsmConfig(
                        pick(
                                List.of(),
                                List.of(LsmConfig.Algorithm.CYCLES),
                                List.of(LsmConfig.Algorithm.CYCLES, LsmConfig.Algorithm.BILATERAL),
                                List.of(LsmConfig.Algorithm.values())),
                        random.nextInt(1, 9),
                        random.nextInt(3, 11),
                        random.nextInt(1, 99),
                        random.nextLong(1, Long.MAX_VALUE),
                        random.nextInt(1, 31)),
                new Rtgs(
                        pick(Rtgs.Discipline.values()),
                        pick(Rtgs.EntryOffsetting.values()),
                        random.nextBoolean(),
                        pick(Rtgs.InternalOrder.values()),
                        pick(Rtgs.UnsettledAtClose.values()),
                        random.nextBoolean() ? null : new Rtgs.Escalation(random.nextInt(1, 99), random.nextInt(11))),
                costRates(),
                scheduled(),
                pick(Scenario.HoldLog.values()));
    }

    private Agent agent(String id) {
        long cap = random.nextLong(1L << random.nextInt(1, 50));
        long posted = random.nextLong(cap + 1);
        return new Agent(
                id,
                random.nextLong(-cap, 1L << 50),
                cap,
                random.nextBoolean() ? 10 * cap : posted + random.nextLong(1_000),
                posted,
                decimal(6, 1),
                random.nextInt(3) > 0 ? 0 : random.nextLong(1L << 50),
                decimal(6, 1),
                limits(id),
                new Reservations(money(), money()),
                policy(),
                flows(id));
    }

    private Limits limits(String id) {
        Map<String, Long> bilateral = new TreeMap<>();
        for (String other : LISTED) if (!other.equals(id) && random.nextInt(3) == 0) bilateral.put(other, money());
        return new Limits(bilateral, random.nextBoolean() ? null : money(), pick(Limits.Bind.values()));
    }

    private List<Flow> flows(@Nullable String id) {
        List<Flow> flows = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<String, Double> weights = new TreeMap<>();
            if (id != null && random.nextBoolean()) {
                for (String other : LISTED) if (!other.equals(id)) weights.put(other, 0.1 + random.nextDouble());
            }
            TreeMap<Integer, Double> profile = new TreeMap<>();
            while (random.nextBoolean()) profile.put(random.nextInt(TICKS / 2), random.nextDouble(3));
            int least = random.nextInt(1, 50);
            flows.add(
                    new Flow(
                            pick(0.0, 1e-7, random.nextDouble(20)),
                            profile,
                            amount(),
                            weights,
                            least,
                            least + random.nextInt(9),
                            priority(),
                            random.nextBoolean()));
        }
        return flows;
    }

    private AmountDistribution amount() {
        long least = random.nextLong(1, 1L << 40);
        Bounds bounds = random.nextBoolean() ? Bounds.NATURAL : new Bounds(least, least + random.nextLong(1L << 40));
        double mean = 1 + random.nextDouble(1e6);
        return switch (random.nextInt(7)) {
            case 0 -> new AmountDistribution.Constant(least);
            case 1 -> new AmountDistribution.Uniform(least, least + random.nextInt(100));
            case 2 -> new AmountDistribution.Empirical(List.of(least, 1L, least));
            case 3 -> new AmountDistribution.Normal(mean, random.nextDouble(9), bounds);
            case 4 -> new AmountDistribution.LogNormal(mean, random.nextDouble(9), bounds);
            case 5 -> new AmountDistribution.LogNormalMedian(mean, random.nextDouble(9), bounds);
            default -> new AmountDistribution.Exponential(mean, bounds);
        };
    }

    private PriorityDistribution priority() {
        return switch (random.nextInt(3)) {
            case 0 -> new PriorityDistribution.Fixed(random.nextInt(11));
            case 1 -> new PriorityDistribution.Uniform(random.nextInt(5), random.nextInt(5, 11));
            default ->
                    new PriorityDistribution.Categorical(
                            new TreeMap<>(Map.of(random.nextInt(5), 0.5, random.nextInt(5, 11), random.nextDouble())));
        };
    }

    private Policy policy() {
        return switch (random.nextInt(5)) {
            case 0 -> new Policy.Fifo();
            case 4 -> new Policy.Tree(new RandomPolicies(random, LISTED).policy());
            case 1 -> new Policy.Deadline(random.nextInt(50));
            case 2 -> new Policy.LiquidityAware(money(), random.nextInt(50));
            default -> new Policy.LiquiditySplitting(random.nextInt(2, 1_001), 1 + money());
        };
    }

    private Population population() {
        return new Population(
                random.nextInt(2, 100), "POP_%03d", random.nextDouble(2), 1L << 40, 1L << 30, policy(), flows(null));
    }

    private CostRates costRates() {
        return new CostRates(
                decimal(9, 50),
                decimal(9, 50),
                decimal(9, 50),
                decimal(9, 2),
                decimal(3, 9),
                decimal(3, 9),
                decimal(3, 9),
                decimal(3, 9).add(BigDecimal.ONE),
                pick(CostRates.DelayQueues.values()),
                random.nextBoolean()
                        ? new CostRates.DeadlinePenalty.Fixed(money())
                        : new CostRates.DeadlinePenalty.Bps(decimal(9, 99)),
                money(),
                money());
    }

    private List<ScheduledEvent> scheduled() {
        List<ScheduledEvent> events = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            int start = random.nextInt(TICKS);
            Schedule at =
                    random.nextBoolean()
                            ? Schedule.once(start)
                            : new Schedule(start, random.nextInt(1, 9), start + random.nextInt(1, 99));
            String agent = LISTED.get(random.nextInt(LISTED.size()));
            String other = LISTED.get((LISTED.indexOf(agent) + random.nextInt(1, LISTED.size())) % LISTED.size());
            events.add(
                    switch (random.nextInt(10)) {
                        case 0 ->
                                new ScheduledEvent.CustomTransaction(
                                        at, agent, other, 1 + money(), random.nextInt(1, 9), 7, random.nextBoolean());
                        case 1 -> new ScheduledEvent.DirectTransfer(at, agent, pick(other, "CENTRAL_BANK"), money());
                        case 2 -> new ScheduledEvent.CollateralAdjustment(at, agent, pick(1L, -1L) * (1 + money()));
                        case 3 -> new ScheduledEvent.GlobalArrivalRate(at, random.nextDouble(2));
                        case 4 -> new ScheduledEvent.AgentArrivalRate(at, agent, random.nextDouble(2));
                        case 5 -> new ScheduledEvent.CounterpartyWeight(at, agent, other, 0.1 + random.nextDouble());
                        case 6 ->
                                new ScheduledEvent.DeadlineWindow(
                                        at, pick(agent, "", "").isEmpty() ? null : agent, start + 1, start + 9);
                        case 7 -> new ScheduledEvent.CreditLimit(at, agent, money());
                        case 8 -> new ScheduledEvent.PolicyChange(at, agent, policy());
                        default -> new ScheduledEvent.AgentOutage(agent, start, start + random.nextInt(1, 99));
                    });
        }
        return events;
    }

    private long money() {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 60));
    }

    /// Without trailing zeros, as decimals are read.
    private BigDecimal decimal(int decimals, int below) {
        long units = random.nextInt(4) == 0 ? 0 : random.nextLong(1, below * (long) Math.pow(10, decimals));
        if (units == 0) return BigDecimal.ZERO;
        BigDecimal value = BigDecimal.valueOf(units, decimals).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    @SafeVarargs
    private <T> T pick(T... of) {
        return of[random.nextInt(of.length)];
    }
}
