package rtgsim.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;

/// The database of a run while it is written, batch by batch, each in one transaction together with its row in `batches`, in order.
///
/// Two batches can be on their way at a time, each on a connection and a thread of its own: only their commits wait for each other. After a failure everything is
/// closed and what was begun forgotten; when it is opened again, a batch whose COMMIT gave no answer can be looked up. It belongs to one thread.
final class BatchDatabase implements AutoCloseable {

    /// More cores than two are for the engine and for noting.
    static final int WAYS = 2;

    private final Path file;
    private final RunHeader header;
    private final WriterProbe probe;
    private final ConnectionLender readers = new ConnectionLender();
    private @Nullable DuckDBConnection connection;
    private @Nullable FileTypes types;

    /// The first is on the connection above. Set by the thread that uses it first, and read by others when they have waited for that.
    private final @Nullable BatchInsertion[] ways = new BatchInsertion[WAYS];

    private final Deque<Begun> begun = new ArrayDeque<>();

    /// The seq after the last batch that was committed here.
    private long committedUntil;

    /// A batch that is being inserted, or waits to be committed.
    private record Begun(Batch batch, int way, FutureTask<BatchInsertion> insertion) {}

    /// @param opened a new file, or null for one that is opened when it is needed
    BatchDatabase(Path file, RunHeader header, WriterProbe probe, @Nullable DuckDBConnection opened)
            throws SQLException {
        this.file = file;
        this.header = header;
        this.probe = probe;
        if (opened != null) prepare(opened);
    }

    Path file() {
        return file;
    }

    /// The types of the open file.
    FileTypes types() {
        return Objects.requireNonNull(types, "the database is open");
    }

    RunHeader header() {
        return header;
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
        closeTypes();
        types = FileTypes.of(opened);
        new AgentColumns(header, types().agent()).register(opened);
        ways[0] = new BatchInsertion(opened, 0, header, types(), probe);
        Extent held = Extent.of(opened);
        connection = opened;
        readers.lend(opened, held);
    }

    /// The open connection.
    DuckDBConnection connection() {
        return Objects.requireNonNull(connection, "the database is open");
    }

    /// Starts to insert a batch, which is stored when it is committed.
    ///
    /// @return false where it cannot be begun now: two are on their way, the file is closed, or a batch before it is neither begun nor stored
    boolean begin(Batch batch) {
        long after = begun.isEmpty() ? committedUntil : begun.getLast().batch.lastSeq() + 1;
        if (connection == null || begun.size() == WAYS || batch.firstSeq() != after) return false;
        DuckDBConnection open = connection;
        int way = begun.isEmpty() ? 0 : (begun.getLast().way + 1) % WAYS;
        FutureTask<BatchInsertion> insertion = new FutureTask<>(() -> insert(batch, open, way));
        begun.add(new Begun(batch, way, insertion));
        Thread.ofPlatform().daemon().name("rtgsim-insert-" + way).start(insertion);
        return true;
    }

    /// Stores a batch, the first of those that were begun if there are any. When this returns, it is stored; when it throws, it may be.
    void commit(Batch batch) throws SQLException {
        Begun first = begun.poll();
        if (first != null && first.batch != batch)
            throw new IllegalStateException(first.batch + " come before " + batch);
        BatchInsertion way = first == null ? insert(batch, connection(), 0) : Threads.outcome(first.insertion);
        way.commit(batch);
        committedUntil = batch.lastSeq() + 1;
        readers.committed(batch);
    }

    private BatchInsertion insert(Batch batch, DuckDBConnection open, int number) throws SQLException {
        BatchInsertion way = ways[number];
        if (way == null) {
            way = new BatchInsertion(RunDatabase.besideWriter(open), number, header, types(), probe);
            ways[number] = way;
        }
        way.insert(batch);
        return way;
    }

    /// Forgets what was begun.
    private void closeWays() throws SQLException {
        BatchInsertion first = ways[0];
        for (Begun one : begun) Threads.end(one.insertion);
        begun.clear();
        for (int i = 0; i < WAYS; i++) {
            BatchInsertion way = ways[i];
            ways[i] = null;
            if (way != null && way != first) way.close();
        }
        if (first != null) first.rollBack();
    }

    private void closeTypes() {
        if (types != null) types.close();
        types = null;
    }

    /// Closes every connection but the first.
    private void closeOthers() throws SQLException {
        try {
            closeWays();
        } finally {
            readers.takeBack();
        }
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
        return holds(connection(), range);
    }

    /// Those of the ranges whose events are all stored. A file that cannot be opened to go on writing it, as in a folder that became read-only, is only read.
    List<Incidents.Range> held(List<Incidents.Range> ranges) throws SQLException {
        try {
            open();
        } catch (SQLException unwritable) {
            probe.beforeSql(WriterStep.LOOK_UP);
            try (DuckDBConnection reading = RunDatabase.open(file)) {
                return held(reading, ranges);
            }
        }
        return held(connection(), ranges);
    }

    private static List<Incidents.Range> held(DuckDBConnection reading, List<Incidents.Range> ranges)
            throws SQLException {
        List<Incidents.Range> held = new ArrayList<>();
        for (Incidents.Range range : ranges) if (holds(reading, range)) held.add(range);
        return held;
    }

    private static boolean holds(DuckDBConnection reading, Incidents.Range range) throws SQLException {
        return batchesWithin(reading, range).stream().mapToLong(Incidents.Range::events).sum() == range.events();
    }

    /// The batches that lie wholly within a range.
    List<Incidents.Range> batchesWithin(Incidents.Range range) throws SQLException {
        return batchesWithin(connection(), range);
    }

    private static List<Incidents.Range> batchesWithin(DuckDBConnection reading, Incidents.Range range)
            throws SQLException {
        List<Incidents.Range> batches = new ArrayList<>();
        try (PreparedStatement select =
                reading.prepareStatement(
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
            closeOthers();
            closeTypes();
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
            closeOthers();
            closeTypes();
            probe.beforeSql(WriterStep.CLOSE);
            statement.execute("CHECKPOINT run");
            statement.execute("USE memory");
            statement.execute("DETACH run");
        } finally {
            connection = null;
            open.close();
        }
    }
}
