package rtgsim.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import org.junit.jupiter.api.Assertions;

/// The gaps that a run records of itself, compared with what is stored.
final class Gaps {

    private Gaps() {}

    /// What is stored and what is recorded as left out are together every event, once.
    static void assertExact(Pieces pieces, Store store, String id) throws SQLException {
        BitSet stored = new BitSet();
        pieces.provenBatches(store.database(id))
                .forEach((first, last) -> stored.set((int) (long) first, (int) last.longValue() + 1));
        BitSet gaps = new BitSet();
        BitSet found = new BitSet();
        try (Connection connection = RunDatabase.open(store.database(id));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT kind, first_seq, last_seq FROM incidents WHERE kind IN ('gap', 'found')")) {
            while (row.next()) {
                BitSet kind = row.getString(1).equals("gap") ? gaps : found;
                kind.set((int) row.getLong(2), (int) row.getLong(3) + 1);
            }
        }
        gaps.andNot(found);
        Assertions.assertFalse(gaps.intersects(stored), "stored and recorded as left out");
        BitSet all = new BitSet();
        all.or(stored);
        all.or(gaps);
        Assertions.assertEquals(pieces.events(), all.cardinality());
        Assertions.assertEquals(pieces.events(), all.length());
        EventCounts counts = store.find(id).orElseThrow().counts();
        Assertions.assertEquals(
                new EventCounts(pieces.events(), stored.cardinality(), 0, 0, 0, gaps.cardinality()), counts);
    }
}
