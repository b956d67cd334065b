package rtgsim.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import rtgsim.measure.Assertion.Reading;

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
        return good(text).holds(MEASURES);
    }

    private static Assertion good(String text) {
        return assertInstanceOf(Reading.Good.class, Assertion.read(text), text).assertion();
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
        Assertion assertion = good(" total_cost[Bank A.] <=10");
        assertEquals("Bank A.", assertion.agentId());
        assertEquals("total_cost[Bank A.] <= 10", assertion.toString());
    }

    @Test
    void zerosBehindTheNumberSayNothing() {
        assertEquals(good("settled_value_share >= 0.95"), good("settled_value_share>= 0.9500"));
        assertEquals("unsettled_value == 100", good("unsettled_value == 100.0").toString());
    }

    @Test
    void anyOtherFormIsNoAssertion() {
        for (String text :
                new String[] {
                    "", "overdue_count", "overdue_count = 3", "overdue_count[] == 3", "== 3", "a b == 3", "[A] == 3"
                }) {
            assertInstanceOf(Reading.NoAssertion.class, Assertion.read(text), text);
        }
    }

    @Test
    void whatStandsForTheNumberMustBeADecimal() {
        for (String seen : new String[] {"three", "1e3", "3 or more", "= 3", ".5", "", "5%", "1_000"}) {
            assertEquals(new Reading.NoNumber(seen), Assertion.read("overdue_count ==" + seen), seen);
        }
    }

    @Test
    void theMeasureMustBeOne() {
        assertEquals("overdue", assertInstanceOf(Reading.NoMeasure.class, Assertion.read("overdue == 3")).seen());
        assertEquals("3", assertInstanceOf(Reading.NoMeasure.class, Assertion.read("3 > overdue_count")).seen());
        assertEquals("events", assertInstanceOf(Reading.NoMeasure.class, Assertion.read("events[A] > 3")).seen());
        Reading.NoMeasure none = assertInstanceOf(Reading.NoMeasure.class, Assertion.read("gridlock_ticks[A] == 0"));
        assertTrue(none.ofAgent());
        assertTrue(none.allowed().contains("delay_indicator"));
        assertEquals(3, good("events > 3").number().intValueExact());
    }
}
