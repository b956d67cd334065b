package rtgsim.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/// What is noted of agents over time as the table function `noted_agent_ticks()` of DuckDB, tick by tick: the longs of [AgentTickNotes].
final class AgentTickColumns implements RowSource {

    private final AgentTickNotes notes;
    private final long[][] rows = new long[AgentTickNotes.COLUMNS][NoteBlocks.ROWS];
    private int next;

    AgentTickColumns(AgentTickNotes notes) {
        this.notes = notes;
    }

    void register(Connection connection) throws SQLException {
        register(connection, "noted_agent_ticks");
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("agent_and_tick", DuckDBColumnType.BIGINT);
        info.addResultColumn("balance", DuckDBColumnType.BIGINT);
        info.addResultColumn("queue_count", DuckDBColumnType.BIGINT);
        info.addResultColumn("queue_value", DuckDBColumnType.BIGINT);
        info.setCardinality(RunDatabase.MANY_ROWS, false);
        return true;
    }

    @Override
    public Boolean init(DuckDBTableFunctionInitInfo info) {
        next = 0;
        return true;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        try {
            int count = notes.read(next, rows);
            for (int i = 0; i < AgentTickNotes.COLUMNS; i++) WritableColumn.copy(out.vector(i), rows[i], 0, count);
            next += count;
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
