package rtgsim.queue;

import java.util.Arrays;
import rtgsim.event.QueueCause;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.Rtgs;

/// The settlement system: entry of what was submitted, and the pass over the central queue.
///
/// With discipline `bypass` a newcomer may overtake the queue. With `fifo` a transaction waits for all earlier ones of its sender with the same or a higher
/// RTGS priority.
public final class RtgsSystem {

    private final boolean fifo;
    private final Transactions txs;
    private final Ledger ledger;
    private final FeasibleSet feasible;
    private final CentralQueue central;
    private final Finality finality;
    private final EntryAttempt attempt;
    private final int[] stoppedIn;
    private int passes;
    private int[] submitted = new int[1_024];
    private int submittedCount;

    public RtgsSystem(Rtgs rules, Kernel kernel, EntryAttempt attempt) {
        fifo = rules.discipline() == Rtgs.Discipline.FIFO;
        txs = kernel.txs();
        ledger = kernel.ledger();
        feasible = kernel.feasible();
        central = kernel.central();
        finality = kernel.finality();
        this.attempt = attempt;
        stoppedIn = new int[fifo ? kernel.agents() : 0];
    }

    /// Takes a transaction whose `PolicySubmit` was just logged; it is tried in phase 8 of this tick.
    public void submit(int slot) {
        if (submittedCount == submitted.length) submitted = Arrays.copyOf(submitted, submittedCount * 2);
        submitted[submittedCount++] = slot;
    }

    /// Phase 8: each submission in its order. The first line that applies decides.
    public void enter(int tick) {
        for (int i = 0; i < submittedCount; i++) {
            int slot = submitted[i];
            if (fifo && central.queuedFrom(txs.sender[slot], txs.rtgsPriority[slot]) > 0) {
                finality.joinsCentralQueue(tick, slot, QueueCause.ORDER, 0);
            } else if (feasible.holds(slot)) {
                finality.settle(tick, slot, SettlementOrigin.IMMEDIATE);
            } else if (!attempt.settles(tick, slot)) {
                QueueCause cause = feasible.cause(slot);
                finality.joinsCentralQueue(tick, slot, cause, feasible.shortfall(slot, cause));
            }
        }
        submittedCount = 0;
    }

    /// One pass over the central queue in its order, which settles each transaction that is feasible when its turn comes.
    ///
    /// @return whether it settled any
    public boolean pass(int tick) {
        boolean settled = false;
        passes++;
        for (int lane = CentralQueue.LANES - 1; lane >= 0; lane--) {
            settled |= fifo ? passInOrder(tick, lane) : passOver(tick, lane);
        }
        central.closeGaps();
        return settled;
    }

    /// With `bypass`: most cannot be paid for, so the search for the next that can is a loop of its own over three columns.
    private boolean passOver(int tick, int lane) {
        boolean settled = false;
        for (int place = central.nextPayable(lane, 0, ledger);
                place != CentralQueue.NONE;
                place = central.nextPayable(lane, place + 1, ledger)) {
            settled |= settlesFromQueue(tick, central.at(lane, place));
        }
        return settled;
    }

    /// With `fifo`: the first of a sender that stays stops all that follow.
    private boolean passInOrder(int tick, int lane) {
        boolean settled = false;
        int end = central.end(lane);
        for (int place = 0; place < end; place++) {
            int slot = central.at(lane, place);
            if (slot == CentralQueue.NONE || stoppedIn[central.senderAt(lane, place)] == passes) continue;
            if (settlesFromQueue(tick, slot)) settled = true;
            else stoppedIn[central.senderAt(lane, place)] = passes;
        }
        return settled;
    }

    private boolean settlesFromQueue(int tick, int slot) {
        if (!feasible.holds(slot)) return false;
        central.remove(slot);
        finality.settle(tick, slot, SettlementOrigin.QUEUE);
        return true;
    }

    /// Passes until one settles nothing.
    public void passUntilStill(int tick) {
        while (pass(tick)) {
            // Each pass may free liquidity for the next.
        }
    }
}
