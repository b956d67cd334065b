package rtgsim.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.EnumType;
import rtgsim.event.RunHeader;

/// The tables that are derived from the events, derived once more beside the stored ones and compared with them row by row, in the order in which they were written.
///
/// The new ones are temporary tables of the same names, which the statements of the writer find before those of the file.
final class DerivedTables {

    /// A table in the order of derivation.
    ///
    /// @param key the columns that say which row it is
    private record Derived(String name, List<String> key, Derivation derivation) {}

    private interface Derivation {
        void run(Statement statement) throws SQLException;
    }

    private static Derivation sql(String text) {
        return statement -> statement.execute(text);
    }

    private static final List<Derived> TABLES =
            List.of(
                    new Derived("event_txs", List.of("tx", "seq"), sql(Resources.text("derive_event_txs.sql"))),
                    new Derived(
                            "cycle_members", List.of("agent", "seq"), sql(Resources.text("derive_cycle_members.sql"))),
                    new Derived("agent_blocks", List.of("agent", "first_seq"), sql(RunCompletion.DERIVE_AGENT_BLOCKS)),
                    new Derived("parties", List.of("agent", "seq"), sql(Resources.text("derive_parties.sql"))),
                    new Derived("transactions", List.of("tx"), RunCompletion::deriveTransactions),
                    new Derived("agents", List.of("position"), sql(Resources.text("derive_agents.sql"))),
                    new Derived("agent_ticks", List.of("agent", "tick"), sql(AgentHistory.DERIVE_TICKS)),
                    new Derived("costs", List.of("agent", "day"), sql(AgentHistory.DERIVE_COSTS)));

    private DerivedTables() {}

    /// The first difference, in the order of derivation. Tables that the file's schema does not have are passed over.
    static Optional<Difference> firstDifference(DuckDBConnection connection, RunHeader header) throws SQLException {
        try (EnumType agents = EnumType.of(connection, "agent_id")) {
            new AgentColumns(header, agents).register(connection);
            for (Derived table : TABLES) {
                if (!RunDatabase.hasTable(connection, table.name)) continue;
                Optional<Difference> difference = firstDifference(connection, table);
                if (difference.isPresent()) return difference;
            }
            return Optional.empty();
        }
    }

    private static Optional<Difference> firstDifference(Connection connection, Derived table) throws SQLException {
        List<String> columns = RunDatabase.columns(connection, table.name);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TEMP TABLE "
                            + table.name
                            + " AS SELECT "
                            + String.join(", ", columns)
                            + " FROM run.main."
                            + table.name
                            + " LIMIT 0");
            table.derivation.run(statement);
            try (ResultSet row = statement.executeQuery(compare(table.name, columns))) {
                return row.next() ? Optional.of(difference(row, table, columns)) : Optional.empty();
            }
        }
    }

    /// Both tables side by side, row by row, where they differ; the shorter one ends in NULLs.
    private static String compare(String table, List<String> columns) {
        String found = columns.stream().map(c -> "f." + c + "::VARCHAR").collect(Collectors.joining(", "));
        String expected = columns.stream().map(c -> "e." + c + "::VARCHAR").collect(Collectors.joining(", "));
        String differ =
                columns.stream().map(c -> "f." + c + " IS DISTINCT FROM e." + c).collect(Collectors.joining(" OR "));
        return "SELECT "
                + found
                + ", "
                + expected
                + ", (SELECT count(*) FROM run.main."
                + table
                + ") - (SELECT count(*) FROM temp.main."
                + table
                + ") FROM run.main."
                + table
                + " AS f POSITIONAL JOIN temp.main."
                + table
                + " AS e WHERE "
                + differ
                + " LIMIT 1";
    }

    private static Difference difference(ResultSet row, Derived table, List<String> columns) throws SQLException {
        int count = columns.size();
        int attribute = -1;
        boolean sameKey = true;
        boolean noFound = true;
        boolean noExpected = true;
        for (int i = 0; i < count; i++) {
            String found = row.getString(1 + i);
            String expected = row.getString(1 + count + i);
            noFound &= found == null;
            noExpected &= expected == null;
            boolean same = java.util.Objects.equals(found, expected);
            if (!same && attribute < 0) attribute = i;
            if (!same && table.key.contains(columns.get(i))) sameKey = false;
        }
        long more = row.getLong(2 * count + 1);
        Difference.Kind kind = Difference.Kind.CHANGED;
        if (noFound) kind = Difference.Kind.CUT;
        else if (noExpected || (!sameKey && more > 0)) kind = Difference.Kind.INSERTED;
        else if (!sameKey && more < 0) kind = Difference.Kind.MISSING;
        boolean ofFound = kind == Difference.Kind.INSERTED;
        String which = key(row, table, columns, ofFound ? 0 : count);
        if (kind == Difference.Kind.CHANGED) {
            return new Difference(
                    kind,
                    null,
                    table.name,
                    which,
                    columns.get(attribute),
                    row.getString(1 + count + attribute),
                    row.getString(1 + attribute));
        }
        String text = text(row, columns, ofFound ? 0 : count);
        return new Difference(kind, null, table.name, which, "row", ofFound ? null : text, ofFound ? text : null);
    }

    private static String key(ResultSet row, Derived table, List<String> columns, int offset) throws SQLException {
        StringBuilder key = new StringBuilder();
        for (String column : table.key) {
            if (!key.isEmpty()) key.append(' ');
            key.append(column).append('=').append(row.getString(1 + offset + columns.indexOf(column)));
        }
        return key.toString();
    }

    private static String text(ResultSet row, List<String> columns, int offset) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String value = row.getString(1 + offset + i);
            if (value == null) continue;
            if (!text.isEmpty()) text.append(' ');
            text.append(columns.get(i)).append('=').append(value);
        }
        return text.toString();
    }
}
