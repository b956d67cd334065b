package rtgsim.replay;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The measures of a run, from what the log has told of every transaction and of the state after phase 10 of every tick.
final class ReplayedMeasures {

    private final ReplayedState state;
    private final long[] liquidityUsedMax;
    private long creditUsedMax;
    private long queueValueMax;
    private long queueCountMax;
    private long events;

    ReplayedMeasures(ReplayedState state) {
        this.state = state;
        liquidityUsedMax = new long[state.agents];
    }

    /// Takes note of the state after phase 10.
    void afterSettling() {
        long credit = 0;
        for (int agent = 0; agent < state.agents; agent++) {
            credit = Math.addExact(credit, Math.max(0, -state.balance(agent)));
            long used = state.opening[agent] + state.transferredIn[agent] - state.balance(agent);
            liquidityUsedMax[agent] = Math.max(liquidityUsedMax[agent], used);
        }
        creditUsedMax = Math.max(creditUsedMax, credit);
        long value = 0;
        for (Tx tx : state.central()) value = Math.addExact(value, tx.amount);
        queueValueMax = Math.max(queueValueMax, value);
        queueCountMax = Math.max(queueCountMax, state.central().size());
    }

    void eventsSoFar(long count) {
        events = count;
    }

    /// What became of a transaction that is no part, with all its parts.
    private static final class Family {
        boolean unsettled;
        boolean dropped;
        int settledTick;
    }

    Map<String, Number> byName() {
        BigInteger arrived = BigInteger.ZERO;
        BigInteger settled = BigInteger.ZERO;
        BigInteger offset = BigInteger.ZERO;
        BigInteger unsettled = BigInteger.ZERO;
        BigInteger dropped = BigInteger.ZERO;
        long transactions = 0;
        Map<Tx, Family> families = new LinkedHashMap<>();
        Set<Tx> overdue = new LinkedHashSet<>();
        for (Tx tx : state.txs) {
            if (tx.liquidityTransfer) continue;
            transactions++;
            Tx ancestor = tx.firstAncestor();
            Family family = families.computeIfAbsent(ancestor, _ -> new Family());
            if (tx.everOverdue) overdue.add(ancestor);
            if (tx.state == Tx.State.SPLIT) continue;
            BigInteger amount = BigInteger.valueOf(tx.amount);
            arrived = arrived.add(amount);
            if (tx.state == Tx.State.SETTLED) {
                settled = settled.add(amount);
                if (tx.settledByOffset) offset = offset.add(amount);
                family.settledTick = Math.max(family.settledTick, tx.settledTick);
            } else if (tx.state == Tx.State.DROPPED) {
                dropped = dropped.add(amount);
                family.dropped = true;
            } else {
                unsettled = unsettled.add(amount);
                family.unsettled = true;
            }
        }
        long settledCount = 0;
        long unsettledCount = 0;
        long droppedCount = 0;
        long delaySum = 0;
        long delayMax = 0;
        BigInteger delayed = BigInteger.ZERO;
        BigInteger valueTicks = BigInteger.ZERO;
        for (Map.Entry<Tx, Family> entry : families.entrySet()) {
            Family family = entry.getValue();
            if (family.unsettled) unsettledCount++;
            else if (family.dropped) droppedCount++;
            else {
                settledCount++;
                int delay = family.settledTick - entry.getKey().arrivalTick;
                delaySum += delay;
                BigInteger amount = BigInteger.valueOf(entry.getKey().amount);
                delayed = delayed.add(amount);
                valueTicks = valueTicks.add(amount.multiply(BigInteger.valueOf(delay)));
                delayMax = Math.max(delayMax, delay);
            }
        }
        long liquidityUsed = 0;
        for (long used : liquidityUsedMax) liquidityUsed = Math.addExact(liquidityUsed, used);
        ReplayedCosts.Cost cost = state.costs.sum();

        Map<String, Number> measures = new LinkedHashMap<>();
        measures.put("settled_value_share", share(settled, arrived));
        measures.put(
                "settled_count_share", share(BigInteger.valueOf(settledCount), BigInteger.valueOf(families.size())));
        measures.put("unsettled_value", unsettled.longValueExact());
        measures.put("unsettled_count", unsettledCount);
        measures.put("dropped_value", dropped.longValueExact());
        measures.put("dropped_count", droppedCount);
        measures.put("overdue_count", (long) overdue.size());
        measures.put("mean_delay_ticks", settledCount == 0 ? 0.0 : (double) delaySum / settledCount);
        measures.put("max_delay_ticks", delayMax);
        measures.put(
                "value_weighted_delay_ticks",
                delayed.signum() == 0 ? 0.0 : valueTicks.doubleValue() / delayed.doubleValue());
        measures.put("offset_value_share", share(offset, settled));
        measures.put("credit_used_max", creditUsedMax);
        measures.put("queue_value_max", queueValueMax);
        measures.put("queue_count_max", queueCountMax);
        measures.put("liquidity_used_max", liquidityUsed);
        measures.put("total_cost", cost.total());
        measures.put("cost_overdraft", cost.overdraft());
        measures.put("cost_collateral", cost.collateral());
        measures.put("cost_liquidity", cost.liquidity());
        measures.put("cost_delay", cost.delay());
        measures.put("cost_deadline_penalty", cost.deadlinePenalty());
        measures.put("cost_split_friction", cost.splitFriction());
        measures.put("cost_eod_penalty", cost.eodPenalty());
        measures.put("transactions", transactions);
        measures.put("events", events);
        return measures;
    }

    private static double share(BigInteger part, BigInteger whole) {
        return whole.signum() == 0 ? 1.0 : part.doubleValue() / whole.doubleValue();
    }
}
