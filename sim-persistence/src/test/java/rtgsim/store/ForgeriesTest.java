package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.event.EventChunk;
import rtgsim.event.RunDigest;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;

/// A stored run of every rule, damaged and forged in every way that we could think of: each must be found and named.
class ForgeriesTest {

    private static final Path SCENARIOS = Path.of("..", "scenarios");
    private static final String ID = "forged";

    /// How often each kind of damage is done, at places drawn from the seed.
    private static final int DAMAGES = 4;

    private static final int DAMAGES_OF_A_SOAK = 1_000;
    private static final long SEED = 11;

    @TempDir private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Path sealed;

    @SuppressWarnings("NullAway.Init")
    private static Path ofAnotherSeed;

    private static long events;

    @BeforeAll
    static void store() throws Exception {
        sealed = folder.resolve("sealed");
        ofAnotherSeed = folder.resolve("another");
        events = run(sealed, ID, "three-days-every-rule.yaml", null).eventsCommitted();
        run(ofAnotherSeed, ID, "three-days-every-rule.yaml", 8L);
        run(ofAnotherSeed, "other", "three-days-every-rule.yaml", null);
    }

    private static Manifest run(Path into, String id, String file, @Nullable Long seed) throws Exception {
        ScenarioDocument document = ScenarioReader.read(SCENARIOS.resolve(file), List.of(), seed);
        AgentOrder order = new AgentOrder(document.scenario());
        RunDescription run = StoredRuns.describe(id, document, order);
        try (RunWriter writer = new Store(into).create(run, false);
                Engine engine =
                        new JavaEngines().create(document.scenario(), order, document.arrivals(order), writer)) {
            engine.runTicks(run.ticks());
            engine.finish();
            writer.states(engine.stateHashes());
            return writer.end(engine.measures().byName(), 0, () -> 0);
        }
    }

    // What is expected.

    private record Forgery(String name, Change change, Expected expected) {}

    private interface Change {
        void make(Path run) throws Exception;
    }

    /// @param seq null where any may be named
    private record Expected(Difference.Kind kind, String table, String attribute, @Nullable Long seq) {}

    private final List<Forgery> forgeries = new ArrayList<>();

    private void forge(String name, Difference.Kind kind, String table, String attribute, Change change) {
        forgeries.add(new Forgery(name, change, new Expected(kind, table, attribute, null)));
    }

    private void event(String name, Difference.Kind kind, long seq, String attribute, String sql) {
        forgeries.add(new Forgery(name, run -> sql(run, sql), new Expected(kind, "events", attribute, seq)));
    }

    @Test
    void everyForgeryIsNamed() throws Exception {
        long start = System.nanoTime();
        editsOfTheLog();
        editsOfDerivedTables();
        editsAround();
        Map<String, String> wrong = new TreeMap<>();
        for (Forgery forgery : forgeries) {
            Verification found = verify(forged(forgery.change), null, false);
            String named = named(found);
            if (!named.equals(named(forgery.expected, found))) wrong.put(forgery.name, named + "; " + found);
        }
        assertEquals(Map.of(), wrong);
        int damaged = damages(new Random(SEED), DAMAGES, 0);
        int all = forgeries.size() + damaged;
        assertTrue(all >= 40, () -> "forgeries: " + all);
        System.out.printf(
                "reliability 11: %d forgeries and %d damaged files of a run of %d events: each found, none wrongly named, %.1f s%n",
                forgeries.size(), damaged, events, (System.nanoTime() - start) / 1e9);
    }

    @Test
    @Tag("soak")
    void manyMoreDamagedFilesAreFound() throws Exception {
        System.out.printf(
                "reliability 11: %d damaged files: each found%n",
                damages(new Random(SEED + 1), DAMAGES_OF_A_SOAK, DAMAGES));
    }

    private static String named(Verification found) {
        Difference first = found.firstDifference();
        if (first == null) return found.verdict().label();
        return first.kind().label() + " " + first.table() + " " + first.attribute() + " " + first.seq();
    }

