package rtgsim.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// Makes a file of the newest schema of a sealed one of an older schema.
///
/// The old file is verified, its log written anew beside it as a run is, so that everything else is derived from it once more, and the new file takes the place of the
/// old one when it has the same digest. The deciding nodes go with it; `created_at` and the times of writing are new.
public final class StoreUpgrade {

    /// What was done.
    ///
    /// @param verification of the old file if it is not intact, and else of the one that is there now
    /// @param fromSchema of the file before
    public record Upgraded(Verification verification, int fromSchema, int toSchema) {}

    private final Store store;
    private final RunVerifier verifier;

    public StoreUpgrade(Store store, RunVerifier verifier) {
        this.store = store;
        this.verifier = verifier;
    }

    /// The newest schema.
    public static int newest() {
        return Migrations.NAMES.size();
    }

    /// Upgrades a run that is intact; another one, and one of the newest schema, stays as it is.
    public Upgraded upgrade(String id) {
        Verification before = verifier.verify(id, null, false);
        Manifest manifest =
                store.manifest(id)
                        .orElseThrow(() -> new StoreFailure.NotFound("no run '" + id + "' in " + store.folder()));
        RunFiles files = store.files(id);
        Path database = files.database();
        try (CheckedFile file = CheckedFile.open(files, manifest.isReadable())) {
            int schema = Migrations.version(file.connection());
            if (before.verdict() != Verification.Verdict.INTACT || schema == newest()) {
                return new Upgraded(before, schema, schema);
            }
            write(manifest, before, file);
            return new Upgraded(verifier.verify(id, before.digest(), false), schema, newest());
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(database, StoreFailure.firstLine(e), e);
        } catch (IOException e) {
            throw new StoreFailure.Damaged(database, "it cannot be read", e);
        }
    }

    private void write(Manifest manifest, Verification before, CheckedFile file) throws SQLException, IOException {
        RunResult result = Objects.requireNonNull(manifest.result(), "a sealed run has a result");
        RunDescription run = describe(manifest, file);
        try (RunWriter writer = store.create(run, true)) {
            new StoredChunks(run.header()).handOver(file.connection(), writer);
            if (!writer.digest().equals(before.digest())) {
                throw new IllegalStateException(
                        "written anew, the log has the digest " + writer.digest() + ", not " + before.digest());
            }
            writer.states(before.stateHashes());
            writer.progress(manifest.tick());
            writer.end(result.measures(), result.engineSeconds(), result::peakMemoryBytes);
        }
    }

    private static RunDescription describe(Manifest manifest, CheckedFile file) throws SQLException, IOException {
        String scenarioJson = String.valueOf(text(file.connection(), "SELECT scenario FROM run.main.simulations"));
        Scenario scenario;
        try {
            scenario = ScenarioReader.readStored(scenarioJson);
        } catch (ScenarioRefused refused) {
            throw new SQLException("the stored scenario cannot be read", refused);
        }
        RunHeader header = file.storedHeader(RunVerifier.simulationsRow(file.connection()));
        return new RunDescription(
                manifest.simulationId(),
                manifest.scenarioName(),
                scenarioJson,
                manifest.scenarioSha256(),
                manifest.seed(),
                manifest.overrides(),
                manifest.ticks(),
                manifest.engine(),
                manifest.modelVersion(),
                !scenario.trees().isEmpty(),
                scenario.simulation(),
                header,
                System.nanoTime());
    }

    private static @Nullable String text(DuckDBConnection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
