package rtgsim.arrivals;

import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;

/// Draws log-normal amounts, many at once step by step: what one draw does to the next is nothing but the stream, so the processor works at several logarithms,
/// cosines and exponentials at the same time, each of which alone is a chain of waits.
///
/// Draws and bits are those of drawing them one by one.
final class LogNormalDraw implements AmountDraw {

    private final double mu;
    private final double sigma;
    private final long min;
    private final long max;
    private final double[] value = new double[BLOCK];
    private final double[] angle = new double[BLOCK];

    /// How many draws in a row were outside the bounds.
    private int refused;

    LogNormalDraw(double mu, double sigma, Bounds bounds) {
        this.mu = mu;
        this.sigma = sigma;
        min = bounds.min();
        max = bounds.max();
    }

    @Override
    public void draw(RandomSource source, long[] amounts, int count) {
        // As many as are missing are drawn at a time, so none is drawn in vain.
        int found = 0;
        while (found < count) found = keepWithinBounds(drawValues(source, count - found), amounts, found);
    }

    private int drawValues(RandomSource source, int count) {
        for (int i = 0; i < count; i++) {
            value[i] = source.unit();
            angle[i] = source.unit();
        }
        for (int i = 0; i < count; i++) value[i] = StrictMath.sqrt(-2.0 * StrictMath.log(value[i]));
        for (int i = 0; i < count; i++) angle[i] = Cosine.of(2.0 * Math.PI * angle[i]);
        for (int i = 0; i < count; i++) value[i] = StrictMath.exp(mu + sigma * (value[i] * angle[i]));
        return count;
    }

    private int keepWithinBounds(int count, long[] amounts, int from) {
        int found = from;
        for (int i = 0; i < count; i++) {
            long amount = Math.clamp(Math.round(value[i]), 1, AmountDistribution.AMOUNT_MAX);
            boolean isWithin = amount >= min && amount <= max;
            if (!isWithin && ++refused < DRAWS_MAX) continue;
            amounts[found++] = isWithin ? amount : Math.clamp(amount, min, max);
            refused = 0;
        }
        return found;
    }
}
