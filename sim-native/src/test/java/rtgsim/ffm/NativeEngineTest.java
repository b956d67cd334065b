package rtgsim.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.ffm.PlainWorld.agent;
import static rtgsim.ffm.PlainWorld.payment;
import static rtgsim.ffm.PlainWorld.scenario;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.ffm.PlainWorld.Making;
import rtgsim.ffm.PlainWorld.Payment;
import rtgsim.ledger.InvariantViolated;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// What ends a native run, and how it is told.
class NativeEngineTest {

    @BeforeAll
    static void needsTheLibrary() {
        NeedsLibrary.orSayThatItDidNotRun();
    }

    @ParameterizedTest
    @EnumSource(Handover.class)
    void aPaymentOfNothingBreaksTheSameInvariantOnBothEngines(Handover handover) {
        PlainWorld world = twoAgents(1_000, 0, payment(0, 1, 1), payment(0, 1, 0));
        assertBreaksAlike(
                world,
                handover,
                "invariant violated: a sender covers what it settles (tick 0, seed 42, scenario world)");
    }

    @ParameterizedTest
    @EnumSource(Handover.class)
    void valuesBeyond64BitsEndTheRunOnBothEngines(Handover handover) {
        PlainWorld world = twoAgents(0, 0, payment(0, 1, Long.MAX_VALUE), payment(0, 1, 1));
        assertBreaksAlike(world, handover, "an amount exceeds 64 bits (tick 0, seed 42, scenario world)");
    }

    @Test
    void aCreditLineThatTakesLiquidityBeyond64BitsEndsTheRunOnBothEngines() {
        PlainWorld world = twoAgents(1, Long.MAX_VALUE / 10, payment(0, 1, 1), payment(1, 0, 1));
        assertEquals(
                world.run(new JavaEngines()::create, PlainWorld::tickByTick).digest(),
                world.run(new NativeEngines()::create, PlainWorld::tickByTick).digest());
        PlainWorld beyond = twoAgents(1, Long.MAX_VALUE, payment(0, 1, 1));
        assertBreaksAlike(beyond, Handover.IN_PLACE, "an amount exceeds 64 bits (tick 0, seed 42, scenario world)");
    }

    @Test
    void anAgentThatIsNotThereIsCaughtAtTheBoundaryAndEndsTheRun() {
        PlainWorld world = twoAgents(1_000, 0, payment(0, 2, 1));
        Making making = new NativeEngines()::create;
        InvariantViolated broken =
                assertThrows(InvariantViolated.class, () -> world.run(making, PlainWorld::tickByTick));
        String message = String.valueOf(broken.getMessage());
        assertTrue(
                message.startsWith("a mistake of the native engine: panicked at src/main/rust/arriving.rs:"), message);
        assertTrue(
                message.endsWith("sender and receiver are agents of the scenario (tick 0, seed 42, scenario world)"),
                message);
    }

    @Test
    void aBrokenRunStaysBroken() {
        PlainWorld world = twoAgents(1_000, 0, payment(0, 1, 0));
        Making making = new NativeEngines()::create;
        world.run(
                making,
                engine -> {
                    assertThrows(InvariantViolated.class, engine::runTick);
                    assertThrows(InvariantViolated.class, engine::runTick);
                    assertEquals(0, engine.tick());
                });
    }

    @Test
    void ticksAllocateNothingOnceWarm() {
        int warm = 6_000;
        int measured = 500;
        PlainWorld world =
                new PlainWorld(
                        scenario(warm + measured, 1, List.of(agent("A", 100, 0), agent("B", 100, 0)), null), List.of());
        EventChunk chunk = new EventChunk();
        ChunkExchange oneChunk =
                new ChunkExchange() {
                    @Override
                    public EventChunk exchange(@Nullable EventChunk filled) {
                        return chunk;
                    }

                    @Override
                    public void finish(EventChunk last) {}
                };
        // Ninety to and fro, each of which the other's makes possible, and ten that wait.
        ArrivalSource arrivals =
                (tick, batch) -> {
                    for (int i = 0; i < 100; i++) {
                        batch.add(i % 2, 1 - i % 2, i % 10 == 9 ? 1_000 : 60, tick + 5, 5, false, ArrivalOrigin.FILE);
                    }
                };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Engine engine =
                new NativeEngines().create(world.scenario(), new AgentOrder(world.scenario()), arrivals, oneChunk)) {
            for (int tick = 0; tick < warm; tick++) engine.runTick();
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int tick = 0; tick < measured; tick++) engine.runTick();
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // An object a tick would be 16 bytes; what the compiler takes back from registers, once, is less.
            assertTrue(allocated < 8L * measured, () -> allocated + " bytes in " + measured + " ticks");
        }
    }

    @Test
    void noMoreTicksRunThanTheRunHas() {
        PlainWorld world = twoAgents(1_000, 0, payment(0, 1, 1));
        Making making = new NativeEngines()::create;
        assertThrows(IllegalStateException.class, () -> world.run(making, engine -> engine.runTicks(2)));
    }

    @Test
    void whatOnlyJavaKnowsIsRefusedByItsKey() {
        NativeEngines engines = new NativeEngines();
        Scenario plain = twoAgents(1, 0).scenario();
        assertEquals(Optional.empty(), engines.beyond(plain));
        Scenario offsetting =
                new Scenario(
                        plain.name(),
                        "",
                        plain.simulation(),
                        plain.agents(),
                        null,
                        LsmConfig.of(LsmConfig.Algorithm.CYCLES),
                        plain.rtgs(),
                        plain.costRates(),
                        List.of(new ScheduledEvent.DirectTransfer(ScheduledEvent.Schedule.once(0), "A", "B", 1)));
        assertEquals(
                Optional.of(
                        "the native engine does not know lsm_config.algorithms other than bilateral, scenario_events yet"),
                engines.beyond(offsetting));
    }

    private static PlainWorld twoAgents(long openingBalance, long cap, Payment... payments) {
        return new PlainWorld(
                scenario(1, 1, List.of(agent("A", openingBalance, cap), agent("B", 0, 0)), null),
                List.of(List.of(payments)));
    }

    private static void assertBreaksAlike(PlainWorld world, Handover handover, String message) {
        Making java = new JavaEngines()::create;
        Making making = new NativeEngines(handover)::create;
        assertEquals(
                message,
                assertThrows(InvariantViolated.class, () -> world.run(java, PlainWorld::tickByTick)).getMessage());
        assertEquals(
                message,
                assertThrows(InvariantViolated.class, () -> world.run(making, PlainWorld::tickByTick)).getMessage());
    }
}
