package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.scenario.Scenario;

/// Totals and pages of agents in a run of several blocks are those of a plain loop over its records, wherever blocks begin and end.
class AgentBlocksTest {

    private static final long SEED = Long.getLong("rtgsim.seed", 1);
    private static final int EVENTS = 5 * AgentBlockNotes.EVENTS + 4_321;

    @TempDir private static Path folder;

    private static Store store;
    private static SampleLog log;
    private static StoredRun run;
    private static FilterCheck check;

    @BeforeAll
    static void store() {
        log = new SampleLog(SEED, EVENTS, 40, 6);
        store = new Store(folder);
        StoredRuns.store(store, "blocks", log);
        run = store.open("blocks");
        check = new FilterCheck(run, log.events);
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void agentsInAnyRangeAreFoundAndCounted() {
        Random random = new Random(SEED);
        List<String> agents = new ArrayList<>(SampleLog.AGENTS);
        agents.add(Scenario.CENTRAL_BANK);
        for (int i = 0; i < 60; i++) {
            EventFilter.Builder filter = EventFilter.builder().role(AgentRole.values()[i % 3]);
            int count = i % 3 == 0 ? 1 : 1 + random.nextInt(2);
            for (int k = 0; k < count; k++) filter.agentIds(List.of(agents.get(random.nextInt(agents.size()))));
            if (random.nextBoolean()) filter.seqMin(edge(random));
            if (random.nextBoolean()) filter.seqMax(edge(random));
            if (random.nextInt(4) == 0) filter.tickMin(random.nextInt(240));
            check.check(filter.build(), random);
        }
    }

    /// At the edge of a block, one beside it, or anywhere.
    private static long edge(Random random) {
        return random.nextBoolean()
                ? random.nextInt(EVENTS)
                : Math.max(0, random.nextInt(6) * (long) AgentBlockNotes.EVENTS + random.nextInt(3) - 1);
    }

    @Test
    void blocksWithoutEventsOfAnAgentArePassedOver() throws Exception {
        String rare = "A";
        EventFilter filter = EventFilter.builder().agentIds(List.of(rare)).role(AgentRole.SENDER).build();
        List<Event> all = check.naive(filter);
        TreeMap<Long, Integer> blocks = new TreeMap<>();
        for (Event event : all) blocks.merge(event.seq() / AgentBlockNotes.EVENTS, 1, Integer::sum);
        assertTrue(blocks.size() > 3, "seed " + SEED);

        // As if it had events in the second and the last block alone.
        Path copy = folder.resolve("holes.duckdb");
        Files.copy(store.database("blocks"), copy);
        assertTrue(copy.toFile().setWritable(true));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + copy);
                Statement statement = connection.createStatement()) {
            String others = "seq // " + AgentBlockNotes.EVENTS + " NOT IN (1, 5)";
            statement.execute("UPDATE events SET agent = NULL WHERE agent = '" + rare + "' AND " + others);
            statement.execute(
                    "DELETE FROM agent_blocks WHERE agent = '" + rare + "' AND " + others.replace("seq", "first_seq"));
        }
        List<Long> expected =
                all.stream()
                        .map(Event::seq)
                        .filter(seq -> seq / AgentBlockNotes.EVENTS == 1 || seq / AgentBlockNotes.EVENTS == 5)
                        .toList();
        try (ReadConnection connection = new ReadConnection(RunDatabase.open(copy))) {
            AgentBlocks asked = new AgentBlocks(run.manifest().eventsAccepted());
            Set<String> ids = new HashSet<>(SampleLog.AGENTS);
            EventClock clock = run.json().clock();
            for (int i = 0; i < 40; i++) {
                Random random = new Random(SEED + i);
                long a = edge(random);
                long b = i % 4 == 0 ? run.manifest().eventsAccepted() - 1 : edge(random);
                SeqRange range = new SeqRange(Math.min(a, b), Math.max(a, b) + 1);
                EventFilter bounded =
                        EventFilter.builder()
                                .agentIds(List.of(rare))
                                .role(AgentRole.SENDER)
                                .seqMin(range.first())
                                .seqMax(range.until() - 1)
                                .build();
                EventQuery query = new EventQuery(bounded, clock, ids, range);
                List<Long> inRange =
                        expected.stream().filter(seq -> seq >= range.first() && seq < range.until()).toList();
                assertEquals(inRange.size(), asked.count(connection, query, range), range::toString);
                if (inRange.isEmpty()) continue;
                int place = random.nextInt(inRange.size());
                assertEquals(inRange.get(place), asked.seqAt(connection, query, range, place), range::toString);
                for (boolean ascending : new boolean[] {true, false}) {
                    long from = inRange.get(place);
                    int limit = 1 + random.nextInt(2_000);
                    EventQuery.Sql enough = asked.enough(connection, query, from, ascending, limit).where();
                    EventQuery.Sql some =
                            query.set()
                                    .and(enough)
                                    .and(new EventQuery.Sql(ascending ? "seq >= ?" : "seq <= ?", List.of(from)));
                    long there = ascending ? inRange.size() - place : place + 1;
                    long left = connection.number("SELECT count(*) FROM events" + some.where(), some).orElseThrow();
                    assertTrue(left >= Math.min(limit, there) && left <= there, () -> range + " from " + from);
                }
            }
        }
    }
}
