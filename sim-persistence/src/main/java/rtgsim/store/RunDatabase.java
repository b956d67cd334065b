package rtgsim.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// The DuckDB file of one run, attached as `run` to an instance of its own in memory, so that each file has its own settings.
final class RunDatabase {

    /// 64 KiB instead of the default of 256: a tiny run takes 1.2 MB, in 18 blocks.
    private static final int BLOCK_BYTES = 65_536;

    /// Enough for two batches on their way, some 40 MiB, and for tables from notes. The rest fills up with blocks that were written, which nobody asks for again.
    private static final int WRITING_MEBIBYTES = 120;

    private RunDatabase() {}

    /// Makes the file and all tables of a new run.
    ///
    /// DuckDB works on the caller's thread alone: the rows come from one scan, and a second thread that waits for them takes as much of the machine as
    /// the writing itself.
    static DuckDBConnection create(Path file, RunDescription run) throws SQLException {
        DuckDBConnection connection = connect();
        try (Statement statement = connection.createStatement()) {
            attachForWriting(
                    statement,
                    file,
                    run.header().agentIds().size(),
                    " (BLOCK_SIZE " + BLOCK_BYTES + ", STORAGE_VERSION 'v1.2.0')");
            statement.execute("BEGIN TRANSACTION");
            Migrations.apply(connection, places(run.id(), run.header(), run.calendar(), run.decidesByTree()));
            statement.execute("COMMIT");
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Opens the file of a run that is not complete, to go on writing it. One that an earlier rtgsim began still has its schema.
    static DuckDBConnection reopen(Path file, int agents) throws SQLException {
        DuckDBConnection connection = connect();
        try (Statement statement = connection.createStatement()) {
            attachForWriting(statement, file, agents, "");
            Migrations.check(file, connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    private static void attachForWriting(Statement statement, Path file, int agents, String options)
            throws SQLException {
        statement.execute("SET threads = 1");
        limitMemory(statement, WRITING_MEBIBYTES, agents);
        statement.execute("SET preserve_insertion_order = true");
        statement.execute("SET temp_directory = " + Migrations.literal(temporary(file).toString()));
        statement.execute("ATTACH " + Migrations.literal(file.toString()) + " AS run" + options);
        use(statement);
    }

    /// A further connection to a database that is written, which writes too.
    static DuckDBConnection besideWriter(DuckDBConnection open) throws SQLException {
        DuckDBConnection connection = open.duplicate().unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            use(statement);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Opens a sealed file, for reading alone. Further connections are made with [#another].
    static DuckDBConnection open(Path file) throws SQLException {
        DuckDBConnection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '512MB'");
            statement.execute("SET temp_directory = ''");
            // Counts by type and agent find their place by number up to 4 096 agents, which takes 60 % of the time of a
            // hash table.
            statement.execute("SET GLOBAL perfect_ht_threshold = 16");
            statement.execute("ATTACH " + Migrations.literal(file.toString()) + " AS run (READ_ONLY)");
            use(statement);
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            Migrations.check(file, connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Opens a file to check it: it is only read, but temporary tables can be made beside it.
    ///
    /// @param scratch a folder for what does not fit into memory
    /// @param readOnly false for a copy whose log is still beside it
    static DuckDBConnection openToCheck(Path file, Path scratch, boolean readOnly) throws SQLException {
        DuckDBConnection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '1GB'");
            statement.execute("SET preserve_insertion_order = true");
            statement.execute("SET temp_directory = " + Migrations.literal(scratch.toString()));
            statement.execute(
                    "ATTACH " + Migrations.literal(file.toString()) + " AS run" + (readOnly ? " (READ_ONLY)" : ""));
            use(statement);
            Migrations.check(file, connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Whether the file has this table.
    static boolean hasTable(Connection connection, String table) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'run' AND table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /// The columns of a table of the file that are stored, in their order.
    static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'run' AND table_name = ?"
                                + " AND column_name NOT IN ('tx_id', 'parent_tx_id') ORDER BY column_index")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) columns.add(row.getString(1));
            }
        }
        return columns;
    }

    /// The calendar of the run, as the file has it.
    static Simulation calendar(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT seed, ticks_per_day, num_days, CAST(opening_time AS VARCHAR), CAST(closing_time AS VARCHAR),"
                                        + " CAST(start_date AS VARCHAR), business_days FROM simulations")) {
            if (!row.next()) throw new SQLException("the file does not say which run it holds");
            return new Simulation(
                    row.getInt(2),
                    row.getInt(3),
                    row.getLong(1),
                    Simulation.Rng.PER_AGENT,
                    Simulation.DeadlineCap.NONE,
                    LocalTime.parse(row.getString(4)),
                    LocalTime.parse(row.getString(5)),
                    LocalDate.parse(row.getString(6)),
                    Simulation.BusinessDays.valueOf(row.getString(7).toUpperCase(Locale.ROOT)));
        }
    }

    /// How many rows a table of the file has.
    static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM run.main." + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Lets DuckDB take what sorts in pieces need, while tables are derived from the stored events.
    static void giveMemoryToSorts(Statement statement, int agents) throws SQLException {
        limitMemory(statement, 256, agents);
    }

    /// Beside so many MiB the members of the agents' type, which DuckDB copies into its plans. What it may take it will take in a long run, for blocks that nobody asks for again.
    private static void limitMemory(Statement statement, int mebibytes, int agents) throws SQLException {
        statement.execute("SET memory_limit = '" + (mebibytes + agents / 1_000) + "MiB'");
    }

    /// One more connection to an open file, for one more thread.
    static DuckDBConnection another(DuckDBConnection open) throws SQLException {
        DuckDBConnection connection = open.duplicate();
        try (Statement statement = connection.createStatement()) {
            statement.execute("USE run");
        }
        return connection;
    }

    /// The same of a file of an earlier schema, whose `parties` has a row for each agent of each event.
    static DuckDBConnection anotherOfEarlierSchema(DuckDBConnection open) throws SQLException {
        return withViews(
                another(open),
                "CREATE TEMP VIEW cycle_members AS SELECT agent, seq FROM run.main.parties WHERE member");
    }

    /// One more connection to a file that is being written, which finds in the events what is derived from them only at the end.
    static DuckDBConnection beside(DuckDBConnection open) throws SQLException {
        return withViews(another(open), Resources.text("live_views.sql"));
    }

    private static DuckDBConnection withViews(DuckDBConnection connection, String views) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(views);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Where a sort that outgrows its memory goes while the file is written; DuckDB makes and removes it.
    static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    static DuckDBConnection connect() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
    }

    private static void use(Statement statement) throws SQLException {
        statement.execute("USE run");
        statement.execute("SET GLOBAL late_materialization_max_rows = 1000");
    }

    private static void close(Connection connection, Exception cause) {
        try {
            connection.close();
        } catch (SQLException alsoFailed) {
            cause.addSuppressed(alsoFailed);
        }
    }

    /// What stands in the places of the migrations for this run.
    ///
    /// @param nodes whether its events may name the node that decided
    static Map<String, String> places(String id, RunHeader header, Simulation calendar, boolean nodes) {
        EventClock clock = new EventClock(calendar);
        List<String> agents = new ArrayList<>(header.agentIds());
        agents.add(Scenario.CENTRAL_BANK);

        // Weekdays are counted from the Monday on or before the first day, so that a week is seven dates and five days.
        int offset = 0;
        if (calendar.businessDays() == Simulation.BusinessDays.WEEKDAYS) {
            offset = calendar.dateOf(0).getDayOfWeek().getValue() - 1;
        }
        String day = "(tick // " + calendar.ticksPerDay() + ")";
        String calendarDay =
                calendar.businessDays() == Simulation.BusinessDays.CONSECUTIVE
                        ? day
                        : "((" + day + " + " + offset + ") // 5 * 7 + (" + day + " + " + offset + ") % 5)";
        long firstOpening =
                ChronoUnit.MICROS.between(
                        java.time.Instant.EPOCH,
                        calendar.dateOf(0).minusDays(offset).atTime(calendar.openingTime()).toInstant(ZoneOffset.UTC));

        Map<String, String> places = new HashMap<>();
        places.put("agent_ids", Migrations.literals(agents));
        places.put("reasons", Migrations.literals(new Words(header).all()));
        places.put("simulation_id", Migrations.literal(id));
        places.put("event_ids_start", new EventIds(id).start());
        places.put("first_opening_micros", Long.toString(firstOpening));
        places.put("without_nodes", nodes ? "" : "ALTER TABLE events DROP COLUMN node;");
        places.put("calendar_day", calendarDay);
        places.put("ticks_per_day", Integer.toString(calendar.ticksPerDay()));
        places.put("day_micros", Long.toString(clock.dayMicros()));
        return places;
    }

    /// All texts of an ENUM of the file, in its order.
    static List<String> members(Connection connection, String type) throws SQLException {
        List<String> members = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT unnest(enum_range(NULL::" + type + "))")) {
            while (rows.next()) members.add(rows.getString(1));
        }
        return members;
    }
}
