package rtgsim.engine;

import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventLog;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.measure.MeasureBook;
import rtgsim.queue.Kernel;

/// Moves money without a queue: an `Arrival` followed at once by its `Settlement`. It counts towards no limit, reservation, cost or measure.
final class LiquidityTransfers {

    private static final int PRIORITY = 5;

    private final Transactions txs;
    private final Ledger ledger;
    private final MeasureBook measures;
    private final EventLog log;

    LiquidityTransfers(Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        measures = kernel.measures();
        log = kernel.log();
    }

    /// From the central bank in full, from an agent what it can use of `wanted`. One of 0 leaves no event.
    void direct(int tick, int sender, int receiver, long wanted) {
        long amount = wanted;
        if (sender != RunHeader.CENTRAL_BANK) amount = Math.max(0, Math.min(wanted, ledger.usable(sender)));
        move(tick, sender, receiver, amount, ArrivalOrigin.SCHEDULED);
    }

    /// Phase 1: each agent with a pool receives what of its fraction is not allocated already.
    void allocatePools(int tick) {
        for (int agent = 0; agent < ledger.agents(); agent++) {
            long amount = ledger.toAllocate(agent);
            ledger.allocate(agent, amount);
            move(tick, RunHeader.CENTRAL_BANK, agent, amount, ArrivalOrigin.POOL);
        }
    }

    /// Phase 12: each agent returns what it still has of its pool; the rest stays allocated.
    void returnPools(int tick) {
        for (int agent = 0; agent < ledger.agents(); agent++) {
            long amount = ledger.toReturn(agent);
            ledger.allocate(agent, -amount);
            move(tick, agent, RunHeader.CENTRAL_BANK, amount, ArrivalOrigin.POOL);
        }
    }

    private void move(int tick, int sender, int receiver, long amount, ArrivalOrigin origin) {
        if (amount == 0) return;
        int tx = txs.numberOnly();
        log.arrival(tick, tx, sender, receiver, amount, tick + 1, PRIORITY, false, RunHeader.NO_TX, origin);
        ledger.transfer(sender, receiver, amount);
        if (sender != RunHeader.CENTRAL_BANK) measures.transferred(sender, -amount);
        if (receiver != RunHeader.CENTRAL_BANK) measures.transferred(receiver, amount);
        log.settlement(tick, tx, sender, receiver, amount, SettlementOrigin.LIQUIDITY, 0);
    }
}