    private static String named(Expected expected, Verification found) {
        Difference first = found.firstDifference();
        Long seq = expected.seq != null || first == null ? expected.seq : first.seq();
        return expected.kind.label() + " " + expected.table + " " + expected.attribute + " " + seq;
    }

    // The forgeries.

    private void editsOfTheLog() throws Exception {
        String update = "UPDATE events SET ";
        long settled = seq("type = 'Settlement'");
        long arrived = seq("type = 'Arrival' AND a IS NULL");
        long queued = seq("type = 'QueuedRtgs' AND a > 0");
        long submitted = seq("type = 'PolicySubmit'");
        long held = seq("type = 'PolicyHold'");
        long cost = seq("type = 'CostAccrual' AND extra IS NOT NULL");
        long offset = seq("type = 'LsmCycleSettlement'");
        long closed = seq("type = 'EndOfDay'");
        Difference.Kind changed = Difference.Kind.CHANGED;
        event("an amount", changed, settled, "amount", update + "amount = amount + 1 WHERE seq = " + settled);
        event("a tick", changed, settled, "tick", update + "tick = tick + 1 WHERE seq = " + settled);
        event("a waiting time", changed, settled, "b", update + "b = b + 1 WHERE seq = " + settled);
        event("a type", changed, submitted, "type", update + "type = 'PolicyDrop' WHERE seq = " + submitted);
        event("a sender", changed, arrived, "agent", update + "agent = counterparty WHERE seq = " + arrived);
        event("no receiver", changed, arrived, "counterparty", update + "counterparty = NULL WHERE seq = " + arrived);
        event("a transaction", changed, settled, "tx", update + "tx = tx + 1 WHERE seq = " + settled);
        event("a shortfall", changed, queued, "a", update + "a = a - 1 WHERE seq = " + queued);
        event("a deadline", changed, arrived, "b", update + "b = b + 1 WHERE seq = " + arrived);
        event("a priority", changed, arrived, "c", update + "c = xor(c, 1) WHERE seq = " + arrived);
        event("a reason", changed, held, "reason", update + "reason = 'withdrawn' WHERE seq = " + held);
        event(
                "a reason that the type cannot have",
                changed,
                held,
                "reason",
                update + "reason = 'multilateral' WHERE seq = " + held);
        event("a cell that has no use", changed, submitted, "amount", update + "amount = 5 WHERE seq = " + submitted);
        event("a rare cost", changed, cost, "extra", update + "extra = replace(extra, ':0', ':1') WHERE seq = " + cost);
        event(
                "a blank in a text",
                changed,
                offset,
                "extra",
                update + "extra = replace(extra, ',', ', ') WHERE seq = " + offset);
        event("a broken text", changed, offset, "extra", update + "extra = substr(extra, 2) WHERE seq = " + offset);
        event("a penalty of a day", changed, closed, "b", update + "b = b + 1 WHERE seq = " + closed);
        long middle = events / 2;
        event("a row deleted", Difference.Kind.MISSING, middle, "row", "DELETE FROM events WHERE seq = " + middle);
        event("the first row deleted", Difference.Kind.MISSING, 0, "row", "DELETE FROM events WHERE seq = 0");
        event(
                "a row deleted and the others numbered anew",
                Difference.Kind.MISSING,
                middle,
                "row",
                "DELETE FROM events WHERE seq = " + middle + "; UPDATE events SET seq = seq - 1 WHERE seq > " + middle);
        event(
                "a row doubled",
                Difference.Kind.INSERTED,
                middle,
                "row",
                "INSERT INTO events SELECT * FROM events WHERE seq = " + middle);
        event(
                "a row put in and the others numbered anew",
                Difference.Kind.INSERTED,
                middle,
                "row",
                "UPDATE events SET seq = seq + 1 WHERE seq >= "
                        + middle
                        + "; INSERT INTO events (seq, tick, type, agent, tx, reason, created_at) SELECT "
                        + middle
                        + ", tick, 'PolicyDrop', agent, 1, 'policy', created_at FROM events WHERE seq = "
                        + (middle + 1));
        event(
                "a row added at the end",
                Difference.Kind.INSERTED,
                events,
                "row",
                "INSERT INTO events SELECT " + events + ", * EXCLUDE (seq) FROM events WHERE seq = " + closed);
        event("two neighbours swapped", Difference.Kind.MOVED, middle, "row", swap(middle, middle + 1));
        event("two far apart swapped", Difference.Kind.MOVED, 100, "row", swap(100, events - 100));
        event(
                "the last row cut",
                Difference.Kind.CUT,
                events - 1,
                "row",
                "DELETE FROM events WHERE seq = " + (events - 1));
        event("the tail cut", Difference.Kind.CUT, middle, "row", "DELETE FROM events WHERE seq >= " + middle);
        event("all rows cut", Difference.Kind.CUT, 0, "row", "DELETE FROM events");
        forgeries.add(
                new Forgery(
                        "an amount, and every digest in the file redone",
                        run -> {
                            sql(run, "UPDATE events SET amount = amount + 1 WHERE seq = " + settled);
                            redoDigests(run);
                        },
                        new Expected(changed, "events", "amount", settled)));
        forgeries.add(
                new Forgery(
                        "the tail cut, and every digest and count in the file redone",
                        run -> {
                            sql(run, "DELETE FROM events WHERE seq >= " + middle);
                            sql(run, "UPDATE batches SET last_seq = " + (middle - 1));
                            redoDigests(run);
                            sql(run, "UPDATE simulations SET events = " + middle);
                        },
                        new Expected(Difference.Kind.CUT, "events", "row", middle)));
    }

