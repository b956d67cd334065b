package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.NaiveDigest;
import rtgsim.event.OffsetMethod;
import rtgsim.event.RunHeader;
import rtgsim.lsm.OffsettingCase;
import rtgsim.lsm.OffsettingOutcome;
import rtgsim.measure.FurtherMeasures;
import rtgsim.measure.IntradayLiquidity;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.NaiveFurtherMeasures;
import rtgsim.measure.QueueReading;
import rtgsim.measure.QueueState;
import rtgsim.measure.SettledValues;
import rtgsim.policy.DecisionMakers;
import rtgsim.replay.ReplayedState;
import rtgsim.replay.Replayer;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;
import rtgsim.tree.DecisionTrees;

/// The engine against [NaiveEngine], event for event, on small generated worlds that mix everything there is.
class RandomWorldsTest {

    private static final int WORLDS = 2_000;

    private static final DecisionTrees SCRIPTED = DecisionTrees.named(NaiveEngine.SCRIPTED);

    /// What the seeds must have met this often, so that equal logs say something.
    private static final int EACH_RULE_AT_LEAST = 100;

    private static final List<String> RULES =
            List.of(
                    "Arrival file",
                    "Arrival scheduled",
                    "Arrival split",
                    "Arrival pool",
                    "PolicySubmit normal",
                    "PolicySubmit urgent",
                    "PolicySubmit highly_urgent",
                    "PolicyHold hold",
                    "PolicyHold invalid_split",
                    "PolicyHold budget",
                    "PolicyHold timed",
                    "PolicyHold not_submitted",
                    "PolicyHold withdrawn",
                    "PolicyHold reprioritized",
                    "PolicyHold not_urgent",
                    "PolicyHold buffer",
                    "PolicyHold liquidity",
                    "PolicyDrop policy",
                    "PolicyDrop close",
                    "PolicySplit",
                    "CollateralPost policy",
                    "CollateralPost scheduled",
                    "CollateralWithdraw policy",
                    "CollateralWithdraw scheduled",
                    "CollateralWithdraw timer",
                    "Settlement immediate",
                    "Settlement queue",
                    "Settlement liquidity",
                    "QueuedRtgs order",
                    "QueuedRtgs liquidity",
                    "QueuedRtgs bilateral_limit",
                    "QueuedRtgs multilateral_limit",
                    "LsmBilateralOffset",
                    "LsmBilateralOffset at entry",
                    "LsmCycleSettlement cycle",
                    "LsmCycleSettlement multilateral",
                    "LsmCycleSettlement all_or_nothing",
                    "LsmCycleSettlement optimal",
                    "CostAccrual",
                    "EndOfDay",
                    "gridlock_ticks",
                    "deadlock_ticks",
                    "offset by multilateral and repeated",
                    "offset by all_or_nothing and repeated",
                    "offset by optimal and repeated",
                    "offset by bilateral and repeated");

    record World(Scenario scenario, List<List<NaiveEngine.Payment>> arrivals, long unit) {}

