package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The way from the last batch to a file in its place: the events are checked, tables derived, indexes built, the file closed, moved and sealed.
///
/// Every step may have been done before by a process that ended there; it is then found done.
final class RunCompletion {

    private static final long TRANSACTIONS_AT_ONCE = 1 << 20;

    static final String DERIVE_AGENT_BLOCKS =
            Resources.text("derive_agent_blocks.sql")
                    .replace("${block_events}", Integer.toString(AgentBlockNotes.EVENTS));

    private final RunFiles files;
    private final Incidents incidents;
    private final IndexChoice indexes;
    private final WriterProbe probe;

    RunCompletion(RunFiles files, Incidents incidents, IndexChoice indexes, WriterProbe probe) {
        this.files = files;
        this.incidents = incidents;
        this.indexes = indexes;
        this.probe = probe;
    }

    /// Checks that the database holds what it should, adds what is derived from it, and closes it.
    ///
    /// @param counts of the run: what is committed and what was dropped, which is all
    /// @param notes of the events, where this process has seen them all pass
    /// @throws StoreFailure.Damaged if something is missing, doubled or moved
    void finish(BatchDatabase database, RunResult result, EventCounts counts, @Nullable DerivationNotes notes)
            throws SQLException {
        database.open();
        database.readers().takeBack();
        try (Statement statement = database.connection().createStatement()) {
            statement.execute("SET threads = 2");
            probe.beforeSql(WriterStep.CHECK);
            check(database, result, counts);
            probe.beforeSql(WriterStep.DERIVE);
            if (!isDerived(database)) derive(database, result, counts, notes);
            probe.beforeSql(WriterStep.DERIVED);
            for (String index : indexes.statements(counts.committed(), database.header().ticksPerDay())) {
                probe.beforeSql(WriterStep.INDEX);
                statement.execute(index.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS"));
            }
        }
        database.close();
    }

    /// Every event is there once, and in its place: one writer appends them in order, so a row's position is its seq, less what was left out before.
    private void check(BatchDatabase database, RunResult result, EventCounts counts) throws SQLException {
        DuckDBConnection connection = database.connection();
        long rows = number(connection, "SELECT count(*) FROM events");
        long inBatches = database.events();
        if (rows != counts.committed() || inBatches != rows) {
            throw new StoreFailure.Damaged(
                    database.file(),
                    counts.committed() + " events were written, " + rows + " are there, " + inBatches + " in batches",
                    null);
        }
        long missing = 0;
        long fromRow = 0;
        for (Incidents.Range gap : incidents.gaps()) {
            long untilRow = gap.firstSeq() - missing;
            checkPlaces(database, fromRow, untilRow, missing);
            fromRow = untilRow;
            missing += gap.events();
        }
        checkPlaces(database, fromRow, rows, missing);
        if (missing != counts.dropped() || rows + missing != result.events()) {
            throw new StoreFailure.Damaged(
                    database.file(),
                    "of " + result.events() + " events, " + rows + " are stored and " + missing + " left out",
                    null);
        }
        if (missing == 0 && rows > 0) checkDigest(database, result);
    }

    private static void checkPlaces(BatchDatabase database, long fromRow, long untilRow, long missing)
            throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT min(seq), min(rowid) FROM events WHERE rowid >= "
                                        + fromRow
                                        + " AND rowid < "
                                        + untilRow
                                        + " AND seq <> rowid + "
                                        + missing)) {
            row.next();
            long seq = row.getLong(1);
            if (!row.wasNull()) {
                throw new StoreFailure.Damaged(
                        database.file(), "seq has a gap or a repetition: " + seq + " at row " + row.getLong(2), null);
            }
        }
    }

    private static void checkDigest(BatchDatabase database, RunResult result) throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT digest_after FROM batches ORDER BY last_seq DESC LIMIT 1")) {
            boolean same = row.next() && result.digest().equals(row.getString(1));
            if (!same)
                throw new StoreFailure.Damaged(
                        database.file(), "its last batch has another digest than the run, " + result.digest(), null);
        }
    }

    private static boolean isDerived(BatchDatabase database) throws SQLException {
        return number(database.connection(), "SELECT count(*) FROM simulations WHERE status <> 'running'") > 0;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void derive(BatchDatabase database, RunResult result, EventCounts counts, @Nullable DerivationNotes notes)
            throws SQLException {
        DuckDBConnection connection = database.connection();
        try (NotedTables noted = noted(database, result, counts, notes);
                Statement statement = connection.createStatement()) {
            if (noted == null) RunDatabase.giveMemoryToSorts(statement, database.agents());
            // Whoever was here before may have ended after some of them were committed.
            for (String table : List.of("cycle_members", "agent_blocks", "transactions")) {
                statement.execute("DELETE FROM " + table);
            }
            // What is filled two pieces at a time has a thread for each; one more of DuckDB's would be the third on two
            // cores.
            statement.execute("SET threads = 1");
            boolean filled = noted != null && noted.fillTransactions();
            probe.beforeSql(WriterStep.DERIVE_OTHERS);
            statement.execute("SET threads = 2");
            statement.execute("BEGIN TRANSACTION");
            if (noted == null) {
                statement.execute(Resources.text("derive_event_txs.sql"));
                statement.execute(Resources.text("derive_cycle_members.sql"));
                statement.execute(DERIVE_AGENT_BLOCKS);
                deriveTransactions(statement);
                statement.execute(Resources.text("derive_agents.sql"));
                statement.execute(AgentHistory.DERIVE_TICKS);
            } else {
                noted.fillEventTxs(statement);
                noted.fillAgentBlocks(statement);
                if (!filled) noted.fillDividedTransactions(statement);
                noted.fillAgents(statement);
                noted.fillAgentTicks(statement);
            }
            statement.execute(AgentHistory.DERIVE_COSTS);
            addIncidents(database);
            addStateHashes(database, result);
            describe(database, result, counts);
            statement.execute("COMMIT");
        }
    }

    /// The tables that can be filled from notes; null where these are not whole.
    private @Nullable NotedTables noted(
            BatchDatabase database, RunResult result, EventCounts counts, @Nullable DerivationNotes notes)
            throws SQLException {
        if (notes == null || notes.fault() != null || counts.dropped() > 0) return null;
        if (notes.complete(result.events()))
            return new NotedTables(database.connection(), database.header(), notes, database.types().agent(), probe);
        if (notes.fault() != null) incidents.note(IncidentKind.FAULT, null, null, notes.fault());
        return null;
    }

    /// A piece at a time, so that no hash table outgrows its memory: of seven million transactions, half the time that one statement takes.
    static void deriveTransactions(Statement statement) throws SQLException {
        deriveFamilies(statement);
        long last =
                number(statement.getConnection(), "SELECT coalesce(max(tx), -1) FROM events WHERE type = 'Arrival'");
        String derive = Resources.text("derive_transactions.sql");
        for (long from = 0; from <= last; from += TRANSACTIONS_AT_ONCE) {
            statement.execute(
                    derive.replace("${from}", Long.toString(from))
                            .replace("${until}", Long.toString(from + TRANSACTIONS_AT_ONCE)));
        }
        dropFamilies(statement);
    }

    /// What was divided, and its parts, in a temporary table; after `event_txs`.
    static void deriveFamilies(Statement statement) throws SQLException {
        statement.execute(Resources.text("settlements.sql"));
        statement.execute(Resources.text("derive_families.sql"));
    }

    static void dropFamilies(Statement statement) throws SQLException {
        statement.execute("DROP TABLE temp.families");
        statement.execute("DROP VIEW temp.settlements");
    }

    private static void describe(BatchDatabase database, RunResult result, EventCounts counts) throws SQLException {
        try (PreparedStatement update =
                database.connection()
                        .prepareStatement(
                                "UPDATE simulations SET status = ?, sealed_at = make_timestamp(?), run_digest = ?, events = ?, transactions = ?")) {
            update.setString(1, status(counts).label());
            update.setLong(2, BatchInsertion.microsNow());
            update.setString(3, result.digest());
            update.setLong(4, counts.committed());
            update.setLong(5, result.transactions());
            update.executeUpdate();
        }
    }

    private static void addStateHashes(BatchDatabase database, RunResult result) throws SQLException {
        if (result.stateHashes().isEmpty()) return;
        try (PreparedStatement insert =
                database.connection()
                        .prepareStatement(
                                "INSERT INTO state_hashes SELECT generate_subscripts(hashes, 1) - 1, unnest(hashes)"
                                        + " FROM (SELECT string_split(?, ' ') AS hashes)")) {
            insert.setString(1, String.join(" ", result.stateHashes()));
            insert.executeUpdate();
        }
    }

    private void addIncidents(BatchDatabase database) throws SQLException {
        List<Incident> all = incidents.all();
        if (all.isEmpty()) return;
        try (PreparedStatement insert =
                database.connection()
                        .prepareStatement("INSERT INTO incidents VALUES (make_timestamp(?), ?, ?, ?, ?)")) {
            for (Incident incident : all) {
                insert.setLong(1, ChronoUnit.MICROS.between(java.time.Instant.EPOCH, incident.at()));
                insert.setString(2, incident.kind().label());
                insert.setObject(3, incident.firstSeq());
                insert.setObject(4, incident.lastSeq());
                insert.setString(5, incident.message());
                insert.executeUpdate();
            }
        }
    }

    /// What a run is called when it is in its place.
    static RunStatus status(EventCounts counts) {
        return counts.dropped() == 0 ? RunStatus.SEALED : RunStatus.INCOMPLETE;
    }

    /// Moves the closed file into its place.
    void place() throws IOException {
        probe.beforeFile(WriterStep.PLACE);
        if (Files.exists(files.databaseWriting())) files.putInPlace();
    }

    /// Writes what stands beside the file in its place, the manifest last. A run with gaps has no seal.
    void sign(Manifest manifest, RunResult result) throws IOException {
        probe.beforeFile(WriterStep.SEAL);
        if (manifest.status() == RunStatus.SEALED) {
            ManifestFile.writeSeal(files.seal(), manifest, result, FileChecksum.crc32c(files.database()));
        } else {
            Files.deleteIfExists(files.seal());
        }
        probe.beforeFile(WriterStep.SEAL_MANIFEST);
        ManifestFile.write(files.manifest(), manifest, true);
        probe.beforeFile(WriterStep.CLEAR);
        files.removeWriting();
    }
}
