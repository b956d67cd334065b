package rtgsim.queue;

import java.util.Arrays;
import rtgsim.event.QueueCause;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.Rtgs;

/// The settlement system: entry of what was submitted, and the pass over the central queue.
///
/// With discipline `bypass` a newcomer may overtake the queue. With `fifo` a transaction waits for all earlier ones of its sender with the same or a higher
/// RTGS priority.
public final class RtgsSystem {

    private final boolean fifo;
    private final Transactions txs;
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
            int end = central.end(lane);
            for (int i = 0; i < end; i++) {
                int sender = central.senderAt(lane, i);
                if (fifo && stoppedIn[sender] == passes) continue;
                boolean isBeyond = feasible.isBeyond(sender, central.amountAt(lane, i));
                if (isBeyond && !fifo) continue;
                int slot = central.at(lane, i);
                if (slot == CentralQueue.NONE) continue;
                if (!isBeyond && feasible.holds(slot)) {
                    central.remove(slot);
                    finality.settle(tick, slot, SettlementOrigin.QUEUE);
                    settled = true;
                } else if (fifo) {
                    stoppedIn[sender] = passes;
                }
            }
        }
        central.closeGaps();
        return settled;
    }

    /// Passes until one settles nothing.
    public void passUntilStill(int tick) {
        while (pass(tick)) {
            // Each pass may free liquidity for the next.
        }
    }
}
