package rtgsim.scenario.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.Kind;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.RefusedNode;
import rtgsim.scenario.file.Node.ScalarNode;
import rtgsim.scenario.file.Type.Variant;

/// Gives a tree the types of the table: unknown and missing keys, values of other types, words and numbers that are not allowed are reported; defaults are filled in.
///
/// What is reported has no value afterwards, so that later checks do not stumble over it.
final class TypedReader {

    private static final String TAG = "type";
    private static final Pattern TIME = Pattern.compile("([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?");
    private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");

    /// A number that is longer is no slip of anyone; its digits would only cost time.
    private static final int DIGITS_MAX = 1_000;

    private final Problems problems;

    TypedReader(Problems problems) {
        this.problems = problems;
    }

    /// The whole scenario, or null if it is no map.
    @Nullable Section read(Node root) {
        Value value = read(new Type.OfShape(Schema.SCENARIO), root, NodePath.ROOT);
        return value == null ? null : value.asSection();
    }

    private @Nullable Value read(Type type, Node node, NodePath path) {
        if (node instanceof RefusedNode) return null;
        if (node instanceof ScalarNode scalar && scalar.isEmpty() && !(type instanceof Type.Anything)) {
            return refuse(ProblemCode.EMPTY_VALUE, node, path, path.named() + " has an empty value", mustBe(type));
        }
        return switch (type) {
            case Type.Int integer -> readInt(integer, node, path);
            case Type.Dec decimal -> readDec(decimal, node, path);
            case Type.Num number -> readNum(number, node, path);
            case Type.Text text -> readText(text, node, path);
            case Type.Flag flag -> readFlag(flag, node, path);
            case Type.Choice choice -> readChoice(choice, node, path);
            case Type.TimeOfDay time -> readTime(time, node, path);
            case Type.Date date -> readDate(date, node, path);
            case Type.ListOf list -> readList(list, node, path);
            case Type.MapOf map -> readMap(map, node, path);
            case Type.OfShape map ->
                    node instanceof MapNode entries
                            ? new Value(node, readShape(map.shape(), entries, path, ""))
                            : wrongType(map, node, path);
            case Type.Tagged tagged -> readTagged(tagged, node, path);
            case Type.Either either ->
                    node instanceof MapNode entries
                            ? new Value(node, readShape(either.map(), entries, path, ""))
                            : node instanceof ScalarNode
                                    ? read(either.scalar(), node, path)
                                    : wrongType(either, node, path);
            case Type.Anything anything -> new Value(node, node);
        };
    }

    private Section readShape(Shape shape, MapNode map, NodePath path, String tag) {
        Section section = new Section(shape, map, path, tag);
        boolean[] given = new boolean[shape.keys().size()];
        for (Entry entry : map.entries()) {
            String name = entry.key().text();
            if (!tag.isEmpty() && name.equals(TAG)) continue;
            int position = shape.position(name);
            if (position < 0) {
                unknownKey(shape, entry.key(), path, tag);
                continue;
            }
            given[position] = true;
            Value value = readEntry(shape.keys().get(position), entry, path.key(name));
            if (value != null) section.put(position, value);
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            Key key = shape.keys().get(i);
            if (given[i]) continue;
            if (key.required()) missing.add(key.name());
            Value standard = key.standardValue();
            if (standard != null) section.putStandard(i, standard);
        }
        if (!missing.isEmpty()) missingKeys(missing, map, path);
        return section;
    }

    private @Nullable Value readEntry(Key key, Entry entry, NodePath path) {
        if (entry.value() instanceof ScalarNode scalar && scalar.isEmpty()) {
            String hint = mustBe(key.type()) + (key.required() ? "" : "; leave the key out for its default");
            return refuse(ProblemCode.EMPTY_VALUE, entry.key(), path, path + " has an empty value", hint);
        }
        return read(key.type(), entry.value(), path);
    }

    /// The value of a key that is left out; it stands in no file. What the table says of its own keys must be right.
    static Value standard(String name, Type type, String standard) {
        Problems problems = new Problems();
        Node node = YamlTree.read(Source.file("the default of " + name, standard), 0, problems);
        Value value = node == null ? null : new TypedReader(problems).read(type, node, NodePath.ROOT.key(name));
        if (value == null || !problems.isEmpty()) {
            throw new IllegalStateException("the table gives " + name + " a default that it cannot have: " + standard);
        }
        return value;
    }

