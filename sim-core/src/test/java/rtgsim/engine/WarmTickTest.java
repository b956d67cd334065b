package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;

/// A tick of an engine that has seen some days allocates nothing: arrivals, engine and log together, in days in which money is so short that every rule has work.
class WarmTickTest {

    private static final int TICKS_PER_DAY = 100;
    private static final int DAYS = 24;

    /// The days before these bring the arrays to their size and the code to the compiler.
    private static final int DAYS_MEASURED = 4;

    /// The rules of the system as one asks for them.
    @SuppressWarnings("ImmutableEnumChecker") // Rtgs is a record of constants
    private enum Rules {
        BYPASS(Rtgs.Discipline.BYPASS, Rtgs.EntryOffsetting.SIMPLE, Rtgs.InternalOrder.FIFO, false),
        FIFO(Rtgs.Discipline.FIFO, Rtgs.EntryOffsetting.EXTENDED, Rtgs.InternalOrder.PRIORITY_DEADLINE, true);

        final Rtgs rtgs;

        Rules(Rtgs.Discipline discipline, Rtgs.EntryOffsetting atEntry, Rtgs.InternalOrder order, boolean deferred) {
            rtgs =
                    new Rtgs(
                            discipline,
                            atEntry,
                            deferred,
                            order,
                            Rtgs.UnsettledAtClose.REJECT,
                            new Rtgs.Escalation(10, 5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWarmTickAllocatesNothing(Rules rules) {
        Map<Integer, Long> allocated = allocatedByTick(rules);
        // When the compiler takes an optimization back, what it had kept in registers goes to the heap, once: seen in
        // no tick or one of most runs, and in two of some. What a rule
        // allocates, it allocates in each run.
        if (allocated.size() > 1) allocated = allocatedByTick(rules);
        Map<Integer, Long> bytes = allocated;
        assertTrue(bytes.size() <= 1, () -> "bytes by tick: " + bytes);
    }

    /// Bytes by tick of the days measured, where there are any.
    private static Map<Integer, Long> allocatedByTick(Rules rules) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Scenario scenario = scenario(rules);
        AgentOrder order = new AgentOrder(scenario);
        OneChunkForAll log = new OneChunkForAll();
        Map<Integer, Long> allocated = new TreeMap<>();
        try (Engine engine = new JavaEngine(scenario, order, Arrivals.of(scenario, order), log)) {
            engine.runTicks((DAYS - DAYS_MEASURED) * TICKS_PER_DAY);
            log.seen.clear();
            while (!engine.isOver()) {
                int tick = engine.tick();
                long before = threads.getCurrentThreadAllocatedBytes();
                engine.runTick();
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                if (bytes != 0) allocated.put(tick, bytes);
            }
            engine.finish();
        }
        assertEquals(EnumSet.allOf(EventKind.class), log.seen, "kinds of event in the days measured");
        return allocated;
    }

    private static Scenario scenario(Rules rules) {
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < 50; i++) agents.add(agent(i));
        List<ScheduledEvent> scheduled = new ArrayList<>();
        ScheduledEvent.Schedule often = new ScheduledEvent.Schedule(0, 3, TICKS_PER_DAY * DAYS);
        scheduled.add(new ScheduledEvent.CustomTransaction(often, "A07", "A08", 5_000, 20, 7, true));
        scheduled.add(new ScheduledEvent.DirectTransfer(often, "A09", "A10", 100));
        scheduled.add(new ScheduledEvent.CollateralAdjustment(often, "A11", 1_000));
        scheduled.add(
                new ScheduledEvent.CollateralAdjustment(
                        new ScheduledEvent.Schedule(1, 3, TICKS_PER_DAY * DAYS), "A11", -1_000));
        return new Scenario(
                "warm",
                "",
                new Simulation(
                        TICKS_PER_DAY,
                        DAYS,
                        42,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.END_OF_DAY,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE),
                agents,
                null,
                LsmConfig.of(LsmConfig.Algorithm.values()),
                rules.rtgs,
                costs(),
                scheduled,
                Scenario.HoldLog.ON_CHANGE);
    }

    private static Agent agent(int index) {
        Policy policy =
                switch (index % 4) {
                    case 0 -> new Policy.Deadline(15);
                    case 1 -> new Policy.LiquidityAware(5_000, 5);
                    case 2 -> new Policy.LiquiditySplitting(4, 2_000);
                    default -> new Policy.Fifo();
                };
        Limits limits =
                index % 3 == 0
                        ? new Limits(Map.of(id((index + 1) % 50), 30_000L), 60_000L, Limits.Bind.NORMAL)
                        : Limits.NONE;
        Flow flow =
                new Flow(
                        5,
                        new TreeMap<>(Map.of(0, 1.0, 50, 0.5)),
                        new AmountDistribution.LogNormalMedian(6_000, 1, new AmountDistribution.Bounds(1, 50_000)),
                        Map.of(),
                        10,
                        40,
                        new PriorityDistribution.Uniform(0, 10),
                        true);
        return new Agent(
                id(index),
                60_000,
                index % 5 == 0 ? 20_000 : 0,
                10_000,
                1_000,
                new BigDecimal("0.1"),
                index % 2 == 0 ? 30_000 : 0,
                new BigDecimal("0.5"),
                limits,
                index % 4 == 0 ? new Reservations(1_000, 2_000) : Reservations.NONE,
                policy,
                List.of(flow));
    }

    private static String id(int index) {
        return (index < 10 ? "A0" : "A") + index;
    }

    private static CostRates costs() {
        return new CostRates(
                new BigDecimal("0.5"),
                new BigDecimal("0.25"),
                new BigDecimal("0.1"),
                new BigDecimal("0.0001"),
                new BigDecimal("1.5"),
                BigDecimal.ONE,
                new BigDecimal("0.5"),
                new BigDecimal("5"),
                CostRates.DelayQueues.BOTH,
                new CostRates.DeadlinePenalty.Bps(new BigDecimal("7.5")),
                3,
                11);
    }

    /// Takes every chunk and gives the same one back, noting the kinds it held.
    private static final class OneChunkForAll implements ChunkExchange {
        final EnumSet<EventKind> seen = EnumSet.noneOf(EventKind.class);
        private final EventChunk chunk = new EventChunk();

        @Override
        public EventChunk exchange(@Nullable EventChunk filled) {
            for (int row = 0; row < chunk.size(); row++) seen.add(chunk.kindAt(row));
            return chunk;
        }

        @Override
        public void finish(EventChunk last) {
            exchange(last);
        }
    }
}
