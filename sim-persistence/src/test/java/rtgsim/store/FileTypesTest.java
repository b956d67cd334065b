package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventKind;

/// Values of ENUMs are written as numbers, so their members must stand in the order of what the numbers mean.
class FileTypesTest {

    @TempDir private Path folder;

    @Test
    void membersStandInTheOrderInWhichTheyAreNumbered() throws SQLException {
        RunDescription run = StoredRuns.describe("one", new Pieces(1, 100).log);
        try (Connection connection = RunDatabase.create(folder.resolve("one.duckdb"), run);
                Statement statement = connection.createStatement()) {
            assertEquals(
                    Arrays.stream(EventKind.values()).map(EventKind::label).toList(), members(statement, "event_type"));
            assertEquals(
                    Arrays.stream(SettledBy.values()).map(SettledBy::label).toList(), members(statement, "settled_by"));
            assertEquals(new Words(run.header()).all(), members(statement, "reason"));
            List<String> statuses = members(statement, "transaction_status");
            assertEquals("internal", statuses.get(TransactionNotes.INTERNAL));
            assertEquals("central", statuses.get(TransactionNotes.CENTRAL));
            assertEquals("settled", statuses.get(TransactionNotes.SETTLED));
            assertEquals("dropped", statuses.get(TransactionNotes.DROPPED));
            List<String> agents = members(statement, "agent_id");
            assertEquals(run.header().agentIds(), agents.subList(0, agents.size() - 1), "then the central bank");
        }
    }

    private static List<String> members(Statement statement, String type) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT array_to_string(enum_range(NULL::" + type + "), '|')")) {
            row.next();
            return List.of(row.getString(1).split("\\|"));
        }
    }
}
