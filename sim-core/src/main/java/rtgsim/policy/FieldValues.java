package rtgsim.policy;

import java.math.BigDecimal;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.queue.AgentTallies;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Kernel;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.CreditLine;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Field;

/// What each [Field] is now, for the agent whose turn it is and the transaction that it is asked about. Every one is read in constant time.
///
/// Integers are summed exactly and rounded once, when they become a double.
final class FieldValues {

    private static final Field[] FIELDS = Field.values();
    private static final double BPS_UNIT = 10_000;
    private static final double EOD_RUSH_FROM = 0.8;

    private final Transactions txs;
    private final Ledger ledger;
    private final CentralQueue central;
    private final AgentTallies tallies;
    private final Rtgs rtgs;
    private final int ticksPerDay;
    private final int totalTicks;
    private final double overdraftBps;
    private final double collateralBps;
    private final double liquidityBps;
    private final double delayRate;
    private final double[] priorityMultiplier;
    private final double overdueMultiplier;
    private final double deadlinePenalty;
    private final double deadlinePenaltyBps;
    private final double splitFriction;
    private final double eodPenalty;

    private int tick;
    private int agent;
    private int slot;
    private boolean inCentralQueue;

    FieldValues(Scenario scenario, Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        central = kernel.central();
        tallies = kernel.tallies();
        rtgs = scenario.rtgs();
        ticksPerDay = scenario.simulation().ticksPerDay();
        totalTicks = scenario.simulation().totalTicks();
        CostRates rates = scenario.costRates();
        overdraftBps = rates.overdraftBpsPerTick().doubleValue();
        collateralBps = rates.collateralBpsPerTick().doubleValue();
        liquidityBps = rates.liquidityBpsPerTick().doubleValue();
        delayRate = rates.delayPerTickPerCent().doubleValue();
        priorityMultiplier =
                new double[] {
                    rates.lowMultiplier().doubleValue(),
                    rates.normalMultiplier().doubleValue(),
                    rates.urgentMultiplier().doubleValue()
                };
        overdueMultiplier = rates.overdueMultiplier().doubleValue();
        switch (rates.deadlinePenalty()) {
            case CostRates.DeadlinePenalty.Fixed(long amount) -> {
                deadlinePenalty = amount;
                deadlinePenaltyBps = 0;
            }
            case CostRates.DeadlinePenalty.Bps(BigDecimal bps) -> {
                deadlinePenalty = 0;
                deadlinePenaltyBps = bps.doubleValue();
            }
        }
        splitFriction = rates.splitFriction();
        eodPenalty = rates.eodPenalty();
    }

    /// From now on an agent is asked.
    void turnOf(int agentNow, int tickNow) {
        agent = agentNow;
        tick = tickNow;
    }

    /// From now on it is asked about this transaction.
    void about(int slotNow, boolean isInCentralQueue) {
        slot = slotNow;
        inCentralQueue = isInCentralQueue;
    }

