package rtgsim.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The balance of each agent and what it has queued, at the end of each tick in which one of them changed, tick by tick, as four longs:
///
///     at        agent (upper 32 bits), tick
///     balance
///     count     of what arrived and is neither settled, dropped nor divided
///     value     of these
///
/// 2 048 rows are in memory, those before in a file. Agents are positions, and that after the last one is the central bank, of which nothing is told.
final class AgentTickNotes implements AutoCloseable {

    static final int AT = 0;
    static final int BALANCE = 1;
    static final int COUNT = 2;
    static final int VALUE = 3;

    static final int COLUMNS = 4;

    private final NoteBlocks file;
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

    private final long[][] rows = new long[COLUMNS][NoteBlocks.ROWS];
    private int size;

    /// @param openingBalances of the agents
    AgentTickNotes(NoteFile file, List<Long> openingBalances) {
        this.file = new NoteBlocks(file, COLUMNS);
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
        int row = size % NoteBlocks.ROWS;
        rows[AT][row] = (long) agent << 32 | tick;
        rows[BALANCE][row] = balance[agent];
        rows[COUNT][row] = count[agent];
        rows[VALUE][row] = value[agent];
        size++;
        if (row == NoteBlocks.ROWS - 1) file.append(rows, 0);
    }

    /// Reads consecutive rows of one block, column by column.
    ///
    /// @param from the first of a block
    /// @return how many: 0 at the end
    int read(int from, long[][] into) throws IOException {
        int found = Math.min(NoteBlocks.ROWS, size - from);
        if (found == NoteBlocks.ROWS) {
            file.read(from, into);
        } else {
            for (int i = 0; i < COLUMNS; i++) System.arraycopy(rows[i], 0, into[i], 0, found);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(rows, new long[0]);
        file.close();
    }
}
