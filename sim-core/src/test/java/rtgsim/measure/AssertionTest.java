package rtgsim.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AssertionTest {

    private static final Measures MEASURES =
            new Measures(
                    Map.of(
                            "settled_value_share",
                            0.95,
                            "overdue_count",
                            3L,
                            "unsettled_value",
                            9_007_199_254_740_993L));

    private static boolean holds(String text) {
        return Assertion.parse(text).orElseThrow().holds(MEASURES);
    }

    @Test
    void aShareEqualsTheDecimalThatItIsWrittenAs() {
        assertTrue(holds("settled_value_share >= 0.95"));
        assertTrue(holds("settled_value_share == 0.95"));
        assertFalse(holds("settled_value_share > 0.95"));
        assertTrue(holds("settled_value_share<0.9501"));
    }

    @Test
    void aCountIsComparedExactlyAlsoBeyondWhatADoubleHolds() {
        assertTrue(holds("unsettled_value == 9007199254740993"));
        assertTrue(holds("unsettled_value != 9007199254740992"));
        assertTrue(holds("overdue_count <= 3.0"));
        assertFalse(holds("overdue_count < 3"));
        assertTrue(holds("overdue_count > -1"));
    }

    @Test
    void anAgentStandsInBrackets() {
        Assertion assertion = Assertion.parse(" total_cost[Bank A.] <=10").orElseThrow();
        assertEquals("Bank A.", assertion.agentId());
        assertEquals("total_cost[Bank A.] <= 10", assertion.toString());
    }

    @Test
    void anyOtherFormIsNoAssertion() {
        for (String text :
                new String[] {
                    "",
                    "overdue_count",
                    "overdue_count = 3",
                    "overdue_count == three",
                    "overdue_count == 1e3",
                    "3 > overdue_count",
                    "overdue_count[] == 3",
                    "overdue_count == 3 or more",
                    "overdue_count === 3",
                    "overdue_count == .5"
                }) {
            assertTrue(Assertion.parse(text).isEmpty(), text);
        }
    }
}
