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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventRows;
import rtgsim.event.RunHeader;

/// Reads the table `events` once from its first row on, as far as its rows are a log: hashes them, compares the digests noted with the batches, and hands the
/// events on.
///
/// It ends at the first row that is not in its place, is no event, or has a cell that no event of its kind writes so. Recorded gaps are passed over; behind the first one
/// no digest can be known.
final class LogCheck implements Iterator<Event>, AutoCloseable {

    /// Stands for the number of events of a run that did not come to its end.
    static final long UNKNOWN = -1;

    /// A batch as its row says.
    private record NotedBatch(long firstSeq, long lastSeq, @Nullable String digestAfter) {}

    private final Path file;
    private final RunHeader header;
    private final long expectedEvents;
    private final Words words;
    private final ExtraTexts texts;
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
    private final GapCursor gaps;
    private final LongConsumer progress;
    private long events;

    /// Where the next chunk begins.
    private long nextSeq;

    /// Whether a row was read that stands behind a gap, and so begins the next chunk.
    private boolean isHeld;

    /// Whether the first row of this chunk was read with the chunk before.
    private boolean isFirstRead;

    /// Whether a gap was passed over before a row.
    private boolean hasGap;

    /// Where the next batch should begin.
    private long batchFrom;

    private @Nullable Difference broken;
    private @Nullable Difference brokenBatch;

    /// @param expectedEvents of the log: fewer are a cut
    /// @param gaps of these, what is recorded as left out, in order
    /// @param progress is told how many events are read
    LogCheck(
            Path file,
            Connection connection,
            RunHeader header,
            long expectedEvents,
            List<Incidents.Range> gaps,
            LongConsumer progress)
            throws SQLException {
        this.progress = progress;
        this.gaps = new GapCursor(gaps);
        this.file = file;
        this.header = header;
        this.expectedEvents = expectedEvents;
        words = new Words(header);
        texts = new ExtraTexts(header);
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

    /// Events read.
    long events() {
        return events;
    }

    /// The seq that the next event would have.
    long nextSeq() {
        return nextSeq;
    }

    /// Whether rows stand behind a recorded gap.
    boolean hasGap() {
        return hasGap;
    }

    /// Of the events read, in lower-case hex; empty if there is a gap between them.
    String digest() {
        return hasGap ? "" : hash.soFar();
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
        chunk.reset(nextSeq);
        try {
            while (!chunk.isFull() && !ended && !isHeld) readRow();
            isHeld &= !ended;
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(file, StoreFailure.firstLine(e), e);
        }
        hashChunk();
        events += chunk.size();
        progress.accept(events);
        long end = chunk.firstSeq() + chunk.size();
        if (readable) waiting.addAll(records.all(List.of(chunk)));
        if (ended) endBatches(end);
        nextSeq = gaps.firstStoredFrom(end);
        if (isHeld) beginBehindGap(end);
    }

    private void readRow() throws SQLException {
        long seq = chunk.firstSeq() + chunk.size();
        if (!isFirstRead && !rows.next(found)) {
            ended = true;
            long next = gaps.firstStoredFrom(seq);
            if (next < expectedEvents) broken = Difference.ofEvent(Difference.Kind.CUT, next, "row", "an event", null);
            return;
        }
        isFirstRead = false;
        long place = gaps.firstStoredFrom(seq);
        if (found.seq() != place) {
            boolean isTooMuch = found.seq() < place;
            end(
                    Difference.ofEvent(
                            isTooMuch ? Difference.Kind.INSERTED : Difference.Kind.MISSING,
                            isTooMuch ? found.seq() : place,
                            "row",
                            isTooMuch ? null : "an event",
                            isTooMuch ? found.text(header, words) : null));
            return;
        }
        if (place == expectedEvents) {
            end(Difference.ofEvent(Difference.Kind.INSERTED, place, "row", null, found.text(header, words)));
            return;
        }
        if (place > seq) {
            isHeld = true;
            return;
        }
        int at = chunk.size();
        String noEvent = found.decode(chunk, chunks);
        if (noEvent != null) {
            end(Difference.ofEvent(Difference.Kind.CHANGED, seq, "row", "an event", noEvent));
            return;
        }
        written.expect(chunk, at, header, words, texts);
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

    /// The next chunk begins with the row that was read last.
    private void beginBehindGap(long gapFrom) {
        isHeld = false;
        isFirstRead = true;
        hasGap = true;
        if (batchFrom != gapFrom && brokenBatch == null && batchAt < batches.size()) {
            brokenBatch = ofBatch(batches.get(batchAt), "last_seq", Long.toString(gapFrom - 1));
        }
        batchFrom = nextSeq;
    }

    /// Hashes the rows, and at the end of each batch looks at its digest.
    private void hashChunk() {
        int from = 0;
        long firstSeq = chunk.firstSeq();
        while (batchAt < batches.size() && brokenBatch == null) {
            NotedBatch batch = batches.get(batchAt);
            if (batch.lastSeq() >= firstSeq + chunk.size()) break;
            if (batch.lastSeq() < firstSeq + from) {
                brokenBatch = ofBatch(batch, "last_seq", "the end of the batch after " + (firstSeq + from - 1));
                break;
            }
            int until = (int) (batch.lastSeq() - firstSeq) + 1;
            hash(from, until);
            from = until;
            String now = digest();
            if (!hasGap && !now.equals(batch.digestAfter())) brokenBatch = ofBatch(batch, "digest_after", now);
            if (brokenBatch == null && batch.firstSeq() != batchFrom) {
                brokenBatch = ofBatch(batch, "first_seq", Long.toString(batchFrom));
            }
            batchFrom = batch.lastSeq() + 1;
            batchAt++;
        }
        hash(from, chunk.size());
    }

    private void hash(int from, int until) {
        if (!hasGap) hash.add(chunk, from, until);
    }

    private void endBatches(long end) {
        if (brokenBatch != null || batches.isEmpty()) return;
        if (batchAt < batches.size()) {
            brokenBatch = ofBatch(batches.get(batchAt), "last_seq", "at most " + (end - 1));
        } else if (batches.getLast().lastSeq() != end - 1) {
            brokenBatch = ofBatch(batches.getLast(), "last_seq", Long.toString(end - 1));
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