    private void unknownKey(Shape shape, ScalarNode key, NodePath path, String tag) {
        List<String> names = new ArrayList<>(shape.names());
        if (!tag.isEmpty()) names.addFirst(TAG);
        String of = tag.isEmpty() ? path.named() : path.named() + " of type " + tag;
        problems.report(
                ProblemCode.UNKNOWN_KEY,
                key,
                path.key(key.text()),
                "unknown key " + Words.quoted(key.text()) + " in " + of,
                problems.isFull() ? null : elsewhere(key.text(), path) + Words.allowed(key.text(), names));
    }

    /// Says so where the key is one of another map.
    private static String elsewhere(String name, NodePath path) {
        if (path.parent() != null && path.parent().parent() != null) return "";
        if (path.parent() != null && Schema.SCENARIO.key(name) != null) return "it stands at the top of the file; ";
        for (Key key : Schema.SCENARIO.keys()) {
            boolean holdsIt = key.type() instanceof Type.OfShape inner && inner.shape().key(name) != null;
            if (holdsIt && !key.name().equals(path.step())) return "it stands under " + key.name() + "; ";
        }
        return "";
    }

    private void missingKeys(List<String> missing, MapNode map, NodePath path) {
        problems.report(
                ProblemCode.MISSING_KEY,
                map.start(),
                path,
                (missing.size() == 1 ? "required key " : "required keys ")
                        + Words.listed(missing)
                        + (missing.size() == 1 ? " is" : " are")
                        + " missing in "
                        + path.named(),
                null);
    }

    private @Nullable Value readTagged(Type.Tagged tagged, Node node, NodePath path) {
        if (!(node instanceof MapNode map)) return wrongType(tagged, node, path);
        Entry entry = map.entry(TAG);
        String allowed = "allowed: " + String.join(", ", tagged.words());
        if (entry == null) {
            return refuse(
                    ProblemCode.MISSING_KEY,
                    map.start(),
                    path,
                    "required key `type` is missing in " + path.named(),
                    allowed);
        }
        NodePath tagPath = path.key(TAG);
        if (entry.value() instanceof ScalarNode empty && empty.isEmpty()) {
            return refuse(ProblemCode.EMPTY_VALUE, entry.key(), tagPath, tagPath + " has an empty value", allowed);
        }
        if (entry.value() instanceof RefusedNode) return null;
        if (!(entry.value() instanceof ScalarNode word) || word.kind() != Kind.TEXT) {
            return refuse(
                    ProblemCode.WRONG_TYPE,
                    entry.value(),
                    tagPath,
                    tagPath + " must be a word, but it is " + seen(entry.value()),
                    allowed);
        }
        for (Variant variant : tagged.variants()) {
            if (!variant.word().equals(word.text())) continue;
            return new Value(node, readShape(variant.shape(), map, path, variant.word()));
        }
        return refuse(
                ProblemCode.NOT_ALLOWED_WORD,
                word,
                tagPath,
                tagPath + " cannot be " + Words.quoted(word.text()),
                Words.allowed(word.text(), tagged.words()));
    }

