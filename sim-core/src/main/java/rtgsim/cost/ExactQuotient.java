package rtgsim.cost;

/// A sum of products in signed 128 bits, divided once, half up.
///
/// It serves one sum after the other and allocates nothing. All terms are non-negative.
final class ExactQuotient {

    /// Divisors stay below 2⁵⁰, so that a remainder and 13 more bits fit into 63.
    static final long DIVISOR_MAX = 1L << 50;

    private static final int STEP = 13;
    private static final int FIRST_STEP = Long.SIZE % STEP;

    private long high;
    private long low;

    void clear() {
        high = 0;
        low = 0;
    }

    /// Adds `x × y`, both non-negative.
    void add(long x, long y) {
        long productLow = x * y;
        long sum = low + productLow;
        long carry = Long.compareUnsigned(sum, productLow) < 0 ? 1 : 0;
        high = Math.addExact(high, Math.addExact(Math.multiplyHigh(x, y), carry));
        low = sum;
    }

    /// ⌊(2n + d) ÷ 2d⌋ for the sum n.
    long halfUp(long divisor) {
        if (high == 0 && low >= 0) return roundUp(low / divisor, low % divisor, divisor);
        if (high >= divisor) throw new ArithmeticException("a cost exceeds 64 bits");
        long quotient = 0;
        long rest = high;
        for (int left = Long.SIZE; left > 0; ) {
            int step = left == Long.SIZE && FIRST_STEP > 0 ? FIRST_STEP : STEP;
            left -= step;
            long piece = rest << step | (low >>> left & (1L << step) - 1);
            if (quotient >>> (Long.SIZE - 1 - step) != 0) throw new ArithmeticException("a cost exceeds 64 bits");
            quotient = quotient << step | piece / divisor;
            rest = piece % divisor;
        }
        return roundUp(quotient, rest, divisor);
    }

    private static long roundUp(long quotient, long rest, long divisor) {
        return rest >= divisor - rest ? Math.addExact(quotient, 1) : quotient;
    }
}
