package rtgsim.queue;

import java.util.Arrays;
import rtgsim.cost.CostBook;
import rtgsim.event.EventLog;
import rtgsim.event.QueueCause;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.DeadlineWheel;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.SendLimits;
import rtgsim.ledger.Transactions;
import rtgsim.measure.MeasureBook;

/// Where a transaction's wait begins and where it ends: everything that follows from queueing, settlement and drop happens here, once.
///
/// Money moves in [Ledger]; this class moves the transaction: out of its queue, its deadline, its costs, its family's account and its slot.
public final class Finality {

    private final Transactions txs;
    private final Ledger ledger;
    private final SendLimits limits;
    private final InternalQueues internal;
    private final CentralQueue central;
    private final DeadlineWheel deadlines;
    private final CostBook costs;
    private final MeasureBook measures;
    private final AgentTallies tallies;
    private final EventLog log;
    private int[] droppedToday = new int[16];
    private int droppedCount;

    public Finality(
            Transactions txs,
            Ledger ledger,
            SendLimits limits,
            InternalQueues internal,
            CentralQueue central,
            DeadlineWheel deadlines,
            CostBook costs,
            MeasureBook measures,
            AgentTallies tallies,
            EventLog log) {
        this.txs = txs;
        this.ledger = ledger;
        this.limits = limits;
        this.internal = internal;
        this.central = central;
        this.deadlines = deadlines;
        this.costs = costs;
        this.measures = measures;
        this.tallies = tallies;
        this.log = log;
    }

    /// The transaction stays in its internal queue for now.
    public void waitsInternally(int slot) {
        watchDeadline(slot);
        costs.waitsInternally(slot);
    }

    /// The submitted transaction could not settle at entry and joins the central queue.
    public void joinsCentralQueue(int tick, int slot, QueueCause cause, long shortfall) {
        log.queuedRtgs(
                tick, txs.number[slot], txs.sender[slot], txs.receiver[slot], txs.amount[slot], cause, shortfall);
        central.add(slot);
        watchDeadline(slot);
        costs.waitsCentrally(slot);
    }

    /// Each waiting transaction whose deadline was the previous tick becomes overdue.
    public void passDeadlines(int tick) {
        int count = deadlines.take(tick - 1);
        for (int i = 0; i < count; i++) {
            int slot = deadlines.due()[i];
            costs.becomesOverdue(slot);
            int root = txs.root(slot);
            if (txs.has(slot, Transactions.DROPPED) || txs.has(root, Transactions.FAMILY_OVERDUE)) continue;
            txs.set(root, Transactions.FAMILY_OVERDUE);
            measures.familyOverdue();
        }
    }

    /// Settles a submitted transaction, in no queue any more, at full value. It is known to be feasible.
    public void settle(int tick, int slot, SettlementOrigin origin) {
        int sender = txs.sender[slot];
        int receiver = txs.receiver[slot];
        long amount = txs.amount[slot];
        ledger.settle(sender, receiver, amount);
        log.settlement(tick, txs.number[slot], sender, receiver, amount, origin, tick - txs.arrivalTick[slot]);
        settled(tick, slot, false);
    }

    /// Ends a centrally queued transaction that settled in an offset; the offset has moved the money and logs the event.
    public void settledByOffset(int tick, int slot) {
        central.remove(slot);
        settled(tick, slot, true);
    }

    /// Ends a submission that settled in an offset at entry.
    public void settledAtEntry(int tick, int slot) {
        settled(tick, slot, true);
    }

    /// Gives a transaction in its internal queue up. Until the day is over it pays for delay as if it waited.
    public void drop(int tick, int slot, int reason) {
        internal.remove(slot);
        watchDeadline(slot);
        costs.waitsInternally(slot);
        dropped(tick, slot, reason);
        txs.set(slot, Transactions.DROPPED);
        if (droppedCount == droppedToday.length) droppedToday = Arrays.copyOf(droppedToday, droppedCount * 2);
        droppedToday[droppedCount++] = slot;
    }

    /// Gives a transaction up at the close, when the day's last delay is paid.
    public void dropAtClose(int tick, int slot, boolean inCentralQueue, int reason) {
        if (inCentralQueue) central.remove(slot);
        else internal.remove(slot);
        dropped(tick, slot, reason);
        endWait(slot);
        txs.free(slot);
    }

    /// A new day: what was dropped in the last one pays no more.
    public void forgetDropped() {
        for (int i = 0; i < droppedCount; i++) {
            endWait(droppedToday[i]);
            txs.free(droppedToday[i]);
        }
        droppedCount = 0;
    }

    /// Takes a transaction, which its parts replace from now on, out of its internal queue.
    public void splitInto(int slot, int parts) {
        internal.remove(slot);
        endWait(slot);
        costs.split(txs.sender[slot], parts);
        measures.split(parts);
        int root = txs.root(slot);
        if (slot == root) txs.openParts[root] = parts;
        else txs.openParts[root] += parts - 1;
        if (slot != root) txs.free(slot);
    }

    private void watchDeadline(int slot) {
        if (txs.has(slot, Transactions.WAITING)) return;
        txs.set(slot, Transactions.WAITING);
        if (!txs.has(slot, Transactions.OVERDUE)) deadlines.add(slot);
    }

    private void settled(int tick, int slot, boolean byOffset) {
        int sender = txs.sender[slot];
        int rtgsPriority = txs.rtgsPriority[slot];
        ledger.useReservation(sender, rtgsPriority, txs.amount[slot]);
        limits.settled(sender, txs.receiver[slot], rtgsPriority, txs.amount[slot]);
        measures.settled(slot, byOffset);
        tallies.settled(sender, txs.amount[slot]);
        endWait(slot);
        leavesFamily(tick, slot);
        txs.free(slot);
    }

    private void dropped(int tick, int slot, int reason) {
        log.policyDrop(tick, txs.number[slot], txs.sender[slot], reason);
        costs.dropped(slot);
        measures.dropped(slot);
        txs.set(txs.root(slot), Transactions.FAMILY_DROPPED);
        leavesFamily(tick, slot);
    }

    /// The transaction is final; so is its family if this was the last of it.
    private void leavesFamily(int tick, int slot) {
        int root = txs.root(slot);
        boolean last = slot == root || --txs.openParts[root] == 0;
        if (!last) return;
        if (txs.has(root, Transactions.FAMILY_DROPPED)) measures.familyDropped();
        else measures.familySettled(root, tick);
        if (slot != root) txs.free(root);
    }

    private void endWait(int slot) {
        if (!txs.has(slot, Transactions.WAITING)) return;
        txs.clear(slot, Transactions.WAITING);
        if (!txs.has(slot, Transactions.OVERDUE)) deadlines.remove(slot);
        costs.stopDelay(slot);
    }
}
