package rtgsim.measure;

import rtgsim.cost.CostBook;
import rtgsim.cost.CostComponent;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;

/// Keeps the measures of a run as it goes, as sums and largest values.
///
/// A family, a transaction with all parts it was ever split into, counts once: it settled when its last part did, at the amount of its root.
public final class MeasureBook {

    private final Transactions txs;
    private final Ledger ledger;

    /// Opening balance and liquidity transfers, of each agent.
    private final long[] brought;

    private final long[] liquidityPeak;
    private final Totals totals = new Totals();

    public MeasureBook(Transactions txs, Ledger ledger) {
        this.txs = txs;
        this.ledger = ledger;
        int agents = ledger.agents();
        brought = new long[agents];
        for (int agent = 0; agent < agents; agent++) brought[agent] = ledger.balance(agent);
        liquidityPeak = new long[agents];
    }

    /// A transaction, no part, came into being.
    public void arrived(long amount) {
        totals.transactions++;
        totals.arrivedCount++;
        totals.arrivedValue = Math.addExact(totals.arrivedValue, amount);
    }

    /// A transaction was split into `parts`.
    public void split(int parts) {
        totals.transactions += parts;
    }

    /// An agent received (positive) or sent (negative) a liquidity transfer.
    public void transferred(int agent, long amount) {
        brought[agent] = Math.addExact(brought[agent], amount);
    }

    /// A transaction or part settled.
    public void settled(int slot, boolean byOffset) {
        long amount = txs.amount[slot];
        totals.settledValue = Math.addExact(totals.settledValue, amount);
        if (byOffset) totals.offsetValue = Math.addExact(totals.offsetValue, amount);
    }

    /// The last of a family settled, in `tick`; nothing of it was dropped.
    public void familySettled(int root, int tick) {
        totals.addDelay((long) tick - txs.arrivalTick[root], txs.amount[root]);
    }

    /// A transaction or part was dropped.
    public void dropped(int slot) {
        totals.droppedValue = Math.addExact(totals.droppedValue, txs.amount[slot]);
    }

    /// The last of a family is gone, and something of it was dropped.
    public void familyDropped() {
        totals.droppedCount++;
    }

    /// The first of a family became overdue.
    public void familyOverdue() {
        totals.overdueCount++;
    }

    /// Phase 10 is over: looks at balances and the central queue.
    public void endOfTick(long queueCount, long queueValue) {
        long creditUsed = 0;
        for (int agent = 0; agent < liquidityPeak.length; agent++) {
            long balance = ledger.balance(agent);
            creditUsed = Math.addExact(creditUsed, Math.max(0, -balance));
            long used = Math.subtractExact(brought[agent], balance);
            if (used > liquidityPeak[agent]) liquidityPeak[agent] = used;
        }
        totals.creditUsedMax = Math.max(totals.creditUsedMax, creditUsed);
        totals.queueValueMax = Math.max(totals.queueValueMax, queueValue);
        totals.queueCountMax = Math.max(totals.queueCountMax, queueCount);
    }

    /// The measures as they stand after `events` events.
    public Measures measures(CostBook costs, long events) {
        totals.events = events;
        totals.liquidityUsedMax = 0;
        for (long peak : liquidityPeak) totals.liquidityUsedMax = Math.addExact(totals.liquidityUsedMax, peak);
        for (CostComponent component : CostComponent.values()) {
            totals.costs[component.ordinal()] = costs.total(component);
        }
        return totals.measures();
    }
}
