package rtgsim.lsm;

import rtgsim.event.OffsetMethod;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Kernel;
import rtgsim.scenario.LsmConfig;

/// Settles the feasible set of greatest value, whatever the queue order, while the queue is short enough for it.
///
/// Of two sets of greatest value it is the one that holds the earliest transaction, in queue order, in which they differ. With more than
/// `optimal_max_transactions` queued it settles nothing.
final class OptimalOffsetting implements OffsettingAlgorithm {

    private final CentralQueue central;
    private final MultilateralSet set;
    private final OptimalSearch search;
    private final int transactionsMax;
    private final long nodesMax;

    OptimalOffsetting(LsmConfig config, Kernel kernel) {
        this(
                kernel,
                config.optimalMaxTransactions(),
                Long.MAX_VALUE,
                new OptimalSearch(kernel, OptimalSearch.LONG_SEARCH, TailSums.LENGTH));
    }

    /// One for a yardstick, which may stop before it is sure: see [OptimalSearch].
    OptimalOffsetting(Kernel kernel, int transactionsMax, long nodesMax, OptimalSearch search) {
        central = kernel.central();
        set = new MultilateralSet(kernel);
        this.search = search;
        this.transactionsMax = transactionsMax;
        this.nodesMax = nodesMax;
    }

    @Override
    public void startTick() {}

    @Override
    public boolean run(int tick) {
        if (central.count() == 0 || central.count() > transactionsMax) return false;
        int count = set.listQueue();
        search.run(set.slots, count, nodesMax);
        int chosen = 0;
        for (int i = 0; i < count; i++) if (search.isChosen(i)) set.slots[chosen++] = set.slots[i];
        if (chosen == 0) return false;
        set.fill(chosen);
        set.settle(tick, OffsetMethod.OPTIMAL, chosen);
        return true;
    }

    /// What no feasible set of the last run's queue exceeds; the value settled, unless the run stopped at its budget.
    long valueBound() {
        return search.valueBound();
    }
}
