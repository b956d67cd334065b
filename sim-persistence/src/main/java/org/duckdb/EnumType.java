package org.duckdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;

/// An ENUM type of a database, as a column of a [ColumnFunction] can have it. A value is the position of its member, from 0.
public final class EnumType implements AutoCloseable {

    private final String name;
    private final int width;
    private ByteBuffer ref;

    private EnumType(String name, ByteBuffer ref, int width) {
        this.name = name;
        this.ref = ref;
        this.width = width;
    }

    /// Looks up a type by its name, outside any transaction. DuckDB tells types of columns alone, so a temporary table has it for a moment.
    public static EnumType of(DuckDBConnection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TEMP TABLE type_of_column (member " + name + ")");
            try {
                return ofColumn(connection, name);
            } finally {
                statement.execute("DROP TABLE temp.type_of_column");
            }
        }
    }

    private static EnumType ofColumn(DuckDBConnection connection, String name) throws SQLException {
        ByteBuffer[] appender = new ByteBuffer[1];
        connection.connRefLock.lock();
        try {
            connection.checkOpen();
            int failed =
                    DuckDBBindings.duckdb_appender_create_ext(
                            connection.connRef, utf8("temp"), utf8("main"), utf8("type_of_column"), appender);
            if (failed != 0) throw new SQLException("the type " + name + " cannot be read");
        } finally {
            connection.connRefLock.unlock();
        }
        try {
            ByteBuffer type = DuckDBBindings.duckdb_appender_column_type(appender[0], 0);
            return new EnumType(name, type, width(name, type));
        } finally {
            DuckDBBindings.duckdb_appender_destroy(appender[0]);
        }
    }

    private static int width(String name, ByteBuffer type) throws SQLException {
        int id = DuckDBBindings.duckdb_get_type_id(type);
        if (id != DuckDBBindings.CAPIType.DUCKDB_TYPE_ENUM.typeId) {
            DuckDBBindings.duckdb_destroy_logical_type(type);
            throw new SQLException(name + " is no ENUM");
        }
        int values = DuckDBBindings.duckdb_enum_internal_type(type);
        return Math.toIntExact(DuckDBBindings.CAPIType.capiTypeFromTypeId(values).widthBytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    ByteBuffer ref() {
        if (ref == null) throw new IllegalStateException("the type " + name + " is closed");
        return ref;
    }

    /// Bytes of a value.
    public int width() {
        return width;
    }

    @Override
    public void close() {
        if (ref != null) DuckDBBindings.duckdb_destroy_logical_type(ref);
        ref = null;
    }
}
