package rtgsim.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What makes an empty database one of ours, step by step: the files of the folder `migrations`, in order, each applied once, and all noted in the same
/// transaction.
///
/// Places like `${agent_ids}` are what differs from run to run; they stand for SQL text that is made and escaped here, never by a client.
final class Migrations {

    static final List<String> NAMES =
            List.of(
                    "V001__events_can_be_stored",
                    "V002__runs_are_described",
                    "V003__events_are_found_by_all_they_involve",
                    "V004__events_read_as_ten_columns",
                    "V005__agents_have_a_history",
                    "V006__what_was_written_can_be_proved",
                    "V007__states_have_a_hash",
                    "V008__decisions_name_their_node",
                    "V009__events_are_counted_by_agent");

    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z_]+)}");

    private Migrations() {}

    /// Applies all of them to a new database.
    static void apply(Connection connection, Map<String, String> places) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL)");
        }
        applyFrom(0, connection, places);
    }

    /// Applies those that a file which is still being written lacks, since an earlier rtgsim began it: all of them or none.
    ///
    /// An index is in the way of a new column; whoever completes the run makes them anew.
    static void applyMissing(Connection connection, Map<String, String> places) throws SQLException {
        int version = version(connection);
        if (version == NAMES.size()) return;
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN TRANSACTION");
            for (String index : indexes(connection)) statement.execute("DROP INDEX " + index);
            applyFrom(version, connection, places);
            statement.execute("COMMIT");
        }
    }

    private static List<String> indexes(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet index =
                        statement.executeQuery("SELECT index_name FROM duckdb_indexes() WHERE database_name = 'run'")) {
            while (index.next()) names.add(index.getString(1));
        }
        return names;
    }

    /// The last one that was applied to a database.
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT max(version) FROM run.main.schema_migrations")) {
            last.next();
            return last.getInt(1);
        }
    }

    private static void applyFrom(int version, Connection connection, Map<String, String> places) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> notes = new ArrayList<>();
            for (int i = version; i < NAMES.size(); i++) {
                String text = Resources.text("migrations/" + NAMES.get(i) + ".sql");
                statement.execute(fill(text, places));
                notes.add("(" + (i + 1) + ", " + literals(List.of(NAMES.get(i), sha256(text))) + ")");
            }
            statement.execute("INSERT INTO schema_migrations VALUES " + String.join(", ", notes));
        }
    }

    /// Refuses a database that is not one of ours, or that a later rtgsim made.
    static void check(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean ours;
            try (ResultSet tables =
                    statement.executeQuery(
                            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'run' AND table_name IN ('schema_migrations', 'events', 'simulations', 'event_txs')")) {
                tables.next();
                ours = tables.getInt(1) == 4;
            }
            if (!ours)
                throw new StoreFailure.Foreign(file, "it is a DuckDB database without the tables of a run", null);
        }
        int version = version(connection);
        if (version > NAMES.size()) {
            throw new StoreFailure.Newer(
                    file, "its schema is version " + version + ", this rtgsim knows " + NAMES.size());
        }
    }

    private static String fill(String text, Map<String, String> places) {
        return PLACE.matcher(text)
                .replaceAll(place -> {
                    String value = places.get(place.group(1));
                    if (value == null)
                        throw new IllegalStateException("a migration has a place that nothing fills: " + place.group());
                    return Matcher.quoteReplacement(value);
                });
    }

    /// A text as a literal of SQL.
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /// Texts as literals of SQL, separated by commas.
    static String literals(List<String> texts) {
        StringBuilder literals = new StringBuilder(texts.size() * 16);
        for (String text : texts) {
            if (!literals.isEmpty()) literals.append(',');
            literals.append(literal(text));
        }
        return literals.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
