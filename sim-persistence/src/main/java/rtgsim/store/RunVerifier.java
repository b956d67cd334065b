package rtgsim.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.ModelVersion;
import rtgsim.event.RunHeader;
import rtgsim.replay.ReplayFailed;
import rtgsim.replay.ReplayedState;
import rtgsim.replay.Replayer;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// Recomputes all that a stored run says of itself, and compares.
///
/// In this order: whose file it is; the rows of the log, their digest and that of each batch; the state hashes, by a replay of these rows; the derived tables; what
/// the row in `simulations`, the manifest and the seal say; the bytes of the file. Where the rows do not have the digest that was noted, or if it is asked for, the
/// scenario is run again and compared event for event.
///
/// It reads and changes nothing. What it says holds as long as the seal does: whoever rewrites file, manifest and seal together is found by a digest that was noted
/// elsewhere, or by running the scenario again.
public final class RunVerifier {

    private static final String SIMULATIONS = "simulations";
    private static final String MANIFEST = "manifest";
    private static final String SEAL = "seal";
    private static final String FILE = "file";
    private static final String RUN_DIGEST = "run_digest";

    private final Store store;
    private final Function<Scenario, EngineFactory> engines;
    private final Path folder;
    private final VerificationProgress progress;

    /// @param engines which engine runs a scenario again
    /// @param folder where a payments file is looked for then, if its name is relative
    public RunVerifier(Store store, Function<Scenario, EngineFactory> engines, Path folder) {
        this(store, engines, folder, VerificationProgress.UNSEEN);
    }

    /// The same.
    ///
    /// @param progress is told after some thousands of events
    public RunVerifier(
            Store store, Function<Scenario, EngineFactory> engines, Path folder, VerificationProgress progress) {
        this.store = store;
        this.folder = folder;
        this.engines = engines;
        this.progress = progress;
    }

    /// @param given a digest that was noted elsewhere, in hex, or null
    /// @param replay whether to run the scenario again in any case
    /// @throws StoreFailure if the file cannot be read as one of ours
    public Verification verify(String id, @Nullable String given, boolean replay) {
        Manifest manifest =
                store.manifest(id)
                        .orElseThrow(() -> new StoreFailure.NotFound("no run '" + id + "' in " + store.folder()));
        if (manifest.status() == RunStatus.RUNNING) {
            throw new StoreFailure.Locked("run " + id + " is being written by process " + manifest.processId(), null);
        }
        RunFiles files = store.files(id);
        try (CheckedFile file = CheckedFile.open(files, manifest.isReadable())) {
            return new Check(id, manifest, files, file, given, replay).run();
        } catch (SQLException e) {
            throw new StoreFailure.Damaged(files.database(), StoreFailure.firstLine(e), e);
        } catch (IOException e) {
            throw new StoreFailure.Damaged(files.database(), "it cannot be read", e);
        }
    }

    /// One verification.
    private final class Check {
        private final String id;
        private final Manifest manifest;
        private final RunFiles files;
        private final CheckedFile file;
        private final DuckDBConnection connection;
        private final @Nullable String given;
        private final boolean replay;
        private final Optional<Seal> seal;
        private final Map<String, @Nullable String> row;
        private final List<String> notes = new ArrayList<>();
        private final boolean sealed;
        private @Nullable Difference first;
        private boolean replayed;
        private long events;
        private long of;
        private String digest = "";
        private long transactions;
        private @Nullable ReplayedState state;

        /// What the run records as left out, and whether rows stand behind some of it.
        private final List<Incidents.Range> gaps;

        private boolean hasGap;

        /// The seq behind the last row.
        private long end;

        /// Of the log that the scenario gave when it was run again; null if it was not.
        private @Nullable String digestAgain;

        /// Of the engine that ran the scenario again; null if none did.
        private @Nullable List<String> stateHashesAgain;

        Check(String id, Manifest manifest, RunFiles files, CheckedFile file, @Nullable String given, boolean replay)
                throws SQLException, IOException {
            this.id = id;
            this.manifest = manifest;
            this.files = files;
            this.file = file;
            this.given = given == null ? null : given.toLowerCase(Locale.ROOT);
            this.replay = replay;
            connection = file.connection();
            sealed = manifest.status() == RunStatus.SEALED;
            seal = Seal.read(files.seal());
            row = simulationsRow(connection);
            of = manifest.eventsAccepted();
            Incidents incidents = new Incidents(id, files.incidentsWriting(), WriterProbe.NONE);
            if (!sealed && manifest.isReadable()) incidents.load(connection);
            else if (!sealed) incidents.load();
            gaps = incidents.gaps();
        }

