package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.LsmConfig.Algorithm.BILATERAL;
import static rtgsim.scenario.LsmConfig.Algorithm.CYCLES;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.Arrivals;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.replay.ReplayFailed;
import rtgsim.replay.ReplayedState;
import rtgsim.replay.Replayer;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
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
import rtgsim.scenario.Simulation;

/// The replayer: that it rebuilds a run from its log, and that it refuses logs with a fault in them.
class ReplayTest {

    /// Worlds in which no tree decides and every hold is logged, so that the rules determine all but what arrives from outside.
    /// Between them they hold events of every kind.
    private static final long[] DETERMINED_WORLDS = {2, 3, 9, 10, 11};

    private static final int DECIDED_WORLDS = 16;

    /// How many faults each kind of event must have been given.
    private static final int FAULTS_OF_EACH_KIND_AT_LEAST = 5;

    // What is rebuilt.

    @Test
    void queuesAndBalancesOfEveryTickAreRebuiltFromTheLog() {
        World world =
                new World()
                        .ticks(3, 1)
                        .agent("A", 10, 0, new Policy.Deadline(2))
                        .agent("B", 100)
                        .pays(0, "A", "B", 50, 2, 5, false)
                        .pays(0, "A", "B", 30, 3, 5, false)
                        .pays(1, "B", "A", 25);
        List<String> seen = new ArrayList<>();
        replay(
                world.scenario(),
                world.run(),
                state ->
                        seen.add(
                                "%d: %d %d, internal %s, central %s, net sent %d"
                                        .formatted(
                                                state.tick(),
                                                state.balance(0),
                                                state.balance(1),
                                                state.internalQueue(0),
                                                state.centralQueue(),
                                                state.netSent(0, 1))));
        assertEquals(
                List.of(
                        "0: 10 100, internal [tx_00000002], central [tx_00000001], net sent 0",
                        "1: 5 105, internal [], central [tx_00000001], net sent 5",
                        "2: 5 105, internal [], central [tx_00000001], net sent 5"),
                seen);
    }

    @Test
    void creditReservationsLimitsAndPoolsOfEveryTickAreRebuiltFromTheLog() {
        Agent a =
                new Agent(
                        "A",
                        10,
                        3,
                        50,
                        20,
                        new BigDecimal("0.25"),
                        7,
                        new BigDecimal("0.5"),
                        new Limits(Map.of("B", 9L), 30L, Limits.Bind.NORMAL),
                        new Reservations(0, 2),
                        new Policy.Fifo(),
                        List.of());
        World world =
                new World()
                        .ticks(2, 1)
                        .agent(a)
                        .agent("B", 0)
                        .agent("C", 0)
                        .scheduled(new ScheduledEvent.CollateralAdjustment(ScheduledEvent.Schedule.once(1), "A", -6))
                        .pays(0, "A", "B", 8)
                        .pays(0, "A", "B", 2)
                        .pays(1, "A", "C", 4);
        List<String> seen = new ArrayList<>();
        ReplayedState end =
                replay(
                        world.scenario(),
                        world.run(),
                        state ->
                                seen.add(
                                        "%d: balance %d, credit %d, urgent %d, to B %d, to others %d, pool %d"
                                                .formatted(
                                                        state.tick(),
                                                        state.balance(0),
                                                        state.creditLine(0),
                                                        state.reservationLeft(0, RtgsPriority.URGENT),
                                                        state.netSent(0, 1),
                                                        state.netSentMultilateral(0),
                                                        state.allocatedPool(0))));
        assertEquals(
                List.of(
                        "0: balance 5, credit 18, urgent 2, to B 8, to others 0, pool 3",
                        "1: balance 0, credit 13, urgent 2, to B 8, to others 4, pool 2"),
                seen);
        assertEquals(14, end.postedCollateral(0));
        assertEquals(List.of("tx_00000003"), end.centralQueue());
    }

    @Test
    void aDayOfAThousandAgentsIsRebuiltFromItsLog() {
        Scenario scenario = thousandAgents(100, 150);
        AgentOrder order = new AgentOrder(scenario);
        World.Outcome outcome = World.run(scenario, order, Arrivals.of(scenario, order));
        assertTrue(outcome.all(Event.LsmBilateralOffset.class).size() > 100);
        assertTrue(outcome.all(Event.LsmCycleSettlement.class).size() > 100);
        assertEquals(
                outcome.measures().byName(),
                Replayer.replay(scenario, order, outcome.header(), outcome.events()).measures());
    }

