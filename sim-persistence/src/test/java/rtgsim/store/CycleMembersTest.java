package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;

class CycleMembersTest {

    @TempDir private Path folder;

    @Test
    void everyCycleHasTheAgentsThatItsColumnDoesNotNameAndOfTooManyNoneAreKept() throws Exception {
        SampleLog log = new SampleLog(9, 3_000, 40, 2);
        Store store = new Store(folder);
        StoredRuns.store(store, "cycles", log);
        try (ReadConnection connection = new ReadConnection(RunDatabase.open(store.database("cycles")))) {
            List<String> agents = RunDatabase.members(connection.connection(), "agent_id");
            CycleMembers all = CycleMembers.read(connection, CycleMembers.KEPT_MAX);
            int members = 0;
            for (Event event : log.events) {
                Set<String> expected = new HashSet<>();
                if (event instanceof Event.LsmCycleSettlement cycle) {
                    expected.addAll(cycle.agents());
                    expected.remove(cycle.agentId());
                }
                int[] found = all.of(event.seq());
                assertEquals(expected, new HashSet<>(Arrays.stream(found).mapToObj(agents::get).toList()));
                assertEquals(expected.size(), found.length, "nobody twice");
                members += found.length;
            }
            assertTrue(members > 0, "the run has cycles");
            assertFalse(CycleMembers.read(connection, members).isEmpty());
            assertTrue(CycleMembers.read(connection, members - 1).isEmpty());
        }
    }
}
