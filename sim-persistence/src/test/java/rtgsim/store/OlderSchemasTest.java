package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.engine.JavaEngines;
import rtgsim.event.Event;
import rtgsim.event.EventKind;
import rtgsim.event.RunDigest;

/// Files that earlier versions sealed, one of each schema that a version of main ever wrote, as they lie in the test resources: all of them can be read.
///
/// Schemas 1 to 4 were steps of one change and no version wrote them.
class OlderSchemasTest {

    @TempDir private Path folder;

    private Store unpacked(String id) throws IOException {
        for (String end : new String[] {".run.json", ".seal.json"}) {
            try (InputStream packed = resource(id + end)) {
                Files.copy(packed, folder.resolve(id + end));
            }
        }
        Store store = new Store(folder);
        try (InputStream packed = new GZIPInputStream(resource(id + ".duckdb.gz"))) {
            Files.copy(packed, store.database(id));
        }
        return store;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void aFileOfAnEarlierSchemaIsReadWholeAndNotAltered(int version) throws IOException {
        String id = "schema-" + version;
        Store store = unpacked(id);
        byte[] before = Files.readAllBytes(store.database(id));
        assertEquals(List.of(id), store.list().stream().map(Manifest::simulationId).toList());
        try (StoredRun run = store.open(id)) {
            assertWhole(run);
        }
        assertArrayEquals(before, Files.readAllBytes(store.database(id)));
        assertEquals(List.of(), store.unfinished());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void aFileOfAnEarlierSchemaIsUpgradedToOneThatIsIntactAndSaysTheSame(int version) throws IOException {
        String id = "schema-" + version;
        Store store = unpacked(id);
        RunVerifier verifier = new RunVerifier(store, _ -> new JavaEngines(), Path.of(""));
        Verification before = verifier.verify(id, null, true);
        assertEquals(Verification.Verdict.INTACT, before.verdict(), before::toString);
        StoreUpgrade.Upgraded done = new StoreUpgrade(store, verifier).upgrade(id);
        assertEquals(version, done.fromSchema());
        assertEquals(StoreUpgrade.newest(), done.toSchema());
        assertEquals(Verification.Verdict.INTACT, done.verification().verdict(), done::toString);
        assertEquals(before.digest(), done.verification().digest());
        assertEquals(List.of(), done.verification().notes());
        try (StoredRun run = store.open(id)) {
            assertWhole(run);
        }
        StoreUpgrade.Upgraded again = new StoreUpgrade(store, verifier).upgrade(id);
        assertEquals(StoreUpgrade.newest(), again.fromSchema());
    }

    private static void assertWhole(StoredRun run) {
        RunResult result = Objects.requireNonNull(run.manifest().result());
        RunDigest digest = new RunDigest(run.header());
        run.eachChunk(digest::add);
        assertEquals(result.digest(), digest.finish());

        List<Event> events = new ArrayList<>();
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> events.add(event.event()));
        events.forEach(event -> kinds.add(event.kind()));
        assertEquals(result.events(), events.size());
        assertEquals(EnumSet.allOf(EventKind.class), kinds);

        List<StoredTransaction> transactions = new ArrayList<>();
        run.eachTransaction(false, transactions::add);
        assertEquals(result.transactions(), transactions.size());
        assertTrue(run.facets(EventFilter.ALL, List.of(Facet.AGENT)).containsKey(Facet.AGENT));
        assertFalse(run.costs(EventFilter.ALL).isEmpty());
        for (StoredAgent agent : run.agents()) {
            assertFalse(run.agentTicks(agent.agentId(), 0, run.manifest().ticks()).isEmpty(), agent::toString);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(OlderSchemasTest.class.getResourceAsStream(name), name);
    }
}
