package rtgsim.measure;

/// An exact sum of products of non-negative longs, in 128 bits.
final class WideSum {

    private long high;
    private long low;

    void addProduct(long a, long b) {
        long product = a * b;
        low += product;
        high += Math.multiplyHigh(a, b) + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
    }

    boolean isZero() {
        return (high | low) == 0;
    }

    /// The nearest double, or one beside it.
    double value() {
        return high * 0x1p64 + ((low >>> 1) * 2.0 + (low & 1));
    }
}
