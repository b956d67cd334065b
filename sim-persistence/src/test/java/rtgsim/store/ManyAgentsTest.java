package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventLog;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.Reason;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.scenario.Simulation;

/// Agents are a type of the file, of one, two or four bytes by how many they are; events keep their order with each.
class ManyAgentsTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {100, 10_000, 70_000})
    void eventsOfManyAgentsComeBackInOrder(int agents) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < agents; i++) ids.add(String.format("BANK_%05d", i));
        RunHeader header = new RunHeader(10, 1, ids, Collections.nCopies(agents, 7L), Reason.labels());
        KeptChunks kept = new KeptChunks();
        EventLog log = new EventLog(kept);
        Random random = new Random(agents);
        for (int tx = 1; tx <= 40_000; tx++) {
            boolean transfer = tx % 100 == 0;
            int sender = transfer ? RunHeader.CENTRAL_BANK : random.nextInt(agents - 1);
            int receiver = transfer ? agents - 1 : sender + 1;
            ArrivalOrigin origin = transfer ? ArrivalOrigin.POOL : ArrivalOrigin.GENERATED;
            log.arrival(tx / 4_001, tx, sender, receiver, tx, 9, 5, false, RunHeader.NO_TX, origin);
            if (transfer) log.settlement(tx / 4_001, tx, sender, receiver, tx, SettlementOrigin.LIQUIDITY, 0);
        }
        log.finish();
        List<Event> events = new EventRows(header).all(kept.chunks());

        Simulation calendar =
                new Simulation(
                        10,
                        1,
                        1,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.NONE,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 2),
                        Simulation.BusinessDays.CONSECUTIVE);
        Store store = new Store(folder);
        try (RunWriter writer = store.create(StoredRuns.describe("many", header, calendar), false)) {
            StoredRuns.handOver(writer, kept.chunks());
            writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
        try (StoredRun run = store.open("many")) {
            List<Event> stored = new ArrayList<>();
            run.eachEvent(EventFilter.ALL, EventOrder.TICK_ASC, event -> stored.add(event.event()));
            assertEquals(events, stored);
            assertEquals(header, run.header());

            List<StoredAgent> all = run.agents();
            assertEquals(ids, all.stream().map(StoredAgent::agentId).toList());
            long transferred = 0;
            for (int tx = 100; tx <= 40_000; tx += 100) transferred += tx;
            StoredAgent last = all.getLast();
            assertEquals(7 + transferred, last.closingBalance());
            assertEquals(0, last.receivedCount());
            EventFilter centralBank =
                    EventFilter.builder().agentIds(List.of("CENTRAL_BANK")).role(AgentRole.SENDER).build();
            assertEquals(800, run.count(centralBank));
        }
    }
}
