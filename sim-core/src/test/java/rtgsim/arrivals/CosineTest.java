package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CosineTest {

    private static void assertSame(double x) {
        long expected = Double.doubleToRawLongBits(StrictMath.cos(x));
        long seen = Double.doubleToRawLongBits(Cosine.of(x));
        if (expected != seen) assertEquals(StrictMath.cos(x), Cosine.of(x), "cos of " + Double.toHexString(x));
    }

    @Test
    void theCosineOfARandomTurnIsThatOfStrictMath() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000_000; i++) {
            double u = ((random.nextLong() >>> 12) + 0.5) * 0x1p-52;
            assertSame(2.0 * Math.PI * u);
        }
    }

    /// Where the algorithm changes its ways: near the quarters of π, near the bounds of its polynomials, and near zero.
    @Test
    void theCosineNearEveryEdgeOfTheAlgorithmIsThatOfStrictMath() {
        double[] edges = {
            0,
            0x1p-27,
            0.3,
            0.78125,
            Math.PI / 4,
            Math.PI / 2,
            3 * Math.PI / 4,
            Math.PI,
            5 * Math.PI / 4,
            3 * Math.PI / 2,
            7 * Math.PI / 4,
            2 * Math.PI,
            7
        };
        SplittableRandom random = new SplittableRandom(2);
        for (double edge : edges) {
            long bits = Double.doubleToRawLongBits(edge);
            for (long near = -20_000; near <= 20_000; near++) {
                if (bits + near >= 0) assertSame(Double.longBitsToDouble(bits + near));
            }
            for (int power = 0; power < 1_000; power++) {
                double distance = random.nextDouble() * StrictMath.scalb(1.0, -random.nextInt(60));
                assertSame(Math.max(0, edge - distance));
                assertSame(edge + distance);
            }
        }
    }

    @Test
    void whatIsOutsideATurnGoesToStrictMath() {
        for (double x : new double[] {-0.0, -1, 7.5, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) assertSame(x);
    }
}
