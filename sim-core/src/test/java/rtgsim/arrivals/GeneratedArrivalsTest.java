package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.arrivals.Worlds.agent;
import static rtgsim.arrivals.Worlds.flow;
import static rtgsim.arrivals.Worlds.simulation;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rtgsim.arrivals.StreamSeeds.Purpose;
import rtgsim.arrivals.Worlds.Row;
import rtgsim.event.ArrivalOrigin;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.AmountDistribution.LogNormalMedian;
import rtgsim.scenario.AmountDistribution.Uniform;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.PriorityDistribution.Fixed;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

class GeneratedArrivalsTest {

    /// Which seeds a failure names: `RandomWorlds.of(seed, rng)` is the world to look at.
    private static final int WORLDS = 100;

    @ParameterizedTest
    @EnumSource(Rng.class)
    void randomWorldsGetTheArrivalsThatTheWordsOfTheRuleBookGive(Rng rng) {
        int all = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            Scenario scenario = RandomWorlds.of(seed, rng);
            List<Row> rows = Worlds.rows(scenario);
            assertEquals(NaiveArrivals.rows(scenario), rows, "RandomWorlds.of(" + seed + ", " + rng + ")");
            all += rows.size();
        }
        assertTrue(all > 100 * WORLDS, "the worlds must not be empty, but there are only " + all + " arrivals");
    }

    @Test
    void aCountIsDrawnInPiecesOfSixteenWhileMoreThanSixteenIsLeft() {
        assertEquals(counts(16, 16), counts(16));
        assertEquals(counts(32, 16, 16), counts(32));
        assertEquals(counts(32.5, 16, 16, 0.5), counts(32.5));
    }

    private static List<Integer> counts(double lambda) {
        Scenario scenario =
                Worlds.scenario(
                        simulation(200, 1, 9, Rng.PER_AGENT, DeadlineCap.NONE),
                        agent("A", flow(lambda, new Constant(1))),
                        agent("B"));
        int[] counts = new int[200];
        for (Row row : Worlds.rows(scenario)) counts[row.tick()]++;
        return Arrays.stream(counts).boxed().toList();
    }

    /// The same counts, drawn from A's count stream in the given pieces.
    private static List<Integer> counts(double lambda, double... pieces) {
        assertEquals(lambda, Arrays.stream(pieces).sum());
        long[] state = new long[4];
        new StreamSeeds(9, List.of("A")).seed(0, 0, Purpose.COUNT, state, 0);
        Xoshiro256PlusPlus stream = new Xoshiro256PlusPlus();
        stream.load(state, 0);
        List<Integer> counts = new ArrayList<>();
        for (int tick = 0; tick < 200; tick++) {
            int count = 0;
            for (double piece : pieces) count += stream.poisson(StrictMath.exp(-piece));
            counts.add(count);
        }
        return counts;
    }

    @Test
    void theHighestRateGivesAboutThatManyTransactions() {
        Scenario scenario =
                Worlds.scenario(
                        simulation(1, 1, 3, Rng.PER_AGENT, DeadlineCap.NONE),
                        agent("A", flow(1e6, new Constant(1))),
                        agent("B"));
        int count = Worlds.rows(scenario).size();
        assertTrue(Math.abs(count - 1_000_000) < 5_000, () -> "five deviations from 1 000 000: " + count);
    }

    @Test
    void aRateTimesAProfileBeyondAMillionIsRefusedAndAMillionIsNot() {
        Fixed five = new Fixed(5);
        Flow highest = flow(5e5, Map.of(0, 2.0, 1, 0.0), new Constant(1), Map.of(), 1, 1, five);
        // The multiplier of tick 2 never comes in a day of two ticks.
        Flow beyondTheDay = flow(1, Map.of(0, 0.0, 2, 1e300), new Constant(1), Map.of(), 1, 1, five);
        Worlds.rows(two(highest));
        Worlds.rows(two(beyondTheDay));
        Flow tooHigh = flow(5e5, Map.of(1, 2.5), new Constant(1), Map.of(), 1, 1, five);
        assertEquals(
                "agent 'A', flow 0: per_agent draws at most 1000000.0 expected transactions a tick, but the rate 500000.0 × the"
                        + " profile's 2.5 is 1250000.0; lower one of them, or divide the flow into several",
                assertThrows(IllegalArgumentException.class, () -> Worlds.rows(two(tooHigh))).getMessage());
    }

    private static Scenario two(Flow... flows) {
        return Worlds.scenario(simulation(2, 1, 1, Rng.PER_AGENT, DeadlineCap.NONE), agent("A", flows), agent("B"));
    }

    @Test
    void addingAnAgentLeavesCountsAmountsDeadlinesAndPrioritiesOfTheOthersAlone() {
        Flow first =
                flow(
                        0.7,
                        Map.of(4, 2.0),
                        new LogNormalMedian(500, 2, new Bounds(1, 10_000)),
                        Map.of(),
                        1,
                        30,
                        new PriorityDistribution.Uniform(0, 10));
        Flow second = flow(1.5, new Uniform(1, 1_000_000));
        var simulation = simulation(50, 2, 77, Rng.PER_AGENT, DeadlineCap.END_OF_DAY);
        Scenario before = Worlds.scenario(simulation, agent("B", first, second), agent("C", second), agent("D"));
        Scenario after =
                Worlds.scenario(
                        simulation,
                        agent("A", second),
                        agent("B", first, second),
                        agent("BB"),
                        agent("C", second),
                        agent("D"));
        assertEquals(withoutReceivers(before, List.of("B", "C")), withoutReceivers(after, List.of("B", "C")));
    }

    private static List<String> withoutReceivers(Scenario scenario, List<String> senders) {
        List<String> ids = new AgentOrder(scenario).ids();
        return Worlds.rows(scenario).stream()
                .filter(row -> senders.contains(ids.get(row.sender())))
                .map(row ->
                        row.tick()
                                + " "
                                + ids.get(row.sender())
                                + " "
                                + row.amount()
                                + " "
                                + row.deadline()
                                + " "
                                + row.priority())
                .toList();
    }

    @Test
    void addingAnAgentThatWeightsLeaveOutLeavesReceiversAlone() {
        Flow flow = flow(3, Map.of(), new Constant(1), Map.of("C", 0.3, "D", 0.5, "A", 0.2), 1, 1, new Fixed(5));
        var simulation = simulation(50, 1, 77, Rng.PER_AGENT, DeadlineCap.NONE);
        Scenario before = Worlds.scenario(simulation, agent("A"), agent("B", flow), agent("C"), agent("D"));
        Scenario after = Worlds.scenario(simulation, agent("CC"), agent("A"), agent("B", flow), agent("C"), agent("D"));
        assertEquals(receivers(before), receivers(after));
    }

    private static List<String> receivers(Scenario scenario) {
        List<String> ids = new AgentOrder(scenario).ids();
        return Worlds.rows(scenario).stream().map(row -> ids.get(row.receiver())).toList();
    }

    @Test
    void anotherSeedGivesOtherArrivals() {
        Flow flow = flow(3, new Uniform(1, 1_000_000));
        assertNotEquals(
                Worlds.rows(
                        Worlds.scenario(
                                simulation(10, 1, 1, Rng.PER_AGENT, DeadlineCap.NONE), agent("A", flow), agent("B"))),
                Worlds.rows(
                        Worlds.scenario(
                                simulation(10, 1, 2, Rng.PER_AGENT, DeadlineCap.NONE), agent("A", flow), agent("B"))));
    }

    @Test
    void aPopulationPaysInsideItselfAndListedAgentsBesideItPayEveryone() {
        Scenario scenario =
                Worlds.scenario(
                        simulation(100, 1, 5, Rng.PER_AGENT, DeadlineCap.NONE),
                        List.of(agent("P_1x", flow(5, new Constant(1))), agent("ZZ")),
                        new Population(3, "P_%01d", 1, 0, 0, new Policy.Fifo(), List.of(flow(20, new Constant(2)))));
        assertEquals(List.of("P_0", "P_1", "P_1x", "P_2", "ZZ"), new AgentOrder(scenario).ids());
        int[][] paid = new int[5][5];
        for (Row row : Worlds.rows(scenario)) paid[row.sender()][row.receiver()]++;
        for (int member : new int[] {0, 1, 3}) {
            assertEquals(0, paid[member][member] + paid[member][2] + paid[member][4]);
            for (int other : new int[] {0, 1, 3}) assertTrue(other == member || paid[member][other] > 0);
            assertTrue(paid[2][member] > 0);
        }
        assertTrue(paid[2][4] > 0);
        assertTrue(paid[0][1] > paid[0][3], "the larger receiver gets more");
    }

    @Test
    void weightsThatLeaveNobodyToPayAreRefused() {
        Flow nobody = flow(1, Map.of(), new Constant(1), Map.of("B", 0.0), 1, 1, new Fixed(5));
        assertEquals(
                "agent 'A', flow 1: counterparty_weights must add up to a finite number greater than 0, but their sum is 0.0;"
                        + " give at least one agent a weight, or leave the key out to pay all others alike",
                assertThrows(IllegalArgumentException.class, () -> Worlds.rows(two(flow(1, new Constant(1)), nobody)))
                        .getMessage());
    }

    @Test
    void weightsThatNameTheAgentItselfAreRefused() {
        Flow itself = flow(1, Map.of(), new Constant(1), Map.of("A", 1.0, "B", 1.0), 1, 1, new Fixed(5));
        assertThrows(IllegalArgumentException.class, () -> Worlds.rows(two(itself)));
    }

    @Test
    void aDeadlineThatCouldPassTheLastTickThereCanBeIsRefusedAndTheLastIsNot() {
        Flow last =
                flow(
                        9,
                        Map.of(),
                        new Constant(1),
                        Map.of(),
                        Integer.MAX_VALUE - 1,
                        Integer.MAX_VALUE - 1,
                        new Fixed(5));
        Flow beyond = flow(9, Map.of(), new Constant(1), Map.of(), 1, Integer.MAX_VALUE, new Fixed(5));
        List<Row> rows = Worlds.rows(two(last));
        assertEquals(Integer.MAX_VALUE, rows.getLast().deadline());
        assertEquals(
                "agent 'A', flow 0: a deadline may be at most tick 2147483647, but one of the run's last tick could be"
                        + " 2147483648; lower the deadline_range, which ends at 2147483647, or set a deadline_cap",
                assertThrows(IllegalArgumentException.class, () -> Worlds.rows(two(beyond))).getMessage());
        Scenario capped =
                Worlds.scenario(
                        simulation(2, 1, 1, Rng.PER_AGENT, DeadlineCap.END_OF_RUN), agent("A", beyond), agent("B"));
        for (Row row : Worlds.rows(capped)) assertEquals(2, row.deadline());
    }

    @ParameterizedTest
    @EnumSource(Rng.class)
    void theLastWeightMayGoBeforeTheNextComesInTheSameTick(Rng rng) {
        Flow onlyToB = flow(5, Map.of(), new Constant(1), Map.of("B", 1.0, "C", 0.0), 1, 1, new Fixed(5));
        Scenario scenario =
                Worlds.scenario(
                        simulation(10, 1, 1, rng, DeadlineCap.NONE), agent("A", onlyToB), agent("B"), agent("C"));
        AgentOrder order = new AgentOrder(scenario);
        ArrivalSource source = Arrivals.of(scenario, order);
        source.counterpartyWeight(order.of("A"), order.of("B"), 0);
        source.counterpartyWeight(order.of("A"), order.of("C"), 1);
        ArrivalBatch batch = new ArrivalBatch();
        for (int tick = 0; tick < 10; tick++) source.arrivals(tick, batch);
        assertTrue(batch.size() > 10);
        for (int i = 0; i < batch.size(); i++) assertEquals(order.of("C"), batch.receiver[i]);
    }

    @Test
    void ticksOutOfOrderAreRefused() {
        Scenario scenario = two(flow(1, new Constant(1)));
        ArrivalSource source = Arrivals.of(scenario, new AgentOrder(scenario));
        ArrivalBatch batch = new ArrivalBatch();
        source.arrivals(0, batch);
        assertThrows(IllegalStateException.class, () -> source.arrivals(0, batch));
    }

    /// Streams that are first drawn from in the measured ticks are among them: the rates of the smallest agents are that low.
    @ParameterizedTest
    @EnumSource(Rng.class)
    void warmTicksAllocateNothing(Rng rng) {
        Flow flow =
                new Flow(
                        rng == Rng.PER_AGENT ? 200 : 0.5,
                        new TreeMap<>(Map.of(10, 2.0, 90, 0.1, 150, 1.5)),
                        new LogNormalMedian(501_400, 3.95, new Bounds(1, 200_000_000_000L)),
                        Map.of(),
                        30,
                        300,
                        new PriorityDistribution.Categorical(new TreeMap<>(Map.of(3, 0.5, 9, 0.5))),
                        true);
        Flow weighted = flow(2, Map.of(), new Uniform(1, 9), Map.of("A", 1.0, "C", 2.0), 1, 1, new Fixed(5));
        Scenario scenario =
                Worlds.scenario(
                        simulation(300, 2, 1, rng, DeadlineCap.END_OF_DAY),
                        List.of(agent("A", flow), agent("B", weighted), agent("C")),
                        rng == Rng.PER_AGENT
                                ? new Population(300, "N_%03d", 1.1, 0, 0, new Policy.Fifo(), List.of(flow))
                                : null);
        ArrivalSource source = Arrivals.of(scenario, new AgentOrder(scenario));
        ArrivalBatch batch = new ArrivalBatch();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        // The batch grows to what it needs, the digest and every kind of draw have been used once.
        for (int i = 0; i < 10_000; i++) batch.add(0, 0, 0, 0, 0, false, ArrivalOrigin.FILE);
        int warm = 20;
        for (int tick = 0; tick < warm; tick++) {
            batch.clear();
            source.arrivals(tick, batch);
        }
        int transactions = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int tick = warm; tick < 600; tick++) {
            batch.clear();
            source.arrivals(tick, batch);
            transactions += batch.size();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, allocated, "bytes allocated for " + transactions + " transactions");
        assertTrue(transactions > 500);
    }
}
