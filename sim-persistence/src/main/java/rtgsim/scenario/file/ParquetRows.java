package rtgsim.scenario.file;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Reads Parquet, row by row in the order of the file; what a problem calls its line is the number of the row.
final class ParquetRows implements Cells, AutoCloseable {

    private static final Set<String> INTEGERS =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT");

    private final String file;
    private final Problems problems;
    private final DuckDBConnection connection;
    private final Statement statement;
    private final String source;
    private final List<String> names = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private @Nullable ResultSet rows;
    private boolean[] wide = new boolean[0];
    private long[] integers = new long[0];
    private @Nullable String[] texts = new String[0];
    private int row;

    /// @throws SQLException if it is no Parquet file
    ParquetRows(Path path, String file, Problems problems) throws SQLException {
        this.file = file;
        this.problems = problems;
        connection = connect();
        try {
            statement = connection.createStatement();
            statement.execute("SET threads = 1");
            statement.execute("SET preserve_insertion_order = true");
            String from = "read_parquet('" + path.toString().replace("'", "''") + "', hive_partitioning = false)";
            try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
                while (described.next()) {
                    names.add(described.getString("column_name"));
                    types.add(described.getString("column_type"));
                }
            }
            source = from;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private static DuckDBConnection connect() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
    }

    /// Whether each known column has a type that its values can be taken from as they are; reports those that have not.
    boolean hasRightTypes() {
        boolean good = true;
        for (int i = 0; i < names.size(); i++) {
            String type = types.get(i);
            boolean right =
                    switch (names.get(i)) {
                        case "sender", "receiver" -> type.equals("VARCHAR");
                        case "time" -> type.equals("VARCHAR") || type.equals("TIME");
                        case "tick", "day", "amount", "priority", "deadline" -> INTEGERS.contains(type);
                        default -> true;
                    };
            if (right) continue;
            good = false;
            String needed =
                    switch (names.get(i)) {
                        case "sender", "receiver" -> "text";
                        case "time" -> "text or a time";
                        default -> "an integer type, such as BIGINT";
                    };
            report(
                    ProblemCode.PAYMENTS_COLUMNS,
                    i,
                    "the column " + names.get(i) + " must be " + needed + ", but it is " + type,
                    "write the file with another type; nothing is converted");
        }
        return good;
    }

    /// Begins to read rows; until then the names of the columns are the current row.
    void begin() throws SQLException {
        wide = new boolean[names.size()];
        integers = new long[names.size()];
        texts = new String[names.size()];
        StringJoiner columns = new StringJoiner(", ");
        for (int i = 0; i < names.size(); i++) {
            String name = '"' + names.get(i).replace("\"", "\"\"") + '"';
            wide[i] = INTEGERS.contains(types.get(i)) && !types.get(i).equals("UBIGINT");
            columns.add(types.get(i).equals("VARCHAR") || wide[i] ? name : "CAST(" + name + " AS VARCHAR)");
        }
        rows = statement.executeQuery("SELECT " + columns + " FROM " + source);
    }

    boolean next() throws SQLException {
        ResultSet all = rows;
        if (all == null) throw new IllegalStateException("rows are read after begin()");
        if (!all.next()) return false;
        row++;
        for (int i = 0; i < wide.length; i++) {
            if (wide[i]) {
                integers[i] = all.getLong(i + 1);
                if (all.wasNull()) integers[i] = NO_INTEGER;
            } else {
                texts[i] = all.getString(i + 1);
            }
        }
        return true;
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public boolean isEmpty(int column) {
        if (wide[column]) return integers[column] == NO_INTEGER;
        String text = texts[column];
        return text == null || text.isEmpty();
    }

    @Override
    public long integer(int column) {
        if (wide[column]) return integers[column];
        String text = texts[column];
        return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : NO_INTEGER;
    }

    @Override
    public @Nullable String text(int column) {
        if (rows == null) return names.get(column);
        if (wide[column]) return integers[column] == NO_INTEGER ? "" : Long.toString(integers[column]);
        String text = texts[column];
        return text == null ? "" : text;
    }

    @Override
    public void report(ProblemCode code, int column, String message, @Nullable String hint) {
        StringBuilder shown = new StringBuilder();
        int offset = 0;
        int length = 0;
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) shown.append(',');
            String cell = String.valueOf(text(i)).replaceAll("\\R", " ");
            if (i == column) {
                offset = shown.length();
                length = cell.length();
            }
            shown.append(cell);
        }
        if (column < 0) length = shown.length();
        String where = row == 0 ? message : "row " + row + ": " + message;
        problems.reportRow(
                code,
                Problems.PAYMENTS_FILE,
                Source.file(file, shown.toString()),
                Math.max(1, row),
                offset,
                length,
                where,
                hint);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
