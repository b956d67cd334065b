package rtgsim.scenario.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What the value of a key may be.
sealed interface Type {

    /// As in: must be *an integer from 3 to 10*.
    String described();

    /// A decimal integer.
    record Int(long min, long max) implements Type {
        @Override
        public String described() {
            if (min == Long.MIN_VALUE && max == Long.MAX_VALUE) return "an integer";
            return max == Long.MAX_VALUE ? "an integer of at least " + min : "an integer from " + min + " to " + max;
        }
    }

    /// A decimal that is read exactly.
    record Dec(BigDecimal min, BigDecimal max, int decimals) implements Type {
        @Override
        public String described() {
            return "a decimal from "
                    + min.toPlainString()
                    + " to "
                    + max.toPlainString()
                    + " with at most "
                    + decimals
                    + " decimals";
        }
    }

    /// A decimal that is read as the nearest double; finite.
    record Num(boolean positive, double max) implements Type {
        @Override
        public String described() {
            String from = positive ? "a number greater than 0" : "a number of at least 0";
            return max == Double.MAX_VALUE ? from : from + " and at most " + BigDecimal.valueOf(max).toBigInteger();
        }
    }

    /// @param form what a text that matches looks like
    /// @param pattern of the whole text, in what Java and ECMA-262 understand alike; empty for any text
    /// @param also what no pattern says
    record Text(String form, Pattern pattern, Predicate<String> also) implements Type {

        private static final Pattern ANY = Pattern.compile("");

        Text(String form, Predicate<String> also) {
            this(form, ANY, also);
        }

        Text(String form, String pattern, Predicate<String> also) {
            this(form, Pattern.compile(pattern), also);
        }

        static Text of(String form, String pattern) {
            return new Text(form, pattern, text -> true);
        }

        boolean isAnything() {
            return pattern.pattern().isEmpty();
        }

        boolean matches(String text) {
            return (isAnything() || pattern.matcher(text).matches()) && also.test(text);
        }

        @Override
        public String described() {
            return form.isEmpty() ? "text" : "text: " + form;
        }
    }

    record Flag() implements Type {
        @Override
        public String described() {
            return "true or false";
        }
    }

    /// One of a few words.
    record Choice(List<String> words) implements Type {
        @Override
        public String described() {
            return "one of " + String.join(", ", words);
        }
    }

    record TimeOfDay() implements Type {
        @Override
        public String described() {
            return "a time of day, HH:MM or HH:MM:SS";
        }
    }

    record Date() implements Type {
        @Override
        public String described() {
            return "a date, YYYY-MM-DD";
        }
    }

    record ListOf(Type element, int minSize, int maxSize, boolean distinct) implements Type {
        @Override
        public String described() {
            if (minSize == maxSize) return "a list of " + minSize + ", each " + element.described();
            return "a list" + (minSize == 0 ? "" : " of at least " + minSize);
        }
    }

    /// A map whose keys are agents, ticks or priorities.
    record MapOf(KeyKind keys, Type value) implements Type {
        @Override
        public String described() {
            return "a map from " + keys.described + " to a number";
        }
    }

    enum KeyKind {
        AGENT("agent", 0),
        TICK_OF_DAY("tick of the day", 999_999),
        PRIORITY("priority", 10);

        final String described;
        final int max;

        KeyKind(String described, int max) {
            this.described = described;
            this.max = max;
        }
    }

    /// A map with the keys of the table.
    record OfShape(Shape shape) implements Type {
        @Override
        public String described() {
            return "a map";
        }
    }

    /// A map whose key `type` says which other keys it has.
    record Tagged(List<Variant> variants) implements Type {
        @Override
        public String described() {
            return "a map with a type, such as { type: " + variants.getFirst().word() + ", … }";
        }

        List<String> words() {
            return variants.stream().map(Variant::word).toList();
        }
    }

    /// @param meaning in a few words
    record Variant(String word, Shape shape, String meaning) {
        Variant means(String text) {
            return new Variant(word, shape, text);
        }
    }

    /// A single value, or a map in its place.
    record Either(Type scalar, Shape map) implements Type {
        @Override
        public String described() {
            return scalar.described() + ", or a map of " + String.join(", ", map.names());
        }
    }

    /// A value that this stage does not read.
    record Anything() implements Type {
        @Override
        public String described() {
            return "a value";
        }
    }
}