    static Scenario thousandAgents(int ticks, double ratePerTick) {
        Simulation simulation =
                new Simulation(
                        ticks,
                        1,
                        7,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.END_OF_DAY,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE);
        Flow flow =
                new Flow(
                        ratePerTick,
                        new TreeMap<>(),
                        new AmountDistribution.LogNormalMedian(500_000, 1.5, AmountDistribution.Bounds.NATURAL),
                        Map.of(),
                        5,
                        40,
                        new PriorityDistribution.Uniform(0, 10),
                        true);
        Population population =
                new Population(
                        1_000,
                        "BANK_%04d",
                        0.9,
                        400_000_000,
                        50_000_000,
                        new Policy.LiquiditySplitting(3, 200_000),
                        List.of(flow));
        CostRates costs =
                new CostRates(
                        new BigDecimal("0.35"),
                        BigDecimal.ZERO,
                        BigDecimal.ZERO,
                        new BigDecimal("0.0000123"),
                        new BigDecimal("1.5"),
                        BigDecimal.ONE,
                        new BigDecimal("0.5"),
                        new BigDecimal("4"),
                        CostRates.DelayQueues.BOTH,
                        new CostRates.DeadlinePenalty.Bps(new BigDecimal("3.5")),
                        150,
                        10_000);
        return new Scenario(
                "thousand-agents",
                "",
                simulation,
                List.of(),
                population,
                new LsmConfig(List.of(BILATERAL, CYCLES), 5, 3, 50, 20_000, 24),
                new Rtgs(false, Rtgs.UnsettledAtClose.REJECT),
                costs,
                List.of());
    }

    // What is refused.

    @Test
    void aFaultIsNamedWithItsPlaceAndWithWhatTheRulesDemand() {
        World world = new World().agent("A", 1).agent("B", 0).pays(0, "A", "B", 3);
        World.Outcome outcome = world.run();
        List<Event> events = new ArrayList<>(outcome.events());
        events.set(2, with(events.get(2), "shortfall", 1L));
        ReplayFailed failed =
                assertThrows(ReplayFailed.class, () -> replay(world.scenario(), outcome.header(), events));
        assertEquals(2, failed.seq());
        assertEquals(0, failed.tick());
        assertEquals(
                "seq 2, tick 0, phase 8 (entry): expected QueuedRtgs[seq=2, tick=0, txId=tx_00000001, senderId=A, "
                        + "receiverId=B, amount=3, cause=LIQUIDITY, shortfall=2], found QueuedRtgs[seq=2, tick=0, "
                        + "txId=tx_00000001, senderId=A, receiverId=B, amount=3, cause=LIQUIDITY, shortfall=1]",
                failed.getMessage());
    }

    @Test
    void aGapInSeqIsRefused() {
        World world = new World().agent("A", 1).agent("B", 0).pays(0, "A", "B", 1);
        World.Outcome outcome = world.run();
        List<Event> events = new ArrayList<>(outcome.events());
        events.remove(1);
        assertEquals(
                1, assertThrows(ReplayFailed.class, () -> replay(world.scenario(), outcome.header(), events)).seq());
    }

    @Test
    void anotherOpeningBalanceThanThatOfTheScenarioIsRefused() {
        World world = new World().agent("A", 1).agent("B", 0);
        World other = new World().agent("A", 2).agent("B", 0);
        assertThrows(ReplayFailed.class, () -> replay(world.scenario(), other.run().header(), world.run().events()));
    }

    @Test
    void everyEventThatIsLeftOutDoubledOrSwappedWithTheNextIsMissedAtItsPlace() {
        for (long seed : DETERMINED_WORLDS) {
            Run run = determined(seed);
            List<Event> log = run.outcome.events();
            for (int i = 0; i < log.size(); i++) {
                List<Event> without = new ArrayList<>(log);
                without.remove(i);
                // Nobody but the later events knows that a transaction arrived.
                assertRefused(run, without, i, isFree(log.get(i)) ? log.size() : i, "without", seed);
                List<Event> doubled = new ArrayList<>(log);
                doubled.add(i, log.get(i));
                assertRefused(run, doubled, i + 1, i + 1, "doubled", seed);
                if (i + 1 == log.size()) continue;
                List<Event> swapped = new ArrayList<>(log);
                swapped.set(i, log.get(i + 1));
                swapped.set(i + 1, log.get(i));
                // The second may be the one that is out of order: of an earlier tick, or an arrival after its phase.
                boolean firstFits = isFree(log.get(i)) || log.get(i).tick() != log.get(i + 1).tick();
                assertRefused(run, swapped, i, firstFits ? i + 1 : i, "swapped", seed);
            }
        }
    }

