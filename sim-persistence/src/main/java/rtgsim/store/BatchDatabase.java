package rtgsim.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;

/// The database of a run while it is written, batch by batch, each in one transaction together with its row in `batches`.
///
/// After a failure it is closed; when it is opened again, a batch whose COMMIT gave no answer can be looked up. It belongs to one thread.
final class BatchDatabase implements AutoCloseable {

    private final Path file;
    private final RunHeader header;
    private final WriterProbe probe;
    private final EventColumns columns;
    private final ConnectionLender readers = new ConnectionLender();
    private @Nullable DuckDBConnection connection;
    private @Nullable PreparedStatement insertEvents;
    private @Nullable PreparedStatement insertBatch;

    /// @param opened a new file, or null for one that is opened when it is needed
    BatchDatabase(Path file, RunHeader header, WriterProbe probe, @Nullable DuckDBConnection opened)
            throws SQLException {
        this.file = file;
        this.header = header;
        this.probe = probe;
        columns = new EventColumns(header, new Words(header));
        if (opened != null) prepare(opened);
    }

    Path file() {
        return file;
    }

    /// How many agents the run has.
    int agents() {
        return header.agentIds().size();
    }

    /// Connections for others to what is committed, while the file is open.
    ConnectionLender readers() {
        return readers;
    }

    boolean isOpen() {
        return connection != null;
    }

    /// Opens the file if it is not open.
    void open() throws SQLException {
        if (connection != null) return;
        readers.takeBack();
        probe.beforeSql(WriterStep.OPEN);
        // A file that has gone would be made anew, empty.
        if (!Files.isRegularFile(file)) throw new SQLException("IO Error: " + file + " is not there any more");
        DuckDBConnection opened = RunDatabase.reopen(file, header.agentIds().size());
        try {
            prepare(opened);
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    private void prepare(DuckDBConnection opened) throws SQLException {
        columns.register(opened);
        new AgentColumns(header).register(opened);
        insertEvents = opened.prepareStatement(insertSql());
        insertBatch = opened.prepareStatement("INSERT INTO batches VALUES (?, ?, ?, make_timestamp(?))");
        Extent held = Extent.of(opened);
        connection = opened;
        readers.lend(opened, held);
    }

    /// The open connection.
    DuckDBConnection connection() {
        return Objects.requireNonNull(connection, "the database is open");
    }

    /// Stores a batch. When this returns, it is stored; when it throws, it may be.
    void commit(Batch batch) throws SQLException {
        long now = microsNow();
        columns.batch(batch);
        try (Statement statement = connection().createStatement()) {
            probe.beforeSql(WriterStep.BEGIN);
            statement.execute("BEGIN TRANSACTION");
            probe.beforeSql(WriterStep.INSERT_EVENTS);
            PreparedStatement events = Objects.requireNonNull(insertEvents);
            events.setLong(1, now);
            long inserted = events.executeLargeUpdate();
            if (inserted != batch.size()) {
                throw new IllegalStateException("a batch of " + batch.size() + " events became " + inserted + " rows");
            }
            probe.beforeSql(WriterStep.INSERT_BATCH);
            PreparedStatement row = Objects.requireNonNull(insertBatch);
            row.setLong(1, batch.firstSeq());
            row.setLong(2, batch.lastSeq());
            row.setString(3, batch.digestAfter());
            row.setLong(4, now);
            row.executeUpdate();
            probe.beforeSql(WriterStep.COMMIT);
            statement.execute("COMMIT");
            probe.beforeSql(WriterStep.COMMITTED);
        }
        readers.committed(batch);
    }

    /// Whether this batch is stored.
    boolean holds(Batch batch) throws SQLException {
        probe.beforeSql(WriterStep.LOOK_UP);
        try (PreparedStatement select =
                connection()
                        .prepareStatement(
                                "SELECT last_seq, digest_after FROM batches WHERE first_seq <= ? AND last_seq >= ?")) {
            select.setLong(1, batch.lastSeq());
            select.setLong(2, batch.firstSeq());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) return false;
                boolean same =
                        row.getLong(1) == batch.lastSeq() && Objects.equals(row.getString(2), batch.digestAfter());
                if (!same || row.next()) {
                    throw new StoreFailure.Damaged(file, "it holds other batches where " + batch + " belong", null);
                }
                return true;
            }
        }
    }

    /// Whether all of these events are stored.
    boolean holds(Incidents.Range range) throws SQLException {
        return batchesWithin(range).stream().mapToLong(Incidents.Range::events).sum() == range.events();
    }

    /// The batches that lie wholly within a range.
    List<Incidents.Range> batchesWithin(Incidents.Range range) throws SQLException {
        List<Incidents.Range> batches = new ArrayList<>();
        try (PreparedStatement select =
                connection()
                        .prepareStatement(
                                "SELECT first_seq, last_seq FROM batches WHERE first_seq >= ? AND last_seq <= ? ORDER BY 1")) {
            select.setLong(1, range.firstSeq());
            select.setLong(2, range.lastSeq());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) batches.add(new Incidents.Range(row.getLong(1), row.getLong(2)));
            }
        }
        return batches;
    }

    /// How many events its batches hold.
    long events() throws SQLException {
        probe.beforeSql(WriterStep.LOOK_UP);
        try (Statement statement = connection().createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT coalesce(sum(last_seq - first_seq + 1), 0)::BIGINT FROM batches")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Closes what is open, after a failure; what that says is of no more interest, since the file is looked at anew before it is used again.
    void abandon() {
        DuckDBConnection open = connection;
        connection = null;
        if (open == null) return;
        try (open) {
            readers.takeBack();
        } catch (SQLException broken) {
            System.getLogger("rtgsim.store")
                    .log(System.Logger.Level.DEBUG, "closing " + file + " after a failure", broken);
        }
    }

    /// Writes out what is in the log beside the file, and closes it.
    @Override
    public void close() throws SQLException {
        DuckDBConnection open = connection;
        if (open == null) return;
        try (Statement statement = open.createStatement()) {
            readers.takeBack();
            probe.beforeSql(WriterStep.CLOSE);
            statement.execute("CHECKPOINT run");
            statement.execute("USE memory");
            statement.execute("DETACH run");
        } finally {
            connection = null;
            open.close();
        }
    }

    private String insertSql() {
        int ticksPerDay = header.ticksPerDay();
        // One more than the numbers of the log are positions from 1; NO_AGENT becomes 0, where there is none, and
        // CENTRAL_BANK -1, the last.
        StringBuilder joins = new StringBuilder();
        String agent = RunDatabase.agent(header.agentIds().size(), "e.agent + 1", "s", joins);
        String counterparty = RunDatabase.agent(header.agentIds().size(), "e.counterparty + 1", "r", joins);
        return "INSERT INTO events SELECT e.seq, e.tick, e.tick // "
                + ticksPerDay
                + ", getvariable('types')[e.kind + 1], "
                + agent
                + ", "
                + counterparty
                + ", CASE WHEN e.tx <> "
                + RunHeader.NO_TX
                + " THEN e.tx END, e.amount, e.a, e.b, e.c, getvariable('words')[e.word], make_timestamp(?), e.extra, e.node FROM "
                + EventColumns.NAME
                + "() AS e"
                + joins;
    }

    static long microsNow() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
