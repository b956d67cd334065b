package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static rtgsim.scenario.Simulation.DeadlineCap.END_OF_DAY;
import static rtgsim.scenario.Simulation.DeadlineCap.END_OF_RUN;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.Arrivals;
import rtgsim.event.Event;
import rtgsim.event.NaiveDigest;
import rtgsim.replay.Replayer;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// What another simulator did, transaction by transaction, from the parameters alone: arrivals and settlements.
class TraceTest {

    @Test
    void twoAgentsOfOneDayWithDeferredCreditsSettleAsInTheTrace() throws IOException {
        Flow toB = flow(2.0, new AmountDistribution.LogNormal(10_000, 5_000, Bounds.NATURAL), "BANK_B", 3, 8);
        Flow toA = flow(2.0, new AmountDistribution.LogNormal(10_000, 5_000, Bounds.NATURAL), "BANK_A", 3, 8);
        Scenario scenario =
                scenario(
                        12,
                        1,
                        END_OF_DAY,
                        true,
                        List.of(agent("BANK_A", 1_000_000, 0, toB), agent("BANK_B", 1_000_000, 0, toA)));
        assertEquals(trace("trace-two-agents-12.csv"), rows(scenario));
    }

    @Test
    void twoAgentsOfThreeDaysSettleAsInTheTrace() throws IOException {
        Flow toB = flow(1.0, new AmountDistribution.Uniform(10_000, 50_000), "BANK_B", 30, 70);
        Flow toA = flow(1.0, new AmountDistribution.Uniform(10_000, 50_000), "BANK_A", 30, 70);
        Scenario scenario =
                scenario(
                        100,
                        3,
                        END_OF_RUN,
                        false,
                        List.of(agent("BANK_A", 1_000_000, 500_000, toB), agent("BANK_B", 1_000_000, 500_000, toA)));
        assertEquals(trace("trace-two-agents-3x100.csv"), rows(scenario));
    }

    @Test
    void tenAgentsWithLittleLiquiditySettleAsInTheTrace() throws IOException {
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Flow toAll = flow(2.0, new AmountDistribution.Uniform(1_000, 20_000), null, 20, 60);
            agents.add(agent("BANK_000" + i, 42_000, 0, toAll));
        }
        assertEquals(trace("trace-ten-agents-tight.csv"), rows(scenario(100, 1, END_OF_RUN, false, agents)));
    }

    /// One line per transaction, in the form of the trace.
    private static List<String> rows(Scenario scenario) {
        AgentOrder order = new AgentOrder(scenario);
        World.Outcome outcome = World.run(scenario, order, Arrivals.of(scenario, order));
        assertEquals(NaiveDigest.of(outcome.header(), outcome.events()), outcome.digest());
        assertEquals(
                outcome.measures().byName(),
                Replayer.replay(scenario, order, outcome.header(), outcome.events()).measures());
        Map<String, String> end = new LinkedHashMap<>();
        for (Event.Settlement settlement : outcome.all(Event.Settlement.class)) {
            end.put(settlement.txId(), settlement.tick() + "," + settlement.origin().label());
        }
        return outcome.all(Event.Arrival.class).stream()
                .map(arrival ->
                        String.join(
                                ",",
                                String.valueOf(arrival.tick()),
                                arrival.senderId(),
                                arrival.receiverId(),
                                String.valueOf(arrival.amount()),
                                String.valueOf(arrival.deadlineTick()),
                                end.getOrDefault(arrival.txId(), ",")))
                .toList();
    }

    private static List<String> trace(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TraceTest.class.getResourceAsStream("/cases/" + name));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertEquals("arrival_tick,sender,receiver,amount,deadline_tick,settled_tick,origin", reader.readLine());
            return reader.lines().toList();
        }
    }

    private static Scenario scenario(
            int ticksPerDay, int numDays, Simulation.DeadlineCap cap, boolean deferred, List<Agent> agents) {
        Simulation simulation =
                new Simulation(
                        ticksPerDay,
                        numDays,
                        42,
                        Simulation.Rng.XORSHIFT64STAR,
                        cap,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE);
        return new Scenario(
                "trace",
                "",
                simulation,
                agents,
                null,
                LsmConfig.OFF,
                new Rtgs(deferred, Rtgs.UnsettledAtClose.CARRY),
                CostRates.NONE,
                List.of());
    }

    private static Agent agent(String id, long openingBalance, long unsecuredCap, Flow flow) {
        return new Agent(
                id,
                openingBalance,
                unsecuredCap,
                10 * unsecuredCap,
                0,
                BigDecimal.ZERO,
                new Policy.Fifo(),
                List.of(flow));
    }

    /// @param receiver the only one, by weight; null for uniform receivers
    private static Flow flow(
            double rate,
            AmountDistribution amount,
            @org.jspecify.annotations.Nullable String receiver,
            int offsetMin,
            int offsetMax) {
        return new Flow(
                rate,
                new TreeMap<>(),
                amount,
                receiver == null ? Map.of() : Map.of(receiver, 1.0),
                offsetMin,
                offsetMax,
                new PriorityDistribution.Fixed(5),
                false);
    }
}