        Verification run() throws SQLException, IOException {
            differ(difference(SIMULATIONS, "simulation_id", id, row.get("simulation_id")));
            differ(difference(MANIFEST, "simulation_id", id, manifest.simulationId()));
            if (first != null) {
                events = RunDatabase.count(connection, "events");
                return answer(Verification.Verdict.DIFFERS);
            }
            checkScenario();
            Optional<Scenario> scenario = scenario();
            RunHeader header = header(scenario);
            Difference log = checkLog(header, scenario);
            of = Math.max(of, events);
            if (!sealed) return unsealed(header, scenario, log);
            checkNotedDigests(header, scenario, log);
            checkHeader(header, scenario);
            checkState();
            if (first == null) {
                checkDerived(header);
            }
            checkFacts();
            checkMeasures();
            checkFile();
            return answer(first == null ? Verification.Verdict.INTACT : Verification.Verdict.DIFFERS);
        }

        private Verification answer(Verification.Verdict verdict) {
            ReplayedState rebuilt = state;
            List<String> stateHashes = rebuilt == null ? List.of() : rebuilt.stateHashes();
            return new Verification(id, verdict, events, of, digest, replayed, first, stateHashes, notes);
        }

        private void differ(@Nullable Difference difference) {
            if (first == null) first = difference;
        }

        private @Nullable Difference difference(
                String table, String attribute, @Nullable String expected, @Nullable String found) {
            return Objects.equals(expected, found) ? null : Difference.of(table, attribute, expected, found);
        }

        // ---- the scenario and the header

        /// Who is told of the events of a step.
        private LongConsumer told(VerificationProgress.Step step) {
            return done -> progress.at(step, done, Math.max(done, of));
        }

        private void checkDerived(RunHeader header) throws SQLException {
            progress.at(VerificationProgress.Step.DERIVING, 0, 0);
            DerivedTables.firstDifference(connection, header).ifPresent(this::differ);
        }

        private void checkScenario() {
            String text = row.get("scenario");
            String sha = text == null ? null : sha256(text);
            String noted = mostSaid("scenario_sha256", manifest.scenarioSha256());
            differ(difference(SIMULATIONS, "scenario", "a text with SHA-256 " + noted, "a text with SHA-256 " + sha));
        }

        private Optional<Scenario> scenario() {
            try {
                return Optional.of(ScenarioReader.readStored(Objects.requireNonNullElse(row.get("scenario"), "")));
            } catch (ScenarioRefused refused) {
                notes.add(
                        "the stored scenario cannot be read by this rtgsim ("
                                + refused.problems().getFirst().message()
                                + "), so nothing was replayed");
                return Optional.empty();
            }
        }

        private RunHeader header(Optional<Scenario> scenario) throws SQLException {
            if (scenario.isPresent()) return Engine.header(scenario.get(), new AgentOrder(scenario.get()));
            try {
                return file.storedHeader(row);
            } catch (IOException e) {
                throw new StoreFailure.Damaged(files.database(), "its header is not what was written", e);
            }
        }

        private void checkHeader(RunHeader header, Optional<Scenario> scenario) throws SQLException {
            if (scenario.isEmpty()) return;
            Simulation calendar = scenario.get().simulation();
            List<String> members = new ArrayList<>(header.agentIds());
            members.add(Scenario.CENTRAL_BANK);
            differ(
                    difference(
                            "agents",
                            "agent_id",
                            members.toString(),
                            RunDatabase.members(connection, "agent_id").toString()));
            expect("scenario_name", scenario.get().name());
            expect("seed", Long.toString(calendar.rngSeed()));
            expect("ticks_per_day", Integer.toString(calendar.ticksPerDay()));
            expect("num_days", Integer.toString(calendar.numDays()));
            expect("opening_time", calendar.openingTime().toString());
            expect("closing_time", calendar.closingTime().toString());
            expect("start_date", calendar.startDate().toString());
            expect("business_days", calendar.businessDays().name().toLowerCase(Locale.ROOT));
            expect("reasons", RunWriter.jsonList(header.reasons()));
            if (row.containsKey("opening_balances")) expect("opening_balances", header.openingBalances().toString());
        }

        /// Compares a column of `simulations`; times without seconds are written with or without them.
        private void expect(String column, String value) {
            String found = row.get(column);
            boolean sameTime = found != null && column.endsWith("_time") && found.startsWith(value);
            if (!sameTime) differ(difference(SIMULATIONS, column, value, found));
        }

