package rtgsim.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/// Rows of ours as a table function of DuckDB: one scan at a time, by one thread, which begins anew with each `init`.
interface RowSource extends DuckDBTableFunction<Boolean, Boolean, Boolean> {

    /// Makes the rows known to a database by this name, without parameters.
    default void register(Connection connection, String name) throws SQLException {
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(name).withFunction(this).register(connection);
        }
    }

    @Override
    default @Nullable Boolean localInit(DuckDBTableFunctionInitInfo info) {
        return null;
    }
}
