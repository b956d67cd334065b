package rtgsim.measure;

import java.util.Arrays;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// Tells the ticks in which the central queue stands in gridlock from those in which it stands in deadlock.
///
/// After phase 10 of a tick, by cover alone: balance and credit line, limits and reservations left aside.
///
/// - *covered*: some queued transaction could settle alone. It waits for another reason: a limit, a reservation, the order of its queue.
/// - *gridlock*: none could, but some set of them could settle together that takes of every sender's queue its beginning. That is what `multilateral` finds, and
///   how Bech and Soramäki define it (Bank of Finland Discussion Papers 9/2001).
/// - *deadlock*: no such set. Only more liquidity helps.
final class Gridlocks implements LogReading {

    private static final int CLASSES = 3;
    private static final int NONE = -1;

    private final LogMeasures log;
    private final CreditLines credit;
    private final int agents;

    // Each sender's queue, by RTGS priority, as lists through the transactions.
    private final int[] first;
    private final int[] last;
    private int[] next = new int[1_024];
    private int[] previous = new int[1_024];
    private byte[] priority = new byte[1_024];

    /// What each agent would send and receive if all queued settled.
    private final long[] sends;

    private final long[] receives;
    private int queued;
    private boolean changed = true;
    private State state = State.EMPTY;

    // What is left of `sends`, `receives` and the queues while a set is looked for.
    private final long[] sendsYet;
    private final long[] receivesYet;
    private final int[] lastYet;
    private final int[] work;
    private final boolean[] inWork;

    private boolean inGridlock;
    long queuedTicks;
    long gridlockTicks;
    long deadlockTicks;
    long episodes;

    private enum State {
        EMPTY,
        COVERED,
        GRIDLOCK,
        DEADLOCK
    }

    Gridlocks(LogMeasures log, Scenario scenario, AgentOrder order) {
        this.log = log;
        credit = new CreditLines(scenario, order);
        agents = order.count();
        first = new int[CLASSES * agents];
        last = new int[CLASSES * agents];
        Arrays.fill(first, NONE);
        Arrays.fill(last, NONE);
        sends = new long[agents];
        receives = new long[agents];
        sendsYet = new long[agents];
        receivesYet = new long[agents];
        lastYet = new int[CLASSES * agents];
        work = new int[agents];
        inWork = new boolean[agents];
    }

    @Override
    public void transferred(int agent, long amount, boolean ofPool) {
        changed = true;
    }

    @Override
    public void moved(int agent, long sent, long received, int tick) {
        changed = true;
    }

    @Override
    public void collateral(int agent, long newTotal) {
        credit.collateral(agent, newTotal);
        changed = true;
    }

    @Override
    public void joinedQueue(int tx) {
        if (tx >= next.length) {
            int length = Math.max(tx + 1, next.length * 2);
            next = Arrays.copyOf(next, length);
            previous = Arrays.copyOf(previous, length);
            priority = Arrays.copyOf(priority, length);
        }
        priority[tx] = (byte) log.rtgsPriority(tx);
        int at = list(tx);
        previous[tx] = last[at];
        next[tx] = NONE;
        if (last[at] == NONE) first[at] = tx;
        else next[last[at]] = tx;
        last[at] = tx;
        count(tx, 1);
    }

    @Override
    public void leftQueue(int tx) {
        int at = list(tx);
        if (previous[tx] == NONE) first[at] = next[tx];
        else next[previous[tx]] = next[tx];
        if (next[tx] == NONE) last[at] = previous[tx];
        else previous[next[tx]] = previous[tx];
        count(tx, -1);
    }

    private int list(int tx) {
        return log.sender(tx) * CLASSES + priority[tx];
    }

    private void count(int tx, int sign) {
        queued += sign;
        long amount = sign * log.amount(tx);
        sends[log.sender(tx)] = Math.addExact(sends[log.sender(tx)], amount);
        receives[log.receiver(tx)] = Math.addExact(receives[log.receiver(tx)], amount);
        changed = true;
    }

    @Override
    public void afterSettling(int tick) {
        if (credit.advance(tick)) changed = true;
        note(1);
    }

    @Override
    public void quiet(int fromTick, int untilTick) {
        int tick = fromTick;
        while (tick < untilTick) {
            if (credit.advance(tick)) changed = true;
            int until = Math.min(untilTick, credit.nextChange());
            note(until - tick);
            tick = until;
        }
    }

    private void note(int ticks) {
        if (changed) state = state();
        changed = false;
        boolean gridlock = state == State.GRIDLOCK;
        if (gridlock && !inGridlock) episodes++;
        inGridlock = gridlock;
        if (gridlock) gridlockTicks += ticks;
        if (state == State.DEADLOCK) deadlockTicks += ticks;
        if (state != State.EMPTY) queuedTicks += ticks;
    }

    private State state() {
        if (queued == 0) return State.EMPTY;
        for (int agent = 0; agent < agents; agent++) {
            if (sends[agent] > 0 && coversOne(agent)) return State.COVERED;
        }
        return settlesTogether() ? State.GRIDLOCK : State.DEADLOCK;
    }

    private long available(int agent) {
        return Math.max(0, Math.addExact(log.balance(agent), credit.of(agent)));
    }

    private boolean coversOne(int agent) {
        long available = available(agent);
        if (available == 0) return false;
        for (int at = agent * CLASSES; at < (agent + 1) * CLASSES; at++) {
            for (int tx = first[at]; tx != NONE; tx = next[tx]) if (log.amount(tx) <= available) return true;
        }
        return false;
    }

    /// Starts from all queued transactions; while some agent's liquidity does not cover what it sends less what it receives, its last one is left out.
    private boolean settlesTogether() {
        System.arraycopy(sends, 0, sendsYet, 0, agents);
        System.arraycopy(receives, 0, receivesYet, 0, agents);
        System.arraycopy(last, 0, lastYet, 0, last.length);
        int left = queued;
        int waiting = 0;
        for (int agent = 0; agent < agents; agent++) {
            inWork[agent] = sends[agent] > 0;
            if (inWork[agent]) work[waiting++] = agent;
        }
        while (waiting > 0) {
            int agent = work[--waiting];
            inWork[agent] = false;
            long available = available(agent);
            while (sendsYet[agent] > 0 && sendsYet[agent] - receivesYet[agent] > available) {
                int tx = takeLast(agent);
                left--;
                sendsYet[agent] -= log.amount(tx);
                int receiver = log.receiver(tx);
                receivesYet[receiver] -= log.amount(tx);
                if (!inWork[receiver] && sendsYet[receiver] > 0) {
                    inWork[receiver] = true;
                    work[waiting++] = receiver;
                }
            }
        }
        return left > 0;
    }

    private int takeLast(int agent) {
        for (int at = agent * CLASSES; at < (agent + 1) * CLASSES; at++) {
            int tx = lastYet[at];
            if (tx == NONE) continue;
            lastYet[at] = previous[tx];
            return tx;
        }
        throw new IllegalStateException("agent " + agent + " sends without a queued transaction");
    }
}
