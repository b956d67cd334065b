package rtgsim.ledger;

import rtgsim.event.QueueCause;
import rtgsim.event.RtgsPriority;

/// The rule that every settlement obeys: which transactions may settle together.
///
/// Transactions may settle together when each agent covers its net payment in each of its RTGS priorities, and stays within its bilateral and multilateral
/// limits; the state before the set counts. One transaction is a set of one.
public final class FeasibleSet {

    private static final int NORMAL = RtgsPriority.NORMAL.ordinal();
    private static final int URGENT = RtgsPriority.URGENT.ordinal();
    private static final int HIGHLY_URGENT = RtgsPriority.HIGHLY_URGENT.ordinal();

    private final Transactions txs;
    private final Ledger ledger;
    private final SendLimits limits;

    public FeasibleSet(Transactions txs, Ledger ledger, SendLimits limits) {
        this.txs = txs;
        this.ledger = ledger;
        this.limits = limits;
    }

    /// Whether a transaction may settle alone.
    public boolean holds(int slot) {
        long amount = txs.amount[slot];
        return amount <= ledger.available(txs.sender[slot], txs.rtgsPriority[slot])
                && (!limits.any() || amount <= leftByLimits(slot));
    }

    /// Why a transaction may not settle alone: the first rule that fails.
    public QueueCause cause(int slot) {
        long amount = txs.amount[slot];
        int sender = txs.sender[slot];
        if (amount > ledger.available(sender, txs.rtgsPriority[slot])) return QueueCause.LIQUIDITY;
        if (amount > limits.leftTo(sender, txs.receiver[slot])) return QueueCause.BILATERAL_LIMIT;
        return QueueCause.MULTILATERAL_LIMIT;
    }

    /// What a transaction lacks by the rule that refuses it: its amount less what the rule leaves.
    public long shortfall(int slot, QueueCause cause) {
        int sender = txs.sender[slot];
        long left =
                switch (cause) {
                    case ORDER -> txs.amount[slot];
                    case LIQUIDITY -> ledger.available(sender, txs.rtgsPriority[slot]);
                    case BILATERAL_LIMIT -> limits.leftTo(sender, txs.receiver[slot]);
                    case MULTILATERAL_LIMIT -> limits.leftToMany(sender);
                };
        return txs.amount[slot] - Math.max(0, left);
    }

    private long leftByLimits(int slot) {
        int sender = txs.sender[slot];
        if (!limits.counts(sender, txs.rtgsPriority[slot])) return SendLimits.UNLIMITED;
        int receiver = txs.receiver[slot];
        long left = limits.leftTo(sender, receiver);
        return limits.isAgainst(sender, receiver) ? Math.min(left, limits.leftToMany(sender)) : left;
    }

    /// Whether `payer` may settle with one other agent.
    ///
    /// @param highlyUrgent minor units that it sends of that RTGS priority; `urgent` and `normal` likewise
    /// @param received minor units that the other sends it
    public boolean holdsForPair(int payer, int other, long highlyUrgent, long urgent, long normal, long received) {
        if (!covers(payer, highlyUrgent, urgent, normal, received)) return false;
        if (!limits.any()) return true;
        long sent = highlyUrgent + urgent + normal;
        long net = (limits.counts(payer, HIGHLY_URGENT) ? sent : normal) - received;
        if (net <= 0) return true;
        if (net > limits.leftTo(payer, other)) return false;
        return !limits.isAgainst(payer, other) || net <= limits.leftToMany(payer);
    }

    /// Whether an agent covers its net payment in each RTGS priority.
    ///
    /// @param highlyUrgent minor units that it sends of that RTGS priority; `urgent` and `normal` likewise
    /// @param received minor units that it receives from all others
    public boolean covers(int agent, long highlyUrgent, long urgent, long normal, long received) {
        long sent = Math.addExact(Math.addExact(highlyUrgent, urgent), normal);
        if (sent <= received) return true;
        if (highlyUrgent > 0 && exceeds(agent, HIGHLY_URGENT, sent - received)) return false;
        if (urgent > 0 && exceeds(agent, URGENT, urgent + normal - received)) return false;
        return normal == 0 || !exceeds(agent, NORMAL, normal - received);
    }

    /// Whether an agent stays within its multilateral limit.
    ///
    /// @param net minor units that count as sent to all that the limit is against, less all received from them
    public boolean staysWithinMany(int agent, long net) {
        return net <= 0 || net <= limits.leftToMany(agent);
    }

    /// Whether a bilateral limit holds.
    ///
    /// @param net minor units that count as sent to its receiver, less all received from it
    public boolean staysWithinRow(int row, long net) {
        return net <= 0 || net <= limits.leftInRow(row);
    }

    /// Whether the sender of a transaction may settle it in a cycle of three agents or more, where it receives from another than it sends to.
    ///
    /// @param from the agent that it receives from
    /// @param received minor units
    public boolean holdsInCycle(int slot, int from, long received) {
        int sender = txs.sender[slot];
        long amount = txs.amount[slot];
        if (amount > received && exceeds(sender, txs.rtgsPriority[slot], amount - received)) return false;
        if (!limits.any() || !limits.counts(sender, txs.rtgsPriority[slot])) return true;
        int to = txs.receiver[slot];
        if (amount > limits.leftTo(sender, to)) return false;
        if (!limits.isAgainst(sender, to)) return true;
        long net = limits.isAgainst(sender, from) ? amount - received : amount;
        return net <= 0 || net <= limits.leftToMany(sender);
    }

    private boolean exceeds(int agent, int rtgsPriority, long net) {
        return net > 0 && net > ledger.available(agent, rtgsPriority);
    }
}
