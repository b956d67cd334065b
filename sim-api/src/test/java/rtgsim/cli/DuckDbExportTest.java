package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs as a DuckDB file for other programs.
class DuckDbExportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    private Cli cli() {
        return new Cli(folder.resolve("runs"));
    }

    @BeforeEach
    void store() {
        assertEquals(0, cli().call("run", "../scenarios/all-thirteen-events.yaml", "--id", "one").code());
        assertEquals(0, cli().call("run", "../scenarios/three-bank-gridlock.yaml", "--id", "two").code());
    }

    private static String ask(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void severalRunsGoIntoOneFileWithEveryRowOfTheirViews() throws Exception {
        Path out = folder.resolve("out");
        Cli.Said said = cli().call("export", "one", "two", "--format", "duckdb", "-o", out.toString(), "--json");
        assertEquals(0, said.code(), said::toString);
        Path file = out.resolve("runs.duckdb");
        JsonNode report = JSON.readTree(said.out());
        assertEquals(2, report.get("simulation_ids").size());
        for (JsonNode table : report.get("files")) {
            assertEquals(file.toString(), table.get("path").textValue());
            assertEquals(
                    table.get("rows").asText(), ask(file, "SELECT count(*) FROM " + table.get("table").textValue()));
        }
        for (String id : new String[] {"one", "two"}) {
            String rows = " ORDER BY event_id)";
            String all =
                    "SELECT md5(string_agg(r::VARCHAR, '|')) FROM (SELECT simulation_events AS r FROM simulation_events WHERE simulation_id = '";
            Path run = folder.resolve("runs").resolve(id + ".duckdb");
            assertEquals(readOnly(run, all + id + "'" + rows), ask(file, all + id + "'" + rows), id);
        }
        assertEquals("6", ask(file, "SELECT count(*) FROM duckdb_indexes() WHERE table_name = 'simulation_events'"));
        assertEquals(
                "1",
                ask(
                        file,
                        "SELECT count(*) FROM duckdb_constraints() WHERE table_name = 'simulation_events' AND constraint_type = 'PRIMARY KEY'"));
        assertThrows(
                SQLException.class,
                () -> ask(file, "INSERT INTO simulation_events SELECT * FROM simulation_events LIMIT 1 RETURNING 1"));
    }

    private static String readOnly(Path file, String query) throws SQLException {
        java.util.Properties properties = new java.util.Properties();
        properties.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void oneRunGivesAFileOfItsNameWhichIsReplacedAndNeverTheRunItself() throws Exception {
        Path out = folder.resolve("out");
        for (int i = 0; i < 2; i++) {
            Cli.Said said =
                    cli().call("export", "one", "--tables", "transactions", "--format", "duckdb", "-o", out.toString());
            assertEquals(0, said.code(), said::toString);
            assertTrue(said.out().startsWith("transactions: "), said::toString);
        }
        Path file = out.resolve("one.duckdb");
        assertEquals("1", ask(file, "SELECT count(*) FROM duckdb_tables()"));
        String runs = folder.resolve("runs").toString();
        Cli.Said said = cli().call("export", "one", "--format", "duckdb", "-o", runs);
        assertEquals(73, said.code(), said::toString);
        assertEquals(0, cli().call("verify", "one").code());
        assertEquals(2, cli().call("export", "one", "two", "-o", out.toString()).code());
        try (var left = Files.list(out)) {
            assertFalse(left.anyMatch(path -> path.toString().endsWith(".part")));
        }
    }
}