    @Test
    void everyDetailThatTheRulesDetermineIsRefusedIfItIsWrong() {
        Map<EventKind, Integer> faults = new EnumMap<>(EventKind.class);
        for (long seed : DETERMINED_WORLDS) {
            Run run = determined(seed);
            for (int i = 0; i < run.outcome.events().size(); i++) {
                Event event = run.outcome.events().get(i);
                if (isFree(event)) continue;
                faults.merge(event.kind(), assertRefusesEveryChange(run, i, seed), Integer::sum);
            }
        }
        for (long seed = 0; seed < DECIDED_WORLDS; seed++) {
            RandomWorldsTest.World world = RandomWorldsTest.world(new Random(seed));
            Run run = new Run(world.scenario(), RandomWorldsTest.run(world, seed));
            for (int i = (int) (seed % 4); i < run.outcome.events().size(); i += 4) {
                Event event = run.outcome.events().get(i);
                boolean determined =
                        switch (event.kind()) {
                            case SETTLEMENT,
                                    QUEUED_RTGS,
                                    LSM_BILATERAL_OFFSET,
                                    LSM_CYCLE_SETTLEMENT,
                                    COST_ACCRUAL,
                                    END_OF_DAY ->
                                    true;
                            default -> false;
                        };
                if (determined) faults.merge(event.kind(), assertRefusesEveryChange(run, i, seed), Integer::sum);
            }
        }
        for (EventKind kind : EventKind.values()) {
            assertTrue(
                    faults.getOrDefault(kind, 0) >= FAULTS_OF_EACH_KIND_AT_LEAST,
                    () -> kind + " had too few faults: " + faults);
        }
    }

    @Test
    void aHoldOfATreeThatIsLeftOutIsMissedAtItsPlaceWhereEveryHoldIsLogged() {
        int leftOut = 0;
        for (long seed = 0; seed < DECIDED_WORLDS; seed++) {
            RandomWorldsTest.World world = RandomWorldsTest.world(new Random(seed));
            if (world.scenario().holdLog() != Scenario.HoldLog.EVERY_TICK) continue;
            Run run = new Run(world.scenario(), RandomWorldsTest.run(world, seed));
            for (int i = 0; i < run.outcome.events().size(); i++) {
                if (!(run.outcome.events().get(i) instanceof Event.PolicyHold hold) || hold.withdrawn()) continue;
                List<Event> without = new ArrayList<>(run.outcome.events());
                without.remove(i);
                // Collateral that is posted or withdrawn after the release looks as if it had been before it.
                int last = i;
                while (last < without.size() && without.get(last).kind().category() == EventCategory.COLLATERAL) last++;
                assertRefused(run, without, i, last, "without", seed);
                leftOut++;
            }
        }
        assertTrue(leftOut >= 100, "only " + leftOut + " holds");
    }

    private record Run(Scenario scenario, World.Outcome outcome) {}

    /// A random world in which all policies are built in, every hold is logged and pools cost.
    private static Run determined(long seed) {
        RandomWorldsTest.World world = RandomWorldsTest.world(new Random(seed));
        Scenario from = world.scenario();
        CostRates rates = from.costRates();
        Scenario scenario =
                new Scenario(
                        from.name(),
                        from.description(),
                        from.simulation(),
                        from.agents().stream().map(agent -> withPolicy(agent, builtIn(agent.policy()))).toList(),
                        from.population(),
                        from.lsmConfig(),
                        from.rtgs(),
                        new CostRates(
                                rates.overdraftBpsPerTick(),
                                rates.collateralBpsPerTick(),
                                new BigDecimal("12.5"),
                                rates.delayPerTickPerCent(),
                                rates.urgentMultiplier(),
                                rates.normalMultiplier(),
                                rates.lowMultiplier(),
                                rates.overdueMultiplier(),
                                rates.delayQueues(),
                                rates.deadlinePenalty(),
                                rates.splitFriction(),
                                rates.eodPenalty()),
                        from.scheduled().stream()
                                .map(event ->
                                        event instanceof ScheduledEvent.PolicyChange change
                                                ? new ScheduledEvent.PolicyChange(
                                                        change.at(), change.agent(), builtIn(change.policy()))
                                                : event)
                                .toList());
        return new Run(
                scenario,
                RandomWorldsTest.run(new RandomWorldsTest.World(scenario, world.arrivals(), world.unit()), seed));
    }

