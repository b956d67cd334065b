package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.AmountDistribution.Empirical;
import rtgsim.scenario.AmountDistribution.Exponential;
import rtgsim.scenario.AmountDistribution.LogNormalMedian;
import rtgsim.scenario.AmountDistribution.Uniform;

class AmountDrawTest {

    private static long drawn(AmountDistribution distribution, ScriptedSource source) {
        return next(AmountDraw.of(distribution), source);
    }

    private static long next(AmountDraw draw, RandomSource source) {
        long[] amount = new long[1];
        draw.draw(source, amount, 1);
        return amount[0];
    }

    /// The amount that comes out of a real draw.
    private static long rounded(double real, Bounds bounds) {
        return drawn(new Exponential(1, bounds), ScriptedSource.ofReals(real));
    }

    @Test
    void aConstantAmountTakesNoDraw() {
        assertEquals(7, drawn(new Constant(7), ScriptedSource.silent()));
    }

    @Test
    void aUniformAmountIncludesBothEnds() {
        ScriptedSource source = ScriptedSource.ofIntegers(0, 9);
        AmountDraw draw = AmountDraw.of(new Uniform(11, 20));
        assertEquals(11, next(draw, source));
        assertEquals(20, next(draw, source));
        assertEquals(10, source.lastBound());
    }

    @Test
    void anEmpiricalAmountIsOneOfTheListInItsOrder() {
        assertEquals(3, drawn(new Empirical(List.of(9L, 3L, 9L)), ScriptedSource.ofIntegers(1)));
    }

    @Test
    void realsAreRoundedHalfUpAndClampedToOneAndTenToTheFifteenth() {
        assertEquals(12, rounded(12.49999, Bounds.NATURAL));
        assertEquals(13, rounded(12.5, Bounds.NATURAL));
        assertEquals(1, rounded(0.2, Bounds.NATURAL));
        assertEquals(1, rounded(-1e30, Bounds.NATURAL));
        assertEquals(1_000_000_000_000_000L, rounded(1e15 + 1, Bounds.NATURAL));
        assertEquals(1_000_000_000_000_000L, rounded(Double.POSITIVE_INFINITY, Bounds.NATURAL));
    }

    @Test
    void whatIsOutsideTheBoundsAfterRoundingIsDrawnAgainAndTheBoundsThemselvesAreNot() {
        ScriptedSource source = ScriptedSource.ofReals(9.49, 20.5, 9.5);
        assertEquals(10, drawn(new Exponential(1, new Bounds(10, 20)), source));
        assertEquals(3, source.draws());
        assertEquals(20, rounded(20.49, new Bounds(10, 20)));
    }

    @Test
    void theThousandthDrawIsClampedToTheBounds() {
        ScriptedSource low = ScriptedSource.ofReals(9);
        assertEquals(10, drawn(new Exponential(1, new Bounds(10, 20)), low));
        assertEquals(1_000, low.draws());
        ScriptedSource high = ScriptedSource.ofReals(21);
        assertEquals(20, drawn(new Exponential(1, new Bounds(10, 20)), high));
        assertEquals(1_000, high.draws());
    }

    @Test
    void theThousandthDrawIsTakenAsItIsInsideTheBounds() {
        double[] reals = new double[1_000];
        Arrays.fill(reals, 9);
        reals[999] = 15;
        assertEquals(15, drawn(new Exponential(1, new Bounds(10, 20)), ScriptedSource.ofReals(reals)));
    }

    @Test
    void boundsBeyondWhatAContinuousDrawYieldsAreReachedByTheThousandthDraw() {
        Bounds beyond = new Bounds(AmountDistribution.AMOUNT_MAX + 1, Long.MAX_VALUE);
        assertEquals(AmountDistribution.AMOUNT_MAX + 1, rounded(1e17, beyond));
    }

    @Test
    void logNormalAmountsAreTheSameHoweverManyAreDrawnAtOnce() {
        Bounds[] bounds = {Bounds.NATURAL, new Bounds(900, 1_100), new Bounds(1_000_000_000, 1_000_000_001)};
        for (Bounds within : bounds) {
            AmountDraw draw = AmountDraw.of(new LogNormalMedian(1_000, 2, within));
            Xoshiro256PlusPlus stream = seeded();
            Xoshiro256PlusPlus oneByOne = seeded();
            for (int count : new int[] {1, 2, 63, AmountDraw.BLOCK, 5}) {
                long[] amounts = new long[AmountDraw.BLOCK];
                draw.draw(stream, amounts, count);
                for (int i = 0; i < count; i++) assertEquals(logNormal(oneByOne, within), amounts[i]);
            }
            assertEquals(oneByOne.next(), stream.next());
        }
    }

    /// The rule, draw by draw.
    private static long logNormal(RandomSource source, Bounds bounds) {
        for (int draw = 1; ; draw++) {
            double real = StrictMath.exp(StrictMath.log(1_000) + 2 * source.standardNormal());
            long amount = Math.clamp(Math.round(real), 1, AmountDistribution.AMOUNT_MAX);
            if (amount >= bounds.min() && amount <= bounds.max()) return amount;
            if (draw == 1_000) return Math.clamp(amount, bounds.min(), bounds.max());
        }
    }

    private static Xoshiro256PlusPlus seeded() {
        Xoshiro256PlusPlus stream = new Xoshiro256PlusPlus();
        stream.load(new long[] {1, 2, 3, 4}, 0);
        return stream;
    }
}
