package rtgsim.measure;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A claim about a measure of a run: `settled_value_share >= 0.95`, `overdue_count[BANK_A] == 0`.
///
/// @param agentId whose measure it is, or null for the whole system
/// @param number compared as a double with a share or a delay, exactly with a count or an amount
public record Assertion(String measure, @Nullable String agentId, Comparison comparison, BigDecimal number) {

    /// How a measure is compared with the number.
    public enum Comparison {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        private boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case GREATER -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }

    private static final Pattern FORM =
            Pattern.compile(
                    "\\s*([a-z_]+)\\s*(?:\\[(.{1,64})])?\\s*(==|!=|<=|>=|<|>)\\s*([+-]?[0-9]{1,30}(?:\\.[0-9]{1,30})?)\\s*");

    /// Reads `MEASURE OP NUMBER` or `MEASURE[AGENT] OP NUMBER`; empty where the text has another form.
    public static Optional<Assertion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        for (Comparison comparison : Comparison.values()) {
            if (comparison.sign.equals(matcher.group(3))) {
                return Optional.of(
                        new Assertion(
                                matcher.group(1), matcher.group(2), comparison, new BigDecimal(matcher.group(4))));
            }
        }
        throw new AssertionError("the form admits only signs of comparisons: " + matcher.group(3));
    }

    /// Whether it holds of measures that have its own.
    public boolean holds(Measures measures) {
        Number value = measures.of(measure);
        return comparison.holds(
                value instanceof Long whole
                        ? BigDecimal.valueOf(whole).compareTo(number)
                        : Double.compare(value.doubleValue(), number.doubleValue()));
    }

    /// As it is written: `overdue_count[BANK_A] == 0`.
    @Override
    public String toString() {
        String of = agentId == null ? "" : "[" + agentId + "]";
        return String.format(Locale.ROOT, "%s%s %s %s", measure, of, comparison.sign, number.toPlainString());
    }
}
