package rtgsim.scenario;

import java.math.BigDecimal;

/// The refusals that the records of this package share: each names the value it saw and what is allowed.
final class Refuse {

    private Refuse() {}

    static void unless(boolean holds, String rule, Object seen) {
        if (!holds) throw new IllegalArgumentException(rule + ", but it is " + seen);
    }

    static void outside(long value, long min, long max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", but it is " + value);
        }
    }

    static void negative(long value, String name) {
        if (value < 0) throw new IllegalArgumentException(name + " must not be negative, but it is " + value);
    }

    static void notANumber(double value, String name) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a finite number of at least 0, but it is " + value);
        }
    }

    static void moreDecimals(BigDecimal value, int decimals, String name) {
        if (value.stripTrailingZeros().scale() > decimals) {
            throw new IllegalArgumentException(
                    name + " may have at most " + decimals + " decimals, but it is " + value.toPlainString());
        }
    }
}
