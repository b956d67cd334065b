package rtgsim.cost;

import java.math.BigDecimal;
import rtgsim.event.EventLog;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.CostRates;

/// What each agent pays, kept as sums that change with the state, so that a tick looks at agents and never at transactions.
///
/// Rates are integers × 10⁹ and multipliers × 10³, so a rate in basis points divides by 10¹³ and delay by 10¹⁵. A component of an agent and tick is summed
/// exactly in 128 bits and divided once, half up.
public final class CostBook {

    private static final int RATE_DECIMALS = 9;
    private static final int MULTIPLIER_DECIMALS = 3;
    private static final long BPS_DIVISOR = 10_000_000_000_000L;
    private static final long DELAY_DIVISOR = 1_000_000_000_000_000L;
    private static final int COMPONENTS = CostComponent.values().length;

    /// Sums of amounts per agent: low, normal, urgent, and the same overdue.
    private static final int DELAY_CLASSES = 6;

    private static final int OVERDUE_CLASS = 3;

    private final Transactions txs;
    private final Ledger ledger;
    private final EventLog log;
    private final long overdraftRate;
    private final long collateralRate;
    private final long liquidityRate;
    private final long[] delayRate = new long[DELAY_CLASSES];
    private final boolean paysInCentralQueue;
    private final long penaltyAmount;
    private final long penaltyRate;
    private final long splitFriction;
    private final long eodPenalty;
    private final boolean anyDelayRate;
    private final boolean anyRate;

    private final long[] delaySum;
    private final long[] penaltyOwed;
    private final long[] penaltyBase;
    private final long[] frictionOwed;
    private final long[] eodOwed;
    private final long[] agentTotal;
    private final long[] total = new long[COMPONENTS];
    private final ExactQuotient quotient = new ExactQuotient();

    public CostBook(CostRates rates, Transactions txs, Ledger ledger, EventLog log) {
        this.txs = txs;
        this.ledger = ledger;
        this.log = log;
        overdraftRate = scaled(rates.overdraftBpsPerTick(), RATE_DECIMALS);
        collateralRate = scaled(rates.collateralBpsPerTick(), RATE_DECIMALS);
        liquidityRate = scaled(rates.liquidityBpsPerTick(), RATE_DECIMALS);
        BigDecimal[] multipliers = {rates.lowMultiplier(), rates.normalMultiplier(), rates.urgentMultiplier()};
        boolean anyDelay = false;
        for (int i = 0; i < OVERDUE_CLASS; i++) {
            BigDecimal rate = rates.delayPerTickPerCent().multiply(multipliers[i]);
            int decimals = RATE_DECIMALS + 2 * MULTIPLIER_DECIMALS;
            delayRate[i] = scaled(rate, decimals);
            delayRate[i + OVERDUE_CLASS] = scaled(rate.multiply(rates.overdueMultiplier()), decimals);
            anyDelay |= delayRate[i] != 0;
        }
        anyDelayRate = anyDelay;
        paysInCentralQueue = rates.delayQueues() == CostRates.DelayQueues.BOTH;
        switch (rates.deadlinePenalty()) {
            case CostRates.DeadlinePenalty.Fixed(long amount) -> {
                penaltyAmount = amount;
                penaltyRate = 0;
            }
            case CostRates.DeadlinePenalty.Bps(BigDecimal bps) -> {
                penaltyAmount = 0;
                penaltyRate = scaled(bps, RATE_DECIMALS);
            }
        }
        splitFriction = rates.splitFriction();
        eodPenalty = rates.eodPenalty();
        anyRate =
                anyDelayRate
                        || overdraftRate != 0
                        || collateralRate != 0
                        || liquidityRate != 0
                        || penaltyAmount != 0
                        || penaltyRate != 0
                        || splitFriction != 0
                        || eodPenalty != 0;
        int agents = ledger.agents();
        delaySum = new long[anyDelayRate ? agents * DELAY_CLASSES : 0];
        penaltyOwed = new long[agents];
        penaltyBase = new long[agents];
        frictionOwed = new long[agents];
        eodOwed = new long[agents];
        agentTotal = new long[agents];
    }

    /// The transaction stays in its sender's internal queue, and pays for it from this tick on.
    public void waitsInternally(int slot) {
        startDelay(slot);
    }

    /// The transaction stays in the central queue, where it may or may not pay for delay.
    public void waitsCentrally(int slot) {
        if (paysInCentralQueue) startDelay(slot);
        else stopDelay(slot);
    }

    /// The transaction settled, was split or was dropped: it pays for no further delay.
    public void stopDelay(int slot) {
        if (!txs.has(slot, Transactions.PAYS_DELAY)) return;
        txs.clear(slot, Transactions.PAYS_DELAY);
        int sum = sumOf(slot);
        delaySum[sum] = Math.subtractExact(delaySum[sum], txs.amount[slot]);
    }

    /// The deadline passed: delay costs more from now on, and the penalty is owed unless it is charged already.
    public void becomesOverdue(int slot) {
        boolean pays = txs.has(slot, Transactions.PAYS_DELAY);
        stopDelay(slot);
        txs.set(slot, Transactions.OVERDUE);
        if (pays) startDelay(slot);
        chargePenalty(slot);
    }

    /// The transaction was given up: its deadline penalty is owed unless it is charged already, and it counts at the close.
    public void dropped(int slot) {
        chargePenalty(slot);
        owesAtClose(slot);
    }

