package org.duckdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;

/// A table function without parameters that hands over whole columns, those of ENUM types among them.
///
/// The driver's own table functions know no ENUM, so that SQL has to look up each value, and give each column a map of NULLs, through which DuckDB then goes row by
/// row even where there are none: docs/decisions/0053. This class stands in the driver's package since it uses what the driver's own are made of and shows to nobody;
/// where another version has it otherwise, this does not compile.
///
/// One scan at a time, by one thread, which begins anew with each [Rows#begin].
public final class ColumnFunction extends DuckDBTableFunctionWrapper {

    /// What the function returns.
    public interface Rows {

        /// Says which columns there are.
        void declare(Declaration columns) throws Exception;

        /// A scan begins.
        void begin() throws Exception;

        /// Fills the next rows, at most [ColumnMemory#CAPACITY], in every column.
        ///
        /// @return how many they are: 0 at the end
        int fill(ColumnMemory[] columns) throws Exception;
    }

    /// The columns of a function, one after the other.
    public final class Declaration {

        private final ByteBuffer binding;

        private Declaration(ByteBuffer binding) {
            this.binding = binding;
            widths = new int[0];
        }

        public void add(String name, DuckDBColumnType type) throws SQLException {
            try (DuckDBLogicalType logical = DuckDBLogicalType.of(type)) {
                add(name, logical.logicalTypeRef(), ColumnMemory.width(type));
            }
        }

        public void add(String name, EnumType type) throws SQLException {
            add(name, type.ref(), type.width());
        }

        private void add(String name, ByteBuffer logical, int width) {
            DuckDBBindings.duckdb_bind_add_result_column(binding, name.getBytes(StandardCharsets.UTF_8), logical);
            widths = Arrays.copyOf(widths, widths.length + 1);
            widths[widths.length - 1] = width;
        }

        /// What DuckDB is to believe of the number of rows.
        public void expect(long rows) {
            DuckDBBindings.duckdb_bind_set_cardinality(binding, rows, false);
        }
    }

    private final Rows rows;

    /// Bytes of a value, by column.
    private int[] widths = new int[0];

    private ColumnFunction(Rows rows) {
        super(null);
        this.rows = rows;
    }

    /// Makes the function known to the database of a connection.
    public static void register(DuckDBConnection connection, String name, Rows rows) throws SQLException {
        ByteBuffer function = DuckDBBindings.duckdb_create_table_function();
        try {
            DuckDBBindings.duckdb_table_function_set_name(function, name.getBytes(StandardCharsets.UTF_8));
            DuckDBBindings.duckdb_table_function_set_extra_info(function, new ColumnFunction(rows));
            DuckDBBindings.duckdb_table_function_set_bind(function);
            DuckDBBindings.duckdb_table_function_set_init(function);
            DuckDBBindings.duckdb_table_function_set_function(function);
            connection.connRefLock.lock();
            try {
                connection.checkOpen();
                if (DuckDBBindings.duckdb_register_table_function(connection.connRef, function) != 0)
                    throw new SQLException("the table function " + name + " cannot be registered");
            } finally {
                connection.connRefLock.unlock();
            }
        } finally {
            DuckDBBindings.duckdb_destroy_table_function(function);
        }
    }

    @Override
    public void executeBind(ByteBuffer info) {
        try {
            rows.declare(new Declaration(info));
        } catch (Throwable e) {
            DuckDBBindings.duckdb_bind_set_error(info, text(e));
        }
    }

    @Override
    public void executeGlobalInit(ByteBuffer info) {
        try {
            rows.begin();
        } catch (Throwable e) {
            DuckDBBindings.duckdb_init_set_error(info, text(e));
        }
    }

    @Override
    public void executeFunction(ByteBuffer info, ByteBuffer chunk) {
        try {
            ColumnMemory[] columns = new ColumnMemory[widths.length];
            for (int i = 0; i < columns.length; i++)
                columns[i] = new ColumnMemory(DuckDBBindings.duckdb_data_chunk_get_vector(chunk, i), widths[i]);
            DuckDBBindings.duckdb_data_chunk_set_size(chunk, rows.fill(columns));
        } catch (Throwable e) {
            DuckDBBindings.duckdb_function_set_error(info, text(e));
        }
    }

    private static byte[] text(Throwable e) {
        return JdbcUtils.collectStackTrace(e).getBytes(StandardCharsets.UTF_8);
    }
}
