package rtgsim.tree;

import java.util.List;

/// What a branch asks. A comparison is exact; with a NaN it is false, and `!=` true.
public sealed interface Condition {

    record Comparison(Comparator comparator, Expression left, Expression right) implements Condition {}

    record All(List<Condition> conditions) implements Condition {
        public All {
            conditions = List.copyOf(conditions);
            if (conditions.isEmpty()) throw new IllegalArgumentException("and needs a condition");
        }
    }

    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = List.copyOf(conditions);
            if (conditions.isEmpty()) throw new IllegalArgumentException("or needs a condition");
        }
    }

    record Not(Condition condition) implements Condition {}

    enum Comparator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String label;

        Comparator(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
