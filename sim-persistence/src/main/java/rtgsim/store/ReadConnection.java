package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.duckdb.DuckDBConnection;

/// A connection to a run's file with the statements that were asked on it last: to prepare one takes as long as to answer a small question.
///
/// It belongs to one question at a time, and a result is closed before the next is asked for.
final class ReadConnection implements AutoCloseable {

    private static final int STATEMENTS_KEPT = 64;

    /// Is told which statement is to be executed next, for one who may have to end it.
    interface Watch {
        void begins(PreparedStatement statement);
    }

    private final DuckDBConnection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);
    private Watch watch = _ -> {};

    ReadConnection(DuckDBConnection connection) {
        this.connection = connection;
    }

    /// @param next is told of each statement from now on, instead of who was told before
    void watch(Watch next) {
        watch = next;
    }

    /// For questions that are not asked often.
    DuckDBConnection connection() {
        return connection;
    }

    /// @param sql with the places of the parameters
    ResultSet ask(String sql, EventQuery.Sql parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) statement = prepare(sql);
        try {
            parameters.bind(statement);
            watch.begins(statement);
            return statement.executeQuery();
        } catch (SQLException e) {
            statements.remove(sql);
            statement.close();
            throw e;
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.put(sql, statement);
        if (statements.size() > STATEMENTS_KEPT) {
            String eldest = statements.keySet().iterator().next();
            PreparedStatement forgotten = statements.remove(eldest);
            if (forgotten != null) forgotten.close();
        }
        return statement;
    }

    /// The first column of the first row, if there is one.
    OptionalLong number(String sql, EventQuery.Sql parameters) throws SQLException {
        try (ResultSet row = ask(sql, parameters)) {
            if (!row.next()) return OptionalLong.empty();
            long number = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    /// Closes the statements, and leaves the connection open.
    void forget() throws SQLException {
        for (PreparedStatement statement : statements.values()) statement.close();
        statements.clear();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            forget();
        }
    }
}
