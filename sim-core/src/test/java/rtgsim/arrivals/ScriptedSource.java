package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// Says what the test wants it to say, and counts its draws.
final class ScriptedSource implements RandomSource {

    private final double[] reals;
    private final long[] integers;
    private int nextReal;
    private int nextInteger;
    private long lastBound;

    private ScriptedSource(double[] reals, long[] integers) {
        this.reals = reals;
        this.integers = integers;
    }

    /// @param reals handed out in turn, as uniform or exponential draws; the last one again and again
    static ScriptedSource ofReals(double... reals) {
        return new ScriptedSource(reals, new long[0]);
    }

    static ScriptedSource ofIntegers(long... integers) {
        return new ScriptedSource(new double[0], integers);
    }

    /// One that must not be drawn from.
    static ScriptedSource silent() {
        return ofReals();
    }

    int draws() {
        return nextReal + nextInteger;
    }

    /// The `n` of the last [#below].
    long lastBound() {
        return lastBound;
    }

    @Override
    public double unit() {
        assertTrue(reals.length > 0, "no real must be drawn here");
        return reals[Math.min(nextReal++, reals.length - 1)];
    }

    @Override
    public double exponential(double mean) {
        return unit();
    }

    @Override
    public long below(long n) {
        assertTrue(nextInteger < integers.length, "no more integers must be drawn here");
        lastBound = n;
        return integers[nextInteger++];
    }

    @Override
    public int choice(double[] weights, double total) {
        throw new AssertionError("no choice must be drawn here");
    }
}
