package rtgsim.tree;

import java.util.List;

/// A value: a double that is computed when a tree is asked.
public sealed interface Expression {

    record Constant(double value) implements Expression {
        public Constant {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a value must be finite: value=" + value);
        }
    }

    record Read(Field field) implements Expression {}

    /// A register of the agent, `bank_state_…`.
    record Register(String name) implements Expression {
        public Register {
            if (!Field.isRegister(name)) throw new IllegalArgumentException("not the name of a register: " + name);
        }
    }

    /// A number that the policy names.
    record Param(String name) implements Expression {}

    record Binary(Operator operator, Expression left, Expression right) implements Expression {}

    /// The least or the greatest; NaN if one of them is.
    record Extreme(Which which, List<Expression> values) implements Expression {
        public Extreme {
            values = List.copyOf(values);
            if (values.isEmpty()) throw new IllegalArgumentException(which + " needs a value");
        }
    }

    record Unary(Function function, Expression value) implements Expression {}

    /// `min` if value < min, else `max` if value > max, else `value`; NaN if one of them is.
    record Clamp(Expression value, Expression min, Expression max) implements Expression {}

    /// A division whose denominator may be zero, which gives `standard`.
    record Quotient(Expression numerator, Expression denominator, Expression standard) implements Expression {}

    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/");

        private final String label;

        Operator(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    enum Which {
        MIN("min"),
        MAX("max");

        private final String label;

        Which(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    enum Function {
        CEIL("ceil"),
        FLOOR("floor"),
        /// Half to even.
        ROUND("round"),
        ABS("abs");

        private final String label;

        Function(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
