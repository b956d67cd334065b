package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.LsmConfig.Algorithm.BILATERAL;
import static rtgsim.scenario.LsmConfig.Algorithm.CYCLES;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.InvariantViolated;
import rtgsim.scenario.Agent;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.ScheduledEvent.Schedule;

/// Single rules of the tick, at their edges.
class EngineTest {

    @Test
    void aTransactionSettlesWithTheLastCentOfCreditAndQueuesOneCentBeyond() {
        World covered = new World().agent("A", 499, 1, new Policy.Fifo()).agent("B", 0).pays(0, "A", "B", 500);
        assertEquals(-1, covered.run().balance("A"));
        World.Outcome short1 =
                new World().agent("A", 498, 1, new Policy.Fifo()).agent("B", 0).pays(0, "A", "B", 500).run();
        assertEquals(1, short1.all(Event.QueuedRtgs.class).getFirst().shortfall());
        assertEquals(498, short1.balance("A"));
    }

    @Test
    void theShortfallOfAnOverdrawnSenderIsTheWholeAmount() {
        World.Outcome outcome =
                new World()
                        .ticks(2, 1)
                        .agent(new Agent("A", -5, 0, 10, 10, BigDecimal.ZERO, new Policy.Fifo(), List.of()))
                        .agent("B", 0)
                        .scheduled(new ScheduledEvent.CollateralAdjustment(Schedule.once(0), "A", -9))
                        .pays(0, "A", "B", 1)
                        .pays(0, "A", "B", 7)
                        .run();
        // Withdrawn: 5 of the 9, since 5 are in use; so nothing is left to pay with.
        assertEquals(5, outcome.all(Event.CollateralWithdraw.class).getFirst().amount());
        assertEquals(
                List.of(1L, 7L),
                outcome.all(Event.QueuedRtgs.class).stream().map(Event.QueuedRtgs::shortfall).toList());
    }

    @Test
    void theBypassPassSettlesALaterTransactionThatIsCovered() {
        World.Outcome outcome =
                new World()
                        .ticks(2, 1)
                        .agent("A", 10)
                        .agent("B", 100)
                        .pays(0, "A", "B", 50)
                        .pays(0, "A", "B", 30)
                        .pays(1, "B", "A", 25)
                        .run();
        Event.Settlement released = outcome.all(Event.Settlement.class).getLast();
        assertEquals("tx_00000002", released.txId());
        assertEquals(SettlementOrigin.QUEUE, released.origin());
        assertEquals(1, released.waitedTicks());
    }

    @Test
    void deferredReceiptsAreUsableOnlyInTheNextTick() {
        World world = new World().ticks(2, 1).agent("A", 0).agent("B", 10).pays(0, "B", "A", 10).pays(0, "A", "B", 10);
        assertEquals(0, settledTick(world.run(), "tx_00000002"));
        World.Outcome deferred = world.rtgs(new Rtgs(true, Rtgs.UnsettledAtClose.CARRY)).run();
        assertEquals(1, settledTick(deferred, "tx_00000002"));
    }

    private static int settledTick(World.Outcome outcome, String txId) {
        return outcome.all(Event.Settlement.class).stream()
                .filter(settlement -> settlement.txId().equals(txId))
                .findFirst()
                .orElseThrow()
                .tick();
    }

    @Test
    void receiptsOfAnOffsetCountAgainstPaymentsOfTheSameSetUnderDeferredCrediting() {
        World.Outcome outcome =
                new World()
                        .agent("A", 1)
                        .agent("B", 0)
                        .rtgs(new Rtgs(true, Rtgs.UnsettledAtClose.CARRY))
                        .lsm(BILATERAL)
                        .pays(0, "A", "B", 11)
                        .pays(0, "B", "A", 10)
                        .run();
        assertEquals(1, outcome.all(Event.LsmBilateralOffset.class).size());
        assertEquals(0, outcome.balance("A"));
    }

    @Test
    void everySplitPartHasItsShareAndTheLastTheRest() {
        World.Outcome outcome =
                new World()
                        .ticks(3, 1)
                        .agent("A", 40, 0, new Policy.LiquiditySplitting(3, 30))
                        .agent("B", 100)
                        .pays(0, "A", "B", 100, 3, 5, true)
                        .pays(1, "B", "A", 61)
                        .run();
        List<Event.Arrival> parts =
                outcome.all(Event.Arrival.class).stream().filter(arrival -> arrival.parentTxId() != null).toList();
        assertEquals(List.of(33L, 33L, 34L), parts.stream().map(Event.Arrival::amount).toList());
        assertEquals(1.0, outcome.measures().of("settled_count_share"));
        assertEquals(5L, outcome.measures().of("transactions"));
        // The family settled with its last part, in tick 1; the other transaction at once.
        assertEquals(0.5, outcome.measures().of("mean_delay_ticks"));
    }

