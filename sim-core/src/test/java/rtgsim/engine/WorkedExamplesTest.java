package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.LsmConfig.Algorithm.BILATERAL;
import static rtgsim.scenario.LsmConfig.Algorithm.CYCLES;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.event.Event;
import rtgsim.event.OffsetMethod;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;

/// The worked examples of `docs/settlement.md`, section 7.
class WorkedExamplesTest {

    private static World bilateralExample(long openingOfB) {
        return new World()
                .agent("A", 5)
                .agent("B", openingOfB)
                .lsm(BILATERAL)
                .pays(0, "A", "B", 100)
                .pays(0, "A", "B", 40)
                .pays(0, "B", "A", 80)
                .pays(0, "B", "A", 50);
    }

    @Test
    void aBilateralOffsetLeavesOutTheLastTransactionOfTheAgentThatCannotPay() {
        World.Outcome outcome = bilateralExample(30).run();
        assertEquals(
                List.of(95L, 35L, 50L, 20L),
                outcome.all(Event.QueuedRtgs.class).stream().map(Event.QueuedRtgs::shortfall).toList());
        Event.LsmBilateralOffset offset = outcome.all(Event.LsmBilateralOffset.class).getFirst();
        assertEquals("B", offset.agentId());
        assertEquals(List.of("A", "B"), offset.agents());
        assertEquals(List.of("tx_00000001", "tx_00000003", "tx_00000004"), offset.txIds());
        assertEquals(List.of(100L, 80L, 50L), offset.amounts());
        assertEquals(100, offset.amountA());
        assertEquals(130, offset.amountB());
        assertEquals(30, offset.liquidityUsed());
        assertEquals(1, outcome.all(Event.LsmBilateralOffset.class).size());
        assertEquals(35, outcome.balance("A"));
        assertEquals(0, outcome.balance("B"));
        assertEquals(1L, outcome.measures().of("unsettled_count"));
    }

    @Test
    void aBilateralOffsetSettlesNothingWhenOneCentIsMissing() {
        World.Outcome outcome = bilateralExample(29).run();
        assertTrue(outcome.all(Event.LsmBilateralOffset.class).isEmpty());
        assertEquals(4L, outcome.measures().of("unsettled_count"));
        assertEquals(5, outcome.balance("A"));
        assertEquals(29, outcome.balance("B"));
    }

    private static World cycleExample(long openingOfB) {
        return new World()
                .agent("A", 3)
                .agent("B", openingOfB)
                .agent("C", 0)
                .lsm(CYCLES)
                .pays(0, "A", "B", 10)
                .pays(0, "B", "C", 12)
                .pays(0, "C", "A", 9);
    }

    @Test
    void aCycleOfUnequalAmountsSettlesAtFullValue() {
        World.Outcome outcome = cycleExample(2).run();
        Event.LsmCycleSettlement cycle = outcome.all(Event.LsmCycleSettlement.class).getFirst();
        assertEquals("B", cycle.agentId());
        assertEquals(OffsetMethod.CYCLE, cycle.method());
        assertEquals(List.of("A", "B", "C"), cycle.agents());
        assertEquals(List.of("tx_00000001", "tx_00000002", "tx_00000003"), cycle.txIds());
        assertEquals(List.of(10L, 12L, 9L), cycle.amounts());
        assertEquals(List.of(-1L, -2L, 3L), cycle.netPositions());
        assertEquals(31, cycle.totalValue());
        assertEquals(3, cycle.liquidityUsed());
        assertEquals(2, outcome.balance("A"));
        assertEquals(0, outcome.balance("B"));
        assertEquals(3, outcome.balance("C"));
        assertEquals(11, outcome.events().size());
    }

    @Test
    void theCycleHasTheDigestOfTheRuleBook() {
        assertEquals(
                "fc09bd35831e106a5ac0e32f29dce0deba7c71134efc97b63af38b025f914079", cycleExample(2).run().digest());
        assertEquals(
                List.of("c40e08bc1e0c3034388f5bceb33588c6932036061c74937978811f90d3d89ae0"),
                cycleExample(2).run().stateHashes());
    }

    @Test
    void aCycleSettlesNothingWhenOneCentIsMissing() {
        World.Outcome outcome = cycleExample(1).run();
        assertTrue(outcome.all(Event.LsmCycleSettlement.class).isEmpty());
        assertEquals(1, outcome.balance("B"));
    }

    private static CostRates overdueRates() {
        return new CostRates(
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                new BigDecimal("0.0001"),
                new BigDecimal("1.5"),
                BigDecimal.ONE,
                BigDecimal.ONE,
                new BigDecimal("5"),
                CostRates.DelayQueues.BOTH,
                new CostRates.DeadlinePenalty.Fixed(50_000),
                0,
                10_000);
    }

    private static World overdueExample() {
        return new World()
                .ticks(10, 1)
                .agent("A", 0)
                .agent("B", 0, 2_000_000, new Policy.Fifo())
                .costs(overdueRates())
                .pays(5, "A", "B", 1_234_567, 7, 8, false);
    }

    @Test
    void anOverdueTransactionCostsDelayPenaltyAndTheClose() {
        World.Outcome outcome = overdueExample().run();
        List<Event.CostAccrual> costs = outcome.all(Event.CostAccrual.class);
        assertEquals(List.of(5, 6, 7, 8, 9, 9), costs.stream().map(Event.CostAccrual::tick).toList());
        assertEquals(
                List.of(185L, 185L, 185L, 50_926L, 926L, 10_000L),
                costs.stream().map(Event.CostAccrual::total).toList());
        assertEquals(List.of(185L, 185L, 185L, 926L, 926L, 0L), costs.stream().map(Event.CostAccrual::delay).toList());
        assertEquals(50_000, costs.get(3).deadlinePenalty());
        assertEquals(10_000, costs.get(5).eodPenalty());
        assertEquals(62_407L, outcome.measures().of("total_cost"));
        assertEquals(10_000, outcome.all(Event.EndOfDay.class).getFirst().totalPenalties());
        assertEquals(1L, outcome.measures().of("overdue_count"));
    }

    @Test
    void anOverdueTransactionThatSettlesInTheLastTickPaysNothingForThatTick() {
        World.Outcome outcome = overdueExample().pays(9, "B", "A", 1_234_567).run();
        assertEquals(51_481L, outcome.measures().of("total_cost"));
        assertEquals(4L, outcome.measures().of("max_delay_ticks"));
    }

    @Test
    void aTransactionRejectedAtTheCloseOwesItsPenaltyOnce() {
        World.Outcome outcome = overdueExample().rtgs(new Rtgs(false, Rtgs.UnsettledAtClose.REJECT)).run();
        assertEquals(62_407L, outcome.measures().of("total_cost"));
        Event.PolicyDrop drop = outcome.all(Event.PolicyDrop.class).getFirst();
        assertEquals("close", drop.reason());
        assertEquals(1L, outcome.measures().of("dropped_count"));
        Event.EndOfDay close = outcome.all(Event.EndOfDay.class).getFirst();
        assertEquals(1, close.unsettledCount());
        assertEquals(1_234_567, close.unsettledValue());
    }
}
