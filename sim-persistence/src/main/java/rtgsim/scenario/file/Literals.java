package rtgsim.scenario.file;

import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.tree.Condition;
import rtgsim.tree.Expression;

/// What a tree's values and conditions are if they are made of written numbers alone. A parameter is none of these: it is there to be changed.
final class Literals {

    private Literals() {}

    /// The value of a literal, or null where something else is in it.
    static @Nullable Double value(Expression expression) {
        return switch (expression) {
            case Expression.Constant(double value) -> value;
            case Expression.Read _, Expression.Register _, Expression.Param _ -> null;
            case Expression.Binary(Expression.Operator operator, Expression left, Expression right) -> {
                Double first = value(left);
                Double second = value(right);
                if (first == null || second == null) yield null;
                yield switch (operator) {
                    case ADD -> first + second;
                    case SUBTRACT -> first - second;
                    case MULTIPLY -> first * second;
                    case DIVIDE -> first / second;
                };
            }
            case Expression.Unary(Expression.Function function, Expression of) -> {
                Double value = value(of);
                if (value == null) yield null;
                yield switch (function) {
                    case CEIL -> Math.ceil(value);
                    case FLOOR -> Math.floor(value);
                    case ROUND -> Math.rint(value);
                    case ABS -> Math.abs(value);
                };
            }
            case Expression.Extreme _, Expression.Clamp _, Expression.Quotient _ -> null;
        };
    }

    /// What a condition always is, or null.
    static @Nullable Boolean answer(Condition condition) {
        return switch (condition) {
            case Condition.Comparison(Condition.Comparator comparator, Expression left, Expression right) -> {
                Double first = value(left);
                Double second = value(right);
                if (first == null || second == null) yield null;
                double a = first;
                double b = second;
                yield switch (comparator) {
                    case EQUAL -> a == b;
                    case NOT_EQUAL -> a != b;
                    case LESS -> a < b;
                    case LESS_OR_EQUAL -> a <= b;
                    case GREATER -> a > b;
                    case GREATER_OR_EQUAL -> a >= b;
                };
            }
            case Condition.Not(Condition negated) -> {
                Boolean answer = answer(negated);
                yield answer == null ? null : (Boolean) !answer;
            }
            case Condition.All all -> together(all.conditions(), false);
            case Condition.Any any -> together(any.conditions(), true);
        };
    }

    /// One that is `decisive` decides; without any the other answer needs all of them.
    private static @Nullable Boolean together(List<Condition> conditions, boolean decisive) {
        boolean all = true;
        for (Condition each : conditions) {
            Boolean answer = answer(each);
            if (answer == null) all = false;
            else if (answer == decisive) return decisive;
        }
        return all ? (Boolean) !decisive : null;
    }
}
