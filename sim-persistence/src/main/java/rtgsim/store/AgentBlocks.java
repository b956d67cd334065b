package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// In how many events of each block of a sealed run an agent is, from the table `agent_blocks`: so the size of such a set, the block in which a page of it begins and that in which it
/// ends are known before an event is read.
///
/// Any thread may ask.
final class AgentBlocks {

    private static final int KEPT = 64;

    private record Asked(List<String> agents, AgentRole role) {}

    /// The blocks that have events of the set, in order.
    private static final class Blocks {

        /// The first seq of each.
        private final long[] firsts;

        /// How many events are in earlier blocks; one more, which is how many there are.
        private final long[] before;

        /// The same of those that are cycles which name the agent in neither column.
        private final long[] membersBefore;

        private Blocks(long[] firsts, long[] before, long[] membersBefore) {
            this.firsts = firsts;
            this.before = before;
            this.membersBefore = membersBefore;
        }

        boolean haveMembers(int from, int until) {
            return membersBefore[until] > membersBefore[from];
        }

        long size() {
            return before[firsts.length];
        }

        /// The first block that ends behind a seq; their number if none does.
        int endingBehind(long seq) {
            int found =
                    Arrays.binarySearch(
                            firsts, Math.max(seq, AgentBlockNotes.EVENTS - 1) - (AgentBlockNotes.EVENTS - 1));
            return found < 0 ? -found - 1 : found;
        }

        /// The block in which the event with so many before it is.
        int holding(long place) {
            int found = Arrays.binarySearch(before, place);
            return found < 0 ? -found - 2 : found;
        }
    }

    private final LastAnswers<Asked, Blocks> known = new LastAnswers<>(KEPT);
    private final long untilSeq;

    /// @param untilSeq no event of the run has it or a greater one
    AgentBlocks(long untilSeq) {
        this.untilSeq = untilSeq;
    }

    /// The size of the filtered set, of which this range is all that is asked beside its agents.
    long count(ReadConnection connection, EventQuery query, SeqRange range) throws SQLException {
        Blocks blocks = blocks(connection, query);
        return before(connection, query, blocks, range.until()) - before(connection, query, blocks, range.first());
    }

    /// The seq of the event with `place` others of the set before it.
    long seqAt(ReadConnection connection, EventQuery query, SeqRange range, long place) throws SQLException {
        Blocks blocks = blocks(connection, query);
        long ofAll = before(connection, query, blocks, range.first()) + place;
        int block = blocks.holding(ofAll);
        EventQuery.Sql inBlock = query.agentsWithin(range(blocks, block), blocks.haveMembers(block, block + 1));
        return connection
                .number(
                        "SELECT seq FROM events"
                                + inBlock.where()
                                + " ORDER BY seq LIMIT 1 OFFSET "
                                + (ofAll - blocks.before[block]),
                        inBlock)
                .orElseThrow();
    }

    /// A part of the run.
    ///
    /// @param where the condition on seq
    /// @param members whether an agent that is asked for is in neither column of some event there
    record Window(EventQuery.Sql where, boolean members) {}

    /// What has at least so many events of the set from one event on, if there are as many.
    Window enough(ReadConnection connection, EventQuery query, long from, boolean ascending, int events)
            throws SQLException {
        Blocks blocks = blocks(connection, query);
        int count = blocks.firsts.length;
        int block = blocks.endingBehind(from);
        // Of the block in which it begins nobody knows how many come later.
        if (ascending) {
            long last = blocks.before[Math.min(block + 1, count)] + events - 1;
            int end = last < blocks.size() ? blocks.holding(last) + 1 : count;
            long until = end < count ? range(blocks, end - 1).until() : Long.MAX_VALUE;
            return new Window(new EventQuery.Sql("seq < ?", List.of(until)), blocks.haveMembers(block, end));
        }
        long first = blocks.before[block] - events;
        int start = first < 0 ? 0 : blocks.holding(first);
        long since = start == 0 ? 0 : blocks.firsts[start];
        boolean members = blocks.haveMembers(start, Math.min(block + 1, count));
        return new Window(new EventQuery.Sql("seq >= ?", List.of(since)), members);
    }

