package rtgsim.store;

import java.io.IOException;
import java.util.List;

/// The balance of each agent and what it has queued, at the end of each tick in which one of them changed, tick by tick, as four longs:
///
///     at        agent (upper 32 bits), tick
///     balance
///     count     of what arrived and is neither settled, dropped nor divided
///     value     of these
///
/// Agents are positions, and that after the last one is the central bank, of which nothing is told.
final class AgentTickNotes implements AutoCloseable {

    static final int AT = 0;
    static final int BALANCE = 1;
    static final int COUNT = 2;
    static final int VALUE = 3;

    private final NotedRows rows;
    private final int centralBank;
    private final long[] balance;
    private final long[] count;
    private final long[] value;

    // Of the agents that this tick has touched, as it found them.
    private final boolean[] isTouched;
    private final int[] touched;
    private final long[] balanceBefore;
    private final long[] countBefore;
    private final long[] valueBefore;
    private int touchedCount;
    private int tick;

    /// @param openingBalances of the agents
    AgentTickNotes(NoteFile file, List<Long> openingBalances) {
        rows = new NotedRows(file, 4);
        centralBank = openingBalances.size();
        int positions = centralBank + 1;
        balance = new long[positions];
        for (int i = 0; i < centralBank; i++) balance[i] = openingBalances.get(i);
        count = new long[positions];
        value = new long[positions];
        isTouched = new boolean[positions];
        touched = new int[positions];
        balanceBefore = new long[positions];
        countBefore = new long[positions];
        valueBefore = new long[positions];
    }

    /// What follows happens in this tick, which is not before the last one.
    void at(int now) throws IOException {
        if (now == tick) return;
        endTick();
        tick = now;
    }

    /// @throws ArithmeticException if a sum does not fit into a long, here and below
    void moved(int sender, int receiver, long amount) {
        touch(sender);
        touch(receiver);
        balance[sender] = Math.subtractExact(balance[sender], amount);
        balance[receiver] = Math.addExact(balance[receiver], amount);
    }

    void joined(int agent, long amount) {
        touch(agent);
        count[agent]++;
        value[agent] = Math.addExact(value[agent], amount);
    }

    void left(int agent, long amount) {
        touch(agent);
        count[agent]--;
        value[agent] = Math.subtractExact(value[agent], amount);
    }

    /// Ends the last tick.
    void end() throws IOException {
        endTick();
    }

    private void touch(int agent) {
        if (isTouched[agent]) return;
        isTouched[agent] = true;
        touched[touchedCount++] = agent;
        balanceBefore[agent] = balance[agent];
        countBefore[agent] = count[agent];
        valueBefore[agent] = value[agent];
    }

    private void endTick() throws IOException {
        for (int i = 0; i < touchedCount; i++) {
            int agent = touched[i];
            isTouched[agent] = false;
            boolean changed =
                    balance[agent] != balanceBefore[agent]
                            || count[agent] != countBefore[agent]
                            || value[agent] != valueBefore[agent];
            if (changed && agent != centralBank) add(agent);
        }
        touchedCount = 0;
    }

    private void add(int agent) throws IOException {
        rows.set(AT, (long) agent << 32 | tick);
        rows.set(BALANCE, balance[agent]);
        rows.set(COUNT, count[agent]);
        rows.set(VALUE, value[agent]);
        rows.endRow();
    }

    /// What an agent has after all that was noted.
    long balance(int agent) {
        return balance[agent];
    }

    /// Tick by tick, after [#end].
    NotedRows rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