    @Test
    void theEngineLogsWhatTheRuleBookSaysInEveryRandomWorld() {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = 0; seed < WORLDS; seed++) {
            for (Event event : assertSameLog(seed, seen)) seen.merge(rule(event), 1, Integer::sum);
        }
        for (String rule : RULES) {
            assertTrue(seen.getOrDefault(rule, 0) >= EACH_RULE_AT_LEAST, () -> rule + " happened too rarely: " + seen);
        }
    }

    /// The rule that an event shows, as far as the event itself tells it.
    private static String rule(Event event) {
        String kind = event.kind().label();
        return switch (event) {
            case Event.Arrival e -> kind + " " + e.origin().label();
            case Event.PolicySubmit e -> kind + " " + e.rtgsPriority().label();
            case Event.PolicyHold e -> kind + " " + e.reason();
            case Event.PolicyDrop e -> kind + " " + e.reason();
            case Event.CollateralPost e -> kind + " " + e.reason();
            case Event.CollateralWithdraw e -> kind + " " + e.reason();
            case Event.Settlement e -> kind + " " + e.origin().label();
            case Event.QueuedRtgs e -> kind + " " + e.cause().label();
            case Event.LsmBilateralOffset e -> kind + (e.atEntry() ? " at entry" : "");
            case Event.LsmCycleSettlement e -> kind + " " + e.method().label();
            case Event.PolicySplit _, Event.CostAccrual _, Event.EndOfDay _ -> kind;
        };
    }

    private static List<Event> assertSameLog(long seed, Map<String, Integer> seen) {
        World world = world(new Random(seed));
        Scenario scenario = world.scenario;
        NaiveEngine naiveEngine = new NaiveEngine(scenario, world.arrivals::get, seed, world.unit);
        List<Event> expected = naiveEngine.run();
        AgentOrder order = new AgentOrder(scenario);
        rtgsim.engine.World.Outcome outcome = run(world, seed);
        List<Event> actual = outcome.events();
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            int seq = i;
            assertEquals(expected.get(i), actual.get(i), () -> "world " + seed + ", seq " + seq);
        }
        assertEquals(expected.size(), actual.size(), () -> "events of world " + seed);
        assertEquals(NaiveDigest.of(outcome.header(), expected), outcome.digest(), () -> "digest of world " + seed);
        ReplayedState replayed =
                assertDoesNotThrow(
                        () -> Replayer.replay(scenario, order, outcome.header(), actual),
                        () -> "replay of world " + seed);
        assertEquals(outcome.measures().byName(), replayed.measures(), () -> "replayed measures of world " + seed);
        assertEquals(outcome.stateHashes(), replayed.stateHashes(), () -> "state hashes of world " + seed);
        assertEquals(scenario.simulation().numDays(), outcome.stateHashes().size());
        LogMeasures fromLog = new LogMeasures(outcome.header());
        FurtherMeasures further = new FurtherMeasures(fromLog, outcome.header(), scenario);
        IntradayLiquidity intraday = new IntradayLiquidity(fromLog, further, scenario);
        int[] uncertain = new int[1];
        int[] shown = new int[1];
        new QueueReading(
                fromLog,
                outcome.header(),
                scenario,
                _ -> true,
                (state, fromTick, untilTick, settledValue) -> {
                    for (int tick = fromTick; tick < untilTick; tick++) {
                        assertEquals(shown[0]++, tick, () -> "ticks shown of world " + seed);
                        QueueState found = naiveEngine.found.get(tick);
                        String where = "tick " + tick + " of world " + seed;
                        assertEquals(found.queued(), state.queued(), where);
                        if (state.isCertain()) assertEquals(found.accounts(), state.accounts(), where);
                        else uncertain[0]++;
                    }
                    if (settledValue == 0 || !state.isCertain()) return;
                    OffsettingCase.Optimum best = OffsettingCase.of(state, scenario).optimum(1_000);
                    assertTrue(settledValue <= best.valueBound(), () -> "optimum of world " + seed);
                    seen.merge(best.isExact() ? "optimum known" : "optimum not known", 1, Integer::sum);
                    seen.merge(assertRepeats(scenario, state, fromTick, actual), 1, Integer::sum);
                });
        SettledValues settledValues = new SettledValues();
        outcome.chunks().forEach(settledValues::add);
        outcome.chunks().forEach(fromLog::add);
        fromLog.end(scenario.simulation().totalTicks());
        assertEquals(scenario.simulation().totalTicks(), shown[0], () -> "ticks shown of world " + seed);
        seen.merge("uncertain ticks", uncertain[0], Integer::sum);
        assertEquals(outcome.measures(), fromLog.system(), () -> "measures of world " + seed);
        assertAgentsSumUp(seed, outcome, fromLog);
        NaiveFurtherMeasures naive = new NaiveFurtherMeasures(scenario, outcome.header(), actual);
        assertEquals(naive.system(), further.system().byName(), () -> "further measures of world " + seed);
        settledValues.byName().forEach((name, value) -> assertEquals(naive.system().get(name), value, name));
        for (String state : List.of("gridlock_ticks", "deadlock_ticks")) {
            seen.merge(state, further.system().of(state).intValue(), Integer::sum);
        }
        for (int agent = 0; agent < order.count(); agent++) {
            String id = order.ids().get(agent);
            for (IntradayLiquidity.Day day : intraday.of(agent).days()) {
                List<Long> figures =
                        List.of(
                                day.largestNegative(),
                                day.largestPositive(),
                                day.availableAtStart(),
                                day.sent(),
                                day.received(),
                                day.dueValue(),
                                day.inTimeValue());
                assertEquals(naive.supervised(id, day.day()), figures, () -> id + ", " + day + ", world " + seed);
            }
            assertEquals(
                    naive.of(id), further.of(agent).byName(), () -> "further measures of " + id + ", world " + seed);
        }
        return actual;
    }

    /// The algorithm that settled first in the tick settles the same once more of the queue that is shown.
    ///
    /// @return what was seen
    private static String assertRepeats(Scenario scenario, QueueState state, int tick, List<Event> log) {
        OffsettingCase queue = OffsettingCase.of(state, scenario);
        for (Event event : log) {
            if (event.tick() != tick) continue;
            if (event instanceof Event.LsmBilateralOffset pair && !pair.atEntry()) {
                List<String> again = settled(queue.run(LsmConfig.Algorithm.BILATERAL), state);
                assertTrue(again.containsAll(pair.txIds()), () -> again + " without " + pair);
                return "offset by bilateral and repeated";
            }
            if (!(event instanceof Event.LsmCycleSettlement set)) continue;
            List<String> again =
                    settled(
                            queue.run(
                                    switch (set.method()) {
                                        case CYCLE -> LsmConfig.Algorithm.CYCLES;
                                        case MULTILATERAL -> LsmConfig.Algorithm.MULTILATERAL;
                                        case ALL_OR_NOTHING -> LsmConfig.Algorithm.ALL_OR_NOTHING;
                                        case OPTIMAL -> LsmConfig.Algorithm.OPTIMAL;
                                    }),
                            state);
            if (set.method() == OffsetMethod.CYCLE) assertTrue(again.containsAll(set.txIds()), () -> again + " " + set);
            else assertEquals(set.txIds(), again, set.toString());
            return "offset by " + set.method().label() + " and repeated";
        }
        throw new AssertionError("something settled by no offset in tick " + tick);
    }

    private static List<String> settled(OffsettingOutcome outcome, QueueState state) {
        return outcome.settled().stream().map(at -> RunHeader.txId(state.queued().get(at - 1).tx())).toList();
    }

    static rtgsim.engine.World.Outcome run(World world, long seed) {
        int agents = world.scenario.agents().size();
        return run(world, (trees, kernel) -> new ScriptedDecisions(seed, agents, world.unit, kernel));
    }

    static rtgsim.engine.World.Outcome run(World world, DecisionMakers makers) {
        Scenario scenario = world.scenario;
        AgentOrder order = new AgentOrder(scenario);
        ArrivalSource source =
                (tick, batch) -> {
                    for (NaiveEngine.Payment payment : world.arrivals.get(tick)) {
                        batch.add(
                                order.of(payment.sender()),
                                order.of(payment.receiver()),
                                payment.amount(),
                                payment.deadline(),
                                payment.priority(),
                                payment.divisible(),
                                payment.origin());
                    }
                };
        return rtgsim.engine.World.run(scenario, order, source, makers);
    }

    /// Counts, values, costs and the liquidity used of all agents add up to those of the system.
    private static void assertAgentsSumUp(long seed, rtgsim.engine.World.Outcome outcome, LogMeasures fromLog) {
        Map<String, Long> sums = new HashMap<>();
        for (int agent = 0; agent < outcome.header().agentIds().size(); agent++) {
            fromLog.of(agent).byName().forEach((name, value) -> sums.merge(name, value.longValue(), Long::sum));
        }
        for (String name :
                List.of(
                        "transactions",
                        "unsettled_count",
                        "unsettled_value",
                        "dropped_count",
                        "dropped_value",
                        "overdue_count",
                        "liquidity_used_max",
                        "total_cost",
                        "cost_delay")) {
            assertEquals(outcome.measures().of(name), sums.get(name), () -> name + " of the agents of world " + seed);
        }
    }

    static World world(Random random) {
        return world(random, null);
    }

    /// A world in which, if `trees` is given, random trees stand where else a script decides.
    static World world(Random random, @Nullable Random trees) {
        // The first draws of neighbouring seeds are much alike.
        for (int i = 0; i < 3; i++) random.nextInt();
        // In some a few agents pay each other much the same, and days are short, so that what is queued often settles
        // together.
        boolean alike = random.nextInt(4) == 0;
        int ticksPerDay = 1 + random.nextInt(alike ? 3 : 12);
        int numDays = 1 + random.nextInt(alike ? 20 : 3);
        int ticks = ticksPerDay * numDays;
        int count = 2 + random.nextInt(alike ? 3 : 6);
        // Amounts in a few sizes, so that balances meet them to the cent.
        long unit = random.nextInt(4) == 0 ? 1_000_000_007L : 1 + random.nextInt(50);
        List<Agent> agents = new ArrayList<>();
        // In every other world money is so short that little settles without offsetting.
        int wealth = alike ? 1 + random.nextInt(2) : random.nextBoolean() ? 8 : 2;
        // In some nothing holds transactions back but money, so that many meet in the central queue.
        boolean plain = alike || random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) agents.add(agent(random, trees, i, count, unit, wealth, plain));
        List<List<NaiveEngine.Payment>> arrivals = new ArrayList<>();
        int busy = alike ? 2 + random.nextInt(3) : random.nextInt(8);
        for (int tick = 0; tick < ticks; tick++) {
            List<NaiveEngine.Payment> now = new ArrayList<>();
            for (int i = random.nextInt(1 + busy); i > 0; i--) {
                now.add(payment(random, tick, count, unit, alike ? 2 : 10));
            }
            arrivals.add(now);
        }
        List<ScheduledEvent> scheduled = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) scheduled.add(scheduled(random, trees, ticks, count, unit));
        Simulation simulation =
                new Simulation(
                        ticksPerDay,
                        numDays,
                        1,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.NONE,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE);
        Rtgs rtgs =
                new Rtgs(
                        random.nextInt(3) == 0 ? Rtgs.Discipline.FIFO : Rtgs.Discipline.BYPASS,
                        Rtgs.EntryOffsetting.values()[random.nextInt(alike ? 1 : 3)],
                        random.nextInt(3) == 0,
                        random.nextInt(3) == 0 ? Rtgs.InternalOrder.PRIORITY_DEADLINE : Rtgs.InternalOrder.FIFO,
                        random.nextBoolean() && !alike ? Rtgs.UnsettledAtClose.CARRY : Rtgs.UnsettledAtClose.REJECT,
                        random.nextBoolean() ? null : new Rtgs.Escalation(1 + random.nextInt(6), random.nextInt(11)));
        return new World(
                new Scenario(
                        "world",
                        "",
                        simulation,
                        agents,
                        null,
                        lsm(random, alike),
                        rtgs,
                        costs(random),
                        scheduled,
                        random.nextBoolean() ? Scenario.HoldLog.EVERY_TICK : Scenario.HoldLog.ON_CHANGE),
                arrivals,
                unit);
    }

    private static Agent agent(
            Random random, @Nullable Random trees, int index, int count, long unit, int wealth, boolean plain) {
        long cap = wealth > 2 && random.nextInt(3) == 0 ? unit * random.nextInt(10) : 0;
        long capacity = unit * random.nextInt(4 * wealth);
        long posted = capacity == 0 ? 0 : Math.floorMod(random.nextLong(), capacity + 1);
        BigDecimal haircut = new BigDecimal(List.of("0", "0.1", "0.333333", "0.999999", "1").get(random.nextInt(5)));
        return new Agent(
                "A" + index,
                unit * random.nextInt(wealth),
                cap,
                capacity,
                posted,
                haircut,
                !plain && random.nextInt(3) == 0 ? unit * random.nextInt(12) : 0,
                new BigDecimal(List.of("1", "0.5", "0.333333").get(random.nextInt(3))),
                plain ? Limits.NONE : limits(random, index, count, unit),
                !plain && random.nextInt(3) == 0
                        ? new Reservations(unit * random.nextInt(4), unit * random.nextInt(4))
                        : Reservations.NONE,
                plain ? new Policy.Fifo() : policy(random, trees, count, unit),
                List.of());
    }

    private static Limits limits(Random random, int index, int count, long unit) {
        if (random.nextInt(3) > 0) return Limits.NONE;
        Map<String, Long> bilateral = new HashMap<>();
        for (int other = 0; other < count; other++) {
            if (other != index && random.nextInt(3) == 0) bilateral.put("A" + other, unit * random.nextInt(12));
        }
        return new Limits(
                bilateral,
                random.nextBoolean() ? null : unit * random.nextInt(20),
                random.nextBoolean() ? Limits.Bind.NORMAL : Limits.Bind.ALL);
    }

    private static Policy policy(Random random, @Nullable Random trees, int agents, long unit) {
        int kind = random.nextInt(8);
        // Most agents have trees where these are at trial.
        if (trees != null && kind > 2) return RandomTreesTest.policy(trees, unit, agents);
        return switch (kind) {
            case 0 -> new Policy.Deadline(random.nextInt(6));
            case 1 -> new Policy.LiquiditySplitting(2 + random.nextInt(5), Math.max(1, unit / 2));
            case 2 -> new Policy.LiquidityAware(unit * random.nextInt(4), random.nextInt(6));
            case 3, 4 -> new Policy.Tree(SCRIPTED);
            default -> new Policy.Fifo();
        };
    }

    private static NaiveEngine.Payment payment(Random random, int tick, int agents, long unit, int sizes) {
        int sender = random.nextInt(agents);
        int receiver = (sender + 1 + random.nextInt(agents - 1)) % agents;
        long amount =
                unit * (1 + random.nextInt(sizes)) + (random.nextInt(4) == 0 && sizes > 2 ? random.nextInt(3) : 0);
        int deadline = tick + 1 + random.nextInt(random.nextInt(5) == 0 ? 10_000 : 8);
        return new NaiveEngine.Payment(
                "A" + sender,
                "A" + receiver,
                amount,
                deadline,
                random.nextInt(11),
                random.nextBoolean(),
                ArrivalOrigin.FILE);
    }

    private static ScheduledEvent scheduled(Random random, @Nullable Random trees, int ticks, int agents, long unit) {
        int start = random.nextInt(ticks);
        ScheduledEvent.Schedule at =
                random.nextBoolean()
                        ? ScheduledEvent.Schedule.once(start)
                        : new ScheduledEvent.Schedule(start, 1 + random.nextInt(3), ticks + random.nextInt(3));
        int first = random.nextInt(agents);
        int second = (first + 1 + random.nextInt(agents - 1)) % agents;
        long amount = unit * (1 + random.nextInt(10));
        return switch (random.nextInt(8)) {
            case 0 ->
                    new ScheduledEvent.CustomTransaction(
                            at, "A" + first, "A" + second, amount, 1 + random.nextInt(5), random.nextInt(11), true);
            case 1 -> new ScheduledEvent.DirectTransfer(at, "CENTRAL_BANK", "A" + second, amount);
            case 2 ->
                    new ScheduledEvent.DirectTransfer(
                            at, "A" + first, random.nextBoolean() ? "CENTRAL_BANK" : "A" + second, amount - unit);
            case 3 -> new ScheduledEvent.CollateralAdjustment(at, "A" + first, amount);
            case 4 -> new ScheduledEvent.CreditLimit(at, "A" + first, unit * random.nextInt(10));
            case 5 -> new ScheduledEvent.PolicyChange(at, "A" + first, policy(random, trees, agents, unit));
            case 6 -> new ScheduledEvent.AgentOutage("A" + first, start, start + 1 + random.nextInt(5));
            default -> new ScheduledEvent.CollateralAdjustment(at, "A" + first, -amount);
        };
    }

    private static LsmConfig lsm(Random random, boolean alike) {
        List<LsmConfig.Algorithm> algorithms = new ArrayList<>(List.of(LsmConfig.Algorithm.values()));
        Collections.shuffle(algorithms, random);
        // Mostly one or two, so that none takes what the others would find.
        algorithms.subList(random.nextInt(4) == 0 ? random.nextInt(6) : 1 + random.nextInt(2), 5).clear();
        // What needs many transactions that fit, or few, would be rare.
        LsmConfig.Algorithm rare = alike ? LsmConfig.Algorithm.ALL_OR_NOTHING : LsmConfig.Algorithm.CYCLES;
        if (random.nextInt(3) == 0) algorithms = List.of(rare);
        return new LsmConfig(
                algorithms,
                1 + random.nextInt(alike ? 1 : 3),
                3 + random.nextInt(4),
                random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 10,
                random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 1_000_000,
                1 + random.nextInt(7));
    }

    private static CostRates costs(Random random) {
        return new CostRates(
                rate(random, "0.5", "12.345678901"),
                rate(random, "0.25", "1.000000001"),
                BigDecimal.ZERO,
                rate(random, "0.0001", "0.123456789"),
                rate(random, "1.5", "3"),
                BigDecimal.ONE,
                rate(random, "0.999", "0.5"),
                new BigDecimal(List.of("1", "5", "1.001").get(random.nextInt(3))),
                random.nextBoolean() ? CostRates.DelayQueues.BOTH : CostRates.DelayQueues.INTERNAL,
                random.nextBoolean()
                        ? new CostRates.DeadlinePenalty.Fixed(random.nextInt(100))
                        : new CostRates.DeadlinePenalty.Bps(rate(random, "7.5", "0.000000001")),
                random.nextInt(20),
                random.nextInt(20));
    }

    private static BigDecimal rate(Random random, String one, String other) {
        return switch (random.nextInt(3)) {
            case 0 -> BigDecimal.ZERO;
            case 1 -> new BigDecimal(one);
            default -> new BigDecimal(other);
        };
    }
}
