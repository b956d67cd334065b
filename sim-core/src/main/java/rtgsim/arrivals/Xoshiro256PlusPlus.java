package rtgsim.arrivals;

/// xoshiro256++ (Blackman and Vigna, ACM Transactions on Mathematical Software 47, 2021).
///
/// One object serves many streams: it is loaded with four words of a column of states and stored back there.
final class Xoshiro256PlusPlus implements RandomSource {

    /// The longs of one state.
    static final int WORDS = 4;

    private static final double UNIT = 0x1p-52;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /// Takes over the state at `states[from]` and the three after it.
    ///
    /// @return false if all are zero, which no state of this generator is
    boolean load(long[] states, int from) {
        s0 = states[from];
        s1 = states[from + 1];
        s2 = states[from + 2];
        s3 = states[from + 3];
        return (s0 | s1 | s2 | s3) != 0;
    }

    void store(long[] states, int from) {
        states[from] = s0;
        states[from + 1] = s1;
        states[from + 2] = s2;
        states[from + 3] = s3;
    }

    long next() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /// Draws Poisson counts as long as they are 0, at most `most`, and stands before the first that is not.
    ///
    /// @param limit exp(−λ)
    /// @return how many it drew
    int zeros(double limit, int most) {
        long a = s0;
        long b = s1;
        long c = s2;
        long d = s3;
        int zeros = 0;
        while (zeros < most && unit(Long.rotateLeft(a + d, 23) + a) <= limit) {
            long t = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= t;
            d = Long.rotateLeft(d, 45);
            zeros++;
        }
        s0 = a;
        s1 = b;
        s2 = c;
        s3 = d;
        return zeros;
    }

    /// In (0, 1): the middle of one of 2⁵² equal steps, so that its logarithm is finite.
    @Override
    public double unit() {
        return unit(next());
    }

    private static double unit(long drawn) {
        return ((drawn >>> 12) + 0.5) * UNIT;
    }

    @Override
    public long below(long n) {
        return Math.unsignedMultiplyHigh(next(), n);
    }

    @Override
    public double exponential(double mean) {
        return -mean * StrictMath.log(unit());
    }

    /// The first whose running sum exceeds the target; the last with a weight if rounding leaves none.
    @Override
    public int choice(double[] weights, double total) {
        double target = unit() * total;
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum > target) return i;
            if (weights[i] > 0) last = i;
        }
        return last;
    }
}