        // ---- the log

        /// @return why the rows are not a log of the expected length; their digest is then of the part that is
        private @Nullable Difference checkLog(RunHeader header, Optional<Scenario> scenario) throws SQLException {
            long expected = manifest.isReadable() ? manifest.eventsAccepted() : LogCheck.UNKNOWN;
            try (LogCheck log =
                    new LogCheck(
                            files.database(),
                            connection,
                            header,
                            expected,
                            gaps,
                            told(VerificationProgress.Step.READING))) {
                Difference byRules = scenario.isPresent() ? rebuild(log, header, scenario.get()) : null;
                log.readOn();
                events = log.events();
                digest = log.digest();
                transactions = log.transactions();
                hasGap = log.hasGap();
                end = log.nextSeq();
                Difference broken = log.broken();
                if (!sealed) return broken != null ? broken : log.brokenBatch();
                if (broken != null) return broken;
                return byRules != null ? byRules : log.brokenBatch();
            }
        }

        /// Rebuilds the state from the rows.
        ///
        /// @return the first event that the rules do not allow where it stands, or null
        private @Nullable Difference rebuild(LogCheck log, RunHeader header, Scenario scenario) {
            if (!sealed) return null;
            try {
                state =
                        Replayer.replay(
                                scenario, new AgentOrder(scenario), header, () -> log, manifest.ticks(), _ -> {});
                return null;
            } catch (ReplayFailed failed) {
                return Difference.ofEvent(
                        Difference.Kind.CHANGED,
                        failed.seq(),
                        "row",
                        "what the rules allow",
                        String.valueOf(failed.getMessage()));
            } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException noLog) {
                // Rows that were altered can say anything.
                return Difference.ofEvent(
                        Difference.Kind.CHANGED, log.events(), "row", "what the rules allow", noLog.toString());
            }
        }

        /// A run that is not sealed is its beginning, if nothing but its end is missing; or what the recorded gaps leave of it.
        private Verification unsealed(RunHeader header, Optional<Scenario> scenario, @Nullable Difference log)
                throws SQLException, IOException {
            if ((log != null || replay) && runAgain(header, scenario)) {
                Difference found = first;
                boolean isTheEnd = found != null && Long.valueOf(end).equals(found.seq()) && found.found() == null;
                if (isTheEnd && !manifest.isReadable()) first = null;
            }
            differ(log);
            if (manifest.isReadable()) checkWithGaps(header, scenario);
            if (first != null) return answer(Verification.Verdict.DIFFERS);
            if (hasGap && !replayed) {
                notes.add(
                        "behind the first gap, at seq "
                                + gaps.getFirst().firstSeq()
                                + ", no digest tells what the rows were; --replay compares them with the scenario");
            }
            return answer(hasGap ? Verification.Verdict.INCOMPLETE : Verification.Verdict.PREFIX);
        }

        /// What stands around a log with gaps that is in its place: nothing has a seal.
        private void checkWithGaps(RunHeader header, Optional<Scenario> scenario) throws SQLException, IOException {
            checkHeader(header, scenario);
            if (first == null) checkDerived(header);
            String counted = Long.toString(events);
            differ(difference(MANIFEST, "events_committed", counted, Long.toString(manifest.eventsCommitted())));
            expect("events", counted);
            expect("status", manifest.status().label());
            expect("scenario_sha256", manifest.scenarioSha256());
            expect("engine", manifest.engine());
            expect("model_version", Integer.toString(manifest.modelVersion()));
            expect("ticks", Integer.toString(manifest.ticks()));
            RunResult result = manifest.result();
            if (result == null) return;
            String again = digestAgain;
            if (again != null) differ(difference(MANIFEST, RUN_DIGEST, again, result.digest()));
            expect(RUN_DIGEST, result.digest());
            expect("transactions", Long.toString(result.transactions()));
            checkBytes(result);
        }

        private void checkNotedDigests(RunHeader header, Optional<Scenario> scenario, @Nullable Difference log)
                throws SQLException {
            RunResult result = manifest.result();
            String inManifest = result == null ? null : result.digest();
            boolean same =
                    log == null
                            && digest.equals(row.get(RUN_DIGEST))
                            && digest.equals(inManifest)
                            && digest.equals(inSeal(RUN_DIGEST))
                            && (given == null || digest.equals(given));
            boolean ran = (!same || replay) && runAgain(header, scenario);
            // What running again has shown comes first; else what the rows show; else which of the noted digests is
            // alone.
            if (!ran) differ(log);
            if (same) return;
            boolean rowsHold = ran ? first == null : isNotedByMost(inManifest);
            if (!rowsHold && first == null) {
                first = Difference.of("events", RUN_DIGEST, Objects.requireNonNullElse(inSeal(RUN_DIGEST), ""), digest);
            }
            differ(log);
            if (given != null) differ(difference("given", RUN_DIGEST, given, digest));
        }

