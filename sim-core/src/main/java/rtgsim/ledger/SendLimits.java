package rtgsim.ledger;

import java.util.Arrays;
import java.util.Map;
import rtgsim.event.RtgsPriority;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Limits;

/// Caps on the day's net outflow of an agent, to single receivers and to many together.
///
/// A pair with a bilateral limit is a row; rows are found by an open-addressed table that is built once. What does not count towards a limit, and what it is
/// against, is the rule of [Limits.Bind].
public final class SendLimits {

    /// Stands for no limit: more can always be sent.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// Stands for the row of a pair without a bilateral limit.
    public static final int NO_ROW = -1;

    private static final int NORMAL = RtgsPriority.NORMAL.ordinal();
    private static final long EMPTY = -1;

    private final boolean any;
    private final boolean[] bindsAll;
    private final boolean[] hasBilateral;
    private final long[] multilateral;
    private final long[] netSentToMany;
    private final long[] keys;
    private final long[] bilateral;
    private final long[] netSent;
    private final int[] rowsByPair;

    public SendLimits(AgentColumns agents, AgentOrder order) {
        int count = agents.count();
        bindsAll = new boolean[count];
        hasBilateral = new boolean[count];
        multilateral = new long[count];
        netSentToMany = new long[count];
        int pairs = 0;
        boolean found = false;
        for (int agent = 0; agent < count; agent++) {
            Limits limits = agents.limits(agent);
            bindsAll[agent] = limits.bind() == Limits.Bind.ALL;
            hasBilateral[agent] = !limits.bilateral().isEmpty();
            Long many = limits.multilateral();
            multilateral[agent] = many == null ? UNLIMITED : many;
            pairs += limits.bilateral().size();
            found |= hasBilateral[agent] || many != null;
        }
        any = found;
        int size = Math.max(2, Integer.highestOneBit(Math.max(1, pairs)) * 4);
        keys = new long[size];
        bilateral = new long[size];
        netSent = new long[size];
        Arrays.fill(keys, EMPTY);
        for (int agent = 0; agent < count; agent++) {
            for (Map.Entry<String, Long> limit : agents.limits(agent).bilateral().entrySet()) {
                int receiver = order.of(limit.getKey());
                int row = rowOrFree(agent, receiver);
                keys[row] = key(agent, receiver);
                bilateral[row] = limit.getValue();
            }
        }
        rowsByPair = new int[pairs];
        long[] sorted = Arrays.stream(keys).filter(key -> key != EMPTY).sorted().toArray();
        for (int i = 0; i < pairs; i++) rowsByPair[i] = rowOrFree((int) (sorted[i] >>> 32), (int) sorted[i]);
    }

    /// Whether any agent has a limit at all.
    public boolean any() {
        return any;
    }

    /// Whether a transaction of an RTGS priority is refused by its sender's limits and counts as sent.
    public boolean counts(int sender, int rtgsPriority) {
        return rtgsPriority == NORMAL || bindsAll[sender];
    }

    /// What `sender` may still send to `receiver`, net, under the limit to it; [#UNLIMITED] without one.
    public long leftTo(int sender, int receiver) {
        int row = row(sender, receiver);
        return row == NO_ROW ? UNLIMITED : leftInRow(row);
    }

    /// How many rows pairs with a bilateral limit stand in, some of them free.
    public int rows() {
        return keys.length;
    }

    /// The rows of all bilateral limits, by agent and then by receiver.
    public int[] rowsByPair() {
        return rowsByPair;
    }

    /// What counts as sent today under the limit of a row, less all that was received.
    public long netSentInRow(int row) {
        return netSent[row];
    }

    /// The same under the multilateral limit of an agent; 0 without one.
    public long netSentToMany(int agent) {
        return netSentToMany[agent];
    }

    /// The row of the limit of `sender` to `receiver`, or [#NO_ROW] without one.
    public int row(int sender, int receiver) {
        if (!hasBilateral[sender]) return NO_ROW;
        int row = rowOrFree(sender, receiver);
        return keys[row] == EMPTY ? NO_ROW : row;
    }

    /// What may still be sent, net, under the limit of a row.
    public long leftInRow(int row) {
        return left(bilateral[row], netSent[row]);
    }

    /// What `sender` may still send, net, to all agents that its multilateral limit is against; [#UNLIMITED] without one.
    public long leftToMany(int sender) {
        return multilateral[sender] == UNLIMITED ? UNLIMITED : left(multilateral[sender], netSentToMany[sender]);
    }

    /// Whether the multilateral limit of `agent` is against `other`.
    public boolean isAgainst(int agent, int other) {
        return multilateral[agent] != UNLIMITED && (bindsAll[agent] || row(agent, other) == NO_ROW);
    }

    /// The same where the row of `agent` and the other is known.
    public boolean isAgainstOneOfRow(int agent, int row) {
        return multilateral[agent] != UNLIMITED && (bindsAll[agent] || row == NO_ROW);
    }

    /// Counts a settlement, for its sender if it counts and for its receiver always.
    public void settled(int sender, int receiver, int rtgsPriority, long amount) {
        if (!any) return;
        if (counts(sender, rtgsPriority)) move(sender, receiver, amount);
        move(receiver, sender, -amount);
    }

    /// Net sent returns to zero.
    public void startDay() {
        if (!any) return;
        Arrays.fill(netSent, 0);
        Arrays.fill(netSentToMany, 0);
    }

    private void move(int agent, int other, long amount) {
        int row = row(agent, other);
        if (row != NO_ROW) netSent[row] = Math.addExact(netSent[row], amount);
        if (isAgainstOneOfRow(agent, row)) netSentToMany[agent] = Math.addExact(netSentToMany[agent], amount);
    }

    /// What a limit leaves; whoever received more than 64 bits can count is not limited.
    private static long left(long limit, long sent) {
        long left = limit - sent;
        return sent < 0 && left < limit ? UNLIMITED : left;
    }

    /// The row of a pair, or the free one where it would stand.
    private int rowOrFree(int agent, int other) {
        long key = key(agent, other);
        int mask = keys.length - 1;
        int row = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (keys[row] != EMPTY && keys[row] != key) row = (row + 1) & mask;
        return row;
    }

    private static long key(int agent, int other) {
        return (long) agent << 32 | other;
    }
}
