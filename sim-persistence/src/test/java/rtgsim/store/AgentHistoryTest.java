package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.scenario.Scenario;

/// What the store tells of agents over time is what follows from the log, event by event.
class AgentHistoryTest {

    private static final int TICKS_PER_DAY = 40;
    private static final int DAYS = 5;
    private static final int TICKS = TICKS_PER_DAY * DAYS;

    @TempDir private static Path folder;

    private static SampleLog log;
    private static StoredRun run;

    @BeforeAll
    static void store() {
        log = new SampleLog(7, 30_000, TICKS_PER_DAY, DAYS);
        Store store = new Store(folder);
        StoredRuns.store(store, "history", log);
        run = store.open("history");
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void balanceAndQueuesAreThoseOfTheLogAtTheEndOfEachTickThatChangedThem() {
        for (String agent : log.header.agentIds()) {
            assertEquals(naiveTicks(agent), run.agentTicks(agent, 0, TICKS), agent);
        }
    }

    @Test
    void aRangeBeginsWithWhatHoldsAtItsStart() {
        String agent = log.header.agentIds().get(2);
        List<AgentTick> all = run.agentTicks(agent, 0, TICKS);
        for (int from : new int[] {0, 1, 57, TICKS - 1}) {
            AgentTick before = all.stream().filter(tick -> tick.tick() <= from).toList().getLast();
            List<AgentTick> expected = new ArrayList<>();
            expected.add(new AgentTick(from, before.balance(), before.queueCount(), before.queueValue()));
            all.stream().filter(tick -> tick.tick() > from && tick.tick() < TICKS - 10).forEach(expected::add);
            assertEquals(expected, run.agentTicks(agent, from, Math.max(from + 1, TICKS - 10)), "from " + from);
        }
    }

    @Test
    void theLastRowIsTheClosingBalance() {
        for (StoredAgent agent : run.agents()) {
            assertEquals(agent.closingBalance(), run.agentTicks(agent.agentId(), 0, TICKS).getLast().balance());
        }
    }

    @Test
    void costsAreTheSumsOfTheirEventsWhicheverWayTheyAreAsked() {
        EventFilter byDay = EventFilter.builder().days(List.of(1, 3)).build();
        EventFilter sameByTick = EventFilter.builder().ticks(ticksOf(1)).ticks(ticksOf(3)).build();
        List<AgentCosts> expected =
                naiveCosts(event -> event.tick() / TICKS_PER_DAY == 1 || event.tick() / TICKS_PER_DAY == 3);
        assertTrue(expected.size() > 3);
        assertEquals(expected, run.costs(byDay));
        assertEquals(expected, run.costs(sameByTick));
        assertEquals(naiveCosts(event -> true), run.costs(EventFilter.ALL));
        String agent = expected.getFirst().agentId();
        EventFilter ofOne = EventFilter.builder().agentIds(List.of(agent)).build();
        assertEquals(naiveCosts(event -> agent.equals(event.agentId())), run.costs(ofOne));
    }

    @Test
    void aFileFromBeforeTheseTablesTellsTheSame(@TempDir Path older) throws IOException, SQLException {
        Store store = new Store(older);
        StoredRuns.store(store, "older", log);
        Path file = store.database("older");
        assertTrue(file.toFile().setWritable(true));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE agent_ticks");
            statement.execute("DROP TABLE costs");
            statement.execute("DELETE FROM schema_migrations WHERE version >= 5");
        }
        Path manifest = older.resolve("older.run.json");
        String size = "\"file_bytes\" : " + Files.size(file);
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"file_bytes\" : \\d+", size));
        try (StoredRun old = store.open("older")) {
            for (String agent : log.header.agentIds()) {
                assertEquals(run.agentTicks(agent, 3, 150), old.agentTicks(agent, 3, 150), agent);
            }
            assertEquals(run.costs(EventFilter.ALL), old.costs(EventFilter.ALL));
        }
    }

    private static List<Integer> ticksOf(int day) {
        List<Integer> ticks = new ArrayList<>();
        for (int tick = day * TICKS_PER_DAY; tick < (day + 1) * TICKS_PER_DAY; tick++) ticks.add(tick);
        return ticks;
    }

    /// Follows one agent through the log.
    private static List<AgentTick> naiveTicks(String agent) {
        Map<String, Event.Arrival> arrivals = new HashMap<>();
        TreeMap<Integer, AgentTick> rows = new TreeMap<>();
        long[] now = {log.header.openingBalances().get(log.header.agentIds().indexOf(agent)), 0, 0};
        rows.put(0, new AgentTick(0, now[0], 0, 0));
        for (Event event : log.events) {
            switch (event) {
                case Event.Arrival e -> {
                    arrivals.put(e.txId(), e);
                    if (e.senderId().equals(agent)) join(now, e, 1);
                }
                case Event.Settlement e -> settle(now, arrivals, e.txId(), agent);
                case Event.LsmBilateralOffset e -> e.txIds().forEach(tx -> settle(now, arrivals, tx, agent));
                case Event.LsmCycleSettlement e -> e.txIds().forEach(tx -> settle(now, arrivals, tx, agent));
                case Event.PolicyDrop e -> {
                    if (agent.equals(e.agentId())) join(now, arrived(arrivals, e.txId()), -1);
                }
                case Event.PolicySplit e -> {
                    if (agent.equals(e.agentId())) join(now, arrived(arrivals, e.txId()), -1);
                }
                case Event.PolicySubmit e -> {}
                case Event.PolicyHold e -> {}
                case Event.QueuedRtgs e -> {}
                case Event.CollateralPost e -> {}
                case Event.CollateralWithdraw e -> {}
                case Event.CostAccrual e -> {}
                case Event.EndOfDay e -> {}
            }
            AgentTick before = rows.floorEntry(event.tick()).getValue();
            boolean same = before.balance() == now[0] && before.queueCount() == now[1] && before.queueValue() == now[2];
            if (!same) rows.put(event.tick(), new AgentTick(event.tick(), now[0], now[1], now[2]));
        }
        List<AgentTick> changes = new ArrayList<>();
        for (AgentTick row : rows.values()) {
            AgentTick last = changes.isEmpty() ? null : changes.getLast();
            boolean same =
                    last != null
                            && last.balance() == row.balance()
                            && last.queueCount() == row.queueCount()
                            && last.queueValue() == row.queueValue();
            if (!same) changes.add(row);
        }
        return changes;
    }

    private static void join(long[] now, Event.Arrival transaction, int sign) {
        now[1] += sign;
        now[2] += sign * transaction.amount();
    }

    private static void settle(long[] now, Map<String, Event.Arrival> arrivals, String tx, String agent) {
        Event.Arrival transaction = arrived(arrivals, tx);
        if (transaction.senderId().equals(agent)) {
            now[0] -= transaction.amount();
            join(now, transaction, -1);
        }
        if (transaction.receiverId().equals(agent)) now[0] += transaction.amount();
    }

    private static Event.Arrival arrived(Map<String, Event.Arrival> arrivals, String tx) {
        return Objects.requireNonNull(arrivals.get(tx), () -> "no arrival of " + tx);
    }

    private interface Which {
        boolean has(Event.CostAccrual event);
    }

    private static List<AgentCosts> naiveCosts(Which which) {
        Map<String, long[]> sums = new HashMap<>();
        for (Event event : log.events) {
            if (!(event instanceof Event.CostAccrual e) || !which.has(e)) continue;
            long[] parts = {
                e.overdraft(),
                e.delay(),
                e.collateral(),
                e.liquidity(),
                e.deadlinePenalty(),
                e.splitFriction(),
                e.eodPenalty(),
                e.total()
            };
            long[] sum = sums.computeIfAbsent(e.agentId(), agent -> new long[parts.length]);
            for (int i = 0; i < parts.length; i++) sum[i] += parts[i];
        }
        List<String> order = new ArrayList<>(log.header.agentIds());
        order.add(Scenario.CENTRAL_BANK);
        return order.stream()
                .filter(sums::containsKey)
                .map(agent -> {
                    long[] s = Objects.requireNonNull(sums.get(agent));
                    return new AgentCosts(agent, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
                })
                .toList();
    }
}
