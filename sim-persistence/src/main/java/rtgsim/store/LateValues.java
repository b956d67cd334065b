package rtgsim.store;

import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;

/// Values of one column of [NoteBlocks] that become known when their rows are in the file.
///
/// They are written many at a time, sorted by row, so that each block is read and written once for all that it gets: one by one, the calls of the operating system
/// took half of the time of all notes of SIC's record day.
final class LateValues {

    private static final int HELD_BITS = 15;
    private static final int HELD = 1 << HELD_BITS;

    private final NoteBlocks blocks;
    private final int column;

    /// Row × 2^15 + place in `values`, so that of two values of a row the later one comes later.
    private final long[] places = new long[HELD];

    private final long[] values = new long[HELD];
    private int size;

    LateValues(NoteBlocks blocks, int column) {
        this.blocks = blocks;
        this.column = column;
    }

    /// The last value that a row gets is its value.
    void put(int row, long value) throws IOException {
        if (size == HELD) write();
        places[size] = (long) row << HELD_BITS | size;
        values[size++] = value;
    }

    /// Writes what is not written yet.
    void write() throws IOException {
        Arrays.sort(places, 0, size);
        int at = 0;
        while (at < size) {
            int block = blockOf(at);
            LongBuffer there = blocks.readColumn(column, block);
            while (at < size && blockOf(at) == block) {
                int row = (int) (places[at] >> HELD_BITS);
                there.put(row % NoteBlocks.ROWS, values[(int) places[at] & (HELD - 1)]);
                at++;
            }
            blocks.writeColumn(column, block);
        }
        size = 0;
    }

    private int blockOf(int at) {
        return (int) (places[at] >> HELD_BITS) / NoteBlocks.ROWS;
    }
}
