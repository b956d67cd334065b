package rtgsim.store;

import java.sql.SQLException;
import org.duckdb.ColumnFunction;
import org.duckdb.ColumnMemory;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.EnumType;
import rtgsim.event.RunHeader;

/// The agents of a header as the table function `run_agents()` of DuckDB: position, agent and opening balance, in agent order.
final class AgentColumns implements RowSource {

    private final RunHeader header;
    private final EnumType agents;
    private final WritableColumn positions = WritableColumn.ofInts();
    private final WritableColumn opening = WritableColumn.ofLongs();
    private int at;

    /// @param agents the type of the file, open as long as the function is asked
    AgentColumns(RunHeader header, EnumType agents) {
        this.header = header;
        this.agents = agents;
    }

    void register(DuckDBConnection connection) throws SQLException {
        register(connection, "run_agents");
    }

    @Override
    public void declare(ColumnFunction.Declaration columns) throws SQLException {
        columns.add("position", DuckDBColumnType.INTEGER);
        columns.add("agent", agents);
        columns.add("opening_balance", DuckDBColumnType.BIGINT);
    }

    @Override
    public void begin() {
        at = 0;
    }

    @Override
    public int fill(ColumnMemory[] columns) {
        int rows = Math.min(ColumnMemory.CAPACITY, header.agentIds().size() - at);
        for (int i = 0; i < rows; i++) {
            positions.setInt(i, at + i);
            opening.setLong(i, header.openingBalances().get(at + i));
        }
        positions.into(columns[0], rows);
        positions.into(columns[1], rows);
        opening.into(columns[2], rows);
        at += rows;
        return rows;
    }
}
