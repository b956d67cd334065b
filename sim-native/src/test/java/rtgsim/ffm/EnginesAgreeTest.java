package rtgsim.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rtgsim.engine.JavaEngines;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.SettlementOrigin;
import rtgsim.ffm.PlainWorld.Driving;
import rtgsim.ffm.PlainWorld.Making;
import rtgsim.ffm.PlainWorld.Outcome;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;

/// The native engine against the one in Java, event for event and measure for measure.
class EnginesAgreeTest {

    private static final int WORLDS = 1_000;
    private static final int WORLDS_OF_A_SOAK = 100_000;
    private static final Making JAVA = new JavaEngines()::create;

    @BeforeAll
    static void needsTheLibrary() {
        NeedsLibrary.orSayThatItDidNotRun();
    }

    @ParameterizedTest
    @EnumSource(Handover.class)
    void tenBanksWithHardlyAnyMoneyGiveTheSameDigest(Handover handover) {
        Outcome same = assertSame("ten banks", PlainWorld.alike(10, 2, 42_000), new NativeEngines(handover)::create);
        assertTrue(same.measures().of("queue_count_max").longValue() > 10, "there is a queue to pass over");
        assertTrue(same.measures().of("overdue_count").longValue() > 0, "some transactions wait beyond their deadline");
    }

    @ParameterizedTest
    @EnumSource(Handover.class)
    void aThousandAgentsWithAmpleMoneyGiveTheSameDigest(Handover handover) {
        Outcome same =
                assertSame(
                        "thousand agents",
                        PlainWorld.alike(1_000, 10, 105_000_000),
                        new NativeEngines(handover)::create);
        assertTrue(same.log().chunks().size() > 40, "chunks end in the middle of ticks");
        for (EventChunk chunk : same.log().chunks().subList(0, same.log().chunks().size() - 1)) {
            assertEquals(EventChunk.ROWS, chunk.size());
        }
    }

    /// In the manner of the real days of `scenarios/`.
    @ParameterizedTest
    @EnumSource(Handover.class)
    void aDayWithOffsetsEveryFifteenTicksThatRejectsWhatIsLeftGivesTheSameDigest(Handover handover) {
        Rtgs rtgs = new Rtgs(false, Rtgs.UnsettledAtClose.REJECT);
        PlainWorld world = PlainWorld.alike(60, 40, 42_000, PlainWorld.bilateral(15), rtgs);
        Outcome same = assertSame("offsets", world, new NativeEngines(handover)::create);
        List<Event> events = same.events();
        assertTrue(count(events, Event.LsmBilateralOffset.class) > 500, "many pairs are offset");
        assertTrue(count(events, Event.PolicyDrop.class) > 1_000, "much is rejected at the close");
    }

