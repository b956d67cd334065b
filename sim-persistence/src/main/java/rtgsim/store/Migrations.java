package rtgsim.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What makes an empty database one of ours, step by step: the files of the folder `migrations`, in order, each applied once and noted.
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
                    "V008__decisions_name_their_node");

    /// From which version on events name the node that decided.
    static final int WITH_NODES = 8;

    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z_]+)}");

    private Migrations() {}

    /// Applies all of them to a new database.
    static void apply(Connection connection, Map<String, String> places) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL)");
            for (int i = 0; i < NAMES.size(); i++) {
                String text = Resources.text("migrations/" + NAMES.get(i) + ".sql");
                statement.execute(fill(text, places));
                try (PreparedStatement note =
                        connection.prepareStatement("INSERT INTO schema_migrations VALUES (?, ?, ?)")) {
                    note.setInt(1, i + 1);
                    note.setString(2, NAMES.get(i));
                    note.setString(3, sha256(text));
                    note.executeUpdate();
                }
            }
        }
    }

    /// Refuses a database that is not one of ours, or that a later rtgsim made.
    static void check(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean ours;
            try (ResultSet tables =
                    statement.executeQuery(
                            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'run' AND table_name IN ('schema_migrations', 'events', 'simulations')")) {
                tables.next();
                ours = tables.getInt(1) == 3;
            }
            if (!ours)
                throw new StoreFailure.Foreign(file, "it is a DuckDB database without the tables of a run", null);
            try (ResultSet last = statement.executeQuery("SELECT max(version) FROM schema_migrations")) {
                last.next();
                int version = last.getInt(1);
                if (version > NAMES.size()) {
                    throw new StoreFailure.Newer(
                            file, "its schema is version " + version + ", this rtgsim knows " + NAMES.size());
                }
            }
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
