package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// Which agents the cycles of a stored run involve beside the one in the first column of their event, in the order of seq.
///
/// Cycles are few in most runs.
final class CycleMembers {

    /// Of more than so many in a run none are kept.
    static final int KEPT_MAX = 100_000;

    static final CycleMembers NONE = new CycleMembers(new long[0], new int[0]);

    private final long[] seqs;
    private final int[] agents;

    private CycleMembers(long[] seqs, int[] agents) {
        this.seqs = seqs;
        this.agents = agents;
    }

    /// Empty if there are more than `most`.
    static CycleMembers read(ReadConnection connection, int most) throws SQLException {
        long[] seqs = new long[most];
        int[] agents = new int[most];
        int count = 0;
        try (ResultSet row =
                connection.ask(
                        "SELECT seq, enum_code(agent)::INTEGER FROM (SELECT p.seq, p.agent FROM cycle_members AS p LIMIT ?)"
                                + " ORDER BY seq",
                        new EventQuery.Sql("", List.of(most + 1)))) {
            while (row.next()) {
                if (count == most) return NONE;
                seqs[count] = row.getLong(1);
                agents[count++] = row.getInt(2);
            }
        }
        return new CycleMembers(Arrays.copyOf(seqs, count), Arrays.copyOf(agents, count));
    }

    boolean isEmpty() {
        return seqs.length == 0;
    }

    /// The positions of the further agents of a cycle.
    int[] of(long seq) {
        int from = Arrays.binarySearch(seqs, seq);
        if (from < 0) return new int[0];
        int until = from + 1;
        while (from > 0 && seqs[from - 1] == seq) from--;
        while (until < seqs.length && seqs[until] == seq) until++;
        return Arrays.copyOfRange(agents, from, until);
    }
}
