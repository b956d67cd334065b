package rtgsim.engine;

import java.util.Arrays;
import rtgsim.cost.CostBook;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Rtgs;

/// Phase 12: the end of a day.
final class DayClose {

    private final boolean rejects;
    private final Transactions txs;
    private final InternalQueues internal;
    private final CentralQueue central;
    private final Finality finality;
    private final CostBook costs;
    private final LiquidityTransfers transfers;
    private final EventLog log;
    private int[] centralSlots = new int[0];

    DayClose(Rtgs rules, Kernel kernel, LiquidityTransfers transfers) {
        rejects = rules.unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT;
        txs = kernel.txs();
        internal = kernel.internal();
        central = kernel.central();
        finality = kernel.finality();
        costs = kernel.costs();
        log = kernel.log();
        this.transfers = transfers;
    }

    /// @param nextDay the first tick of the next day; a deadline up to it makes an unsettled transaction owe the penalty of the close
    void close(int tick, int day, int nextDay) {
        long unsettledCount = internal.count() + central.count();
        long unsettledValue = Math.addExact(internal.value(), central.value());
        if (rejects) dropAll(tick);
        else carry(nextDay);
        long penalties = costs.accrueClose(tick);
        log.endOfDay(tick, day, unsettledCount, unsettledValue, penalties);
        transfers.returnPools(tick);
    }

    /// Drops every unsettled transaction of both queues, by transaction number.
    private void dropAll(int tick) {
        int count = Math.toIntExact(internal.count() + central.count());
        // Number and slot in one key; bit 0 says which queue.
        long[] keys = new long[count];
        int at = 0;
        for (int agent = internal.nextAgent(0); agent >= 0; agent = internal.nextAgent(agent + 1)) {
            for (int slot = internal.first(agent); slot >= 0; slot = internal.after(slot)) keys[at++] = key(slot, 0);
        }
        central.copyTo(centralSlots(central.count()));
        for (int i = 0; i < central.count(); i++) keys[at++] = key(centralSlots[i], 1);
        Arrays.sort(keys);
        for (long key : keys) {
            finality.dropAtClose(tick, (int) (key >>> 1) & SLOT_MASK, (key & 1) == 1, Reason.CLOSE.ordinal());
        }
        central.compact();
    }

    /// What is unsettled and due by the end of this day owes the penalty of the close, each day again. A release that was timed for later is forgotten: the
    /// next day the policy is asked anew.
    private void carry(int nextDay) {
        for (int agent = internal.nextAgent(0); agent >= 0; agent = internal.nextAgent(agent + 1)) {
            for (int slot = internal.first(agent); slot >= 0; slot = internal.after(slot)) {
                chargeIfDue(slot, nextDay);
                txs.clear(slot, Transactions.TIMED);
            }
        }
        central.copyTo(centralSlots(central.count()));
        for (int i = 0; i < central.count(); i++) chargeIfDue(centralSlots[i], nextDay);
    }

    private int[] centralSlots(int count) {
        if (centralSlots.length < count) centralSlots = new int[count];
        return centralSlots;
    }

    private void chargeIfDue(int slot, int nextDay) {
        if (txs.deadlineTick[slot] <= nextDay) costs.owesAtClose(slot);
    }

    private long key(int slot, int queue) {
        return (long) txs.number[slot] << 32 | (long) slot << 1 | queue;
    }

    /// Slots stay below 2³¹, as there is an array entry for each.
    private static final int SLOT_MASK = Integer.MAX_VALUE;
}
