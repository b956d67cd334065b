package rtgsim.engine;

import rtgsim.cost.CostBook;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.queue.SlotsByKey;
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
    private final SlotsByKey unsettled;
    private int[] centralSlots = new int[0];

    DayClose(Rtgs rules, Kernel kernel, LiquidityTransfers transfers) {
        rejects = rules.unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT;
        txs = kernel.txs();
        unsettled = new SlotsByKey(txs);
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
        unsettled.clear();
        for (int agent = internal.nextAgent(0); agent >= 0; agent = internal.nextAgent(agent + 1)) {
            for (int slot = internal.first(agent); slot >= 0; slot = internal.after(slot)) add(slot, 0);
        }
        central.copyTo(centralSlots(central.count()));
        for (int i = 0; i < central.count(); i++) add(centralSlots[i], 1);
        unsettled.sort();
        for (int i = 0; i < unsettled.count(); i++) {
            boolean inCentralQueue = (unsettled.keys()[i] & 1) == 1;
            finality.dropAtClose(tick, unsettled.slots()[i], inCentralQueue, Reason.CLOSE.ordinal());
        }
        central.closeGaps();
    }

    /// @param queue bit 0 of the key: 1 for the central queue
    private void add(int slot, int queue) {
        unsettled.add(slot, (long) txs.number[slot] << 1 | queue);
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
        if (centralSlots.length < count) centralSlots = new int[Math.max(count, centralSlots.length * 2)];
        return centralSlots;
    }

    private void chargeIfDue(int slot, int nextDay) {
        if (txs.deadlineTick[slot] <= nextDay) costs.owesAtClose(slot);
    }
}
