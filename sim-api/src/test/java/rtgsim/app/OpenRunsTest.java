package rtgsim.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.store.EventFilter;
import rtgsim.store.Manifest;
import rtgsim.store.StoredRun;

/// Runs that a server keeps open.
class OpenRunsTest {

    @TempDir Path folder;

    private Simulations simulations;

    @BeforeEach
    void openStore() {
        simulations = new Simulations(folder);
    }

    private Manifest run(String id, long seed, boolean rerun) throws Exception {
        String text =
                """
                name: open
                simulation: { ticks_per_day: 1, num_days: 1, rng_seed: 1 }
                agents: [ { id: A, opening_balance: 1 }, { id: B, opening_balance: 1 } ]
                scenario_events:
                  - { type: custom_transaction, sender: A, receiver: B, amount: 1, deadline_offset: 1, at: 0 }
                """;
        var document = ScenarioReader.readText(text, "open.yaml", List.of(), seed);
        RunOrder order =
                new RunOrder(document, List.of(), null, id, rerun, true, Engines.AUTO, List.of(), System.nanoTime());
        simulations.run(simulations.plan(order), Progress.UNSEEN, () -> false);
        return simulations.exactly(id).orElseThrow();
    }

    @Test
    void aRunIsOpenedOnce() throws Exception {
        Manifest manifest = run("one", 1, false);
        try (OpenRuns open = new OpenRuns(simulations);
                OpenRuns.Lease first = open.lease(manifest);
                OpenRuns.Lease second = open.lease(manifest)) {
            assertSame(first.run(), second.run());
        }
    }

    @Test
    void aRunThatWasReplacedIsOpenedAnewAndTheOldOneAnswersToItsLastReader() throws Exception {
        Manifest before = run("one", 1, false);
        try (OpenRuns open = new OpenRuns(simulations)) {
            OpenRuns.Lease reading = open.lease(before);
            StoredRun old = reading.run();
            long events = old.count(EventFilter.ALL);
            Manifest after = run("one", 2, true);
            assertNotEquals(before.startedAt(), after.startedAt());
            try (OpenRuns.Lease fresh = open.lease(after)) {
                assertNotSame(old, fresh.run());
                assertEquals(2, fresh.run().manifest().seed());
                assertEquals(events, old.count(EventFilter.ALL), "still open for whoever reads it");
            }
            reading.close();
            assertThrows(RuntimeException.class, () -> old.count(EventFilter.ALL), "closed when its last reader left");
        }
    }

    @Test
    void ofManyRunsTheLeastUsedAreClosedButNeverThoseInUse() throws Exception {
        List<Manifest> manifests = new ArrayList<>();
        for (int i = 0; i < 18; i++) manifests.add(run("run-" + i, i, false));
        try (OpenRuns open = new OpenRuns(simulations)) {
            OpenRuns.Lease held = open.lease(manifests.get(0));
            OpenRuns.Lease let = open.lease(manifests.get(1));
            let.close();
            for (Manifest manifest : manifests.subList(2, 18)) open.lease(manifest).close();
            assertEquals(held.run().count(EventFilter.ALL), held.run().count(EventFilter.ALL));
            assertThrows(RuntimeException.class, () -> let.run().count(EventFilter.ALL));
            held.close();
            assertThrows(
                    RuntimeException.class,
                    () -> held.run().count(EventFilter.ALL),
                    "closed with its last reader, as it was due");
        }
    }
}
