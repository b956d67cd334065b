package rtgsim.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

    /// Hands over the first rows, and begins anew.
    void into(DuckDBWritableVector vector, int rows) {
        if (DATA == null || VALIDITY == null) {
            setEach(vector, rows);
        } else {
            ByteBuffer data = (ByteBuffer) DATA.get(vector);
            if (ints.length > 0) data.asIntBuffer().put(0, ints, 0, rows);
            if (longs.length > 0) data.asLongBuffer().put(0, longs, 0, rows);
            ((ByteBuffer) VALIDITY.get(vector)).asLongBuffer().put(0, valid, 0, (rows + Long.SIZE - 1) / Long.SIZE);
        }
        clear();
    }

    /// Forgets what was set.
    void clear() {
        Arrays.fill(valid, -1);
    }

    private void setEach(DuckDBWritableVector vector, int rows) {
        for (int row = 0; row < rows; row++) {
            if ((valid[row >>> 6] & 1L << row) == 0) vector.setNull(row);
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
