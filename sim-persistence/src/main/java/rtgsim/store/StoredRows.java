package rtgsim.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// All rows of the table `events`, in order of seq, one at a time.
final class StoredRows implements AutoCloseable {

    private final Statement statement;
    private final ResultSet rows;

    StoredRows(Connection connection) throws SQLException {
        statement = connection.createStatement();
        try {
            // As they were written they stand in order; only others need sorting.
            rows =
                    statement.executeQuery(
                            EventCells.select(connection)
                                    + (firstOutOfPlace(connection) < 0 ? "" : " ORDER BY seq, rowid"));
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /// The first seq that is not the place of its row, or -1.
    static long firstOutOfPlace(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row =
                        query.executeQuery("SELECT coalesce(min(seq), -1) FROM run.main.events WHERE seq <> rowid")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// @return false if there is no further row
    boolean next(EventCells cells) throws SQLException {
        if (!rows.next()) return false;
        cells.read(rows);
        return true;
    }

    @Override
    public void close() throws SQLException {
        rows.close();
        statement.close();
    }
}
