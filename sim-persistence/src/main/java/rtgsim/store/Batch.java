package rtgsim.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;

/// Events that are stored together or not at all: rows of one chunk after the other, without a gap.
///
/// Its id is its first seq, its last seq and the digest that the run would have if it ended with it, so that a batch that may have been stored already can be
/// found, and every prefix of batches can be proved.
final class Batch {

    /// Some rows of a chunk.
    record Slice(EventChunk chunk, int fromRow, int untilRow) {

        int size() {
            return untilRow - fromRow;
        }

        /// Whether nothing of the chunk comes after it.
        boolean isLast() {
            return untilRow == chunk.size();
        }
    }

    private final List<Slice> slices = new ArrayList<>();
    private int size;
    private @Nullable String digestAfter;

    /// Adds rows that follow the last of this batch.
    void add(EventChunk chunk, int fromRow, int untilRow) {
        if (size > 0 && chunk.firstSeq() + fromRow != lastSeq() + 1) {
            throw new IllegalArgumentException(
                    "a batch has no gap: after " + lastSeq() + " comes " + (chunk.firstSeq() + fromRow));
        }
        slices.add(new Slice(chunk, fromRow, untilRow));
        size += untilRow - fromRow;
    }

    List<Slice> slices() {
        return slices;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long firstSeq() {
        Slice first = slices.getFirst();
        return first.chunk.firstSeq() + first.fromRow;
    }

    long lastSeq() {
        return firstSeq() + size - 1;
    }

    /// The tick of the last event; those that follow may be of the same.
    int lastTick() {
        Slice last = slices.getLast();
        return last.chunk.tick[last.untilRow - 1];
    }

    /// The run digest up to the last event, or null where something before is missing.
    @Nullable String digestAfter() {
        return digestAfter;
    }

    void closed(@Nullable String digest) {
        digestAfter = digest;
    }

    void clear() {
        slices.clear();
        size = 0;
        digestAfter = null;
    }

    @Override
    public String toString() {
        return isEmpty() ? "no events" : "events " + firstSeq() + " to " + lastSeq();
    }
}
