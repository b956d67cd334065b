package rtgsim.store;

import java.sql.SQLException;
import org.duckdb.ColumnFunction;
import org.duckdb.DuckDBConnection;

/// Rows of ours as a table function of DuckDB.
interface RowSource extends ColumnFunction.Rows {

    /// What DuckDB is told of our rows, however many there are, so that it builds the hash table of a join from the other side and keeps their order.
    long MANY = 1L << 40;

    /// Makes the rows known to a database by this name, without parameters.
    default void register(DuckDBConnection connection, String name) throws SQLException {
        ColumnFunction.register(connection, name, this);
    }
}
