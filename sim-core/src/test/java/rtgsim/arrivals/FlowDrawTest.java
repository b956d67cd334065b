package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.arrivals.Worlds.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.PriorityDistribution.Fixed;
import rtgsim.scenario.PriorityDistribution.Uniform;

class FlowDrawTest {

    private static FlowDraw draw(Map<Integer, Double> profile) {
        return new FlowDraw(flow(1, profile, new Constant(1), Map.of(), 3, 5, new Fixed(5)), 0);
    }

    /// The multipliers of two days of five ticks.
    private static List<Double> multipliers(Map<Integer, Double> profile) {
        FlowDraw draw = draw(profile);
        List<Double> multipliers = new ArrayList<>();
        for (int tick = 0; tick < 10; tick++) {
            draw.turnTo(tick % 5);
            multipliers.add(draw.multiplier());
        }
        return multipliers;
    }

    @Test
    void aMultiplierHoldsFromItsTickOnAndTheDayStartsWithOne() {
        assertEquals(List.of(1.0, 1.0, 3.0, 3.0, 0.0, 1.0, 1.0, 3.0, 3.0, 0.0), multipliers(Map.of(2, 3.0, 4, 0.0)));
    }

    @Test
    void aMultiplierOfTickZeroHoldsFromTheStart() {
        assertEquals(List.of(0.5, 0.5, 0.5, 2.0, 2.0, 0.5, 0.5, 0.5, 2.0, 2.0), multipliers(Map.of(0, 0.5, 3, 2.0)));
    }

    @Test
    void aMultiplierBeyondTheDayNeverHolds() {
        assertEquals(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), multipliers(Map.of(5, 9.0, 700, 8.0)));
    }

    @Test
    void theFirstTickAndEveryOtherMultiplierAreChanges() {
        FlowDraw draw = draw(Map.of(0, 0.0, 2, 0.0, 3, 1.0));
        assertTrue(draw.turnTo(0));
        assertFalse(draw.turnTo(1));
        assertFalse(draw.turnTo(2), "from 0 to 0");
        assertTrue(draw.turnTo(3));
        assertTrue(draw.turnTo(0), "a new day");
    }

    @Test
    void aFixedPriorityTakesNoDrawAndAUniformOneIncludesBothEnds() {
        assertEquals(9, PriorityDraw.of(new Fixed(9)).draw(ScriptedSource.silent()));
        ScriptedSource source = ScriptedSource.ofIntegers(0, 10);
        PriorityDraw uniform = PriorityDraw.of(new Uniform(0, 10));
        assertEquals(0, uniform.draw(source));
        assertEquals(10, uniform.draw(source));
        assertEquals(11, source.lastBound());
    }
}
