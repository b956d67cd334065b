package rtgsim.measure;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /// Anything that begins like an assertion, so that what is wrong with the rest can be said.
    private static final Pattern PARTS =
            Pattern.compile("\\s*([^\\s\\[\\]=!<>]+)\\s*(?:\\[(.{1,64})])?\\s*(==|!=|<=|>=|<|>)\\s*(.*?)\\s*");

    private static final List<String> NAMES = both(Measures.NAMES, FurtherMeasures.NAMES);
    private static final List<String> NAMES_OF_AGENT = both(Measures.NAMES_OF_AGENT, FurtherMeasures.NAMES_OF_AGENT);

    private static List<String> both(List<String> kept, List<String> further) {
        return Stream.concat(kept.stream(), further.stream()).toList();
    }

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,30}(?:\\.[0-9]{1,30})?");

    public Assertion {
        number = number.stripTrailingZeros();
    }

    /// What a text says, or what is wrong with it.
    public sealed interface Reading {

        /// An assertion about a measure that there is; whether there is the agent, the reader of the scenario knows.
        record Good(Assertion assertion) implements Reading {}

        /// A text of another form.
        record NoAssertion() implements Reading {}

        /// The place of the number holds something else.
        record NoNumber(String seen) implements Reading {}

        /// There is no measure of this name; or none of an agent, if the text names one.
        record NoMeasure(String seen, List<String> allowed, boolean ofAgent) implements Reading {}
    }

    /// Reads `MEASURE OP NUMBER` or `MEASURE[AGENT] OP NUMBER`.
    public static Reading read(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) return new Reading.NoAssertion();
        boolean ofAgent = parts.group(2) != null;
        List<String> allowed = ofAgent ? NAMES_OF_AGENT : NAMES;
        if (!allowed.contains(parts.group(1))) return new Reading.NoMeasure(parts.group(1), allowed, ofAgent);
        if (!NUMBER.matcher(parts.group(4)).matches()) return new Reading.NoNumber(parts.group(4));
        return new Reading.Good(
                new Assertion(
                        parts.group(1), parts.group(2), comparison(parts.group(3)), new BigDecimal(parts.group(4))));
    }

    private static Comparison comparison(String sign) {
        for (Comparison comparison : Comparison.values()) if (comparison.sign.equals(sign)) return comparison;
        throw new AssertionError("the form admits only signs of comparisons: " + sign);
    }

    /// Whether the measure is one that only the log tells of.
    public boolean isFurther() {
        return FurtherMeasures.NAMES.contains(measure);
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