    @Test
    void aTransactionThatCannotBeSplitIsHeld() {
        World.Outcome outcome =
                new World()
                        .agent("A", 40, 0, new Policy.LiquiditySplitting(3, 51))
                        .agent("B", 0)
                        .pays(0, "A", "B", 101, 1, 5, true)
                        .run();
        assertEquals("liquidity", outcome.all(Event.PolicyHold.class).getFirst().reason());
        assertTrue(outcome.all(Event.PolicySplit.class).isEmpty());
    }

    @Test
    void aTransferOfAnAgentIsClippedToWhatItCanUseAndOneOfNothingLeavesNoEvent() {
        World.Outcome outcome =
                new World()
                        .agent("A", 5, 2, new Policy.Fifo())
                        .agent("B", 0)
                        .scheduled(new ScheduledEvent.DirectTransfer(Schedule.once(0), "A", "CENTRAL_BANK", 100))
                        .scheduled(new ScheduledEvent.DirectTransfer(Schedule.once(0), "A", "B", 100))
                        .run();
        assertEquals(1, outcome.all(Event.Settlement.class).size());
        assertEquals(7, outcome.all(Event.Settlement.class).getFirst().amount());
        assertEquals(-2, outcome.balance("A"));
        assertEquals(0L, outcome.measures().of("transactions"));
        assertEquals(2L, outcome.measures().of("credit_used_max"));
        assertEquals(0L, outcome.measures().of("liquidity_used_max"));
    }

    @Test
    void cyclesEndAtTheirBoundOfWorkBeforeTheListingThatWouldExceedIt() {
        World ring =
                new World()
                        .agent("A", 0)
                        .agent("B", 0)
                        .agent("C", 0)
                        .pays(0, "A", "B", 7)
                        .pays(0, "B", "C", 7)
                        .pays(0, "C", "A", 7);
        // The path A lists one successor, the path A, B another; then A, B, C is tried.
        World.Outcome enough = ring.lsm(new LsmConfig(List.of(CYCLES), 1, 3, 10, 2, 24)).run();
        assertEquals(1, enough.all(Event.LsmCycleSettlement.class).size());
        World.Outcome tooLittle = ring.lsm(new LsmConfig(List.of(CYCLES), 1, 3, 10, 1, 24)).run();
        assertTrue(tooLittle.all(Event.LsmCycleSettlement.class).isEmpty());
    }

    @Test
    void offsettingRunsOnlyOnItsTicks() {
        World.Outcome outcome =
                new World()
                        .ticks(4, 1)
                        .agent("A", 0)
                        .agent("B", 0)
                        .lsm(new LsmConfig(List.of(BILATERAL), 3, 4, 10, 1_000_000, 24))
                        .pays(1, "A", "B", 7)
                        .pays(1, "B", "A", 7)
                        .run();
        assertEquals(3, outcome.all(Event.LsmBilateralOffset.class).getFirst().tick());
    }

    @Test
    void anAmountBeyond64BitsEndsTheRunWithItsTickAndSeed() {
        World world =
                new World()
                        .ticks(2, 1)
                        .agent("A", Long.MAX_VALUE / 2)
                        .agent("B", 0)
                        .pays(1, "A", "B", Long.MAX_VALUE)
                        .pays(1, "A", "B", Long.MAX_VALUE);
        InvariantViolated violated = assertThrows(InvariantViolated.class, world::run);
        assertEquals("an amount exceeds 64 bits (tick 1, seed 42, scenario world)", violated.getMessage());
    }

    @Test
    void theLogContinuesInTheNextChunkWhenOneIsFull() {
        World world = new World().agent("A", 1_000_000).agent("B", 0);
        for (int i = 0; i < EventChunk.ROWS / 3 + 10; i++) world.pays(0, "A", "B", 1);
        World.Outcome outcome = world.run();
        assertEquals(2, outcome.chunks().size());
        assertEquals(EventChunk.ROWS, outcome.chunks().getLast().firstSeq());
        assertEquals((long) outcome.events().size(), outcome.measures().of("events"));
        for (int i = 0; i < outcome.events().size(); i++) assertEquals(i, outcome.events().get(i).seq());
    }
}
