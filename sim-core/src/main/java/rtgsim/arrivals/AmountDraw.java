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
interface AmountDraw {

    /// The most that are drawn at once.
    int BLOCK = 64;

    /// Which draw is clamped to the bounds, if it and all before it were outside them.
    int DRAWS_MAX = 1_000;

    /// Writes `count` amounts, at most [#BLOCK], into `amounts`.
    void draw(RandomSource source, long[] amounts, int count);

    static AmountDraw of(AmountDistribution distribution) {
        return switch (distribution) {
            case Constant(long value) -> one(source -> value);
            case Uniform(long min, long max) -> {
                long span = max - min + 1;
                yield one(source -> min + source.below(span));
            }
            case Empirical empirical -> {
                long[] values = empirical.values().stream().mapToLong(Long::longValue).toArray();
                yield one(source -> values[(int) source.below(values.length)]);
            }
            case Normal(double mean, double stdDev, Bounds bounds) ->
                    rounded(bounds, source -> mean + stdDev * source.standardNormal());
            case LogNormal amount -> new LogNormalDraw(amount.mu(), amount.sigma(), amount.bounds());
            case LogNormalMedian amount -> new LogNormalDraw(amount.mu(), amount.sigma(), amount.bounds());
            case Exponential(double mean, Bounds bounds) -> rounded(bounds, source -> source.exponential(mean));
        };
    }

    /// One by one.
    private static AmountDraw one(One draw) {
        return (source, amounts, count) -> {
            for (int i = 0; i < count; i++) amounts[i] = draw.draw(source);
        };
    }

    /// Rounds to the nearest, half up, and clamps to 1 … 10¹⁵. What is outside the given bounds after that is drawn again.
    private static AmountDraw rounded(Bounds bounds, Continuous real) {
        long min = bounds.min();
        long max = bounds.max();
        return one(source -> {
            for (int draw = 1; ; draw++) {
                long amount = Math.clamp(Math.round(real.draw(source)), 1, AmountDistribution.AMOUNT_MAX);
                if (amount >= min && amount <= max) return amount;
                if (draw == DRAWS_MAX) return Math.clamp(amount, min, max);
            }
        });
    }

    /// A draw of one amount.
    @FunctionalInterface
    interface One {
        long draw(RandomSource source);
    }

    /// A draw over the reals.
    @FunctionalInterface
    interface Continuous {
        double draw(RandomSource source);
    }
}