    /// @param field its position in [Field]
    double read(int field) {
        return switch (FIELDS[field]) {
            case AMOUNT, REMAINING_AMOUNT -> txs.amount[slot];
            case ARRIVAL_TICK -> txs.arrivalTick[slot];
            case DEADLINE_TICK -> txs.deadlineTick[slot];
            case TICKS_TO_DEADLINE -> txs.deadlineTick[slot] - tick;
            case QUEUE_AGE -> tick - txs.arrivalTick[slot];
            case PRIORITY -> rtgs.effectivePriority(txs.priority[slot], txs.deadlineTick[slot], tick);
            case IS_SPLIT -> flag(txs.isPart(slot));
            case IS_PAST_DEADLINE, IS_OVERDUE -> flag(tick > txs.deadlineTick[slot]);
            case OVERDUE_DURATION -> Math.max(0, tick - txs.deadlineTick[slot]);
            case IS_IN_QUEUE2 -> flag(inCentralQueue);
            case COST_DELAY_THIS_TX_ONE_TICK -> delayCost();
            case COST_OVERDRAFT_THIS_AMOUNT_ONE_TICK -> txs.amount[slot] * overdraftBps / BPS_UNIT;
            case MY_Q2_OUT_VALUE_TO_COUNTERPARTY -> tallies.valueTo(agent, txs.receiver[slot]);
            case MY_Q2_IN_VALUE_FROM_COUNTERPARTY -> tallies.valueTo(txs.receiver[slot], agent);
            case MY_BILATERAL_NET_Q2 ->
                    tallies.valueTo(agent, txs.receiver[slot]) - tallies.valueTo(txs.receiver[slot], agent);
            case TX_IS_TOP_COUNTERPARTY -> flag(tallies.topReceiver(agent) == txs.receiver[slot]);

            case BALANCE -> ledger.balance(agent);
            case UNSECURED_CAP -> ledger.unsecuredCap(agent);
            case POSTED_COLLATERAL -> ledger.posted(agent);
            case MAX_COLLATERAL_CAPACITY -> ledger.capacity(agent);
            case COLLATERAL_HAIRCUT -> ledger.haircutMicros(agent) / (double) CreditLine.HAIRCUT_UNIT;
            case CREDIT_LIMIT -> ledger.creditLine(agent);
            case CREDIT_USED -> creditUsed();
            case IS_USING_CREDIT -> flag(ledger.balance(agent) < 0);
            case CREDIT_HEADROOM -> Math.subtractExact(ledger.creditLine(agent), creditUsed());
            case AVAILABLE_LIQUIDITY -> ledger.available(agent);
            case EFFECTIVE_LIQUIDITY -> ledger.usable(agent);
            case OUTGOING_QUEUE_SIZE -> tallies.internalCount(agent);
            case QUEUE1_TOTAL_VALUE -> tallies.internalValue(agent);
            case HEADROOM -> headroom();
            case QUEUE1_LIQUIDITY_GAP -> Math.max(0, Math.negateExact(headroom()));
            case LIQUIDITY_PRESSURE -> {
                long usable = ledger.usable(agent);
                yield usable <= 0 ? 1 : 1 - Math.max(0, ledger.balance(agent)) / (double) usable;
            }
            case INCOMING_EXPECTED_COUNT -> tallies.incomingCount(agent);
            case REMAINING_COLLATERAL_CAPACITY -> Math.max(0, ledger.capacity(agent) - ledger.posted(agent));
            case COLLATERAL_UTILIZATION ->
                    ledger.capacity(agent) == 0 ? 0 : ledger.posted(agent) / (double) ledger.capacity(agent);
            case REQUIRED_COLLATERAL_FOR_USAGE -> ledger.collateralInUse(agent);
            case EXCESS_COLLATERAL -> ledger.posted(agent) - ledger.collateralInUse(agent);
            case OVERDRAFT_UTILIZATION -> {
                long line = ledger.creditLine(agent);
                yield line == 0 ? flag(creditUsed() > 0) : creditUsed() / (double) line;
            }
            case QUEUE2_COUNT_FOR_AGENT -> central.queuedFrom(agent, 0);
            case QUEUE2_NEAREST_DEADLINE -> nearestDeadline();
            case TICKS_TO_NEAREST_QUEUE2_DEADLINE -> nearestDeadline() - tick;
            case MY_THROUGHPUT_FRACTION_TODAY -> throughput();
            case EXPECTED_THROUGHPUT_FRACTION_BY_NOW -> expectedThroughput();
            case THROUGHPUT_GAP -> throughput() - expectedThroughput();

            case RTGS_QUEUE_SIZE -> central.count();
            case RTGS_QUEUE_VALUE -> central.value();
            case TOTAL_AGENTS -> ledger.agents();
            case SYSTEM_QUEUE2_PRESSURE_INDEX -> central.count() / (double) ((long) central.count() + ledger.agents());
            case CURRENT_TICK -> tick;
            case SYSTEM_TICKS_PER_DAY -> ticksPerDay;
            case SYSTEM_CURRENT_DAY -> Math.floorDiv(tick, ticksPerDay);
            case SYSTEM_TICK_IN_DAY -> tick % ticksPerDay;
            case TICKS_REMAINING_IN_DAY -> ticksPerDay - tick % ticksPerDay - 1;
            case DAY_PROGRESS_FRACTION -> dayProgress();
            case IS_EOD_RUSH -> flag(dayProgress() >= EOD_RUSH_FROM);
            case COST_OVERDRAFT_BPS_PER_TICK -> overdraftBps;
            case COST_COLLATERAL_BPS_PER_TICK -> collateralBps;
            case COST_LIQUIDITY_BPS_PER_TICK -> liquidityBps;
            case COST_DELAY_PER_TICK_PER_CENT -> delayRate;
            case COST_DEADLINE_PENALTY -> deadlinePenalty;
            case COST_DEADLINE_PENALTY_BPS -> deadlinePenaltyBps;
            case COST_SPLIT_FRICTION -> splitFriction;
            case COST_EOD_PENALTY -> eodPenalty;
        };
    }

    private double delayCost() {
        double late = tick > txs.deadlineTick[slot] ? overdueMultiplier : 1;
        return txs.amount[slot] * delayRate * priorityMultiplier[txs.costClass[slot]] * late;
    }

    private long creditUsed() {
        return Math.max(0, Math.negateExact(ledger.balance(agent)));
    }

    private long headroom() {
        return Math.subtractExact(ledger.available(agent), tallies.internalValue(agent));
    }

    private int nearestDeadline() {
        int deadline = tallies.nearestDeadline(agent);
        return deadline == AgentTallies.NONE ? totalTicks : deadline;
    }

    private double throughput() {
        long settled = tallies.settledToday(agent);
        long unsettled = Math.addExact(tallies.internalValue(agent), tallies.centralValue(agent));
        long all = Math.addExact(settled, unsettled);
        return all == 0 ? 1 : settled / (double) all;
    }

    private double expectedThroughput() {
        return (tick % ticksPerDay + 1) / (double) ticksPerDay;
    }

    private double dayProgress() {
        return tick % ticksPerDay / (double) ticksPerDay;
    }

    private static double flag(boolean holds) {
        return holds ? 1 : 0;
    }
}
