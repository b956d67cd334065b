package rtgsim.scenario.importing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.Kind;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.ScalarNode;
import rtgsim.scenario.file.NodePath;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Problems;
import rtgsim.scenario.file.Words;

/// A key of a foreign file, or an element of a list in it, with its value.
///
/// A value of the wrong type is reported, and something harmless stands for it until the reading ends with that report.
final class Given {

    private static final int DIGITS_MAX = 400;

    private final Object subject;
    private final Node value;
    private final NodePath path;
    private final Findings findings;
    private final Problems problems;

    Given(Entry entry, NodePath path, Findings findings, Problems problems) {
        this(entry, entry.value(), path, findings, problems);
    }

    private Given(Object subject, Node value, NodePath path, Findings findings, Problems problems) {
        this.subject = subject;
        this.value = value;
        this.path = path;
        this.findings = findings;
        this.problems = problems;
    }

    Node value() {
        return value;
    }

    /// The last step of the path.
    String name() {
        return path.step();
    }

    void kept(@Nullable String becomes) {
        findings.judge(subject, Outcome.KEPT, becomes, null, false);
    }

    /// Kept, with all the keys inside.
    void keptWhole(@Nullable String becomes) {
        findings.judge(subject, Outcome.KEPT, becomes, null, true);
    }

    void changed(@Nullable String becomes, String note) {
        findings.judge(subject, Outcome.CHANGED, becomes, note, true);
    }

    void lost(String note) {
        findings.judge(subject, Outcome.LOST, null, note, true);
    }

    void unknown(@Nullable String becomes, String note) {
        findings.judge(subject, Outcome.UNKNOWN, becomes, note, true);
    }

    /// What is wrong with the value.
    void refuse(ProblemCode code, String message, @Nullable String hint) {
        problems.report(code, value, path, message, hint);
    }

    boolean isMap() {
        return value instanceof MapNode;
    }

    boolean isList() {
        return value instanceof ListNode;
    }

    /// The value as a map; an empty one if it is something else, which is reported.
    ForeignMap map() {
        if (value instanceof MapNode map) return new ForeignMap(map, path, findings, problems);
        wrongType("a map");
        return new ForeignMap(
                new MapNode(value.source(), value.offset(), value.length(), new ArrayList<>()),
                path,
                findings,
                problems);
    }

    /// The value as a list; an empty one if it is something else, which is reported.
    List<Given> list() {
        List<Given> elements = new ArrayList<>();
        if (value instanceof ListNode list) {
            for (int i = 0; i < list.elements().size(); i++) {
                Node element = list.elements().get(i);
                elements.add(new Given(element, element, path.element(i), findings, problems));
            }
        } else {
            wrongType("a list");
        }
        return elements;
    }

    String text() {
        if (value instanceof ScalarNode scalar) return scalar.text();
        wrongType("text");
        return "";
    }

    /// A word without regard to case and to what joins its parts: `LogNormal`, `log_normal`.
    String word() {
        return text().toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    boolean flag() {
        if (value instanceof ScalarNode scalar) {
            switch (scalar.text().toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> {
                    return true;
                }
                case "false", "no", "off", "0" -> {
                    return false;
                }
                default -> {}
            }
        }
        wrongType("a flag");
        return false;
    }

    /// An integer; one that is written with a fraction of zeros counts, as it does there.
    long integer(long min, long max) {
        BigDecimal number = exact("an integer");
        if (number == null) return min;
        boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        if (!whole) {
            refuse(ProblemCode.NOT_AN_INTEGER, path + " must be an integer, but it is " + Words.quoted(text()), null);
            return min;
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            outOfRange(min, max);
            return min;
        }
        return number.longValueExact();
    }

    /// A number, as the nearest double.
    double number() {
        BigDecimal number = exact("a number");
        double nearest = number == null ? 0 : number.doubleValue();
        if (Double.isFinite(nearest)) return nearest;
        refuse(ProblemCode.OUT_OF_RANGE, path + " is too large: " + Words.quoted(text()), null);
        return 0;
    }

    /// A number that is not below zero.
    double amount() {
        double number = number();
        if (number < 0)
            refuse(ProblemCode.OUT_OF_RANGE, path + " must not be negative, but it is " + Words.quoted(text()), null);
        return Math.max(0, number);
    }

    /// A number as it is written, of at most a few hundred digits.
    BigDecimal decimal() {
        BigDecimal number = exact("a number");
        return number == null ? BigDecimal.ZERO : number;
    }

    boolean isNumber() {
        return value instanceof ScalarNode scalar && (scalar.kind() == Kind.INTEGER || scalar.kind() == Kind.NUMBER);
    }

    private @Nullable BigDecimal exact(String what) {
        if (value instanceof ScalarNode scalar && scalar.text().length() <= DIGITS_MAX) {
            try {
                BigDecimal number = new BigDecimal(scalar.text().replace("_", ""));
                if (Math.abs((long) number.scale()) <= DIGITS_MAX) return number;
                refuse(ProblemCode.OUT_OF_RANGE, path + " has too many digits: " + Words.quoted(scalar.text()), null);
                return null;
            } catch (NumberFormatException noNumber) {
                wrongType(what);
                return null;
            }
        }
        wrongType(what);
        return null;
    }

    private void outOfRange(long min, long max) {
        String allowed = max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
        refuse(ProblemCode.OUT_OF_RANGE, path + " must be " + allowed + ", but it is " + Words.quoted(text()), null);
    }

    private void wrongType(String wanted) {
        String seen =
                switch (value) {
                    case MapNode map -> "a map";
                    case ListNode list -> "a list";
                    case ScalarNode scalar -> scalar.kind().described() + " " + Words.quoted(scalar.text());
                    case Node.RefusedNode refused -> "not readable";
                };
        refuse(ProblemCode.WRONG_TYPE, path + " must be " + wanted + ", but it is " + seen, null);
    }

    NodePath path() {
        return path;
    }
}
