package rtgsim.scenario;

import java.util.List;

/// How the amount of a generated transaction is drawn, in minor units.
public sealed interface AmountDistribution {

    /// The largest amount that a continuous distribution yields: 10¹⁵.
    long AMOUNT_MAX = 1_000_000_000_000_000L;

    record Constant(long value) implements AmountDistribution {
        public Constant {
            Refuse.outside(value, 1, Long.MAX_VALUE, "value");
        }
    }

    record Uniform(long min, long max) implements AmountDistribution {
        public Uniform {
            Refuse.outside(min, 1, Long.MAX_VALUE - 1, "min");
            Refuse.outside(max, min, Long.MAX_VALUE - 1, "max");
        }
    }

    /// Each of the values alike.
    record Empirical(List<Long> values) implements AmountDistribution {
        public Empirical {
            values = List.copyOf(values);
            Refuse.unless(!values.isEmpty(), "values must hold at least one amount", "empty");
            for (long value : values) Refuse.outside(value, 1, Long.MAX_VALUE, "each of values");
        }
    }

    /// A distribution over the reals whose results are rounded and, where bounds are given, drawn again outside them.
    sealed interface Continuous extends AmountDistribution {
        Bounds bounds();
    }

    record Normal(double mean, double stdDev, Bounds bounds) implements Continuous {
        public Normal {
            Refuse.notANumber(mean, "mean");
            Refuse.unless(mean > 0, "mean must be greater than 0", mean);
            Refuse.notANumber(stdDev, "std_dev");
        }
    }

    /// By mean and deviation of the amount itself.
    record LogNormal(double mean, double stdDev, Bounds bounds) implements Continuous {
        public LogNormal {
            Refuse.notANumber(mean, "mean");
            Refuse.unless(mean > 0, "mean must be greater than 0", mean);
            Refuse.notANumber(stdDev, "std_dev");
        }

        /// The mean of the amount's logarithm.
        public double mu() {
            return StrictMath.log(mean) - variance() / 2;
        }

        /// The deviation of the amount's logarithm.
        public double sigma() {
            return StrictMath.sqrt(variance());
        }

        private double variance() {
            double q = stdDev / mean;
            return StrictMath.log(1 + q * q);
        }
    }

    /// By the median of the amount and the deviation of its logarithm.
    record LogNormalMedian(double median, double sigma, Bounds bounds) implements Continuous {
        public LogNormalMedian {
            Refuse.notANumber(median, "median");
            Refuse.unless(median > 0, "median must be greater than 0", median);
            Refuse.notANumber(sigma, "sigma");
        }

        /// The mean of the amount's logarithm.
        public double mu() {
            return StrictMath.log(median);
        }
    }

    record Exponential(double mean, Bounds bounds) implements Continuous {
        public Exponential {
            Refuse.notANumber(mean, "mean");
            Refuse.unless(mean > 0, "mean must be greater than 0", mean);
        }
    }

    /// What may come out, both ends included. Without given bounds results are clamped to [#NATURAL]; outside given ones they are drawn again.
    record Bounds(long min, long max) {

        /// 1 to 10¹⁵, which nothing needs to be drawn again for.
        public static final Bounds NATURAL = new Bounds(1, AMOUNT_MAX);

        public Bounds {
            Refuse.outside(min, 1, Long.MAX_VALUE, "min");
            Refuse.outside(max, min, Long.MAX_VALUE, "max");
        }
    }
}
