package rtgsim.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/// What is noted of who takes part in which event as the table function `noted_parties()` of DuckDB, by agent and seq: the agent's position from 1, and an entry of
/// [PartyNotes] with the seq from which it counts, which SQL takes apart.
final class PartyColumns implements RowSource {

    private final PartyNotes notes;
    private final int[] agents = new int[WritableColumn.capacity()];
    private final long[] starts = new long[WritableColumn.capacity()];
    private final int[] entries = new int[WritableColumn.capacity()];
    private PartyNotes.@Nullable Reader reader;

    PartyColumns(PartyNotes notes) {
        this.notes = notes;
    }

    void register(Connection connection) throws SQLException {
        register(connection, "noted_parties");
    }

    @Override
    public Boolean bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("agent", DuckDBColumnType.INTEGER);
        info.addResultColumn("start", DuckDBColumnType.BIGINT);
        info.addResultColumn("entry", DuckDBColumnType.INTEGER);
        info.setCardinality(RunDatabase.MANY_ROWS, false);
        return true;
    }

    @Override
    public Boolean init(DuckDBTableFunctionInitInfo info) {
        reader = notes.read();
        return true;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        PartyNotes.Reader open = Objects.requireNonNull(reader);
        try {
            int count = 0;
            while (count < entries.length) {
                int more = open.next(entries, count);
                if (more == 0) break;
                Arrays.fill(agents, count, count + more, open.agent() + 1);
                Arrays.fill(starts, count, count + more, open.firstSeq());
                count += more;
            }
            WritableColumn.copy(out.vector(0), agents, 0, count);
            WritableColumn.copy(out.vector(1), starts, 0, count);
            WritableColumn.copy(out.vector(2), entries, 0, count);
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
