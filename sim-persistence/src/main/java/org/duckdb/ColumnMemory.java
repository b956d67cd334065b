package org.duckdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The memory of one column of a chunk that a [ColumnFunction] fills, from its first row on. All rows are valid until it is said which are NULL.
public final class ColumnMemory {

    /// Rows that a chunk can take.
    public static final int CAPACITY = Math.toIntExact(DuckDBBindings.duckdb_vector_size());

    private final ByteBuffer vector;
    private final int width;

    ColumnMemory(ByteBuffer vector, int width) {
        this.vector = vector;
        this.width = width;
    }

    static int width(DuckDBColumnType type) {
        return switch (type) {
            case TINYINT, UTINYINT -> Byte.BYTES;
            case SMALLINT, USMALLINT -> Short.BYTES;
            case INTEGER, UINTEGER -> Integer.BYTES;
            case BIGINT, UBIGINT, TIMESTAMP -> Long.BYTES;
            // Its values are put one by one.
            case VARCHAR -> 0;
            default -> throw new IllegalArgumentException("no column of type " + type + " is filled as a whole");
        };
    }

    /// Bytes of a value.
    public int width() {
        return width;
    }

    public void put(byte[] values, int from, int rows) {
        data(Byte.BYTES).put(0, values, from, rows);
    }

    public void put(short[] values, int from, int rows) {
        data(Short.BYTES).asShortBuffer().put(0, values, from, rows);
    }

    public void put(int[] values, int from, int rows) {
        data(Integer.BYTES).asIntBuffer().put(0, values, from, rows);
    }

    public void put(long[] values, int from, int rows) {
        data(Long.BYTES).asLongBuffer().put(0, values, from, rows);
    }

    /// A text, which is not the NULL of [#setValid].
    public void put(int row, String text) {
        DuckDBBindings.duckdb_vector_assign_string_element_len(vector, row, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Says which rows are not NULL: a bit a row, the lowest of each long first.
    public void setValid(long[] bits, int rows) {
        DuckDBBindings.duckdb_vector_ensure_validity_writable(vector);
        DuckDBBindings.duckdb_vector_get_validity(vector, CAPACITY)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer()
                .put(0, bits, 0, (rows + Long.SIZE - 1) / Long.SIZE);
    }

    private ByteBuffer data(int bytes) {
        if (bytes != width) throw new IllegalArgumentException(bytes + " bytes a value for a column of " + width);
        return DuckDBBindings.duckdb_vector_get_data(vector, (long) CAPACITY * width).order(ByteOrder.nativeOrder());
    }
}
