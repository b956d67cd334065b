package rtgsim.store;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.duckdb.EnumType;

/// The ENUM types of the file of a run that is written, for as long as it is open.
///
/// @param agent the agents in their order, the central bank the last
/// @param kind of event, in the order of the log's kinds
/// @param word what the column `reason` can hold, in the order of [Words]
record FileTypes(EnumType agent, EnumType kind, EnumType word) implements AutoCloseable {

    static FileTypes of(DuckDBConnection connection) throws SQLException {
        EnumType agent = EnumType.of(connection, "agent_id");
        EnumType kind = EnumType.of(connection, "event_type");
        return new FileTypes(agent, kind, EnumType.of(connection, "reason"));
    }

    @Override
    public void close() {
        agent.close();
        kind.close();
        word.close();
    }
}