    /// How many events each agent is in, by its position.
    static void addTo(ReadConnection connection, long[] byAgent) throws SQLException {
        try (ResultSet row =
                connection.ask(
                        "SELECT enum_code(agent)::INTEGER, sum(sent + received + named + member)::BIGINT FROM agent_blocks GROUP BY agent",
                        EventQuery.Sql.NONE)) {
            while (row.next()) byAgent[row.getInt(1)] += row.getLong(2);
        }
    }

    /// How many events of the agents have a smaller seq.
    private long before(ReadConnection connection, EventQuery query, Blocks blocks, long seq) throws SQLException {
        if (seq >= untilSeq) return blocks.size();
        int block = blocks.endingBehind(seq);
        if (block == blocks.firsts.length || seq <= blocks.firsts[block]) return blocks.before[block];
        EventQuery.Sql earlier =
                query.agentsWithin(new SeqRange(blocks.firsts[block], seq), blocks.haveMembers(block, block + 1));
        return blocks.before[block]
                + connection.number("SELECT count(*) FROM events" + earlier.where(), earlier).orElseThrow();
    }

    private static SeqRange range(Blocks blocks, int block) {
        return new SeqRange(blocks.firsts[block], blocks.firsts[block] + AgentBlockNotes.EVENTS);
    }

    private Blocks blocks(ReadConnection connection, EventQuery query) throws SQLException {
        Asked asked = new Asked(query.agents(), query.role());
        Blocks found = known.get(asked);
        if (found == null) {
            found = read(connection, asked);
            known.put(asked, found);
        }
        return found;
    }

    /// The rows of one agent are in the order of their blocks; to sum them up takes twice as long as to read them.
    private static String ofOne(String events, String members) {
        return "SELECT first_seq, " + events + ", " + members + " FROM agent_blocks WHERE agent = CAST(? AS agent_id)";
    }

    private static String ofSeveral(String events, String members, List<String> agents) {
        String places = agents.stream().map(_ -> "CAST(? AS agent_id)").collect(Collectors.joining(", "));
        return "SELECT first_seq, sum("
                + events
                + ")::BIGINT, sum("
                + members
                + ")::BIGINT FROM agent_blocks WHERE agent IN ("
                + places
                + ") GROUP BY first_seq ORDER BY first_seq";
    }

    private static Blocks read(ReadConnection connection, Asked asked) throws SQLException {
        if (asked.agents.isEmpty()) return new Blocks(new long[0], new long[1], new long[1]);
        String events =
                switch (asked.role) {
                    case ANY -> "sent + received + named + member";
                    case SENDER -> "sent";
                    case RECEIVER -> "received";
                };
        String members = asked.role == AgentRole.ANY ? "member" : "0";
        long[] firsts = new long[64];
        long[] before = new long[65];
        long[] membersBefore = new long[65];
        int count = 0;
        try (ResultSet row =
                connection.ask(
                        asked.agents.size() == 1 ? ofOne(events, members) : ofSeveral(events, members, asked.agents),
                        new EventQuery.Sql("", List.copyOf(asked.agents)))) {
            while (row.next()) {
                if (row.getLong(2) == 0) continue;
                if (count == firsts.length) {
                    firsts = Arrays.copyOf(firsts, count * 2);
                    before = Arrays.copyOf(before, count * 2 + 1);
                    membersBefore = Arrays.copyOf(membersBefore, count * 2 + 1);
                }
                firsts[count] = row.getLong(1);
                before[count + 1] = before[count] + row.getLong(2);
                membersBefore[count + 1] = membersBefore[count] + row.getLong(3);
                count++;
            }
        }
        return new Blocks(
                Arrays.copyOf(firsts, count),
                Arrays.copyOf(before, count + 1),
                Arrays.copyOf(membersBefore, count + 1));
    }
}
