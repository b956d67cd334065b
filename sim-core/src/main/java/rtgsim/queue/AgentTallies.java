package rtgsim.queue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import rtgsim.ledger.Transactions;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;

/// What decision trees read of an agent and what no mechanism keeps for itself: counts, values and firsts of its queues, and what it settled today.
///
/// Each is kept up to date as transactions come and go, so that reading it costs the same however long a queue is; and each is kept only if a tree of the run
/// reads it, so that a run without trees pays for none.
public final class AgentTallies {

    /// Stands for no agent and no tick.
    public static final int NONE = -1;

    private enum Kept {
        INTERNAL,
        CENTRAL_VALUE,
        INCOMING,
        PAIRS,
        TOP,
        NEAREST,
        SETTLED
    }

    private final Transactions txs;
    private final boolean keepsInternal;
    private final boolean keepsCentral;
    private final boolean keepsCentralValue;
    private final boolean keepsIncoming;
    private final boolean keepsPairs;
    private final boolean keepsTop;
    private final boolean keepsNearest;
    private final boolean keepsSettled;
    private final int[] internalCount;
    private final long[] internalValue;
    private final long[] centralValue;
    private final int[] incomingCount;
    private final long[] settledToday;
    private final PairValues pairs = new PairValues();
    private final AgentHeaps byValue;
    private final AgentHeaps byDeadline;

    public AgentTallies(Transactions txs, int agents, List<DecisionTrees> trees) {
        this.txs = txs;
        Set<Kept> kept = EnumSet.noneOf(Kept.class);
        for (DecisionTrees policy : trees) {
            policy.forEachExpression(expression -> {
                if (expression instanceof Expression.Read(Field field)) kept.addAll(neededFor(field));
            });
        }
        keepsInternal = kept.contains(Kept.INTERNAL);
        keepsCentralValue = kept.contains(Kept.CENTRAL_VALUE);
        keepsIncoming = kept.contains(Kept.INCOMING);
        keepsTop = kept.contains(Kept.TOP);
        keepsPairs = keepsTop || kept.contains(Kept.PAIRS);
        keepsNearest = kept.contains(Kept.NEAREST);
        keepsSettled = kept.contains(Kept.SETTLED);
        keepsCentral = keepsCentralValue || keepsIncoming || keepsPairs || keepsNearest;
        internalCount = new int[keepsInternal ? agents : 0];
        internalValue = new long[keepsInternal ? agents : 0];
        centralValue = new long[keepsCentralValue ? agents : 0];
        incomingCount = new int[keepsIncoming ? agents : 0];
        settledToday = new long[keepsSettled ? agents : 0];
        byValue = new AgentHeaps(keepsTop ? agents : 0);
        byDeadline = new AgentHeaps(keepsNearest ? agents : 0);
    }

    private static Set<Kept> neededFor(Field field) {
        return switch (field) {
            case OUTGOING_QUEUE_SIZE, QUEUE1_TOTAL_VALUE, HEADROOM, QUEUE1_LIQUIDITY_GAP -> EnumSet.of(Kept.INTERNAL);
            case INCOMING_EXPECTED_COUNT -> EnumSet.of(Kept.INCOMING);
            case MY_Q2_OUT_VALUE_TO_COUNTERPARTY, MY_Q2_IN_VALUE_FROM_COUNTERPARTY, MY_BILATERAL_NET_Q2 ->
                    EnumSet.of(Kept.PAIRS);
            case TX_IS_TOP_COUNTERPARTY -> EnumSet.of(Kept.TOP);
            case QUEUE2_NEAREST_DEADLINE, TICKS_TO_NEAREST_QUEUE2_DEADLINE -> EnumSet.of(Kept.NEAREST);
            case MY_THROUGHPUT_FRACTION_TODAY, THROUGHPUT_GAP ->
                    EnumSet.of(Kept.INTERNAL, Kept.CENTRAL_VALUE, Kept.SETTLED);
            default -> EnumSet.noneOf(Kept.class);
        };
    }

    /// Transactions in the agent's internal queue.
    public int internalCount(int agent) {
        return internalCount[agent];
    }

    /// Their amounts together.
    public long internalValue(int agent) {
        return internalValue[agent];
    }

    /// The amounts together of the agent's transactions in the central queue.
    public long centralValue(int agent) {
        return centralValue[agent];
    }

    /// Transactions in the central queue towards the agent.
    public int incomingCount(int agent) {
        return incomingCount[agent];
    }

    /// What the agent settled since the day began, without liquidity transfers.
    public long settledToday(int agent) {
        return settledToday[agent];
    }

    /// What `sender` has in the central queue to `receiver`.
    public long valueTo(int sender, int receiver) {
        return pairs.value(pairs.row(sender, receiver));
    }

    /// The receiver of most of what the agent has in the central queue, the first in agent order among equals, or [#NONE].
    public int topReceiver(int agent) {
        int row = byValue.least(agent);
        return row == AgentHeaps.NONE ? NONE : pairs.receiver(row);
    }

    /// The earliest deadline of what the agent has in the central queue, or [#NONE].
    public int nearestDeadline(int agent) {
        int slot = byDeadline.least(agent);
        return slot == AgentHeaps.NONE ? NONE : txs.deadlineTick[slot];
    }

    void joinsInternal(int slot) {
        if (!keepsInternal) return;
        int agent = txs.sender[slot];
        internalCount[agent]++;
        internalValue[agent] = Math.addExact(internalValue[agent], txs.amount[slot]);
    }

    void leavesInternal(int slot) {
        if (!keepsInternal) return;
        int agent = txs.sender[slot];
        internalCount[agent]--;
        internalValue[agent] -= txs.amount[slot];
    }

    void joinsCentral(int slot) {
        if (!keepsCentral) return;
        int agent = txs.sender[slot];
        int receiver = txs.receiver[slot];
        long amount = txs.amount[slot];
        if (keepsCentralValue) centralValue[agent] = Math.addExact(centralValue[agent], amount);
        if (keepsIncoming) incomingCount[receiver]++;
        if (keepsNearest) byDeadline.add(agent, slot, txs.deadlineTick[slot], 0);
        if (!keepsPairs) return;
        boolean isNew = pairs.row(agent, receiver) == PairValues.NONE;
        int row = pairs.add(agent, receiver, amount);
        if (!keepsTop) return;
        if (isNew) byValue.add(agent, row, -amount, receiver);
        else byValue.move(agent, row, -pairs.value(row));
    }

    void leavesCentral(int slot) {
        if (!keepsCentral) return;
        int agent = txs.sender[slot];
        int receiver = txs.receiver[slot];
        long amount = txs.amount[slot];
        if (keepsCentralValue) centralValue[agent] -= amount;
        if (keepsIncoming) incomingCount[receiver]--;
        if (keepsNearest) byDeadline.remove(agent, slot);
        if (!keepsPairs) return;
        int row = pairs.row(agent, receiver);
        long left = pairs.value(row) - amount;
        if (keepsTop) {
            if (left == 0) byValue.remove(agent, row);
            else byValue.move(agent, row, -left);
        }
        pairs.take(row, amount);
    }

    void settled(int agent, long amount) {
        if (keepsSettled) settledToday[agent] = Math.addExact(settledToday[agent], amount);
    }

    /// Nothing is settled today yet.
    public void startDay() {
        Arrays.fill(settledToday, 0);
    }
}