    /// Its members take more of the variable part than a fresh chunk has, and more than one call may do.
    @Test
    void anOffsetOfThousandsIsOneEvent() {
        List<PlainWorld.Payment> payments = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) payments.add(PlainWorld.payment(i % 2, 1 - i % 2, 3 + i % 5));
        Agent first = PlainWorld.agent("A", 2, 0);
        Agent second = PlainWorld.agent("B", 2, 0);
        Scenario scenario =
                PlainWorld.scenario(2, 1, List.of(first, second), null, PlainWorld.bilateral(1), Rtgs.DEFAULT);
        PlainWorld world = new PlainWorld(scenario, List.of(payments, List.of()));
        for (Handover handover : Handover.values()) {
            for (int work : new int[] {7, 1_000, Integer.MAX_VALUE}) {
                Making making =
                        (asked, order, arrivals, log) ->
                                new NativeEngine(NeedsLibrary.loaded(), handover, work, asked, order, arrivals, log);
                Outcome same = assertSame("thousands, " + handover + ", work " + work, world, making);
                assertEquals(1, count(same.events(), Event.LsmBilateralOffset.class));
                assertTrue(same.log().chunks().getFirst().extraSize() > 19_000, "most are members");
            }
        }
    }

    private static long count(List<Event> events, Class<? extends Event> type) {
        return events.stream().filter(type::isInstance).count();
    }

    /// A world is one line of numbers away: its seed is in the message, and a test with that seed alone replays it.
    @Test
    void randomWorldsGiveTheSameLogHoweverTheyAreRun() {
        assertSameWorlds(0, WORLDS);
    }

    @Test
    @Tag("soak")
    void manyMoreRandomWorldsGiveTheSameLog() {
        assertSameWorlds(WORLDS, WORLDS_OF_A_SOAK);
    }

    private static void assertSameWorlds(long from, long until) {
        long queued = 0;
        long settledFromQueue = 0;
        long overdue = 0;
        long rejected = 0;
        long offsets = 0;
        for (long seed = from; seed < until; seed++) {
            Random random = new Random(seed);
            PlainWorld world = PlainWorld.random(random);
            Handover handover = random.nextBoolean() ? Handover.IN_PLACE : Handover.STAGED;
            int work = 1 + random.nextInt(random.nextBoolean() ? 3 : 50);
            Making making =
                    (scenario, order, arrivals, log) ->
                            new NativeEngine(NeedsLibrary.loaded(), handover, work, scenario, order, arrivals, log);
            Driving driving = random.nextBoolean() ? PlainWorld::tickByTick : growing(world);
            Outcome same =
                    assertSame("world " + seed + " (" + handover + ", work " + work + ")", world, making, driving);
            for (Event event : same.events()) {
                if (event instanceof Event.QueuedRtgs) queued++;
                if (event instanceof Event.Settlement settled && settled.origin() == SettlementOrigin.QUEUE)
                    settledFromQueue++;
                if (event instanceof Event.PolicyDrop) rejected++;
                if (event instanceof Event.LsmBilateralOffset) offsets++;
            }
            overdue += same.measures().of("overdue_count").longValue();
        }
        System.out.printf(
                Locale.ROOT,
                "reliability 5: %d worlds, %d queued, %d settled from the queue, %d offsets, %d rejected: 0 differences%n",
                until - from,
                queued,
                settledFromQueue,
                offsets,
                rejected);
        assertTrue(queued > 10_000, "queued: " + queued);
        assertTrue(settledFromQueue > 1_000, "settled from the queue: " + settledFromQueue);
        assertTrue(overdue > 1_000, "overdue: " + overdue);
        assertTrue(rejected > 1_000, "rejected at a close: " + rejected);
        assertTrue(offsets > 500, "offsets: " + offsets);
    }

    /// Arrivals of the generator are drawn in native code, those of [PlainWorld#random] in Java.
    @Test
    void nativeCodeDrawsTheArrivalsThatJavaDraws() {
        long events = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            PlainWorld world = PlainWorld.generated(random);
            Handover handover = random.nextBoolean() ? Handover.IN_PLACE : Handover.STAGED;
            Driving driving = random.nextBoolean() ? PlainWorld::tickByTick : growing(world);
            String what = "generated world " + seed;
            events += assertSame(what, world, new NativeEngines(handover)::create, driving).events().size();
        }
        assertTrue(events > 1_000_000, "events: " + events);
    }

    /// A hundred thousand amounts of each kind that has logarithms in it, so that every branch of them is gone through.
    @Test
    void logarithmsCosinesAndExponentialsHaveTheSameBits() {
        for (AmountDistribution amounts :
                List.of(
                        new AmountDistribution.Normal(1e13, 3e12, AmountDistribution.Bounds.NATURAL),
                        new AmountDistribution.LogNormalMedian(1e7, 4, AmountDistribution.Bounds.NATURAL),
                        new AmountDistribution.LogNormalMedian(
                                1e7, 400, new AmountDistribution.Bounds(1, 10_000_000_000_000L)),
                        new AmountDistribution.LogNormal(1e13, 1e12, AmountDistribution.Bounds.NATURAL),
                        new AmountDistribution.Exponential(1e13, AmountDistribution.Bounds.NATURAL))) {
            PlainWorld world = PlainWorld.alike(10, 100, 1, amounts);
            Outcome same = assertSame(amounts.toString(), world, new NativeEngines()::create);
            assertTrue(count(same.events(), Event.Arrival.class) > 99_000, "a hundred thousand");
        }
    }

    @Test
    void blocksOfTicksGiveTheLogOfSingleTicks() {
        PlainWorld world = PlainWorld.alike(10, 10, 420_000);
        Making making = new NativeEngines()::create;
        Outcome single = world.run(making, PlainWorld::tickByTick);
        Outcome whole = world.run(making, engine -> engine.runTicks(100));
        Outcome pieces = world.run(making, growing(world));
        assertEquals(single.digest(), whole.digest());
        assertEquals(single.digest(), pieces.digest());
        assertEquals(single.measures(), whole.measures());
        assertEquals(single.stateHashes(), whole.stateHashes());
        assertEquals(single.stateHashes(), pieces.stateHashes());
    }

    /// More days in one block than the variable part of a fresh chunk has room for.
    @Test
    void everyTickCanBeADay() {
        List<List<PlainWorld.Payment>> none = Collections.nCopies(20_000, List.of());
        PlainWorld world =
                new PlainWorld(
                        PlainWorld.scenario(
                                1, 20_000, List.of(PlainWorld.agent("A", 1, 0), PlainWorld.agent("B", 1, 0)), null),
                        none);
        for (Handover handover : Handover.values()) {
            assertSame("days", world, new NativeEngines(handover)::create, engine -> engine.runTicks(20_000));
        }
    }

    /// One tick, then two, then three, up to the end of the run.
    private static Driving growing(PlainWorld world) {
        int total = world.scenario().simulation().totalTicks();
        return engine -> {
            for (int most = 1; !engine.isOver(); most++) {
                int ticks = Math.min(most, total - engine.tick());
                int before = engine.tick();
                engine.runTicks(ticks);
                assertEquals(before + ticks, engine.tick());
            }
        };
    }

    private static Outcome assertSame(String what, PlainWorld world, Making making) {
        return assertSame(what, world, making, PlainWorld::tickByTick);
    }

    private static Outcome assertSame(String what, PlainWorld world, Making making, Driving driving) {
        Outcome expected = world.run(JAVA, PlainWorld::tickByTick);
        Outcome actual = world.run(making, driving);
        if (!expected.digest().equals(actual.digest())) {
            List<Event> java = expected.events();
            List<Event> nativeOnes = actual.events();
            for (int i = 0; i < Math.min(java.size(), nativeOnes.size()); i++) {
                int seq = i;
                assertEquals(java.get(i), nativeOnes.get(i), () -> what + ", seq " + seq);
            }
            assertEquals(java.size(), nativeOnes.size(), () -> "events of " + what);
        }
        assertEquals(expected.digest(), actual.digest(), what);
        assertEquals(expected.measures(), actual.measures(), what);
        assertEquals(expected.stateHashes(), actual.stateHashes(), () -> "state hashes of " + what);
        assertEquals(world.scenario().simulation().numDays(), actual.stateHashes().size(), what);
        return actual;
    }
}
