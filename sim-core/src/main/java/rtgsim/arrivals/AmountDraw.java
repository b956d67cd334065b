package rtgsim.arrivals;

import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.AmountDistribution.Empirical;
import rtgsim.scenario.AmountDistribution.Exponential;
import rtgsim.scenario.AmountDistribution.LogNormal;
import rtgsim.scenario.AmountDistribution.LogNormalMedian;
import rtgsim.scenario.AmountDistribution.Normal;
import rtgsim.scenario.AmountDistribution.Uniform;

/// Draws amounts of one distribution, in minor units.
@FunctionalInterface
interface AmountDraw {

    /// Which draw is clamped to the bounds, if it and all before it were outside them.
    int DRAWS_MAX = 1_000;

    long draw(RandomSource source);

    static AmountDraw of(AmountDistribution distribution) {
        return switch (distribution) {
            case Constant(long value) -> source -> value;
            case Uniform(long min, long max) -> {
                long span = max - min + 1;
                yield source -> min + source.below(span);
            }
            case Empirical empirical -> {
                long[] values = empirical.values().stream().mapToLong(Long::longValue).toArray();
                yield source -> values[(int) source.below(values.length)];
            }
            case Normal(double mean, double stdDev, Bounds bounds) ->
                    rounded(bounds, source -> mean + stdDev * source.standardNormal());
            case LogNormal(double mean, double stdDev, Bounds bounds) -> {
                double q = stdDev / mean;
                double variance = StrictMath.log(1 + q * q);
                yield logNormal(StrictMath.log(mean) - variance / 2, StrictMath.sqrt(variance), bounds);
            }
            case LogNormalMedian(double median, double sigma, Bounds bounds) ->
                    logNormal(StrictMath.log(median), sigma, bounds);
            case Exponential(double mean, Bounds bounds) -> rounded(bounds, source -> source.exponential(mean));
        };
    }

    private static AmountDraw logNormal(double mu, double sigma, Bounds bounds) {
        return rounded(bounds, source -> StrictMath.exp(mu + sigma * source.standardNormal()));
    }

    /// Rounds to the nearest, half up, and clamps to 1 … 10¹⁵. What is outside the given bounds after that is drawn again.
    private static AmountDraw rounded(Bounds bounds, Continuous real) {
        long min = bounds.min();
        long max = bounds.max();
        return source -> {
            for (int draw = 1; ; draw++) {
                long amount = Math.clamp(Math.round(real.draw(source)), 1, AmountDistribution.AMOUNT_MAX);
                if (amount >= min && amount <= max) return amount;
                if (draw == DRAWS_MAX) return Math.clamp(amount, min, max);
            }
        };
    }

    /// A draw over the reals.
    @FunctionalInterface
    interface Continuous {
        double draw(RandomSource source);
    }
}
