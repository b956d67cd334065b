package rtgsim.lsm;

import java.util.Arrays;
import rtgsim.event.OffsetMethod;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Kernel;

/// Settles the greatest feasible set that is a prefix of every sender's queue.
///
/// It starts from all queued transactions; while a rule fails for some agent, that agent's last one of those still in is left out. Whichever such agent goes
/// first, the result is the same: an agent that is refused stays so, whatever others leave out, until it leaves out one of its own. Each transaction comes
/// and goes at most once, in a few steps, so a run takes time in proportion to the queue.
///
/// TARGET2 algorithm 2, EAF2; Bech and Soramäki, Bank of Finland Discussion Papers 9/2001.
final class MultilateralOffsetting implements OffsettingAlgorithm {

    private static final int LOWEST = RtgsPriority.NORMAL.ordinal();

    private final Transactions txs;
    private final CentralQueue central;
    private final MultilateralSet set;
    private final int agents;

    /// Of each agent: its last transaction that is still in, and how many are.
    private final int[] last;

    private final int[] left;

    /// Agents that may be refused, each once.
    private final int[] suspects;

    private final boolean[] isSuspect;
    private int suspectCount;

    MultilateralOffsetting(Kernel kernel) {
        txs = kernel.txs();
        central = kernel.central();
        agents = kernel.agents();
        set = new MultilateralSet(kernel);
        last = new int[agents];
        left = new int[agents];
        suspects = new int[agents];
        isSuspect = new boolean[agents];
    }

    @Override
    public void startTick() {}

    @Override
    public boolean run(int tick) {
        int count = set.listQueue();
        if (count == 0) return false;
        set.fill(count);
        int in = leaveOutWhatFails(count);
        if (in == 0) return false;
        if (in < count) keepPrefixes(count);
        set.settle(tick, OffsetMethod.MULTILATERAL, in);
        return true;
    }

    /// Leaves out until no agent is refused.
    ///
    /// @return how many of `count` transactions are still in
    private int leaveOutWhatFails(int count) {
        for (int agent = 0; agent < agents; agent++) {
            last[agent] = central.last(agent);
            left[agent] = central.queuedFrom(agent, LOWEST);
            suspects[agent] = agent;
        }
        Arrays.fill(isSuspect, true);
        suspectCount = agents;
        int in = count;
        while (suspectCount > 0) {
            int agent = suspects[--suspectCount];
            isSuspect[agent] = false;
            while (set.refuses(agent)) {
                int slot = last[agent];
                set.leaveOut(slot);
                last[agent] = central.before(slot);
                left[agent]--;
                in--;
                suspect(txs.receiver[slot]);
            }
        }
        return in;
    }

    private void suspect(int agent) {
        if (isSuspect[agent]) return;
        isSuspect[agent] = true;
        suspects[suspectCount++] = agent;
    }

    /// Moves the first ones of each sender, as many as are left, to the front, in queue order.
    private void keepPrefixes(int count) {
        int[] slots = set.slots;
        int to = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            if (--left[txs.sender[slot]] >= 0) slots[to++] = slot;
        }
    }
}