    private @Nullable Value readChoice(Type.Choice type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.kind() != Kind.TEXT) return wrongType(type, node, path);
        if (type.words().contains(scalar.text())) return new Value(node, scalar.text());
        return refuse(
                ProblemCode.NOT_ALLOWED_WORD,
                node,
                path,
                path + " cannot be " + Words.quoted(scalar.text()),
                Words.allowed(scalar.text(), type.words()));
    }

    private @Nullable Value readInt(Type.Int type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || isNoNumber(scalar)) return wrongType(type, node, path);
        if (!Numbers.isInteger(scalar.text())) {
            return refuse(
                    ProblemCode.NOT_AN_INTEGER,
                    node,
                    path,
                    path + " must be " + type.described() + ", but it is " + Words.shown(scalar.text(), 60),
                    "write decimal digits, with _ between them if you like");
        }
        BigInteger value = integer(scalar.text());
        boolean fits =
                value != null
                        && value.compareTo(BigInteger.valueOf(type.min())) >= 0
                        && value.compareTo(BigInteger.valueOf(type.max())) <= 0;
        if (fits && value != null) return new Value(node, value.longValueExact());
        return outOfRange(type, scalar, path, type.min() + " to " + type.max());
    }

    /// Null where it has more digits than any number of ours.
    private static @Nullable BigInteger integer(String text) {
        return text.length() > DIGITS_MAX ? null : new BigInteger(text.replace("_", ""));
    }

    private @Nullable Value readDec(Type.Dec type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || isNoNumber(scalar)) return wrongType(type, node, path);
        BigDecimal value = decimal(scalar.text());
        if (value == null) return wrongType(type, node, path);
        String range = type.min().toPlainString() + " to " + type.max().toPlainString();
        // The size is looked at before anything is written out: 1e999999999 has a billion digits.
        long digitsBeforePoint = (long) value.precision() - value.scale();
        boolean huge = value.signum() != 0 && digitsBeforePoint > 30;
        if (huge || value.compareTo(type.min()) < 0 || value.compareTo(type.max()) > 0) {
            return outOfRange(type, scalar, path, range);
        }
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (stripped.scale() > type.decimals()) {
            return refuse(
                    ProblemCode.TOO_MANY_DECIMALS,
                    node,
                    path,
                    path
                            + " may have at most "
                            + type.decimals()
                            + " decimals, but it is "
                            + Words.shown(scalar.text(), 60),
                    "allowed: " + range);
        }
        return new Value(node, stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    /// The exact value, or null if it is not a number that can be held.
    private static @Nullable BigDecimal decimal(String text) {
        if (text.length() > DIGITS_MAX) return null;
        String digits = Numbers.isInteger(text) ? text.replace("_", "") : text;
        if (!Numbers.isDecimal(digits)) return null;
        int exponentAt = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        // BigDecimal counts exponents in ints; nine digits of them are more than any rate has.
        if (exponentAt >= 0 && digits.length() - exponentAt > 10) return null;
        return new BigDecimal(digits);
    }

    private @Nullable Value readNum(Type.Num type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || isNoNumber(scalar)) return wrongType(type, node, path);
        String digits = Numbers.isInteger(scalar.text()) ? scalar.text().replace("_", "") : scalar.text();
        if (!Numbers.isDecimal(digits)) return wrongType(type, node, path);
        double value = Double.parseDouble(digits);
        boolean fits = (type.positive() ? value > 0 : value >= 0) && value <= type.max();
        if (!fits) return outOfRange(type, scalar, path, type.described());
        // Adding zero turns a negative zero into a positive one.
        return new Value(node, value + 0.0);
    }

    private static boolean isNoNumber(ScalarNode scalar) {
        return scalar.kind() != Kind.INTEGER && scalar.kind() != Kind.NUMBER;
    }

    private @Nullable Value readText(Type.Text type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.kind() != Kind.TEXT) return wrongType(type, node, path);
        if (type.matches(scalar.text())) return new Value(node, scalar.text());
        return refuse(
                ProblemCode.WRONG_FORM,
                node,
                path,
                path + " must be " + type.described() + ", but it is " + Words.quoted(scalar.text()),
                null);
    }

    private @Nullable Value readFlag(Type.Flag type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.kind() != Kind.FLAG) return wrongType(type, node, path);
        return new Value(node, scalar.text().charAt(0) == 't' || scalar.text().charAt(0) == 'T');
    }

    private @Nullable Value readTime(Type.TimeOfDay type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.kind() != Kind.TEXT) return wrongType(type, node, path);
        var parts = TIME.matcher(scalar.text());
        if (!parts.matches()) return wrongForm(type, scalar, path);
        int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        int hour = Integer.parseInt(parts.group(1));
        int minute = Integer.parseInt(parts.group(2));
        if (hour > 23 || minute > 59 || second > 59) return wrongForm(type, scalar, path);
        return new Value(node, LocalTime.of(hour, minute, second));
    }

    private @Nullable Value readDate(Type.Date type, Node node, NodePath path) {
        if (!(node instanceof ScalarNode scalar) || scalar.kind() != Kind.TEXT) return wrongType(type, node, path);
        if (!DATE.matcher(scalar.text()).matches()) return wrongForm(type, scalar, path);
        try {
            return new Value(node, LocalDate.parse(scalar.text()));
        } catch (DateTimeException noSuchDay) {
            return wrongForm(type, scalar, path);
        }
    }

    private @Nullable Value readList(Type.ListOf type, Node node, NodePath path) {
        if (!(node instanceof ListNode list)) return wrongType(type, node, path);
        List<Value> values = new ArrayList<>(list.elements().size());
        Set<Object> seen = new HashSet<>();
        boolean complete = true;
        for (int i = 0; i < list.elements().size(); i++) {
            Value value = read(type.element(), list.elements().get(i), path.element(i));
            complete &= value != null;
            if (value == null) continue;
            if (type.distinct() && !seen.add(value.content())) {
                complete = false;
                problems.report(
                        ProblemCode.NAMED_TWICE,
                        value.node(),
                        path.element(i),
                        path + " names " + Words.quoted(String.valueOf(value.content())) + " twice",
                        "each may be named once");
                continue;
            }
            values.add(value);
        }
        int size = list.elements().size();
        if (size < type.minSize() || size > type.maxSize()) {
            return refuse(
                    ProblemCode.WRONG_LENGTH,
                    node,
                    path,
                    path
                            + " must be "
                            + type.described()
                            + ", but it has "
                            + size
                            + (size == 1 ? " element" : " elements"),
                    null);
        }
        // A pair with one good element is no pair; a list of agents with one bad agent is still a list.
        return complete || type.maxSize() == Integer.MAX_VALUE ? new Value(node, values) : null;
    }

    private @Nullable Value readMap(Type.MapOf type, Node node, NodePath path) {
        if (!(node instanceof MapNode map)) return wrongType(type, node, path);
        Map<Object, Value> values = type.keys() == Type.KeyKind.AGENT ? new LinkedHashMap<>() : new TreeMap<>();
        for (Entry entry : map.entries()) {
            NodePath at = path.key(entry.key().text());
            Object key = readKey(type, entry.key(), at);
            Value value = readEntry(Key.required(entry.key().text(), type.value()), entry, at);
            if (key == null || value == null) continue;
            if (values.putIfAbsent(key, new Value(entry.key(), value.content())) != null) {
                problems.report(
                        ProblemCode.DUPLICATE_KEY,
                        entry.key(),
                        at,
                        path + " has the " + type.keys().described + " " + key + " twice",
                        "keep one of them");
            }
        }
        return new Value(node, values);
    }

    private @Nullable Object readKey(Type.MapOf type, ScalarNode key, NodePath path) {
        if (type.keys() == Type.KeyKind.AGENT) return key.text();
        BigInteger number = Numbers.isInteger(key.text()) ? integer(key.text()) : null;
        if (number != null && number.signum() >= 0 && number.compareTo(BigInteger.valueOf(type.keys().max)) <= 0) {
            return number.intValueExact();
        }
        return refuse(
                Numbers.isInteger(key.text()) ? ProblemCode.OUT_OF_RANGE : ProblemCode.NOT_AN_INTEGER,
                key,
                path,
                "a key must be a " + type.keys().described + ", but it is " + Words.quoted(key.text()),
                "allowed: 0 to " + type.keys().max);
    }

    private @Nullable Value wrongType(Type type, Node node, NodePath path) {
        boolean wantsText = type instanceof Type.Text || type instanceof Type.TimeOfDay || type instanceof Type.Date;
        String hint = null;
        if (node instanceof ScalarNode scalar && scalar.kind() != Kind.TEXT && wantsText) {
            hint = "put it in quotes if it is meant as text: \"" + Words.shown(scalar.text(), 60) + "\"";
        } else if (node instanceof ScalarNode scalar
                && scalar.quoted()
                && (Numbers.isInteger(scalar.text()) || Numbers.isDecimal(scalar.text()))) {
            hint = "leave out the quotes";
        }
        return refuse(
                ProblemCode.WRONG_TYPE,
                node,
                path,
                path.named() + " must be " + type.described() + ", but it is " + seen(node),
                hint);
    }

    private @Nullable Value wrongForm(Type type, ScalarNode scalar, NodePath path) {
        return refuse(
                ProblemCode.WRONG_FORM,
                scalar,
                path,
                path + " must be " + type.described() + ", but it is " + Words.quoted(scalar.text()),
                null);
    }

    private @Nullable Value outOfRange(Type type, ScalarNode scalar, NodePath path, String range) {
        return refuse(
                ProblemCode.OUT_OF_RANGE,
                scalar,
                path,
                path + " must be " + type.described() + ", but it is " + Words.shown(scalar.text(), 60),
                "allowed: " + range);
    }

    private static String mustBe(Type type) {
        return "must be " + type.described();
    }

    static String seen(Node node) {
        return switch (node) {
            case MapNode map -> "a map";
            case ListNode list -> "a list";
            case RefusedNode refused -> "not readable";
            case ScalarNode scalar when scalar.isEmpty() -> Kind.EMPTY.described();
            case ScalarNode scalar -> scalar.kind().described() + " " + Words.quoted(scalar.text());
        };
    }

    /// Reports, and stands for the value that there is not.
    private @Nullable Value refuse(ProblemCode code, Node at, NodePath path, String message, @Nullable String hint) {
        problems.report(code, at, path, message, hint);
        return null;
    }
}
