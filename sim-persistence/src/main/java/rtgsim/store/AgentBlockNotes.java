package rtgsim.store;

import java.io.IOException;

/// In how many events of each block of the log an agent is, by its role there, block by block, as three longs; and which cycles name it beside the two agents of their columns.
///
///     AT        agent (upper 32 bits), number of the block
///     OF_TWO    events in which it is the sender (upper 32 bits), the receiver
///     OTHERS    events in which it is otherwise in one of the two columns (upper 32 bits), in neither of them
///
/// Agents are positions, the central bank's the last.
final class AgentBlockNotes implements AutoCloseable {

    /// Events of a block: few enough to be looked through for a page, so many that the table is small beside the events.
    static final int EVENTS = 16_384;

    private static final long LOWER = 0xffff_ffffL;

    static final int AT = 0;
    static final int OF_TWO = 1;
    static final int OTHERS = 2;

    /// Roles of agents in [#inAll].
    static final int SENDER = 0;

    static final int RECEIVER = 1;

    /// In one of the two columns otherwise.
    static final int NAMED = 2;

    /// In neither.
    static final int MEMBER = 3;

    static final int ROLES = 4;

    private final NotedRows blocks;
    private final NotedRows members;

    // Of the block so far.
    private final long[] ofTwo;
    private final long[] others;
    private long block;

    /// Of the blocks before, for each agent as many longs as there are roles.
    private final long[] earlier;

    /// @param agents how many there are, the central bank among them
    AgentBlockNotes(NoteFile blocks, NoteFile members, int agents) {
        this.blocks = new NotedRows(blocks, 3);
        this.members = new NotedRows(members, 2);
        ofTwo = new long[agents];
        others = new long[agents];
        earlier = new long[agents * ROLES];
    }

    /// Says that what follows is of this event or later ones.
    void at(long seq) throws IOException {
        long now = seq / EVENTS;
        if (now == block) return;
        end();
        block = now;
    }

    void sender(int agent) {
        ofTwo[agent] += 1L << 32;
    }

    void receiver(int agent) {
        ofTwo[agent]++;
    }

    /// It is in one of the two columns otherwise.
    void named(int agent) {
        others[agent] += 1L << 32;
    }

    /// It is in neither column of a cycle that names it.
    void member(int agent, long seq) throws IOException {
        others[agent]++;
        members.set(0, (long) agent << 32);
        members.set(1, seq);
        members.endRow();
    }

    /// Ends the block.
    void end() throws IOException {
        for (int agent = 0; agent < ofTwo.length; agent++) {
            if ((ofTwo[agent] | others[agent]) == 0) continue;
            blocks.set(AT, (long) agent << 32 | block);
            blocks.set(OF_TWO, ofTwo[agent]);
            blocks.set(OTHERS, others[agent]);
            blocks.endRow();
            addTo(earlier, agent);
            ofTwo[agent] = 0;
            others[agent] = 0;
        }
    }

    private void addTo(long[] sums, int agent) {
        int first = agent * ROLES;
        sums[first + SENDER] += ofTwo[agent] >>> 32;
        sums[first + RECEIVER] += ofTwo[agent] & LOWER;
        sums[first + NAMED] += others[agent] >>> 32;
        sums[first + MEMBER] += others[agent] & LOWER;
    }

    /// In how many events each agent is, by its role there, up to the last that was noted: agent by agent, [#ROLES] of each.
    long[] inAll() {
        long[] sums = earlier.clone();
        for (int agent = 0; agent < ofTwo.length; agent++) addTo(sums, agent);
        return sums;
    }

    /// Block by block, after [#end].
    NotedRows blocks() {
        return blocks;
    }

    /// Agent (upper 32 bits) and seq, in the order of seq.
    NotedRows members() {
        return members;
    }

    @Override
    public void close() throws IOException {
        try (blocks;
                members) {
            // Both files go as they are closed.
        }
    }
}
