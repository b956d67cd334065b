package rtgsim.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/// Rows of one column on their way to DuckDB: set here, one by one, each once or made NULL, and then handed over together.
///
/// The driver's setters take a lock and check for every value. So what is set here is copied as a whole into the memory that those setters write to, where the
/// driver still has it under the same names, and otherwise goes through them. Plain arrays are what the compiler is quickest done with: docs/decisions/0046.
final class WritableColumn {

    private static final @Nullable VarHandle DATA = field("data");
    private static final @Nullable VarHandle VALIDITY = field("validity");

    private static final int CAPACITY = 2048;

    private static final long[] NONE_VALID = new long[CAPACITY / Long.SIZE];
    private static final long[] ALL_VALID = new long[CAPACITY / Long.SIZE];

    static {
        Arrays.fill(ALL_VALID, -1);
    }

    private final int[] ints;
    private final long[] longs;

    /// A bit a row, the lowest first; all are set before the first row is.
    private final long[] valid = new long[CAPACITY / Long.SIZE];

    private WritableColumn(int ints, int longs) {
        this.ints = new int[ints];
        this.longs = new long[longs];
        clear();
    }

    static WritableColumn ofInts() {
        return new WritableColumn(CAPACITY, 0);
    }

    static WritableColumn ofLongs() {
        return new WritableColumn(0, CAPACITY);
    }

    /// A column of which only that is set here which of its rows are NULL.
    static WritableColumn ofNulls() {
        return new WritableColumn(0, 0);
    }

    /// Whether values go straight into memory, with the driver that is there.
    static boolean isDirect() {
        return DATA != null && VALIDITY != null;
    }

    /// How many rows it can hold.
    static int capacity() {
        return CAPACITY;
    }

    void setInt(int row, int value) {
        ints[row] = value;
    }

    void setLong(int row, long value) {
        longs[row] = value;
    }

    void setNull(int row) {
        valid[row >>> 6] &= ~(1L << row);
        if (ints.length > 0) ints[row] = 0;
        if (longs.length > 0) longs[row] = 0;
    }

    /// Hands over rows of an array as a column without NULLs.
    static void copy(DuckDBWritableVector vector, byte[] values, int from, int rows) {
        if (DATA == null || VALIDITY == null) {
            for (int i = 0; i < rows; i++) vector.setByte(i, values[from + i]);
        } else {
            ((ByteBuffer) DATA.get(vector)).put(0, values, from, rows);
            setValid(vector, ALL_VALID, rows);
        }
    }

    /// Hands over rows of an array as a column without NULLs.
    static void copy(DuckDBWritableVector vector, int[] values, int from, int rows) {
        if (DATA == null || VALIDITY == null) {
            for (int i = 0; i < rows; i++) vector.setInt(i, values[from + i]);
        } else {
            ((ByteBuffer) DATA.get(vector)).asIntBuffer().put(0, values, from, rows);
            setValid(vector, ALL_VALID, rows);
        }
    }

    /// Hands over rows of an array as a column without NULLs.
    static void copy(DuckDBWritableVector vector, long[] values, int from, int rows) {
        if (DATA == null || VALIDITY == null) {
            for (int i = 0; i < rows; i++) vector.setLong(i, values[from + i]);
        } else {
            ((ByteBuffer) DATA.get(vector)).asLongBuffer().put(0, values, from, rows);
            setValid(vector, ALL_VALID, rows);
        }
    }

    /// Hands over rows of an array with the NULLs that were set here, and begins anew.
    void copyInto(DuckDBWritableVector vector, long[] values, int from, int rows) {
        if (DATA == null || VALIDITY == null) {
            for (int i = 0; i < rows; i++) {
                if (isNull(i)) vector.setNull(i);
                else vector.setLong(i, values[from + i]);
            }
        } else {
            ((ByteBuffer) DATA.get(vector)).asLongBuffer().put(0, values, from, rows);
            setValid(vector, valid, rows);
        }
        clear();
    }

    /// Hands over a column of NULLs.
    static void nulls(DuckDBWritableVector vector, int rows) {
        if (VALIDITY == null) {
            for (int i = 0; i < rows; i++) vector.setNull(i);
        } else {
            setValid(vector, NONE_VALID, rows);
        }
    }

    private static void setValid(DuckDBWritableVector vector, long[] bits, int rows) {
        ByteBuffer validity = (ByteBuffer) Objects.requireNonNull(VALIDITY).get(vector);
        validity.asLongBuffer().put(0, bits, 0, (rows + Long.SIZE - 1) / Long.SIZE);
    }

    private boolean isNull(int row) {
        return (valid[row >>> 6] & 1L << row) == 0;
    }

    /// Hands over the first rows, and begins anew.
    void into(DuckDBWritableVector vector, int rows) {
        if (DATA == null || VALIDITY == null) {
            setEach(vector, rows);
        } else {
            ByteBuffer data = (ByteBuffer) DATA.get(vector);
            if (ints.length > 0) data.asIntBuffer().put(0, ints, 0, rows);
            if (longs.length > 0) data.asLongBuffer().put(0, longs, 0, rows);
            setValid(vector, valid, rows);
        }
        clear();
    }

    /// Forgets what was set.
    void clear() {
        Arrays.fill(valid, -1);
    }

    private void setEach(DuckDBWritableVector vector, int rows) {
        for (int row = 0; row < rows; row++) {
            if (isNull(row)) vector.setNull(row);
            else if (ints.length > 0) vector.setInt(row, ints[row]);
            else if (longs.length > 0) vector.setLong(row, longs[row]);
        }
    }

    private static @Nullable VarHandle field(String name) {
        try {
            return MethodHandles.privateLookupIn(DuckDBWritableVector.class, MethodHandles.lookup())
                    .findVarHandle(DuckDBWritableVector.class, name, ByteBuffer.class);
        } catch (ReflectiveOperationException anotherDriver) {
            return null;
        }
    }
}
