package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.arrivals.Worlds.agent;
import static rtgsim.arrivals.Worlds.flow;
import static rtgsim.arrivals.Worlds.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.Worlds.Row;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.AmountDistribution.LogNormal;
import rtgsim.scenario.AmountDistribution.Uniform;
import rtgsim.scenario.Flow;
import rtgsim.scenario.PriorityDistribution.Fixed;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

/// Traces of an older simulator, row for row from their parameters alone.
class SharedStreamArrivalsTest {

    private static Scenario twoAgents(
            int ticksPerDay, int numDays, double rate, AmountDistribution amount, int min, int max, DeadlineCap cap) {
        Flow ofA = flow(rate, Map.of(), amount, Map.of("BANK_B", 1.0), min, max, new Fixed(5));
        Flow ofB = flow(rate, Map.of(), amount, Map.of("BANK_A", 1.0), min, max, new Fixed(5));
        return Worlds.scenario(
                simulation(ticksPerDay, numDays, 42, Rng.XORSHIFT64STAR, cap),
                agent("BANK_A", ofA),
                agent("BANK_B", ofB));
    }

    private static final Scenario TWO_AGENTS_12 =
            twoAgents(12, 1, 2.0, new LogNormal(10_000, 5_000, Bounds.NATURAL), 3, 8, DeadlineCap.END_OF_DAY);

    private static final Scenario TWO_AGENTS_3X100 =
            twoAgents(100, 3, 1.0, new Uniform(10_000, 50_000), 30, 70, DeadlineCap.END_OF_RUN);

    private static Scenario tenAgents() {
        Flow flow = flow(2.0, Map.of(), new Uniform(1_000, 20_000), Map.of(), 20, 60, new Fixed(5));
        Agent[] agents = IntStream.range(0, 10).mapToObj(k -> agent("BANK_000" + k, flow)).toArray(Agent[]::new);
        return Worlds.scenario(simulation(100, 1, 42, Rng.XORSHIFT64STAR, DeadlineCap.END_OF_RUN), agents);
    }

    @Test
    void theTraceOfTwoAgentsAndTwelveTicksIsReproducedRowForRow() throws IOException {
        assertEquals(trace("trace-two-agents-12.csv", TWO_AGENTS_12), Worlds.rows(TWO_AGENTS_12));
    }

    @Test
    void theTraceOfTwoAgentsAndThreeDaysIsReproducedRowForRow() throws IOException {
        assertEquals(trace("trace-two-agents-3x100.csv", TWO_AGENTS_3X100), Worlds.rows(TWO_AGENTS_3X100));
    }

    @Test
    void theTraceOfTenAgentsIsReproducedRowForRow() throws IOException {
        assertEquals(trace("trace-ten-agents-tight.csv", tenAgents()), Worlds.rows(tenAgents()));
    }

    @Test
    void thePublishedCountsAndSumsComeOut() {
        assertStream(TWO_AGENTS_12, new long[] {9, 5, 7, 4, 6, 2, 3, 4, 3, 2, 2, 6}, 53, 502_650);
        assertStream(TWO_AGENTS_3X100, new long[] {5, 3, 3, 3, 2, 1, 0, 0, 1, 2, 4, 3}, 552, 16_276_952);
    }

    private static void assertStream(Scenario scenario, long[] firstCounts, int total, long sum) {
        List<Row> rows = Worlds.rows(scenario);
        assertArrayEquals(
                firstCounts,
                IntStream.range(0, 12)
                        .mapToLong(tick -> rows.stream().filter(row -> row.tick() == tick).count())
                        .toArray());
        assertEquals(total, rows.size());
        assertEquals(sum, rows.stream().mapToLong(Row::amount).sum());
    }

    private static List<Row> trace(String name, Scenario scenario) throws IOException {
        AgentOrder order = new AgentOrder(scenario);
        List<Row> rows = new ArrayList<>();
        try (InputStream in =
                        Objects.requireNonNull(SharedStreamArrivalsTest.class.getResourceAsStream("/cases/" + name));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertEquals("arrival_tick,sender,receiver,amount,deadline_tick,settled_tick,origin", lines.readLine());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                rows.add(
                        new Row(
                                Integer.parseInt(cells[0]),
                                order.of(cells[1]),
                                order.of(cells[2]),
                                Long.parseLong(cells[3]),
                                Integer.parseInt(cells[4]),
                                5,
                                false));
            }
        }
        return rows;
    }

    @Test
    void receiversStandInTheOrderOfTheFileThoughSendersDrawInAgentOrder() {
        Scenario alike =
                Worlds.scenario(
                        simulation(1, 1, 42, Rng.XORSHIFT64STAR, DeadlineCap.NONE),
                        agent("C"),
                        agent("B"),
                        agent("A", flow(2, new Constant(1))));
        AgentOrder order = new AgentOrder(alike);
        Xorshift64Star stream = new Xorshift64Star(42);
        int count = stream.poisson(StrictMath.exp(-2.0));
        List<Row> rows = Worlds.rows(alike);
        assertEquals(5, count);
        assertEquals(count, rows.size());
        for (Row row : rows) {
            assertEquals(stream.below(2) == 0 ? order.of("C") : order.of("B"), row.receiver());
            assertEquals(1 + stream.below(10), row.deadline());
        }
    }

    @Test
    void aReceiverThatTheWeightsDoNotNameWeighsOne() {
        ReceiverDraw draw = ReceiverDraw.byWalk(new int[] {2, 0, 3, 1}, new int[] {2}, new double[] {0.5}, 2.5);
        int[] drawn = new int[4];
        Xorshift64Star stream = new Xorshift64Star(7);
        Xorshift64Star same = new Xorshift64Star(7);
        for (int i = 0; i < 10_000; i++) {
            double target = same.unit() * 2.5;
            int expected = target <= 1 ? 2 : target <= 1.5 ? 3 : 1;
            int receiver = draw.draw(stream, 0);
            assertEquals(expected, receiver);
            drawn[receiver]++;
        }
        assertEquals(0, drawn[0]);
        assertTrue(drawn[3] > 1_800 && drawn[3] < 2_200, () -> "about a fifth of 10 000: " + drawn[3]);
    }

    @Test
    void aRateBeyondSevenHundredIsRefusedAndSevenHundredIsNot() {
        Worlds.rows(world(flow(350, Map.of(0, 2.0), new Constant(1), Map.of(), 1, 1, new Fixed(5))));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Worlds.rows(world(flow(700.5, new Constant(1)))));
        assertEquals(
                "agent 'A', flow 0: xorshift64star draws at most 700.0 expected transactions a tick, but the rate 700.5 × the"
                        + " profile's 1.0 is 700.5; lower one of them, or divide the flow into several",
                refused.getMessage());
    }

    private static Scenario world(Flow flow) {
        return Worlds.scenario(simulation(4, 1, 1, Rng.XORSHIFT64STAR, DeadlineCap.NONE), agent("A", flow), agent("B"));
    }
}
