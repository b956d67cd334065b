package rtgsim.engine;

import rtgsim.event.EventLog;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Transactions;
import rtgsim.policy.PaymentDecision;
import rtgsim.queue.Kernel;
import rtgsim.queue.RtgsSystem;

/// Logs a submission and hands it to the settlement system.
final class Submitting {

    private static final RtgsPriority[] PRIORITIES = RtgsPriority.values();

    private final Transactions txs;
    private final RtgsSystem rtgs;
    private final EventLog log;

    Submitting(Kernel kernel, RtgsSystem rtgs) {
        txs = kernel.txs();
        log = kernel.log();
        this.rtgs = rtgs;
    }

    /// Submits a transaction that is in no queue any more.
    ///
    /// @param priorityFlag declared from now on, or [PaymentDecision#SAME_PRIORITY]
    void submit(int tick, int slot, int rtgsPriority, int priorityFlag) {
        txs.clear(slot, Transactions.TIMED);
        txs.rtgsPriority[slot] = (byte) rtgsPriority;
        if (priorityFlag != PaymentDecision.SAME_PRIORITY) txs.priority[slot] = (byte) priorityFlag;
        log.policySubmit(tick, txs.number[slot], txs.sender[slot], PRIORITIES[rtgsPriority], txs.priority[slot]);
        rtgs.submit(slot);
    }
}