        /// Whether two of the three places that note the digest note that of the rows.
        private boolean isNotedByMost(@Nullable String inManifest) {
            int places = digest.equals(row.get(RUN_DIGEST)) ? 1 : 0;
            if (digest.equals(inManifest)) places++;
            if (digest.equals(inSeal(RUN_DIGEST))) places++;
            return places >= 2;
        }

        /// Runs the stored scenario again and compares.
        ///
        /// @return false, with a note why, if that cannot be done
        private boolean runAgain(RunHeader header, Optional<Scenario> known) throws SQLException {
            if (known.isEmpty()) return false;
            if (manifest.modelVersion() != ModelVersion.CURRENT) {
                notes.add(
                        "the run is of model version "
                                + manifest.modelVersion()
                                + ", this rtgsim has "
                                + ModelVersion.CURRENT
                                + ", so it was not run again");
                return false;
            }
            ScenarioDocument document;
            try {
                document = ScenarioReader.readStored(Objects.requireNonNull(row.get("scenario")), folder);
            } catch (ScenarioRefused refused) {
                notes.add("it was not run again: " + refused.problems().getFirst().message());
                return false;
            }
            if (!document.sha256().equals(manifest.scenarioSha256())) {
                notes.add("it was not run again: this rtgsim reads the stored scenario otherwise than it was meant");
                return false;
            }
            Scenario scenario = document.scenario();
            AgentOrder order = new AgentOrder(scenario);
            try (StoredRows rows = new StoredRows(connection)) {
                LogComparison comparison =
                        new LogComparison(
                                files.database(),
                                connection,
                                header,
                                rows,
                                gaps,
                                told(VerificationProgress.Step.RUNNING_AGAIN));
                try (Engine engine =
                        engines.apply(scenario).create(scenario, order, document.arrivals(order), comparison)) {
                    engine.runTicks(manifest.ticks());
                    engine.finish();
                    stateHashesAgain = engine.stateHashes();
                }
                of = comparison.events();
                digestAgain = comparison.digest();
                replayed = true;
                differ(comparison.first());
                if (comparison.first() == null || seal.isEmpty()) return true;
                if (!comparison.digest().equals(inSeal(RUN_DIGEST))) {
                    notes.add(
                            "run again, the scenario has the digest "
                                    + comparison.digest()
                                    + ", which the seal does not have either");
                }
                return true;
            }
        }

        // ---- what stands around the log

        private String storedStateHashes() throws SQLException {
            StringBuilder hashes = new StringBuilder();
            try (Statement statement = connection.createStatement();
                    ResultSet hash =
                            statement.executeQuery(
                                    "SELECT state_hash FROM run.main.state_hashes ORDER BY day, rowid")) {
                while (hash.next()) hashes.append(hashes.isEmpty() ? "" : " ").append(hash.getString(1));
            }
            return hashes.toString();
        }

        private void checkState() throws SQLException {
            ReplayedState rebuilt = state;
            if (rebuilt == null || first != null) return;
            String found = String.join(" ", rebuilt.stateHashes());
            List<String> again = stateHashesAgain;
            if (again != null) differ(difference("state", "state_hash", String.join(" ", again), found));
            String noted = seal.map(Seal::stateHashes).orElse("");
            if (noted.isEmpty() && !rebuilt.stateHashes().isEmpty()) {
                notes.add("the seal has no state hashes");
            } else if (seal.isPresent()) {
                differ(firstDay(SEAL, found, noted));
            }
            RunResult result = manifest.result();
            if (result != null && !result.stateHashes().isEmpty()) {
                differ(firstDay(MANIFEST, found, String.join(" ", result.stateHashes())));
            }
            if (first == null && RunDatabase.hasTable(connection, Seal.STATE_HASHES)) {
                differ(firstDay(Seal.STATE_HASHES, found, storedStateHashes()));
            }
        }

