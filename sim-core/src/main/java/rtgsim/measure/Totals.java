package rtgsim.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import rtgsim.cost.CostComponent;

/// The sums and largest values from which all measures of a run follow, whichever engine kept them.
///
/// Values are minor units, delays ticks. A family, a transaction with all parts it was ever split into, counts once.
public final class Totals {

    public long transactions;
    public long events;
    public long arrivedCount;
    public long arrivedValue;
    public long settledCount;
    public long settledValue;
    public long offsetValue;
    public long droppedCount;
    public long droppedValue;
    public long overdueCount;
    public long delaySum;
    public long delayMax;

    /// Upper half of Σ delay × amount, a number of 128 bits; the lower one is unsigned.
    public long weightedDelayHigh;

    public long weightedDelayLow;
    public long settledFamilyValue;
    public long creditUsedMax;
    public long queueValueMax;
    public long queueCountMax;
    public long liquidityUsedMax;

    /// By the ordinal of the [CostComponent].
    public final long[] costs = new long[CostComponent.values().length];

    /// Counts a family that settled.
    ///
    /// @param delay ticks from its arrival to the settlement of its last part
    /// @param amount minor units, of its root
    public void addDelay(long delay, long amount) {
        settledCount++;
        delaySum = Math.addExact(delaySum, delay);
        delayMax = Math.max(delayMax, delay);
        settledFamilyValue = Math.addExact(settledFamilyValue, amount);
        long product = delay * amount;
        weightedDelayLow += product;
        long carry = Long.compareUnsigned(weightedDelayLow, product) < 0 ? 1 : 0;
        weightedDelayHigh += Math.multiplyHigh(delay, amount) + carry;
    }

    /// The measures that follow.
    public Measures measures() {
        Map<String, Number> byName = new LinkedHashMap<>();
        byName.put("settled_value_share", share(settledValue, arrivedValue));
        byName.put("settled_count_share", share(settledCount, arrivedCount));
        byName.put("unsettled_value", arrivedValue - settledValue - droppedValue);
        byName.put("unsettled_count", arrivedCount - settledCount - droppedCount);
        byName.put("dropped_value", droppedValue);
        byName.put("dropped_count", droppedCount);
        byName.put("overdue_count", overdueCount);
        byName.put("mean_delay_ticks", settledCount == 0 ? 0.0 : (double) delaySum / settledCount);
        byName.put("max_delay_ticks", delayMax);
        byName.put("value_weighted_delay_ticks", weightedDelay());
        byName.put("offset_value_share", share(offsetValue, settledValue));
        byName.put("credit_used_max", creditUsedMax);
        byName.put("queue_value_max", queueValueMax);
        byName.put("queue_count_max", queueCountMax);
        byName.put("liquidity_used_max", liquidityUsedMax);
        long totalCost = 0;
        for (long cost : costs) totalCost = Math.addExact(totalCost, cost);
        byName.put("total_cost", totalCost);
        for (CostComponent component : CostComponent.values()) {
            byName.put(Measures.costName(component), costs[component.ordinal()]);
        }
        byName.put("transactions", transactions);
        byName.put("events", events);
        return new Measures(byName);
    }

    private double weightedDelay() {
        if (settledFamilyValue == 0) return 0;
        double unsignedLow = (weightedDelayLow >>> 1) * 2.0 + (weightedDelayLow & 1);
        return (weightedDelayHigh * 0x1p64 + unsignedLow) / settledFamilyValue;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 1.0 : (double) part / whole;
    }
}
