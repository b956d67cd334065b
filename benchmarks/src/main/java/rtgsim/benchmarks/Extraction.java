package rtgsim.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import rtgsim.engine.Engine;
import rtgsim.event.EventChunk;
import rtgsim.event.KeptChunks;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;

/// How the log gets into DuckDB: by the store's writer, and by the two ways of the driver that lost. Times are of one whole insertion; the event counts differ,
/// since the losing ways would take minutes for the writer's.
///
/// The losing ways write a plain table of ten columns, commit once, and derive, hash and check nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Extraction {

    private static final int WRITER_CHUNKS = 16;
    private static final int APPENDER_ROWS = 4 * EventChunk.ROWS;
    private static final int BATCH_ROWS = 10_000;

    private static final String TABLE =
            "CREATE TABLE events (seq BIGINT, tick INTEGER, kind TINYINT, agent INTEGER, other INTEGER, tx INTEGER, amount BIGINT, a BIGINT, b INTEGER,"
                    + " c INTEGER)";

    /// The events of one invocation of a method of this class.
    static int eventsOf(String method) {
        return switch (method) {
            case "storeWriter" -> WRITER_CHUNKS * EventChunk.ROWS;
            case "appender" -> APPENDER_ROWS;
            case "executeBatch" -> BATCH_ROWS;
            default -> throw new IllegalArgumentException("no way of extraction is called " + method);
        };
    }

    private final Workload workload = Workload.read("ample-1000");
    private List<EventChunk> chunks = List.of();
    private Path folder = Path.of("");

    @Setup
    public void fillChunks() throws IOException {
        folder = Files.createTempDirectory("rtgsim-bench");
        KeptChunks kept = new KeptChunks();
        try (Engine engine = workload.engine(Workload.factory("java"), kept)) {
            while (kept.chunks().size() < WRITER_CHUNKS) engine.runTick();
        }
        chunks = kept.chunks().subList(0, WRITER_CHUNKS);
    }

    @TearDown
    public void removeFiles() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /// 983 040 events, from the first chunk until all are committed: `progress` and `end` are not in it.
    @Benchmark
    public long storeWriter() {
        try (RunWriter writer = new Store(folder).create(workload.description("bench"), true)) {
            EventChunk empty = writer.exchange(null);
            for (EventChunk chunk : chunks) {
                copy(chunk, empty);
                empty = writer.exchange(empty);
            }
            empty.reset((long) WRITER_CHUNKS * EventChunk.ROWS);
            writer.finish(empty);
            writer.digest();
            return writer.committed();
        }
    }

    private static void copy(EventChunk from, EventChunk to) {
        int rows = from.size();
        to.reset(from.firstSeq());
        System.arraycopy(from.kind, 0, to.kind, 0, rows);
        System.arraycopy(from.tick, 0, to.tick, 0, rows);
        System.arraycopy(from.agent, 0, to.agent, 0, rows);
        System.arraycopy(from.other, 0, to.other, 0, rows);
        System.arraycopy(from.tx, 0, to.tx, 0, rows);
        System.arraycopy(from.amount, 0, to.amount, 0, rows);
        System.arraycopy(from.a, 0, to.a, 0, rows);
        System.arraycopy(from.b, 0, to.b, 0, rows);
        System.arraycopy(from.c, 0, to.c, 0, rows);
        System.arraycopy(from.code, 0, to.code, 0, rows);
        to.ensureExtra(from.extraSize());
        System.arraycopy(from.extra(), 0, to.extra(), 0, from.extraSize());
        to.claim(rows, from.extraSize());
    }

    /// 245 760 events.
    @Benchmark
    public void appender() throws SQLException, IOException {
        try (Connection connection = open("appender.duckdb")) {
            try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender("main", "events")) {
                for (int i = 0; i < APPENDER_ROWS; i++) {
                    EventChunk chunk = chunks.get(i / EventChunk.ROWS);
                    int row = i % EventChunk.ROWS;
                    appender.beginRow();
                    appender.append((long) i);
                    appender.append(chunk.tick[row]);
                    appender.append(chunk.kind[row]);
                    appender.append(chunk.agent[row]);
                    appender.append(chunk.other[row]);
                    appender.append(chunk.tx[row]);
                    appender.append(chunk.amount[row]);
                    appender.append(chunk.a[row]);
                    appender.append(chunk.b[row]);
                    appender.append(chunk.c[row]);
                    appender.endRow();
                }
            }
        }
    }

    /// 10 000 events.
    @Benchmark
    public void executeBatch() throws SQLException, IOException {
        EventChunk chunk = chunks.getFirst();
        try (Connection connection = open("batch.duckdb")) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int row = 0; row < BATCH_ROWS; row++) {
                    insert.setLong(1, row);
                    insert.setInt(2, chunk.tick[row]);
                    insert.setByte(3, chunk.kind[row]);
                    insert.setInt(4, chunk.agent[row]);
                    insert.setInt(5, chunk.other[row]);
                    insert.setInt(6, chunk.tx[row]);
                    insert.setLong(7, chunk.amount[row]);
                    insert.setLong(8, chunk.a[row]);
                    insert.setInt(9, chunk.b[row]);
                    insert.setInt(10, chunk.c[row]);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    private Connection open(String name) throws SQLException, IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        return connection;
    }
}
