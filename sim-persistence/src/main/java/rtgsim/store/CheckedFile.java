package rtgsim.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;

/// The file of a run, open to be checked: a sealed one read-only where it lies; one that its writer has left, with the log beside it, as a copy. What does not fit
/// into memory goes to a folder of its own, which is removed.
final class CheckedFile implements AutoCloseable {

    private final DuckDBConnection connection;
    private final Path scratch;

    private CheckedFile(DuckDBConnection connection, Path scratch) {
        this.connection = connection;
        this.scratch = scratch;
    }

    /// @param inPlace whether its writer has put it into its place
    /// @throws StoreFailure if it is not there, or is none that this rtgsim can read
    static CheckedFile open(RunFiles files, boolean inPlace) throws IOException {
        Path file = inPlace ? files.database() : files.databaseWriting();
        if (!Files.isRegularFile(file)) {
            throw new StoreFailure.Damaged(file, "it is not there", null);
        }
        Path scratch = Files.createTempDirectory("rtgsim-verify");
        try {
            Path opened = inPlace ? file : copy(file, scratch);
            return new CheckedFile(RunDatabase.openToCheck(opened, scratch, inPlace), scratch);
        } catch (SQLException e) {
            remove(scratch);
            throw StoreFailure.opening(file, e);
        } catch (IOException | RuntimeException e) {
            remove(scratch);
            throw e;
        }
    }

    private static Path copy(Path file, Path folder) throws IOException {
        Path copy = folder.resolve("run.duckdb");
        Files.copy(file, copy);
        Path log = file.resolveSibling(file.getFileName() + ".wal");
        if (Files.exists(log)) Files.copy(log, folder.resolve("run.duckdb.wal"));
        return copy;
    }

    DuckDBConnection connection() {
        return connection;
    }

    /// What the file says of its own header.
    RunHeader storedHeader(Map<String, @Nullable String> simulationsRow) throws SQLException, IOException {
        List<String> members = RunDatabase.members(connection, "agent_id");
        List<Long> openingBalances = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT opening_balance FROM run.main.agents ORDER BY position")) {
            while (row.next()) openingBalances.add(row.getLong(1));
        }
        List<String> reasons = new ArrayList<>();
        for (JsonNode reason : new ObjectMapper().readTree(simulationsRow.get("reasons"))) reasons.add(reason.asText());
        return new RunHeader(
                Integer.parseInt(String.valueOf(simulationsRow.get("ticks_per_day"))),
                Integer.parseInt(String.valueOf(simulationsRow.get("num_days"))),
                members.subList(0, members.size() - 1),
                openingBalances,
                reasons);
    }

    @Override
    public void close() throws SQLException, IOException {
        try {
            connection.close();
        } finally {
            remove(scratch);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