    private static String swap(long one, long other) {
        return "UPDATE events SET seq = CASE seq WHEN "
                + one
                + " THEN "
                + other
                + " ELSE "
                + one
                + " END WHERE seq IN ("
                + one
                + ", "
                + other
                + ")";
    }

    private void editsOfDerivedTables() {
        derived("transactions", "status", "UPDATE transactions SET status = 'dropped' WHERE tx = 5");
        derived("transactions", "waited_ticks", "UPDATE transactions SET waited_ticks = 0 WHERE waited_ticks > 0");
        table("transactions", Difference.Kind.MISSING, "DELETE FROM transactions WHERE tx = 9");
        derived(
                "agents",
                "closing_balance",
                "UPDATE agents SET closing_balance = closing_balance + 1 WHERE position = 1");
        derived("agents", "opening_balance", "UPDATE agents SET opening_balance = 0 WHERE position = 1");
        derived("agent_ticks", "queue_count", "UPDATE agent_ticks SET queue_count = queue_count + 1 WHERE tick = 3");
        table(
                "agent_ticks",
                Difference.Kind.INSERTED,
                "INSERT INTO agent_ticks SELECT * FROM agent_ticks WHERE tick = 3 LIMIT 1");
        derived("costs", "delay", "UPDATE costs SET delay = delay + 1 WHERE day = 1");
        table(
                "agent_blocks",
                Difference.Kind.MISSING,
                "DELETE FROM agent_blocks WHERE agent = (SELECT min(agent) FROM agent_blocks)");
        derived("agent_blocks", "received", "UPDATE agent_blocks SET received = received + 1 WHERE sent > 0");
        table(
                "cycle_members",
                Difference.Kind.INSERTED,
                "INSERT INTO cycle_members SELECT min(agent), 3 FROM agent_blocks");
        derived("event_txs", "seq", "UPDATE event_txs SET seq = seq + 1 WHERE tx = (SELECT min(tx) FROM event_txs)");
        derived("batches", "digest_after", "UPDATE batches SET digest_after = '00'");
        derived("batches", "first_seq", "UPDATE batches SET first_seq = 1");
        derived("state_hashes", "state_hashes", "UPDATE state_hashes SET state_hash = '00' WHERE day = 1");
        derived("simulations", "run_digest", "UPDATE simulations SET run_digest = repeat('0', 64)");
        derived("simulations", "events", "UPDATE simulations SET events = events + 1");
        derived("simulations", "transactions", "UPDATE simulations SET transactions = 1");
        derived("simulations", "seed", "UPDATE simulations SET seed = seed + 1");
        derived("simulations", "status", "UPDATE simulations SET status = 'incomplete'");
        derived("simulations", "opening_balances", "UPDATE simulations SET opening_balances = '[1]'");
        derived("simulations", "closing_time", "UPDATE simulations SET closing_time = '23:00:00'");
        derived(
                "simulations",
                "scenario",
                "UPDATE simulations SET scenario = replace(scenario, '\"rng_seed\":', '\"rng_seed\":1')");
        derived("simulations", "scenario_sha256", "UPDATE simulations SET scenario_sha256 = repeat('a', 64)");
        derived("simulations", "simulation_id", "UPDATE simulations SET simulation_id = 'other'");
    }

