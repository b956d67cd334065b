package rtgsim.arrivals;

/// xorshift64*, the one stream from which an older simulator drew a whole run.
final class Xorshift64Star implements RandomSource {

    private static final long MULTIPLIER = 0x2545F4914F6CDD1DL;
    private static final double UNIT = 0x1p-53;

    /// What stands in for a uniform of 0, which has no logarithm.
    private static final double TINY = 0x1p-1022;

    private long state;

    /// @param seed 0 is replaced by 1, since the generator never leaves the state 0
    Xorshift64Star(long seed) {
        state = seed == 0 ? 1 : seed;
    }

    long state() {
        return state;
    }

    long next() {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return state * MULTIPLIER;
    }

    /// In [0, 1).
    @Override
    public double unit() {
        return (next() >>> 11) * UNIT;
    }

    @Override
    public long below(long n) {
        return Long.remainderUnsigned(next(), n);
    }

    @Override
    public double exponential(double mean) {
        return -StrictMath.log(Math.max(unit(), TINY)) / (1 / mean);
    }

    /// Walks the weights and takes each off the target until nothing is left of it; the last if rounding leaves something.
    @Override
    public int choice(double[] weights, double total) {
        double target = unit() * total;
        for (int i = 0; i < weights.length; i++) {
            target -= weights[i];
            if (target <= 0) return i;
        }
        return weights.length - 1;
    }
}