        /// The first day whose hash differs.
        private @Nullable Difference firstDay(String table, String expected, String found) {
            String[] should = expected.split(" ", -1);
            String[] is = found.split(" ", -1);
            for (int day = 0; day < Math.max(should.length, is.length); day++) {
                String a = day < should.length ? should[day] : null;
                String b = day < is.length ? is[day] : null;
                if (!Objects.equals(a, b)) {
                    return new Difference(Difference.Kind.CHANGED, null, table, "day=" + day, Seal.STATE_HASHES, a, b);
                }
            }
            return null;
        }

        /// What file, manifest and seal say alike: of two that agree, or of what was counted, the third differs.
        private void checkFacts() {
            if (!sealed) return;
            if (seal.isEmpty()) {
                differ(Difference.of(SEAL, "file", "a seal in " + files.seal().getFileName(), null));
                return;
            }
            RunResult result = manifest.result();
            if (result == null) return;
            fact("status", "sealed", "sealed", row.get("status"), manifest.status().label());
            fact(RUN_DIGEST, digest, inSeal(RUN_DIGEST), row.get(RUN_DIGEST), result.digest());
            String counted = Long.toString(events);
            fact("events", counted, inSeal("events"), row.get("events"), Long.toString(result.events()));
            String made = Long.toString(transactions);
            fact(
                    "transactions",
                    made,
                    inSeal("transactions"),
                    row.get("transactions"),
                    Long.toString(result.transactions()));
            agreed("scenario_sha256", manifest.scenarioSha256());
            agreed("seed", Long.toString(manifest.seed()));
            agreed("engine", manifest.engine());
            agreed("model_version", Integer.toString(manifest.modelVersion()));
            agreed("ticks", Integer.toString(manifest.ticks()));
            differ(difference(SEAL, "simulation_id", id, inSeal("simulation_id")));
            differ(difference(MANIFEST, "events_committed", counted, Long.toString(manifest.eventsCommitted())));
        }

        private void agreed(String key, String inManifest) {
            fact(key, mostSaid(key, inManifest), inSeal(key), row.get(key), inManifest);
        }

        private void fact(
                String key,
                @Nullable String truth,
                @Nullable String inTheSeal,
                @Nullable String inFile,
                @Nullable String inManifest) {
            differ(difference(SIMULATIONS, key, truth, inFile));
            differ(difference(SEAL, key, truth, inTheSeal));
            differ(difference(MANIFEST, key, truth, inManifest));
        }

        /// What two of the three places say; what the seal says where all differ.
        private @Nullable String mostSaid(String key, String inManifest) {
            String inFile = row.get(key);
            String inTheSeal = inSeal(key);
            if (inTheSeal == null) return inFile;
            if (inManifest.equals(inFile)) return inFile;
            return inTheSeal;
        }

        private @Nullable String inSeal(String key) {
            return seal.map(s -> s.values().get(key)).orElse(null);
        }

        /// The measures in the manifest, from the rebuilt state.
        private void checkMeasures() {
            ReplayedState rebuilt = state;
            RunResult result = manifest.result();
            if (rebuilt == null || result == null || first != null) return;
            Map<String, Number> measures = rebuilt.measures();
            for (Map.Entry<String, Number> noted : result.measures().entrySet()) {
                Number should = measures.get(noted.getKey());
                if (should == null) continue;
                differ(difference(MANIFEST, noted.getKey(), should.toString(), noted.getValue().toString()));
            }
        }

        private void checkFile() throws SQLException, IOException {
            if (!sealed || first != null) return;
            long outOfPlace = StoredRows.firstOutOfPlace(connection);
            if (outOfPlace >= 0) {
                differ(Difference.ofEvent(Difference.Kind.MOVED, outOfPlace, "rowid", Long.toString(outOfPlace), null));
            }
            RunResult result = manifest.result();
            if (result != null) checkBytes(result);
            String noted = inSeal("file_crc32c");
            if (noted == null) notes.add("the seal has no checksum of the file");
            else differ(difference(FILE, "crc32c", noted, FileChecksum.crc32c(files.database())));
        }

        private void checkBytes(RunResult result) throws IOException {
            String found = Long.toString(Files.size(files.database()));
            differ(difference(FILE, "bytes", Long.toString(result.fileBytes()), found));
        }
    }

    static Map<String, @Nullable String> simulationsRow(DuckDBConnection connection) throws SQLException {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM run.main.simulations")) {
            ResultSetMetaData columns = row.getMetaData();
            boolean there = row.next();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                values.put(columns.getColumnName(i), there ? row.getString(i) : null);
            }
        }
        return values;
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