    /// The close finds the transaction dropped today, or unsettled and due.
    public void owesAtClose(int slot) {
        int agent = txs.sender[slot];
        eodOwed[agent] = Math.addExact(eodOwed[agent], eodPenalty);
    }

    /// The agent split a transaction into `parts`.
    public void split(int agent, int parts) {
        frictionOwed[agent] = Math.addExact(frictionOwed[agent], Math.multiplyExact(splitFriction, parts - 1L));
    }

    /// Phase 11: one `CostAccrual` for each agent whose total is not zero.
    ///
    /// What has no rate is not looked at: with tens of thousands of agents each column is one more to fetch in every tick.
    public void accrueTick(int tick) {
        if (!anyRate) return;
        for (int agent = 0; agent < penaltyOwed.length; agent++) {
            long overdraft = overdraftRate == 0 ? 0 : bps(Math.max(0, -ledger.balance(agent)), overdraftRate);
            long delay = delayOf(agent);
            long collateral = collateralRate == 0 ? 0 : bps(ledger.posted(agent), collateralRate);
            long liquidity = liquidityRate == 0 ? 0 : bps(ledger.allocated(agent), liquidityRate);
            long friction = splitFriction == 0 ? 0 : takeFriction(agent);
            accrue(tick, agent, overdraft, delay, collateral, liquidity, takePenalty(agent), friction, 0);
        }
    }

    /// The close: a second `CostAccrual` for each agent, with penalties only.
    ///
    /// @return the sum of their totals
    public long accrueClose(int tick) {
        if (!anyRate) return 0;
        long sum = 0;
        for (int agent = 0; agent < penaltyOwed.length; agent++) {
            sum = Math.addExact(sum, accrue(tick, agent, 0, 0, 0, 0, takePenalty(agent), 0, eodOwed[agent]));
            eodOwed[agent] = 0;
        }
        return sum;
    }

    /// What all agents have paid of a component so far.
    public long total(CostComponent component) {
        return total[component.ordinal()];
    }

    /// What an agent has paid so far: the sum of its `CostAccrual` events.
    public long totalOf(int agent) {
        return agentTotal[agent];
    }

    private long accrue(
            int tick,
            int agent,
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long deadlinePenalty,
            long friction,
            long eod) {
        long sum = Math.addExact(overdraft, delay);
        sum = Math.addExact(sum, collateral);
        sum = Math.addExact(sum, liquidity);
        sum = Math.addExact(sum, deadlinePenalty);
        sum = Math.addExact(sum, friction);
        sum = Math.addExact(sum, eod);
        if (sum == 0) return 0;
        log.costAccrual(tick, agent, overdraft, delay, collateral, liquidity, deadlinePenalty, friction, eod, sum);
        agentTotal[agent] = Math.addExact(agentTotal[agent], sum);
        addTotal(CostComponent.OVERDRAFT, overdraft);
        addTotal(CostComponent.DELAY, delay);
        addTotal(CostComponent.COLLATERAL, collateral);
        addTotal(CostComponent.LIQUIDITY, liquidity);
        addTotal(CostComponent.DEADLINE_PENALTY, deadlinePenalty);
        addTotal(CostComponent.SPLIT_FRICTION, friction);
        addTotal(CostComponent.EOD_PENALTY, eod);
        return sum;
    }

    private void addTotal(CostComponent component, long cost) {
        int at = component.ordinal();
        total[at] = Math.addExact(total[at], cost);
    }

    private void startDelay(int slot) {
        if (!anyDelayRate || txs.has(slot, Transactions.PAYS_DELAY)) return;
        txs.set(slot, Transactions.PAYS_DELAY);
        int sum = sumOf(slot);
        delaySum[sum] = Math.addExact(delaySum[sum], txs.amount[slot]);
    }

    private int sumOf(int slot) {
        int late = txs.has(slot, Transactions.OVERDUE) ? OVERDUE_CLASS : 0;
        return txs.sender[slot] * DELAY_CLASSES + late + txs.costClass[slot];
    }

    private long delayOf(int agent) {
        if (!anyDelayRate) return 0;
        quotient.clear();
        for (int i = 0; i < DELAY_CLASSES; i++) quotient.add(delaySum[agent * DELAY_CLASSES + i], delayRate[i]);
        return quotient.halfUp(DELAY_DIVISOR);
    }

    private long bps(long amount, long rate) {
        if (amount == 0 || rate == 0) return 0;
        quotient.clear();
        quotient.add(amount, rate);
        return quotient.halfUp(BPS_DIVISOR);
    }

    private void chargePenalty(int slot) {
        if (txs.has(slot, Transactions.CHARGED)) return;
        txs.set(slot, Transactions.CHARGED);
        int agent = txs.sender[slot];
        penaltyOwed[agent] = Math.addExact(penaltyOwed[agent], penaltyAmount);
        if (penaltyRate != 0) penaltyBase[agent] = Math.addExact(penaltyBase[agent], txs.amount[slot]);
    }

    private long takeFriction(int agent) {
        long owed = frictionOwed[agent];
        if (owed != 0) frictionOwed[agent] = 0;
        return owed;
    }

    private long takePenalty(int agent) {
        if (penaltyAmount == 0 && penaltyRate == 0) return 0;
        long owed = Math.addExact(penaltyOwed[agent], bps(penaltyBase[agent], penaltyRate));
        penaltyOwed[agent] = 0;
        penaltyBase[agent] = 0;
        return owed;
    }

    private static long scaled(BigDecimal value, int decimals) {
        return value.movePointRight(decimals).longValueExact();
    }
}
