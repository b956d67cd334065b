package rtgsim.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.duckdb.EnumType;

/// The ENUM types of the columns of `transactions`, which belong to schema 9 and later ones.
///
/// @param agent of the file, which is not closed with these
/// @param status of which the first ones are those of [TransactionNotes]
/// @param settledBy in the order of [SettledBy]
record TransactionTypes(EnumType agent, EnumType status, EnumType settledBy) implements AutoCloseable {

    static TransactionTypes of(DuckDBConnection connection, EnumType agent) throws SQLException {
        EnumType status = EnumType.of(connection, "transaction_status");
        return new TransactionTypes(agent, status, EnumType.of(connection, "settled_by"));
    }

    @Override
    public void close() {
        status.close();
        settledBy.close();
    }
}
