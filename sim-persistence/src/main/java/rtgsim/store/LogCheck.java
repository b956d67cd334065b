package rtgsim.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventRows;
import rtgsim.event.RunHeader;

/// Reads the table `events` once from its first row on, as far as its rows are a log: hashes them, compares the digests noted with the batches, and hands the
/// events on.
///
/// It ends at the first row that is not in its place, is no event, or has a cell that no event of its kind writes so.
final class LogCheck implements Iterator<Event>, AutoCloseable {

    /// Stands for the number of events of a run that did not come to its end.
    static final long UNKNOWN = -1;

    /// A batch as its row says.
    private record NotedBatch(long firstSeq, long lastSeq, @Nullable String digestAfter) {}

    private final Path file;
    private final RunHeader header;
    private final long expectedEvents;
    private final Words words;
    private final EventColumns columns;
    private final StoredChunks chunks;
    private final EventRows records;
    private final StoredRows rows;
    private final LogHash hash;
    private final List<NotedBatch> batches;
    private int batchAt;
    private final EventCells found = new EventCells();
    private final EventCells written = new EventCells();
    private final EventChunk chunk = new EventChunk();
    private final Queue<Event> waiting = new ArrayDeque<>();
    private boolean ended;
    private boolean readable = true;
    private long events;
    private @Nullable Difference broken;
    private @Nullable Difference brokenBatch;

    /// @param expectedEvents of the log: fewer are a cut
    LogCheck(Path file, Connection connection, RunHeader header, long expectedEvents) throws SQLException {
        this.file = file;
        this.header = header;
        this.expectedEvents = expectedEvents;
        words = new Words(header);
        columns = new EventColumns(header, words);
        chunks = new StoredChunks(header);
        records = new EventRows(header);
        hash = new LogHash(header);
        batches = batches(connection);
        rows = new StoredRows(connection);
    }

    private static List<NotedBatch> batches(Connection connection) throws SQLException {
        List<NotedBatch> batches = new ArrayList<>();
        if (!RunDatabase.hasTable(connection, "batches")) return batches;
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT first_seq, last_seq, digest_after FROM run.main.batches")) {
            while (row.next()) batches.add(new NotedBatch(row.getLong(1), row.getLong(2), row.getString(3)));
        }
        return batches;
    }

    /// Reads what nobody asked for.
    void readOn() {
        while (hasNext()) waiting.clear();
    }

    /// Events read, which are those of the digest.
    long events() {
        return events;
    }

    /// Of the events read, in lower-case hex.
    String digest() {
        return hash.soFar();
    }

    long transactions() {
        return hash.transactions();
    }

    /// Why the reading ended before the expected number of events, or went beyond it; null if it did not.
    @Nullable Difference broken() {
        return broken;
    }

    /// The first batch whose row does not follow from the events, or null.
    @Nullable Difference brokenBatch() {
        return brokenBatch;
    }

    @Override
    public boolean hasNext() {
        while (waiting.isEmpty() && !ended) readChunk();
        return !waiting.isEmpty();
    }

    @Override
    public Event next() {
        if (!hasNext()) throw new NoSuchElementException();
        return waiting.remove();
    }

    private void readChunk() {
        chunk.reset(events);
        try {
            while (!chunk.isFull() && !ended) readRow();
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(file, StoreFailure.firstLine(e), e);
        }
        hashChunk();
        events += chunk.size();
        if (readable) waiting.addAll(records.all(List.of(chunk)));
        if (ended) endBatches();
    }

    private void readRow() throws SQLException {
        long seq = events + chunk.size();
        if (!rows.next(found)) {
            ended = true;
            if (seq < expectedEvents) {
                broken = Difference.ofEvent(Difference.Kind.CUT, seq, "row", "an event", null);
            }
            return;
        }
        if (found.seq() != seq) {
            boolean doubled = found.seq() < seq;
            end(
                    Difference.ofEvent(
                            doubled ? Difference.Kind.INSERTED : Difference.Kind.MISSING,
                            doubled ? found.seq() : seq,
                            "row",
                            doubled ? null : "an event",
                            doubled ? found.text(header, words) : null));
            return;
        }
        if (seq == expectedEvents) {
            end(Difference.ofEvent(Difference.Kind.INSERTED, seq, "row", null, found.text(header, words)));
            return;
        }
        int at = chunk.size();
        String noEvent = found.decode(chunk, chunks);
        if (noEvent != null) {
            end(Difference.ofEvent(Difference.Kind.CHANGED, seq, "row", "an event", noEvent));
            return;
        }
        written.expect(chunk, at, header, words, columns);
        int column = found.firstDifference(written);
        if (column < 0) return;
        // It can be read as an event, and is hashed; but nobody would have written it so, and it may name agents that
        // are not there.
        readable = false;
        end(
                Difference.ofEvent(
                        Difference.Kind.CHANGED,
                        seq,
                        EventCells.COLUMNS.get(column),
                        written.text(column, header, words),
                        found.text(column, header, words)));
    }

    private void end(Difference why) {
        ended = true;
        if (broken == null) broken = why;
    }

    /// Hashes the rows, and at the end of each batch looks at its digest.
    private void hashChunk() {
        int from = 0;
        while (batchAt < batches.size() && brokenBatch == null) {
            NotedBatch batch = batches.get(batchAt);
            if (batch.lastSeq() >= events + chunk.size()) break;
            if (batch.lastSeq() < events + from) {
                brokenBatch = ofBatch(batch, "last_seq", "the end of the batch after " + (events + from - 1));
                break;
            }
            int until = (int) (batch.lastSeq() - events) + 1;
            hash.add(chunk, from, until);
            from = until;
            String now = hash.soFar();
            if (!now.equals(batch.digestAfter())) brokenBatch = ofBatch(batch, "digest_after", now);
            long first = batchAt == 0 ? 0 : batches.get(batchAt - 1).lastSeq() + 1;
            if (brokenBatch == null && batch.firstSeq() != first) {
                brokenBatch = ofBatch(batch, "first_seq", Long.toString(first));
            }
            batchAt++;
        }
        hash.add(chunk, from, chunk.size());
    }

    private void endBatches() {
        if (brokenBatch != null || batches.isEmpty()) return;
        if (batchAt < batches.size()) {
            brokenBatch = ofBatch(batches.get(batchAt), "last_seq", "at most " + (events - 1));
        } else if (batches.getLast().lastSeq() != events - 1) {
            brokenBatch = ofBatch(batches.getLast(), "last_seq", Long.toString(events - 1));
        }
    }

    private static Difference ofBatch(NotedBatch batch, String attribute, String expected) {
        String found =
                switch (attribute) {
                    case "first_seq" -> Long.toString(batch.firstSeq());
                    case "last_seq" -> Long.toString(batch.lastSeq());
                    default -> batch.digestAfter();
                };
        return new Difference(
                Difference.Kind.CHANGED, null, "batches", "first_seq=" + batch.firstSeq(), attribute, expected, found);
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
