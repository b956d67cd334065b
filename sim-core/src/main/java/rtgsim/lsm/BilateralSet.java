package rtgsim.lsm;

import java.util.Arrays;
import rtgsim.event.EventLog;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.queue.Kernel;

/// A set of transactions between two agents that is tried together: sums by direction and RTGS priority, and the settlement of its money.
///
/// Adding or leaving out a transaction costs no more than a few sums, so a set can be tried after each change. Only the net payer can fail.
final class BilateralSet {

    private static final int PRIORITIES = RtgsPriority.values().length;

    private final Transactions txs;
    private final Ledger ledger;
    private final FeasibleSet feasible;
    private final EventLog log;
    private final long[] firstSends = new long[PRIORITIES];
    private final long[] secondSends = new long[PRIORITIES];
    private int first;
    private int second;
    private long firstTotal;
    private long secondTotal;
    private int[] members = new int[64];
    private long[] amounts = new long[64];
    private int memberCount;
    private int firstCount;

    BilateralSet(Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        feasible = kernel.feasible();
        log = kernel.log();
    }

    /// Starts an empty set.
    void clear(int firstAgent, int secondAgent) {
        first = firstAgent;
        second = secondAgent;
        firstTotal = 0;
        secondTotal = 0;
        Arrays.fill(firstSends, 0);
        Arrays.fill(secondSends, 0);
    }

    void add(int slot) {
        if (txs.sender[slot] == first) addFirst(txs.rtgsPriority[slot], txs.amount[slot]);
        else addSecond(txs.rtgsPriority[slot], txs.amount[slot]);
    }

    /// Adds what the first agent sends, or with a negative amount leaves it out.
    void addFirst(int rtgsPriority, long amount) {
        firstSends[rtgsPriority] += amount;
        firstTotal = Math.addExact(firstTotal, amount);
    }

    /// The same for the second agent.
    void addSecond(int rtgsPriority, long amount) {
        secondSends[rtgsPriority] += amount;
        secondTotal = Math.addExact(secondTotal, amount);
    }

    long firstTotal() {
        return firstTotal;
    }

    long secondTotal() {
        return secondTotal;
    }

    /// Whether the set may settle as it is.
    boolean holds() {
        if (firstTotal == secondTotal) return true;
        boolean firstPays = firstTotal > secondTotal;
        long[] sends = firstPays ? firstSends : secondSends;
        return feasible.holdsForPair(
                firstPays ? first : second,
                firstPays ? second : first,
                sends[RtgsPriority.HIGHLY_URGENT.ordinal()],
                sends[RtgsPriority.URGENT.ordinal()],
                sends[RtgsPriority.NORMAL.ordinal()],
                firstPays ? secondTotal : firstTotal);
    }

    /// Moves the net amount. From here the set is final, and its members are named: the first agent's, then the second's.
    void settle() {
        ledger.settleNet(first, secondTotal - firstTotal);
        ledger.settleNet(second, firstTotal - secondTotal);
        memberCount = 0;
        firstCount = 0;
    }

    void name(int slot) {
        if (memberCount == members.length) {
            members = Arrays.copyOf(members, memberCount * 2);
            amounts = Arrays.copyOf(amounts, memberCount * 2);
        }
        members[memberCount] = txs.number[slot];
        amounts[memberCount++] = txs.amount[slot];
        if (txs.sender[slot] == first) firstCount++;
    }

    void log(int tick, boolean atEntry) {
        log.lsmBilateralOffset(tick, first, second, firstCount, memberCount, members, amounts, atEntry);
    }
}
