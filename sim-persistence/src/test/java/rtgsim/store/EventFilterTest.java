package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;
import rtgsim.scenario.Scenario;

/// The store finds by SQL what a plain loop over the records finds: events, totals, pages either way, facets.
class EventFilterTest {

    private static final int EVENTS = 9_000;
    private static final int FILTERS = 300;

    @TempDir private static Path folder;

    private static SampleLog log;
    private static StoredRun run;
    private static FilterCheck check;

    @BeforeAll
    static void store() {
        log = new SampleLog(7, EVENTS, 40, 6);
        Store store = new Store(folder);
        StoredRuns.store(store, "filters", log);
        run = store.open("filters");
        check = new FilterCheck(run, log.events);
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void randomFiltersFindWhatALoopOverTheRecordsFinds() {
        Random random = new Random(11);
        int found = 0;
        for (int i = 0; i < FILTERS; i++) {
            EventFilter filter = check.random(random);
            List<Event> expected = check.naive(filter);
            found += expected.isEmpty() ? 0 : 1;
            List<Event> streamed = new ArrayList<>();
            run.eachEvent(filter, EventOrder.TICK_DESC, event -> streamed.add(event.event()));
            assertEquals(expected.reversed(), streamed, filter::toString);
            check.check(filter, random);
        }
        assertTrue(found > FILTERS / 3, "most random filters should find something: " + found);
    }

    @Test
    void oneRoleOrTypeAloneFindsWhatALoopOverTheRecordsFinds() {
        Random random = new Random(12);
        for (EventFilter filter : FilterCheck.ofOneRoleOrType()) check.check(filter, random);
    }

    @Test
    void everyPageForwardAndBackIsTheWholeSetOnce() {
        EventFilter filter = EventFilter.builder().agentIds(List.of("A")).build();
        List<Event> expected = check.naive(filter);
        List<Event> forward = new ArrayList<>();
        EventPage page = run.page(filter, new PageRequest.From(EventOrder.TICK_ASC, 97, 0));
        while (true) {
            for (StoredEvent event : page.events()) forward.add(event.event());
            if (!page.later()) break;
            page =
                    run.page(
                            filter,
                            new PageRequest.After(EventOrder.TICK_ASC, 97, page.events().getLast().event().seq()));
        }
        assertEquals(expected, forward);

        List<Event> backward = new ArrayList<>();
        while (true) {
            for (StoredEvent event : page.events().reversed()) backward.add(event.event());
            if (!page.earlier()) break;
            page =
                    run.page(
                            filter,
                            new PageRequest.Before(EventOrder.TICK_ASC, 97, page.events().getFirst().event().seq()));
        }
        assertEquals(expected.reversed(), backward);
    }

    @Test
    void theLifeOfATransactionIsTheSameWhetherItWasAskedForBeforeOrNot() {
        TreeSet<String> all = new TreeSet<>();
        for (Event event : log.events) {
            String tx = event.txId();
            if (tx != null) all.add(tx);
        }
        List<String> ids = new ArrayList<>(all);
        Collections.shuffle(ids, new Random(16));
        int named = 0;
        for (String tx : ids.subList(0, 200)) {
            EventFilter filter = EventFilter.builder().txIds(List.of(tx)).build();
            List<Event> expected = check.naive(filter);
            if (expected.stream().anyMatch(event -> !tx.equals(event.txId()))) named++;
            assertEquals(expected, life(filter), tx);
            run.transaction(tx);
            assertEquals(expected, life(filter), tx);
        }
        assertTrue(named > 0, "some are named by events that are not their own");
    }

    private static List<Event> life(EventFilter filter) {
        List<Event> events = new ArrayList<>();
        run.eachEvent(filter, EventOrder.TICK_ASC, event -> events.add(event.event()));
        return events;
    }

    @Test
    void anEventIsFoundByItsNumberWhereverItsRowStands() throws Exception {
        Path copy = folder.resolve("moved.duckdb");
        Files.copy(new Store(folder).database("filters"), copy);
        assertTrue(copy.toFile().setWritable(true));
        long moved = log.events.get(EVENTS / 2).seq();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + copy);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE earlier AS SELECT * FROM events WHERE seq < " + moved);
            statement.execute("DELETE FROM events WHERE seq < " + moved);
            statement.execute("INSERT INTO events SELECT * FROM earlier ORDER BY seq");
        }
        List<String> agents = new ArrayList<>(run.header().agentIds());
        agents.add(Scenario.CENTRAL_BANK);
        try (DuckDBConnection open = RunDatabase.open(copy);
                ReadConnection connection = new ReadConnection(open)) {
            EventRow rows = new EventRow(agents, RunDatabase.members(open, "reason"));
            EventPages pages = new EventPages(RunCounts.sealed(EVENTS, agents, null), rows, null);
            for (long seq : new long[] {0, 1, moved - 1, moved, moved + 1, log.events.getLast().seq()}) {
                Event expected = log.events.get(Math.toIntExact(seq));
                assertEquals(expected, pages.event(connection, seq).orElseThrow().event());
            }
            assertTrue(pages.event(connection, log.events.size()).isEmpty());
        }
    }

    @Test
    void anAgentIsFoundAsMemberOfAnOffsetThatNamesItNowhereElse() {
        Event.LsmCycleSettlement cycle =
                log.events.stream()
                        .filter(event -> event instanceof Event.LsmCycleSettlement)
                        .map(event -> (Event.LsmCycleSettlement) event)
                        .findFirst()
                        .orElseThrow();
        String member = cycle.agents().stream().filter(id -> !id.equals(cycle.agentId())).findFirst().orElseThrow();
        EventFilter filter =
                EventFilter.builder().agentIds(List.of(member)).seqMin(cycle.seq()).seqMax(cycle.seq()).build();
        assertEquals(1, run.count(filter));
        EventFilter asReceiver =
                EventFilter.builder()
                        .agentIds(List.of(member))
                        .role(AgentRole.RECEIVER)
                        .seqMin(cycle.seq())
                        .seqMax(cycle.seq())
                        .build();
        assertEquals(0, run.count(asReceiver));
    }

    @Test
    void whatTheRunDoesNotHaveMatchesNothing() {
        assertEquals(0, run.count(EventFilter.builder().agentIds(List.of("nobody")).build()));
        assertEquals(0, run.count(EventFilter.builder().agentIds(List.of("A' OR 'x'='x")).build()));
        assertEquals(
                0, run.count(EventFilter.builder().txIds(List.of("tx_99999999", "tx_1", "", "1 OR TRUE")).build()));
        EventFilter noKind =
                EventFilter.builder().kinds(List.of(EventKind.ARRIVAL)).categories(List.of(EventCategory.COST)).build();
        assertEquals(0, run.count(noKind));
        assertFalse(run.page(noKind, new PageRequest.From(EventOrder.TICK_ASC, 10, 0)).later());
    }
}
