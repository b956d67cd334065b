package rtgsim.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.duckdb.DuckDBConnection;
import rtgsim.event.RunHeader;

/// Batches on their way into the database on one connection, one at a time, each in one transaction together with its row in `batches`.
///
/// Between [#insert] and [#commit] nobody sees the batch, and nothing says what comes before it: in `events` the rows of batches stand in the order of their
/// commits. It belongs to one thread at a time.
final class BatchInsertion implements AutoCloseable {

    private final DuckDBConnection connection;
    private final WriterProbe probe;
    private final EventColumns columns;
    private final PreparedStatement insertEvents;
    private final PreparedStatement insertBatch;
    private long insertedAtMicros;

    /// Whether its transaction is open.
    private boolean isOpen;

    /// @param connection which is closed with it
    /// @param types of the file, open as long as this is used
    /// @param number of the connection among those to the same database
    BatchInsertion(DuckDBConnection connection, int number, RunHeader header, FileTypes types, WriterProbe probe)
            throws SQLException {
        this.connection = connection;
        this.probe = probe;
        boolean nodes = EventCells.haveNodes(connection);
        columns = new EventColumns(header, new Words(header), types, nodes);
        String rows = "run_events_" + number;
        columns.register(connection, rows);
        insertEvents = connection.prepareStatement(insertSql(nodes, rows));
        insertBatch = connection.prepareStatement("INSERT INTO batches VALUES (?, ?, ?, make_timestamp(?))");
    }

    DuckDBConnection connection() {
        return connection;
    }

    /// Inserts a batch, which is stored when it is committed.
    void insert(Batch batch) throws SQLException {
        insertedAtMicros = microsNow();
        columns.batch(batch);
        probe.beforeSql(WriterStep.BEGIN);
        execute("BEGIN TRANSACTION");
        isOpen = true;
        probe.beforeSql(WriterStep.INSERT_EVENTS);
        insertEvents.setLong(1, insertedAtMicros);
        long inserted = insertEvents.executeLargeUpdate();
        if (inserted != batch.size()) {
            throw new IllegalStateException("a batch of " + batch.size() + " events became " + inserted + " rows");
        }
    }

    /// Commits the batch that was inserted. When this returns, it is stored; when it throws, it may be.
    void commit(Batch batch) throws SQLException {
        probe.beforeSql(WriterStep.INSERT_BATCH);
        insertBatch.setLong(1, batch.firstSeq());
        insertBatch.setLong(2, batch.lastSeq());
        insertBatch.setString(3, batch.digestAfter());
        insertBatch.setLong(4, insertedAtMicros);
        insertBatch.executeUpdate();
        probe.beforeSql(WriterStep.COMMIT);
        execute("COMMIT");
        isOpen = false;
        probe.beforeSql(WriterStep.COMMITTED);
    }

    /// Forgets the batch that was inserted, or was to be.
    void rollBack() throws SQLException {
        if (isOpen) execute("ROLLBACK");
        isOpen = false;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static String insertSql(boolean nodes, String rows) {
        return "INSERT INTO events BY NAME SELECT e.seq, e.tick, e.type, e.agent, e.counterparty, e.tx, e.amount, e.a, e.b, e.c, e.reason,"
                + " make_timestamp(?) AS created_at, e.extra"
                + (nodes ? ", e.node" : "")
                + " FROM "
                + rows
                + "() AS e";
    }

    static long microsNow() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