    private void derived(String table, String attribute, String sql) {
        forge(sql, Difference.Kind.CHANGED, table, attribute, run -> sql(run, sql));
    }

    private void table(String table, Difference.Kind kind, String sql) {
        forge(sql, kind, table, "row", run -> sql(run, sql));
    }

    private void editsAround() {
        Difference.Kind changed = Difference.Kind.CHANGED;
        String seal = ID + ".seal.json";
        String manifest = ID + ".run.json";
        forge(
                "a forged seal",
                changed,
                "seal",
                "run_digest",
                run -> replace(run.resolve(seal), "(\"run_digest\" : \")[0-9a-f]{4}", "$1ffff"));
        forge(
                "a count in the seal",
                changed,
                "seal",
                "events",
                run -> replace(run.resolve(seal), "(\"events\" : )\\d+", "$15"));
        forge(
                "a state hash in the seal",
                changed,
                "seal",
                "state_hashes",
                run -> replace(run.resolve(seal), "(\"state_hashes\" : \\[ \")[0-9a-f]{4}", "$1ffff"));
        forge("no seal", changed, "seal", "file", run -> Files.delete(run.resolve(seal)));
        forge("a broken seal", changed, "seal", "file", run -> Files.writeString(run.resolve(seal), "{"));
        forge(
                "the digest in the manifest",
                changed,
                "manifest",
                "run_digest",
                run -> replace(run.resolve(manifest), "(\"digest\" : \")[0-9a-f]{4}", "$1ffff"));
        forge(
                "a measure in the manifest",
                changed,
                "manifest",
                "max_delay_ticks",
                run -> replace(run.resolve(manifest), "(\"max_delay_ticks\" : )\\d+", "$19999"));
        forge(
                "a seed in the manifest",
                changed,
                "manifest",
                "seed",
                run -> replace(run.resolve(manifest), "(\"seed\" : )\\d+", "$17777"));
        forge(
                "a file of another run under this name",
                changed,
                "simulations",
                "simulation_id",
                run -> copy(ofAnotherSeed.resolve("other.duckdb"), run.resolve(ID + ".duckdb")));
        forge(
                "all files of another run under this name",
                changed,
                "simulations",
                "simulation_id",
                run -> {
                    for (String end : List.of(".duckdb", ".run.json", ".seal.json")) {
                        copy(ofAnotherSeed.resolve("other" + end), run.resolve(ID + end));
                    }
                });
        forge(
                "the file of a run of another seed",
                changed,
                "simulations",
                "scenario",
                run -> copy(ofAnotherSeed.resolve(ID + ".duckdb"), run.resolve(ID + ".duckdb")));
        forge(
                "a table of someone else in the file",
                changed,
                "file",
                "bytes",
                run -> sql(run, "CREATE TABLE mine AS SELECT range FROM range(100000)"));
        forge(
                "a row taken out and put back",
                Difference.Kind.MOVED,
                "events",
                "rowid",
                run ->
                        sql(
                                run,
                                "CREATE TEMP TABLE kept AS SELECT * FROM events WHERE seq = 5; DELETE FROM events WHERE seq = 5;"
                                        + " INSERT INTO events SELECT * FROM kept"));
    }

    // Damage to the bytes.

