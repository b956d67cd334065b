package rtgsim.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> NAMES =
            List.of("tick", "tick_min", "tick_max", "event_type", "agent_id", "limit");

    @Test
    void aSlipOfTheFingerIsForgiven() {
        assertEquals("event_type", Nearest.name("event_typ", NAMES));
        assertEquals("event_type", Nearest.name("evnet_type", NAMES));
        assertEquals("event_type", Nearest.name("EVENT_TYPE", NAMES));
        assertEquals("agent_id", Nearest.name("agentid", NAMES));
        assertEquals("limit", Nearest.name("limt", NAMES));
    }

    @Test
    void theBeginningOfANameStandsForIt() {
        assertEquals(List.of("agent_id"), Nearest.names("agent", NAMES));
    }

    @Test
    void whatIsUnlikeAllHasNoNearName() {
        assertEquals(List.of(), Nearest.names("zzz", NAMES));
        assertEquals(List.of(), Nearest.names("", NAMES));
        assertEquals(List.of(), Nearest.names("x".repeat(100_000), NAMES));
    }

    @Test
    void distanceCountsASwapOfNeighboursAsOne() {
        assertEquals(1, Nearest.distance("ab", "ba", 9));
        assertEquals(3, Nearest.distance("kitten", "sitting", 9));
        assertEquals(4, Nearest.distance("", "four", 9));
    }
}
