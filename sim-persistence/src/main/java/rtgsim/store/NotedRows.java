package rtgsim.store;

import java.io.IOException;
import java.util.Arrays;

/// Rows of longs that are noted one after the other and read again in the same order: the last ones of them in memory, those before in a file.
final class NotedRows implements AutoCloseable {

    private final NoteBlocks file;

    /// The block that is not full yet.
    private final long[][] block;

    private int size;

    /// @param columns of a row
    NotedRows(NoteFile file, int columns) {
        this.file = new NoteBlocks(file, columns);
        block = new long[columns][NoteBlocks.ROWS];
    }

    int columns() {
        return block.length;
    }

    /// Sets a column of the next row.
    void set(int column, long value) {
        block[column][size % NoteBlocks.ROWS] = value;
    }

    /// Ends the next row, of which all columns are set.
    void endRow() throws IOException {
        size++;
        if (size % NoteBlocks.ROWS == 0) file.append(block, 0);
    }

    /// Reads consecutive rows of one block, column by column.
    ///
    /// @param from the first of a block
    /// @return how many: 0 at the end
    int read(int from, long[][] into) throws IOException {
        int found = Math.min(NoteBlocks.ROWS, size - from);
        if (found == NoteBlocks.ROWS) {
            file.read(from, into);
        } else {
            for (int i = 0; i < block.length; i++) System.arraycopy(block[i], 0, into[i], 0, found);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(block, new long[0]);
        file.close();
    }
}