    private static int damages(Random random, int times, int skipped) throws Exception {
        int done = 0;
        List<String> missed = new ArrayList<>();
        Path original = sealed.resolve(ID + ".duckdb");
        long size = Files.size(original);
        for (int i = 0; i < skipped + times; i++) {
            for (String kind : List.of("bit", "zeros", "cut", "swap", "noise", "old")) {
                long at = (long) (random.nextDouble() * size);
                long other = (long) (random.nextDouble() * size);
                int bit = random.nextInt(8);
                long seed = random.nextLong();
                if (i < skipped) continue;
                Path run = forged(folder -> damage(folder.resolve(ID + ".duckdb"), kind, at, other, bit, seed));
                if (Files.mismatch(original, run.resolve(ID + ".duckdb")) < 0) continue;
                done++;
                try {
                    Verification found = verify(run, null, false);
                    if (found.verdict() != Verification.Verdict.DIFFERS) missed.add(kind + " at " + at + ": " + found);
                } catch (StoreFailure.Damaged | StoreFailure.Foreign | StoreFailure.Newer refused) {
                    assertFalse(String.valueOf(refused.getMessage()).isEmpty());
                }
            }
        }
        assertEquals(List.of(), missed, "damages from seed " + SEED + " that were not found");
        return done;
    }

