package rtgsim.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.ArrivalBatch;
import rtgsim.event.EventChunk;

/// What a call is given: the columns of a block of arrivals and those of the chunk, as segments in the order of the arguments.
///
/// With [Handover#STAGED] they lie outside the heap, and rows are copied there and back: of the chunk some thousand at a time, so that they are still in the second cache
/// of the processor when they are copied.
final class Columns {

    private static final long FIRST_ADDRESS = SharedLayout.offset(SharedLayout.CALL, "tick_ends");
    private static final long LEAST = 1_024;

    /// Rows of the chunk that are staged, 43 bytes each.
    private static final int STAGED_ROWS = 4_096;

    private static final int BLOCK = 6;
    private static final int CHUNK = 11;

    private static final long[] BLOCK_BYTES = {4, 4, 4, 8, 4, 1};
    private static final long[] CHUNK_BYTES = {1, 4, 4, 4, 4, 8, 8, 4, 4, 2};

    final MemorySegment[] block = new MemorySegment[BLOCK];
    final MemorySegment[] chunk = new MemorySegment[CHUNK];

    private final @Nullable Arena staging;
    private byte[] marks = new byte[0];
    private long stagedArrivals;
    private long stagedTicks;
    private long stagedExtra;

    Columns(Handover handover) {
        staging = handover == Handover.STAGED ? Arena.ofShared() : null;
        Arrays.fill(block, MemorySegment.NULL);
        Arrays.fill(chunk, MemorySegment.NULL);
        if (staging == null) return;
        for (int i = 0; i < CHUNK - 1; i++) chunk[i] = staging.allocate(CHUNK_BYTES[i] * STAGED_ROWS, Long.BYTES);
    }

    /// Shows native code the next block, which it has drawn itself.
    void show(NativeFlows drawn) {
        drawn.columns(block);
    }

    /// Shows native code the next block.
    void show(ArrivalBatch batch, int[] tickEnds, int ticks) {
        int count = batch.size();
        mark(batch, count);
        if (staging == null) {
            block[0] = MemorySegment.ofArray(tickEnds);
            block[1] = MemorySegment.ofArray(batch.sender);
            block[2] = MemorySegment.ofArray(batch.receiver);
            block[3] = MemorySegment.ofArray(batch.amount);
            block[4] = MemorySegment.ofArray(batch.deadlineTick);
            block[5] = MemorySegment.ofArray(marks);
            return;
        }
        growBlock(staging, count, ticks);
        MemorySegment.copy(tickEnds, 0, block[0], ValueLayout.JAVA_INT, 0, ticks);
        MemorySegment.copy(batch.sender, 0, block[1], ValueLayout.JAVA_INT, 0, count);
        MemorySegment.copy(batch.receiver, 0, block[2], ValueLayout.JAVA_INT, 0, count);
        MemorySegment.copy(batch.amount, 0, block[3], ValueLayout.JAVA_LONG, 0, count);
        MemorySegment.copy(batch.deadlineTick, 0, block[4], ValueLayout.JAVA_INT, 0, count);
        MemorySegment.copy(marks, 0, block[5], ValueLayout.JAVA_BYTE, 0, count);
    }

    /// Priority, divisible and origin in one byte each, as the log has the first two.
    private void mark(ArrivalBatch batch, int count) {
        if (marks.length < count) marks = new byte[batch.sender.length];
        for (int i = 0; i < count; i++) {
            int flags = batch.divisible[i] ? EventChunk.DIVISIBLE : 0;
            marks[i] = (byte) (batch.priority[i] | flags | batch.origin[i].ordinal() << SharedLayout.ORIGIN_SHIFT);
        }
    }

    private void growBlock(Arena arena, long arrivals, long ticks) {
        if (ticks > stagedTicks) {
            stagedTicks = Math.max(ticks, 2 * stagedTicks);
            block[0] = arena.allocate(BLOCK_BYTES[0] * stagedTicks, Long.BYTES);
        }
        if (arrivals > stagedArrivals || stagedArrivals == 0) {
            stagedArrivals = Math.max(Math.max(arrivals, LEAST), 2 * stagedArrivals);
            for (int i = 1; i < BLOCK; i++) block[i] = arena.allocate(BLOCK_BYTES[i] * stagedArrivals, Long.BYTES);
        }
    }

    /// Shows native code the chunk, with room in its variable part.
    void show(EventChunk target) {
        if (staging == null) {
            chunk[0] = MemorySegment.ofArray(target.kind);
            chunk[1] = MemorySegment.ofArray(target.tick);
            chunk[2] = MemorySegment.ofArray(target.agent);
            chunk[3] = MemorySegment.ofArray(target.other);
            chunk[4] = MemorySegment.ofArray(target.tx);
            chunk[5] = MemorySegment.ofArray(target.amount);
            chunk[6] = MemorySegment.ofArray(target.a);
            chunk[7] = MemorySegment.ofArray(target.b);
            chunk[8] = MemorySegment.ofArray(target.c);
            chunk[9] = MemorySegment.ofArray(target.code);
            chunk[10] = MemorySegment.ofArray(target.extra());
        } else if (target.extra().length > stagedExtra) {
            stagedExtra = target.extra().length;
            chunk[10] = staging.allocate(Long.BYTES * stagedExtra, Long.BYTES);
        }
    }

    /// The row of the columns that the next row of the chunk is written to.
    int from(EventChunk target) {
        return staging == null ? target.size() : 0;
    }

    /// The row of the columns up to which rows of the chunk may be written.
    int until(EventChunk target) {
        return staging == null ? EventChunk.ROWS : Math.min(STAGED_ROWS, EventChunk.ROWS - target.size());
    }

    /// Writes where all of it is, as a [SharedLayout#CALL] has it.
    void writeAddresses(MemorySegment call) {
        long at = FIRST_ADDRESS;
        for (MemorySegment column : block) {
            call.set(ValueLayout.ADDRESS, at, column);
            at += ValueLayout.ADDRESS.byteSize();
        }
        for (MemorySegment column : chunk) {
            call.set(ValueLayout.ADDRESS, at, column);
            at += ValueLayout.ADDRESS.byteSize();
        }
    }

    /// Brings the rows and longs that a call has filled into the chunk.
    void fetch(EventChunk target, int rows, int extra) {
        if (staging != null) {
            int to = target.size();
            copy(ValueLayout.JAVA_BYTE, 0, 0, target.kind, to, rows);
            copy(ValueLayout.JAVA_INT, 1, 0, target.tick, to, rows);
            copy(ValueLayout.JAVA_INT, 2, 0, target.agent, to, rows);
            copy(ValueLayout.JAVA_INT, 3, 0, target.other, to, rows);
            copy(ValueLayout.JAVA_INT, 4, 0, target.tx, to, rows);
            copy(ValueLayout.JAVA_LONG, 5, 0, target.amount, to, rows);
            copy(ValueLayout.JAVA_LONG, 6, 0, target.a, to, rows);
            copy(ValueLayout.JAVA_INT, 7, 0, target.b, to, rows);
            copy(ValueLayout.JAVA_INT, 8, 0, target.c, to, rows);
            copy(ValueLayout.JAVA_SHORT, 9, 0, target.code, to, rows);
            int extraTo = target.extraSize();
            copy(ValueLayout.JAVA_LONG, 10, extraTo, target.extra(), extraTo, extra);
        }
        target.claim(rows, extra);
    }

    private void copy(ValueLayout type, int column, int from, Object array, int to, int count) {
        MemorySegment.copy(chunk[column], type, from * type.byteSize(), array, to, count);
    }

    void close() {
        if (staging != null) staging.close();
    }
}
