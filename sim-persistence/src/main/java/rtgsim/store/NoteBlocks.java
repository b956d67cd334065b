package rtgsim.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/// Rows of longs in a file of notes, in blocks of as many rows as DuckDB takes at once, column after column.
final class NoteBlocks implements AutoCloseable {

    /// Rows of a block.
    static final int ROWS = 2_048;

    private static final int COLUMN_BYTES = ROWS * Long.BYTES;

    private final NoteFile file;
    private final int columns;
    private final ByteBuffer block;
    private final ByteBuffer ofColumn = buffer(COLUMN_BYTES);
    private final ByteBuffer one = buffer(Long.BYTES);

    /// @param columns of a row
    NoteBlocks(NoteFile file, int columns) {
        this.file = file;
        this.columns = columns;
        block = buffer(columns * COLUMN_BYTES);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /// Appends the rows of a block.
    ///
    /// @param from columns
    /// @param at the first of the rows there
    void append(long[][] from, int at) throws IOException {
        block.clear();
        for (int i = 0; i < columns; i++) block.asLongBuffer().put(i * ROWS, from[i], at, ROWS);
        file.append(block);
    }

    /// Reads the block that begins with a row.
    void read(int row, long[][] into) throws IOException {
        read(row, into, block);
    }

    private void read(int row, long[][] into, ByteBuffer through) throws IOException {
        file.read(through.clear(), place(0, row));
        through.flip();
        for (int i = 0; i < columns; i++) through.asLongBuffer().get(i * ROWS, into[i], 0, ROWS);
    }

    /// One more who reads, on a thread of its own, when no more is written.
    Reader reader() {
        return new Reader();
    }

    final class Reader {

        private final ByteBuffer own = buffer(columns * COLUMN_BYTES);

        /// Reads the block that begins with a row.
        void read(int row, long[][] into) throws IOException {
            NoteBlocks.this.read(row, into, own);
        }
    }

    long value(int column, int row) throws IOException {
        file.read(one.clear(), place(column, row));
        return one.getLong(0);
    }

    /// Reads a column of a block, which may be changed in what this returns, and be written with [#writeColumn] then.
    LongBuffer readColumn(int column, int block) throws IOException {
        file.read(ofColumn.clear(), place(column, block * ROWS));
        return ofColumn.flip().asLongBuffer();
    }

    /// Writes over the column that was read last.
    void writeColumn(int column, int block) throws IOException {
        file.replace(ofColumn.clear(), place(column, block * ROWS));
    }

    private long place(int column, int row) {
        long blockStart = (long) (row / ROWS) * columns * COLUMN_BYTES;
        return blockStart + (long) column * COLUMN_BYTES + (long) (row % ROWS) * Long.BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
