package rtgsim.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.LongConsumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;

/// Compares the log of an engine, chunk by chunk as it comes, with the stored rows, event for event, and finds the first that differs and what happened to it.
///
/// Beside the row itself it looks at the next one on either side, and whether the expected row stands elsewhere.
final class LogComparison implements ChunkExchange {

    private final Path file;
    private final DuckDBConnection connection;
    private final RunHeader header;
    private final Words words;
    private final ExtraTexts texts;
    private final StoredRows rows;
    private final LogHash hash;
    private final GapCursor gaps;
    private final LongConsumer progress;
    private final EventChunk chunk = new EventChunk();
    private EventCells found = new EventCells();
    private EventCells next = new EventCells();
    private boolean hasFound;
    private boolean hasNext;
    private final EventCells expected = new EventCells();
    private final EventCells expectedNext = new EventCells();

    /// Where a difference was found in the last row of a chunk, the next expected row is still to come.
    private boolean awaitsNext;

    private long events;
    private @Nullable Difference first;

    /// @param gaps what is recorded as left out of the rows, in order
    /// @param progress is told how many events the engine has made
    LogComparison(
            Path file,
            DuckDBConnection connection,
            RunHeader header,
            StoredRows rows,
            List<Incidents.Range> gaps,
            LongConsumer progress)
            throws SQLException {
        this.progress = progress;
        this.gaps = new GapCursor(gaps);
        this.file = file;
        this.connection = connection;
        this.header = header;
        this.rows = rows;
        words = new Words(header);
        texts = new ExtraTexts(header);
        hash = new LogHash(header);
        hasFound = rows.next(found);
        hasNext = hasFound && rows.next(next);
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        if (filled != null) compare(filled);
        return chunk;
    }

    @Override
    public void finish(EventChunk last) {
        compare(last);
        if (awaitsNext) classify(false);
        if (first == null && hasFound) {
            first = Difference.ofEvent(Difference.Kind.INSERTED, found.seq(), "row", null, found.text(header, words));
        }
    }

    /// The first difference, after the engine's end; null if there is none.
    @Nullable Difference first() {
        return first;
    }

    /// The digest of the engine's log.
    String digest() {
        return hash.soFar();
    }

    long events() {
        return events;
    }

    private void compare(EventChunk log) {
        try {
            for (int row = 0; row < log.size() && first == null; row++) {
                long seq = log.firstSeq() + row;
                if (gaps.firstStoredFrom(seq) > seq) continue;
                if (awaitsNext) {
                    expectedNext.expect(log, row, header, words, texts);
                    classify(true);
                    break;
                }
                expected.expect(log, row, header, words, texts);
                if (hasFound && found.seq() == expected.seq() && expected.firstDifference(found) < 0) {
                    advance();
                } else if (row + 1 < log.size()) {
                    expectedNext.expect(log, row + 1, header, words, texts);
                    classify(true);
                } else {
                    awaitsNext = true;
                }
            }
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(file, StoreFailure.firstLine(e), e);
        }
        hash.add(log);
        events += log.size();
        progress.accept(events);
    }

    private void advance() throws SQLException {
        EventCells freed = found;
        found = next;
        next = freed;
        hasFound = hasNext;
        hasNext = hasFound && rows.next(next);
    }

    /// Says what happened at `expected`, where `found` is what stands.
    private void classify(boolean isNextKnown) {
        awaitsNext = false;
        long seq = expected.seq();
        String should = expected.text(header, words);
        if (!hasFound) {
            first = Difference.ofEvent(Difference.Kind.CUT, seq, "row", should, null);
            return;
        }
        String is = found.text(header, words);
        boolean nextIsExpected = hasNext && expected.firstDifference(next) < 0;
        boolean foundIsNext = isNextKnown && expectedNext.firstDifference(found) < 0;
        if (found.seq() < seq) {
            first = Difference.ofEvent(Difference.Kind.INSERTED, found.seq(), "row", null, is);
        } else if (found.seq() == seq && nextIsExpected && !foundIsNext) {
            first = Difference.ofEvent(Difference.Kind.INSERTED, seq, "row", null, is);
        } else if (standsElsewhere()) {
            first = Difference.ofEvent(Difference.Kind.MOVED, seq, "row", should, found.seq() == seq ? is : null);
        } else if (found.seq() > seq || foundIsNext) {
            first = Difference.ofEvent(Difference.Kind.MISSING, seq, "row", should, null);
        } else {
            int column = expected.firstDifference(found);
            first =
                    Difference.ofEvent(
                            Difference.Kind.CHANGED,
                            seq,
                            EventCells.COLUMNS.get(column),
                            expected.text(column, header, words),
                            found.text(column, header, words));
        }
    }

    /// Whether the expected row stands under another seq.
    private boolean standsElsewhere() {
        // The rows are still being read on the other connection.
        try (DuckDBConnection beside = RunDatabase.another(connection);
                Statement statement = beside.createStatement();
                ResultSet row = statement.executeQuery(expected.selectElsewhere())) {
            return row.next();
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(file, StoreFailure.firstLine(e), e);
        }
    }
}
