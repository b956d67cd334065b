package rtgsim.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/// One column of the rows that DuckDB takes from us next.
///
/// The driver's setters take a lock and check for every value. So values go straight into the memory that those setters write to, where the driver still has it
/// under the same names, and otherwise through them.
final class WritableColumn {

    private static final @Nullable VarHandle DATA = field("data");
    private static final @Nullable VarHandle VALIDITY = field("validity");

    private final DuckDBWritableVector vector;
    private final @Nullable ByteBuffer data;
    private final @Nullable ByteBuffer validity;

    /// @param rows how many rows will be set, from 0; each is set or NULL
    WritableColumn(DuckDBWritableVector vector, int rows) {
        this.vector = vector;
        if (DATA == null || VALIDITY == null) {
            data = null;
            validity = null;
            return;
        }
        data = (ByteBuffer) DATA.get(vector);
        validity = (ByteBuffer) VALIDITY.get(vector);
        for (int row = 0; row < rows; row += Long.SIZE) validity.putLong(row >>> 6 << 3, -1);
    }

    /// Whether values go straight into memory, with the driver that is there.
    static boolean isDirect() {
        return DATA != null && VALIDITY != null;
    }

    void setInt(int row, int value) {
        if (data == null) vector.setInt(row, value);
        else data.putInt(row << 2, value);
    }

    void setLong(int row, long value) {
        if (data == null) vector.setLong(row, value);
        else data.putLong(row << 3, value);
    }

    void setString(int row, String value) {
        vector.setString(row, value);
    }

    void setNull(int row) {
        if (validity == null) {
            vector.setNull(row);
            return;
        }
        int word = row >>> 6 << 3;
        validity.putLong(word, validity.getLong(word) & ~(1L << row));
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
