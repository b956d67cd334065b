package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

class DeadlineRuleTest {

    /// Three days of ten ticks.
    private static DeadlineRule rule(DeadlineCap cap) {
        return new DeadlineRule(Worlds.simulation(10, 3, 1, Rng.PER_AGENT, cap));
    }

    @Test
    void endOfDayCapsAtTheFirstTickOfTheNextDay() {
        DeadlineRule rule = rule(DeadlineCap.END_OF_DAY);
        assertEquals(9, rule.capped(0, 9));
        assertEquals(10, rule.capped(0, 10));
        assertEquals(10, rule.capped(0, 11));
        assertEquals(10, rule.capped(9, 1_000_000_000_000L));
        assertEquals(20, rule.capped(10, 21));
        assertEquals(30, rule.capped(29, 31));
    }

    @Test
    void endOfRunCapsAtTheTickAfterTheLast() {
        DeadlineRule rule = rule(DeadlineCap.END_OF_RUN);
        assertEquals(29, rule.capped(0, 29));
        assertEquals(30, rule.capped(0, 31));
        assertEquals(30, rule.capped(29, 31));
    }

    @Test
    void withoutACapADeadlineMayLieBeyondTheRun() {
        assertEquals(31, rule(DeadlineCap.NONE).capped(29, 31));
        assertEquals(Integer.MAX_VALUE, rule(DeadlineCap.NONE).capped(29, Integer.MAX_VALUE));
    }

    @Test
    void aDeadlineIsAtLeastOneTickAfterArrival() {
        for (DeadlineCap cap : DeadlineCap.values()) assertEquals(10, rule(cap).capped(9, 3));
    }

    @Test
    void aDeadlineThatNoTickCanHaveIsRefusedAndNotBent() {
        assertThrows(ArithmeticException.class, () -> rule(DeadlineCap.NONE).capped(29, Integer.MAX_VALUE + 1L));
    }
}
