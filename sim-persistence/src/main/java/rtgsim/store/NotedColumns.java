package rtgsim.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.ColumnFunction;
import org.duckdb.ColumnMemory;
import org.duckdb.DuckDBColumnType;
import org.duckdb.EnumType;
import org.jspecify.annotations.Nullable;

/// [NotedRows] as a table function of DuckDB, in their order: where they are of agents, first the column `agent`, from the upper 32 bits of the first long, and then
/// each long as a BIGINT.
final class NotedColumns implements RowSource {

    private final NotedRows notes;
    private final @Nullable EnumType agents;
    private final List<String> names;
    private final WritableColumn agent = WritableColumn.ofInts();
    private final long[][] rows;
    private int next;

    /// @param agents the type of the file, open as long as the function is asked, or null for rows that are not of agents
    /// @param names of the longs
    NotedColumns(NotedRows notes, @Nullable EnumType agents, String... names) {
        this.notes = notes;
        this.agents = agents;
        this.names = List.of(names);
        rows = new long[notes.columns()][NoteBlocks.ROWS];
    }

    @Override
    public void declare(ColumnFunction.Declaration columns) throws SQLException {
        if (agents != null) columns.add("agent", agents);
        for (String name : names) columns.add(name, DuckDBColumnType.BIGINT);
        columns.expect(MANY);
    }

    @Override
    public void begin() {
        next = 0;
    }

    @Override
    public int fill(ColumnMemory[] columns) throws IOException {
        int count = notes.read(next, rows);
        int first = 0;
        if (agents != null) {
            agent.setBits(rows[0], 32, -1, count);
            agent.into(columns[first++], count);
        }
        for (int i = 0; i < rows.length; i++) columns[first + i].put(rows[i], 0, count);
        next += count;
        return count;
    }
}
