package rtgsim.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/// [NotedRows] as a table function of DuckDB, in their order, each column a BIGINT.
final class NotedColumns implements RowSource {

    private final NotedRows notes;
    private final List<String> names;
    private final long[][] rows;
    private int next;

    /// @param names of the columns
    NotedColumns(NotedRows notes, String... names) {
        this.notes = notes;
        this.names = List.of(names);
        rows = new long[notes.columns()][NoteBlocks.ROWS];
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        for (String name : names) info.addResultColumn(name, DuckDBColumnType.BIGINT);
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
            for (int i = 0; i < rows.length; i++) WritableColumn.copy(out.vector(i), rows[i], 0, count);
            next += count;
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