    private static void damage(Path file, String kind, long at, long other, int bit, long seed) throws IOException {
        RunFiles.setWritable(file, true);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            switch (kind) {
                case "bit" -> {
                    bytes.seek(at);
                    int value = bytes.read();
                    bytes.seek(at);
                    bytes.write(value ^ 1 << bit);
                }
                case "zeros" -> {
                    bytes.seek(at / 512 * 512);
                    bytes.write(new byte[512]);
                }
                case "cut" -> bytes.setLength(at);
                case "swap" -> {
                    byte[] one = block(bytes, at);
                    byte[] two = block(bytes, other);
                    bytes.seek(at / 4_096 * 4_096);
                    bytes.write(two);
                    bytes.seek(other / 4_096 * 4_096);
                    bytes.write(one);
                }
                case "noise" -> {
                    byte[] noise = new byte[4_096];
                    new Random(seed).nextBytes(noise);
                    bytes.seek(Math.min(at / 4_096 * 4_096, bytes.length() - noise.length));
                    bytes.write(noise);
                }
                case "old" -> {
                    // A sector as it was in an earlier file.
                    byte[] old = new byte[512];
                    try (RandomAccessFile earlier =
                            new RandomAccessFile(ofAnotherSeed.resolve(ID + ".duckdb").toFile(), "r")) {
                        earlier.seek(Math.min(at, earlier.length() - 512) / 512 * 512);
                        earlier.readFully(old);
                    }
                    bytes.seek(at / 512 * 512);
                    bytes.write(old);
                }
                default -> throw new IllegalArgumentException(kind);
            }
        }
    }

    private static byte[] block(RandomAccessFile bytes, long at) throws IOException {
        byte[] block = new byte[4_096];
        bytes.seek(at / 4_096 * 4_096);
        int read = bytes.read(block);
        return read == block.length ? block : java.util.Arrays.copyOf(block, Math.max(0, read));
    }

    // What is not forged, and what cannot be seen.

    @Test
    void aRunThatNobodyTouchedIsIntact() throws Exception {
        Verification plain = verify(sealed, null, false);
        assertEquals(Verification.Verdict.INTACT, plain.verdict(), plain::toString);
        assertEquals(List.of(), plain.notes());
        assertFalse(plain.replayed());
        assertEquals(events, plain.events());
        Verification again = verify(sealed, plain.digest(), true);
        assertEquals(Verification.Verdict.INTACT, again.verdict(), again::toString);
        assertTrue(again.replayed());
        assertNull(again.firstDifference());
    }

    @Test
    void aDigestNotedElsewhereIsComparedWithThatOfTheRows() throws Exception {
        Verification found = verify(sealed, "0".repeat(64), false);
        assertEquals("changed given run_digest null", named(found));
        assertTrue(found.replayed(), "the rows are compared with the scenario before the digest is doubted");
    }

    /// Who rewrites file, manifest and seal alike deceives the seal, and neither a digest that was noted elsewhere nor the scenario.
    @Test
    void whoRewritesTheSealTooIsFoundByADigestNotedElsewhereAndByRunningAgain() throws Exception {
        String before = verify(sealed, null, false).digest();
        Path run = forged(ForgeriesTest::forgeEverything);
        assertEquals("intact", named(verify(run, null, false)));
        assertTrue(named(verify(run, before, false)).startsWith("changed events reason"));
        assertTrue(named(verify(run, null, true)).startsWith("changed events reason"));
    }

    /// A reason that no rule checks, with all that follows from it.
    private static void forgeEverything(Path run) throws Exception {
        sql(
                run,
                "UPDATE events SET reason = 'file' WHERE seq = (SELECT max(seq) FROM events WHERE type = 'Arrival' AND reason = 'generated'"
                        + " AND tick NOT IN (SELECT tick FROM events WHERE type = 'Arrival' AND reason = 'file'))");
        String old = verify(sealed, null, false).digest();
        String now = redoDigests(run);
        for (String file : List.of(".seal.json", ".run.json")) {
            replace(run.resolve(ID + file), old, now);
        }
        RunFiles.setWritable(run.resolve(ID + ".duckdb"), false);
        replace(
                run.resolve(ID + ".seal.json"),
                "(\"file_crc32c\" : \")[0-9a-f]+",
                "$1" + FileChecksum.crc32c(run.resolve(ID + ".duckdb")));
        replace(
                run.resolve(ID + ".run.json"),
                "(\"file_bytes\" : )\\d+",
                "$1" + Files.size(run.resolve(ID + ".duckdb")));
    }

    // How.

    private static Verification verify(Path run, @Nullable String digest, boolean replay) {
        return new RunVerifier(new Store(run), _ -> new JavaEngines(), SCENARIOS).verify(ID, digest, replay);
    }

    private static int copies;

    private static Path forged(Change change) throws Exception {
        Path run = Files.createDirectory(folder.resolve("run" + copies++));
        try (Stream<Path> files = Files.list(sealed)) {
            for (Path file : files.toList()) copy(file, run.resolve(file.getFileName()));
        }
        change.make(run);
        return run;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) return;
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void replace(Path file, String pattern, String by) throws IOException {
        String text = Files.readString(file);
        String now = text.replaceFirst(pattern, by);
        assertFalse(now.equals(text), () -> pattern + " is not in " + text);
        Files.writeString(file, now);
    }

    private static void sql(Path run, String statements) throws SQLException, IOException {
        Path file = run.resolve(ID + ".duckdb");
        RunFiles.setWritable(file, true);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            for (String one : statements.split(";")) statement.execute(one);
        }
    }

    private static Long seq(String where) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + sealed.resolve(ID + ".duckdb") + "' AS f (READ_ONLY)");
            try (ResultSet row = statement.executeQuery("SELECT min(seq) FROM f.events WHERE seq > 20 AND " + where)) {
                row.next();
                long seq = row.getLong(1);
                assertFalse(row.wasNull(), () -> "no event in which " + where);
                return seq;
            }
        }
    }

    /// Puts the digest of the rows into every place of the file that has one.
    private static String redoDigests(Path run) throws Exception {
        String digest;
        try (CheckedFile file = CheckedFile.open(new RunFiles(run, ID), true)) {
            RunDigest redone = new RunDigest(header());
            long rows = RunDatabase.count(file.connection(), "events");
            new StoredChunks(header()).each(file.connection(), rows, (EventChunk chunk) -> redone.add(chunk));
            digest = redone.finish();
        }
        sql(
                run,
                "UPDATE simulations SET run_digest = '"
                        + digest
                        + "'; UPDATE batches SET digest_after = '"
                        + digest
                        + "'");
        return Objects.requireNonNull(digest);
    }

    private static rtgsim.event.RunHeader header() throws Exception {
        ScenarioDocument document =
                ScenarioReader.read(SCENARIOS.resolve("three-days-every-rule.yaml"), List.of(), null);
        return Engine.header(document.scenario(), new AgentOrder(document.scenario()));
    }
}
