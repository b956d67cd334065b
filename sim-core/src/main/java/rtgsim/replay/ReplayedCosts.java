package rtgsim.replay;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import rtgsim.event.Event;
import rtgsim.scenario.CostRates;

/// What each tick costs each agent, recomputed from the state in exact integers and divided once per component.
public final class ReplayedCosts {

    /// The components of one agent, minor units.
    public record Cost(
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long deadlinePenalty,
            long splitFriction,
            long eodPenalty) {

        static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0);

        public long total() {
            long sum = Math.addExact(Math.addExact(overdraft, delay), Math.addExact(collateral, liquidity));
            return Math.addExact(sum, Math.addExact(Math.addExact(deadlinePenalty, splitFriction), eodPenalty));
        }

        Cost plus(Cost other) {
            return new Cost(
                    Math.addExact(overdraft, other.overdraft),
                    Math.addExact(delay, other.delay),
                    Math.addExact(collateral, other.collateral),
                    Math.addExact(liquidity, other.liquidity),
                    Math.addExact(deadlinePenalty, other.deadlinePenalty),
                    Math.addExact(splitFriction, other.splitFriction),
                    Math.addExact(eodPenalty, other.eodPenalty));
        }

        Event.CostAccrual event(long seq, int tick, String agentId) {
            return new Event.CostAccrual(
                    seq,
                    tick,
                    agentId,
                    overdraft,
                    delay,
                    collateral,
                    liquidity,
                    deadlinePenalty,
                    splitFriction,
                    eodPenalty,
                    total());
        }
    }

    /// Of a sum of amounts × basis points, which have nine decimals.
    private static final BigInteger BPS_DIVISOR = BigInteger.TEN.pow(13);

    /// Of a sum of amounts × rate × two multipliers: nine and twice three decimals.
    private static final BigInteger DELAY_DIVISOR = BigInteger.TEN.pow(15);

    /// Priorities in three bands, each before the deadline and after it.
    private static final int RATES = 6;

    private static final int HALF = 32;
    private static final long LOW_HALF = (1L << HALF) - 1;

    private final ReplayedState state;
    private final CostRates rates;
    private final BigInteger[] delayRate = new BigInteger[RATES];
    private final BigInteger[] penaltyOwed;
    private final long[] partsAdded;
    private final Cost[] ofTick;
    private final long[] ofAgent;
    private Cost sum = Cost.NONE;

    ReplayedCosts(ReplayedState state) {
        this.state = state;
        rates = state.scenario.costRates();
        BigDecimal[] bands = {rates.lowMultiplier(), rates.normalMultiplier(), rates.urgentMultiplier()};
        for (int band = 0; band < bands.length; band++) {
            BigDecimal rate = rates.delayPerTickPerCent().multiply(bands[band]).movePointRight(15);
            delayRate[2 * band] = rate.toBigIntegerExact();
            delayRate[2 * band + 1] = rate.multiply(rates.overdueMultiplier()).toBigIntegerExact();
        }
        penaltyOwed = new BigInteger[state.agents];
        partsAdded = new long[state.agents];
        ofTick = new Cost[state.agents];
        ofAgent = new long[state.agents];
        startTick();
    }

    void startTick() {
        Arrays.fill(penaltyOwed, BigInteger.ZERO);
        Arrays.fill(partsAdded, 0);
        Arrays.fill(ofTick, Cost.NONE);
    }

    Cost ofTick(int agent) {
        return ofTick[agent];
    }

    /// Of all ticks so far.
    long ofAgent(int agent) {
        return ofAgent[agent];
    }

    /// Of all ticks and agents so far.
    Cost sum() {
        return sum;
    }

    /// The transaction became overdue or was dropped: its deadline penalty is owed, unless it was before.
    void oweDeadlinePenalty(Tx tx) {
        if (tx.charged) return;
        tx.charged = true;
        BigInteger numerator =
                switch (rates.deadlinePenalty()) {
                    case CostRates.DeadlinePenalty.Fixed fixed ->
                            BigInteger.valueOf(fixed.amount()).multiply(BPS_DIVISOR);
                    case CostRates.DeadlinePenalty.Bps bps ->
                            billionths(bps.bps()).multiply(BigInteger.valueOf(tx.amount));
                };
        penaltyOwed[tx.sender] = penaltyOwed[tx.sender].add(numerator);
    }

    void splitInto(int agent, int parts) {
        partsAdded[agent] += parts - 1;
    }

    /// What phase 11 must accrue, by agent.
    Cost[] accrueTick() {
        long[] delayed = delayedAmounts();
        Cost[] costs = new Cost[state.agents];
        for (int agent = 0; agent < costs.length; agent++) {
            BigInteger delay = BigInteger.ZERO;
            for (int rate = 0; rate < RATES; rate++) {
                int at = 2 * (RATES * agent + rate);
                if ((delayed[at] | delayed[at + 1]) == 0) continue;
                BigInteger amounts =
                        BigInteger.valueOf(delayed[at + 1]).shiftLeft(HALF).add(BigInteger.valueOf(delayed[at]));
                delay = delay.add(amounts.multiply(delayRate[rate]));
            }
            costs[agent] =
                    new Cost(
                            bps(Math.max(0, Math.negateExact(state.balance(agent))), rates.overdraftBpsPerTick()),
                            rounded(delay, DELAY_DIVISOR),
                            bps(state.postedCollateral(agent), rates.collateralBpsPerTick()),
                            bps(state.allocatedPool(agent), rates.liquidityBpsPerTick()),
                            takePenaltyOwed(agent),
                            Math.multiplyExact(rates.splitFriction(), partsAdded[agent]),
                            0);
        }
        return costs;
    }

    /// The amounts that pay for delay, by agent and rate, each as a low half and the rest.
    private long[] delayedAmounts() {
        long[] delayed = new long[2 * RATES * state.agents];
        if (rates.delayPerTickPerCent().signum() == 0) return delayed;
        for (int agent = 0; agent < state.agents; agent++) {
            for (Tx tx : state.internal(agent)) addDelayed(delayed, tx);
        }
        if (rates.delayQueues() == CostRates.DelayQueues.BOTH) {
            for (Tx tx : state.central()) addDelayed(delayed, tx);
        }
        for (Tx tx : state.droppedToday) addDelayed(delayed, tx);
        return delayed;
    }

    private void addDelayed(long[] delayed, Tx tx) {
        int band = tx.costPriority >= 8 ? 2 : tx.costPriority >= 4 ? 1 : 0;
        int rate = 2 * band + (state.tick() > tx.deadlineTick ? 1 : 0);
        int at = 2 * (RATES * tx.sender + rate);
        delayed[at] += tx.amount & LOW_HALF;
        delayed[at + 1] += tx.amount >>> HALF;
    }

    /// What phase 12 must accrue, by agent: the penalties of the close alone.
    Cost[] accrueClose() {
        long[] charged = new long[state.agents];
        for (Tx tx : state.droppedToday) charged[tx.sender]++;
        for (int agent = 0; agent < state.agents; agent++) {
            for (Tx tx : state.internal(agent)) if (tx.deadlineTick <= state.endOfDay()) charged[agent]++;
        }
        for (Tx tx : state.central()) if (tx.deadlineTick <= state.endOfDay()) charged[tx.sender]++;
        Cost[] costs = new Cost[state.agents];
        for (int agent = 0; agent < costs.length; agent++) {
            costs[agent] =
                    new Cost(
                            0,
                            0,
                            0,
                            0,
                            takePenaltyOwed(agent),
                            0,
                            Math.multiplyExact(rates.eodPenalty(), charged[agent]));
        }
        return costs;
    }

    void accrued(int agent, Cost cost) {
        ofTick[agent] = ofTick[agent].plus(cost);
        ofAgent[agent] = Math.addExact(ofAgent[agent], cost.total());
        sum = sum.plus(cost);
    }

    private long takePenaltyOwed(int agent) {
        long penalty = rounded(penaltyOwed[agent], BPS_DIVISOR);
        penaltyOwed[agent] = BigInteger.ZERO;
        return penalty;
    }

    private static long bps(long amount, BigDecimal bps) {
        if (amount == 0 || bps.signum() == 0) return 0;
        return rounded(BigInteger.valueOf(amount).multiply(billionths(bps)), BPS_DIVISOR);
    }

    private static BigInteger billionths(BigDecimal rate) {
        return rate.movePointRight(9).toBigIntegerExact();
    }

    /// n ÷ d, half up.
    private static long rounded(BigInteger n, BigInteger d) {
        if (n.signum() == 0) return 0;
        return n.shiftLeft(1).add(d).divide(d.shiftLeft(1)).longValueExact();
    }
}
