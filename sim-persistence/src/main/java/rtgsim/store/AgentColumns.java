package rtgsim.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import rtgsim.event.RunHeader;

/// The agents of a header as the table function `run_agents()` of DuckDB: position and opening balance, in agent order.
final class AgentColumns implements RowSource {

    private final RunHeader header;
    private int at;

    AgentColumns(RunHeader header) {
        this.header = header;
    }

    void register(Connection connection) throws SQLException {
        register(connection, "run_agents");
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("position", DuckDBColumnType.INTEGER);
        info.addResultColumn("opening_balance", DuckDBColumnType.BIGINT);
        return true;
    }

    @Override
    public Boolean init(DuckDBTableFunctionInitInfo info) {
        at = 0;
        return true;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        int rows = (int) Math.min(out.capacity(), header.agentIds().size() - at);
        DuckDBWritableVector position = out.vector(0);
        DuckDBWritableVector opening = out.vector(1);
        for (int i = 0; i < rows; i++) {
            position.setInt(i, at + i);
            opening.setLong(i, header.openingBalances().get(at + i));
        }
        at += rows;
        return rows;
    }
}
