package rtgsim.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private static Population population(int count, String id, double exponent) {
        return new Population(count, id, exponent, 0, 0, new Policy.Fifo(), List.of());
    }

    @Test
    void theExampleOfTheRuleBookHasItsSizesAndShares() {
        long[] sizes = population(4, "BANK_%04d", 1).sizes();
        assertArrayEquals(new long[] {1_000_000_000, 500_000_000, 333_333_333, 250_000_000}, sizes);
        assertArrayEquals(new long[] {480_001, 240_000, 159_999, 120_000}, Population.shares(1_000_000, sizes));
    }

    @Test
    void sizesAreAlikeForExponentZeroAndNeverLessThanOne() {
        assertArrayEquals(new long[] {1_000_000_000, 1_000_000_000}, population(2, "%01d", 0).sizes());
        assertArrayEquals(new long[] {1_000_000_000, 1, 1}, population(3, "%01d", 1e300).sizes());
    }

    @Test
    void sharesOfTheLargestTotalAddUpToIt() {
        long[] sizes = population(9_000, "BANK_%04d", 1.1).sizes();
        assertEquals(Long.MAX_VALUE, Arrays.stream(Population.shares(Long.MAX_VALUE, sizes)).sum());
    }

    @Test
    void idsOfThePopulationAreItsNumbersInTheirDigitsAndNoOthers() {
        Population population = population(12, "N_%02d.x", 1);
        assertEquals("N_00.x", population.id(0));
        assertEquals("N_11.x", population.id(11));
        assertTrue(population.hasId("N_11.x"));
        assertFalse(population.hasId("N_12.x"));
        assertFalse(population.hasId("N_1.x"));
        assertFalse(population.hasId("N_011.x"));
        assertFalse(population.hasId("M_11.x"));
    }
}
