package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duckdb.DuckDBConnection;
import rtgsim.event.EventKind;

/// Writes runs into one DuckDB file for other programs: `simulation_events` as a table of its ten columns with primary key, checks and the six indexes, and
/// `transactions`, each row with the id of its simulation. The file is there whole or not at all.
public final class DuckDbExport {

    /// A run to export.
    ///
    /// @param database its file
    /// @param events how many rows it must give
    public record Source(String simulationId, Path database, long events) {}

    private static final String EVENTS = "simulation_events";
    private static final String TRANSACTIONS = "transactions";

    private static final String CREATE_TRANSACTIONS =
            "CREATE TABLE transactions (simulation_id VARCHAR NOT NULL, tx_id VARCHAR NOT NULL, arrival_tick INTEGER NOT NULL, sender_id VARCHAR NOT NULL,"
                    + " receiver_id VARCHAR NOT NULL, amount BIGINT NOT NULL, deadline_tick INTEGER NOT NULL, priority UTINYINT NOT NULL, status VARCHAR NOT NULL,"
                    + " settled_tick INTEGER, settled_by VARCHAR, waited_ticks INTEGER, parent_tx_id VARCHAR, PRIMARY KEY (simulation_id, tx_id))";

    private static final List<String> INDEXES =
            List.of(
                    "CREATE INDEX idx_sim_events_sim_tick ON simulation_events (simulation_id, tick)",
                    "CREATE INDEX idx_sim_events_sim_agent ON simulation_events (simulation_id, agent_id)",
                    "CREATE INDEX idx_sim_events_sim_tx ON simulation_events (simulation_id, tx_id)",
                    "CREATE INDEX idx_sim_events_sim_type ON simulation_events (simulation_id, event_type)",
                    "CREATE INDEX idx_sim_events_sim_day ON simulation_events (simulation_id, day)",
                    "CREATE INDEX idx_sim_events_composite ON simulation_events (simulation_id, tick, event_type)");

    private DuckDbExport() {}

    /// Writes the file, or replaces it.
    ///
    /// @param transactions whether the transactions are written
    /// @param events whether the events are
    /// @param liquidity whether liquidity transfers are among the transactions
    /// @return the rows of each table
    /// @throws StoreFailure.CannotWrite also if a table did not get the rows that it should
    public static Map<String, Long> write(
            List<Source> runs, boolean transactions, boolean events, boolean liquidity, Path file) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        Path part = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(part);
            try {
                Map<String, Long> rows = write(runs, transactions, events, liquidity, file, part);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return rows;
            } finally {
                Files.deleteIfExists(part);
                Files.deleteIfExists(part.resolveSibling(part.getFileName() + ".wal"));
            }
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(file, String.valueOf(ManifestFile.message(e)), e);
        }
    }

    private static Map<String, Long> write(
            List<Source> runs, boolean transactions, boolean events, boolean liquidity, Path file, Path part) {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (DuckDBConnection connection = RunDatabase.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET preserve_insertion_order = true");
            statement.execute(
                    "ATTACH " + Migrations.literal(part.toString()) + " AS exported (STORAGE_VERSION 'v1.2.0')");
            statement.execute("USE exported");
            if (transactions) statement.execute(CREATE_TRANSACTIONS);
            if (events) statement.execute(createEvents());
            for (Source run : runs) {
                statement.execute("ATTACH " + Migrations.literal(run.database.toString()) + " AS run (READ_ONLY)");
                statement.execute("USE run");
                Migrations.check(run.database, connection);
                if (transactions) rows.merge(TRANSACTIONS, transactions(statement, run, liquidity, file), Long::sum);
                if (events) rows.merge(EVENTS, events(statement, run, file), Long::sum);
                statement.execute("USE exported");
                statement.execute("DETACH run");
            }
            if (events) for (String index : INDEXES) statement.execute(index);
            statement.execute("CHECKPOINT exported");
            statement.execute("USE memory");
            statement.execute("DETACH exported");
            return rows;
        } catch (SQLException e) {
            throw StoreFailure.writing(file, e);
        }
    }

    private static long events(Statement statement, Source run, Path file) throws SQLException {
        statement.execute("INSERT INTO exported.main.simulation_events SELECT * FROM simulation_events");
        long written = count(statement, EVENTS, run);
        checkRows(file, EVENTS, run, run.events, written);
        return written;
    }

    private static long transactions(Statement statement, Source run, boolean liquidity, Path file)
            throws SQLException {
        String which = liquidity ? "" : " WHERE settled_by IS DISTINCT FROM 'liquidity'";
        long expected;
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM transactions" + which)) {
            row.next();
            expected = row.getLong(1);
        }
        statement.execute(
                "INSERT INTO exported.main.transactions SELECT "
                        + Migrations.literal(run.simulationId)
                        + ", tx_id, arrival_tick, CAST(sender_id AS VARCHAR), CAST(receiver_id AS VARCHAR), amount, deadline_tick, priority, status,"
                        + " settled_tick, settled_by, waited_ticks, CASE WHEN parent_tx IS NULL THEN NULL ELSE parent_tx_id END FROM transactions"
                        + which
                        + " ORDER BY tx");
        long written = count(statement, TRANSACTIONS, run);
        checkRows(file, TRANSACTIONS, run, expected, written);
        return written;
    }

    private static long count(Statement statement, String table, Source run) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(*) FROM exported.main."
                                + table
                                + " WHERE simulation_id = "
                                + Migrations.literal(run.simulationId))) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void checkRows(Path file, String table, Source run, long expected, long written) {
        if (written == expected) return;
        throw new StoreFailure.CannotWrite(
                file,
                table + " of " + run.simulationId + " has " + expected + " rows, but " + written + " were written",
                null);
    }

    private static String createEvents() {
        String types = Migrations.literals(Arrays.stream(EventKind.values()).map(EventKind::label).toList());
        return "CREATE TABLE simulation_events (event_id VARCHAR PRIMARY KEY, simulation_id VARCHAR NOT NULL, tick INTEGER NOT NULL CHECK (tick >= 0),"
                + " day INTEGER NOT NULL CHECK (day >= 0), event_timestamp TIMESTAMP NOT NULL, event_type VARCHAR NOT NULL CHECK (event_type IN ("
                + types
                + ")), details VARCHAR NOT NULL, agent_id VARCHAR, tx_id VARCHAR, created_at TIMESTAMP NOT NULL)";
    }
}