    private static Policy builtIn(Policy policy) {
        return policy instanceof Policy.Tree ? new Policy.LiquiditySplitting(4, 1) : policy;
    }

    private static Agent withPolicy(Agent from, Policy policy) {
        return new Agent(
                from.id(),
                from.openingBalance(),
                from.unsecuredCap(),
                from.maxCollateralCapacity(),
                from.postedCollateral(),
                from.collateralHaircut(),
                from.liquidityPool(),
                from.allocationFraction(),
                from.limits(),
                from.reservations(),
                policy,
                from.arrivals());
    }

    /// Whether it comes from outside, so that no rule says that it must be there.
    private static boolean isFree(Event event) {
        return event instanceof Event.Arrival arrival && arrival.origin() == ArrivalOrigin.FILE;
    }

    /// Changes each detail of one event by itself.
    ///
    /// @return how many changes were refused
    private static int assertRefusesEveryChange(Run run, int at, long seed) {
        Event event = run.outcome.events().get(at);
        int faults = 0;
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            if (component.getName().equals("seq")) continue;
            List<Event> changed = new ArrayList<>(run.outcome.events());
            changed.set(at, with(event, component.getName(), another(value(event, component))));
            assertRefused(run, changed, at, at, "another " + component.getName(), seed);
            faults++;
        }
        return faults;
    }

    /// A value near the given one: one more, the next constant, a longer text, a list with another last element.
    private static Object another(@Nullable Object value) {
        return switch (value) {
            case null -> 1;
            case Long number -> number + 1;
            case Integer number -> number + 1;
            case Boolean flag -> !flag;
            case String text -> text + "x";
            case Enum<?> constant -> {
                Object[] all = constant.getDeclaringClass().getEnumConstants();
                yield all[(constant.ordinal() + 1) % all.length];
            }
            case List<?> list -> {
                List<Object> changed = new ArrayList<>(list);
                changed.add(another(changed.removeLast()));
                yield changed;
            }
            default -> throw new IllegalArgumentException("no other value than " + value);
        };
    }

    /// The log, numbered anew from 0, must be refused at one of these places.
    private static void assertRefused(Run run, List<Event> log, int first, int last, String fault, long seed) {
        List<Event> numbered = new ArrayList<>();
        for (Event event : log)
            numbered.add(event.seq() == numbered.size() ? event : with(event, "seq", (long) numbered.size()));
        String where = "world " + seed + ", seq " + first + " " + fault;
        ReplayFailed failed =
                assertThrows(ReplayFailed.class, () -> replay(run.scenario, run.outcome.header(), numbered), where);
        assertTrue(
                failed.seq() >= first && failed.seq() <= last,
                () -> where + " was refused elsewhere: " + failed.getMessage());
    }

    private static ReplayedState replay(Scenario scenario, RunHeader header, List<Event> events) {
        return Replayer.replay(scenario, new AgentOrder(scenario), header, events);
    }

    private static ReplayedState replay(Scenario scenario, World.Outcome outcome, Consumer<ReplayedState> atEndOfTick) {
        return Replayer.replay(
                scenario,
                new AgentOrder(scenario),
                outcome.header(),
                outcome.events(),
                scenario.simulation().totalTicks(),
                atEndOfTick);
    }

    /// The same event with another value of one detail.
    private static Event with(Event event, String detail, Object value) {
        RecordComponent[] components = event.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean changes = components[i].getName().equals(detail);
            // A text that was absent.
            if (changes) values[i] = types[i] == String.class ? value.toString() : value;
            else values[i] = value(event, components[i]);
        }
        try {
            return (Event) event.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot change " + detail + " of " + event, e);
        }
    }

    private static @Nullable Object value(Event event, RecordComponent component) {
        try {
            return component.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component + " of " + event, e);
        }
    }
}
