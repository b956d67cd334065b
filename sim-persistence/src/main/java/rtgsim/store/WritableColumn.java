package rtgsim.store;

import java.util.Arrays;
import org.duckdb.ColumnMemory;

/// Rows of one column on their way to DuckDB: set here, one by one, each once or made NULL, and then handed over together. Plain arrays are what the compiler is
/// quickest done with: docs/decisions/0046.
final class WritableColumn {

    private static final long[] NONE_VALID = new long[ColumnMemory.CAPACITY / Long.SIZE];

    private final int[] ints;
    private final long[] longs;

    // The members of an ENUM with few members, narrowed on their way.
    private final byte[] bytes;
    private final short[] shorts;

    /// A bit a row, the lowest first; all are set before the first row is.
    private final long[] valid = new long[ColumnMemory.CAPACITY / Long.SIZE];

    private boolean anyNull;

    private WritableColumn(int ints, int longs) {
        this.ints = new int[ints];
        this.longs = new long[longs];
        bytes = new byte[ints];
        shorts = new short[ints];
        clear();
    }

    static WritableColumn ofInts() {
        return new WritableColumn(ColumnMemory.CAPACITY, 0);
    }

    static WritableColumn ofLongs() {
        return new WritableColumn(0, ColumnMemory.CAPACITY);
    }

    /// A column of which only that is set here which of its rows are NULL.
    static WritableColumn ofNulls() {
        return new WritableColumn(0, 0);
    }

    void setInt(int row, int value) {
        ints[row] = value;
    }

    void setLong(int row, long value) {
        longs[row] = value;
    }

    /// Sets a row to some bits of a long, for each of the first rows.
    ///
    /// @param shift where they begin
    void setBits(long[] values, int shift, int mask, int rows) {
        for (int i = 0; i < rows; i++) ints[i] = (int) (values[i] >> shift) & mask;
    }

    void setNull(int row) {
        valid[row >>> 6] &= ~(1L << row);
        anyNull = true;
        if (ints.length > 0) ints[row] = 0;
        if (longs.length > 0) longs[row] = 0;
    }

    /// Hands over the first rows, and begins anew. Whole numbers go into columns of any width: those of ENUMs are as wide as their members are many.
    void into(ColumnMemory column, int rows) {
        if (longs.length > 0) column.put(longs, 0, rows);
        if (ints.length > 0) putInts(column, rows);
        nullsInto(column, rows);
    }

    private void putInts(ColumnMemory column, int rows) {
        switch (column.width()) {
            case Byte.BYTES -> {
                for (int i = 0; i < rows; i++) bytes[i] = (byte) ints[i];
                column.put(bytes, 0, rows);
            }
            case Short.BYTES -> {
                for (int i = 0; i < rows; i++) shorts[i] = (short) ints[i];
                column.put(shorts, 0, rows);
            }
            default -> column.put(ints, 0, rows);
        }
    }

    /// Hands over which of the first rows are NULL, and begins anew.
    void nullsInto(ColumnMemory column, int rows) {
        if (!anyNull) return;
        column.setValid(valid, rows);
        clear();
    }

    /// Hands over a column of NULLs.
    static void nulls(ColumnMemory column, int rows) {
        column.setValid(NONE_VALID, rows);
    }

    /// Forgets what was set.
    void clear() {
        Arrays.fill(valid, -1);
        anyNull = false;
    }
}
