package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.event.Event;
import rtgsim.event.EventKind;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioReader;

/// Days that the engine makes of the scenarios of the project, with the store as its writer.
class StoredScenariosTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"two-agents", "three-bank-gridlock", "all-thirteen-events", "ten-bank-tight"})
    void aScenarioIsStoredAsTheEngineMakesIt(String name) throws Exception {
        Scenario scenario = ScenarioReader.read(Path.of("../scenarios/" + name + ".yaml"), List.of(), null).scenario();
        AgentOrder order = new AgentOrder(scenario);
        RunHeader header = Engine.header(scenario, order);
        KeptChunks kept = new KeptChunks();
        try (Engine engine = new JavaEngines().create(scenario, order, Arrivals.of(scenario, order), kept)) {
            engine.runTicks(scenario.simulation().totalTicks());
            engine.finish();
        }
        List<Event> events = new EventRows(header).all(kept.chunks());

        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe(name, header, scenario.simulation()), false);
                Engine engine = new JavaEngines().create(scenario, order, Arrivals.of(scenario, order), writer)) {
            engine.runTicks(scenario.simulation().totalTicks());
            engine.finish();
            writer.end(engine.measures().byName(), 0, () -> 0);
        }
        try (StoredRun run = store.open(name)) {
            List<Event> stored = new ArrayList<>();
            run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> stored.add(event.event()));
            assertEquals(events, stored);
            List<StoredTransaction> transactions = new ArrayList<>();
            run.eachTransaction(true, transactions::add);
            assertEquals(NaiveTransactions.of(events), transactions);
            long closing = run.agents().stream().mapToLong(StoredAgent::closingBalance).sum();
            long opening = run.agents().stream().mapToLong(StoredAgent::openingBalance).sum();
            long transferred = transferred(events);
            assertEquals(opening + transferred, closing);
        }
    }

    @Test
    void theScenarioOfAllThirteenEventsStoresAllThirteen() throws Exception {
        Scenario scenario =
                ScenarioReader.read(Path.of("../scenarios/all-thirteen-events.yaml"), List.of(), null).scenario();
        AgentOrder order = new AgentOrder(scenario);
        RunHeader header = Engine.header(scenario, order);
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("all", header, scenario.simulation()), false);
                Engine engine = new JavaEngines().create(scenario, order, Arrivals.of(scenario, order), writer)) {
            engine.runTicks(scenario.simulation().totalTicks());
            engine.finish();
            writer.end(engine.measures().byName(), 0, () -> 0);
        }
        try (StoredRun run = store.open("all")) {
            Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
            run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> kinds.add(event.event().kind()));
            assertEquals(EnumSet.allOf(EventKind.class), kinds);
            assertTrue(
                    run.facets(EventFilter.ALL, List.of(Facet.TYPE)).getOrDefault(Facet.TYPE, java.util.Map.of()).size()
                            == 13);
        }
    }

    /// What came from the central bank, less what went to it.
    private static long transferred(List<Event> events) {
        long sum = 0;
        for (Event event : events) {
            if (!(event instanceof Event.Settlement s)) continue;
            if (s.senderId().equals(Scenario.CENTRAL_BANK)) sum += s.amount();
            if (s.receiverId().equals(Scenario.CENTRAL_BANK)) sum -= s.amount();
        }
        return sum;
    }
}
