package rtgsim.engine;

import java.util.List;
import rtgsim.cost.CostBook;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.SendLimits;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;

/// Reads the columns of the kernel at each end of a day and hashes what they hold.
final class ClosingState {

    private static final int URGENT = RtgsPriority.URGENT.ordinal();
    private static final int HIGHLY_URGENT = RtgsPriority.HIGHLY_URGENT.ordinal();

    private final Kernel kernel;
    private final StateHash hash = new StateHash();

    ClosingState(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Hashes the state after the last event of a day.
    void add(int day) {
        Ledger ledger = kernel.ledger();
        SendLimits limits = kernel.limits();
        CostBook costs = kernel.costs();
        hash.begin(day, kernel.log().nextSeq(), ledger.agents(), ledger.centralBank());
        for (int agent = 0; agent < ledger.agents(); agent++) {
            hash.agent(
                    ledger.balance(agent),
                    ledger.unsecuredCap(agent),
                    ledger.posted(agent),
                    ledger.allocated(agent),
                    ledger.reservationLeft(agent, URGENT),
                    ledger.reservationLeft(agent, HIGHLY_URGENT),
                    limits.netSentToMany(agent),
                    costs.totalOf(agent));
        }
        int[] rows = limits.rowsByPair();
        hash.limits(rows.length);
        for (int row : rows) hash.netSent(limits.netSentInRow(row));
        addQueues();
        hash.end();
    }

    private void addQueues() {
        Transactions txs = kernel.txs();
        InternalQueues internal = kernel.internal();
        hash.internal(Math.toIntExact(internal.count()));
        for (int agent = internal.nextAgent(0); agent >= 0; agent = internal.nextAgent(agent + 1)) {
            for (int slot = internal.first(agent); slot >= 0; slot = internal.after(slot)) {
                hash.internalTransaction(txs.number[slot], txs.priority[slot], txs.amount[slot]);
            }
        }
        CentralQueue central = kernel.central();
        hash.central(central.count());
        for (int lane = CentralQueue.LANES - 1; lane >= 0; lane--) {
            for (int place = 0; place < central.end(lane); place++) {
                int slot = central.at(lane, place);
                if (slot == CentralQueue.NONE) continue;
                hash.centralTransaction(txs.number[slot], txs.rtgsPriority[slot], txs.priority[slot], txs.amount[slot]);
            }
        }
    }

    List<String> all() {
        return hash.all();
    }
}
