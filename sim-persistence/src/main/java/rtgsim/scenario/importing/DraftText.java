package rtgsim.scenario.importing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.Kind;
import rtgsim.scenario.file.Words;

/// Writes a [Draft] as YAML for people, or as JSON. What is short stands on one line; remarks stand beside or above what they are about.
final class DraftText {

    private static final int WIDTH = 140;
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Pattern LONG_INTEGER = Pattern.compile("-?[0-9]{5,}");

    private final StringBuilder text = new StringBuilder();

    private DraftText() {}

    /// @param heading remarks above all, line by line
    static String yaml(Draft.Fields root, List<String> heading) {
        DraftText yaml = new DraftText();
        for (String line : heading) yaml.text.append("# ").append(printable(line)).append('\n');
        yaml.block(root, 0, 0);
        return yaml.text.toString();
    }

    static String json(Draft.Fields root) {
        DraftText json = new DraftText();
        json.json(root, 0);
        return json.text.append('\n').toString();
    }

    /// @param written columns of the first line that are there already
    private void block(Draft.Fields fields, int indent, int written) {
        int first = written;
        for (Map.Entry<String, Draft> field : fields.values().entrySet()) {
            if (first == 0) text.append(" ".repeat(indent));
            first = 0;
            String key = key(field.getKey()) + ":";
            String remark = fields.remarks().get(field.getKey());
            Draft value = field.getValue();
            String flow = remark != null && holdsRemarks(value) ? null : flow(value);
            boolean fits = flow != null && indent + key.length() + 1 + flow.length() <= WIDTH;
            if (fits || !isNested(value)) {
                text.append(key).append(' ').append(flow);
                if (remark != null) text.append("   # ").append(printable(remark));
                text.append('\n');
                continue;
            }
            text.append(key);
            if (remark != null) text.append("   # ").append(printable(remark));
            text.append('\n');
            if (value instanceof Draft.Fields inner) block(inner, indent + 2, 0);
            if (value instanceof Draft.Items items) items(items, indent + 2);
        }
    }

    private void items(Draft.Items items, int indent) {
        for (Draft item : items.values()) {
            text.append(" ".repeat(indent)).append("- ");
            String flow = flow(item);
            boolean fits = flow != null && indent + 2 + flow.length() <= WIDTH;
            if (item instanceof Draft.Fields fields && !fits) {
                block(fields, indent + 2, indent + 2);
            } else if (item instanceof Draft.Items inner && !fits) {
                text.append('\n');
                items(inner, indent + 2);
            } else {
                text.append(flow).append('\n');
            }
        }
    }

    private static boolean isNested(Draft value) {
        return switch (value) {
            case Draft.Fields fields -> !fields.values().isEmpty();
            case Draft.Items items -> !items.values().isEmpty();
            case Draft.Plain plain -> false;
            case Draft.Text text -> false;
        };
    }

    private static boolean holdsRemarks(Draft value) {
        return switch (value) {
            case Draft.Fields fields ->
                    !fields.remarks().isEmpty() || fields.values().values().stream().anyMatch(DraftText::holdsRemarks);
            case Draft.Items items -> items.values().stream().anyMatch(DraftText::holdsRemarks);
            case Draft.Plain plain -> false;
            case Draft.Text text -> false;
        };
    }

    /// On one line, or null where remarks need lines of their own or there is too much.
    private static @Nullable String flow(Draft value) {
        return switch (value) {
            case Draft.Plain plain -> grouped(plain.text());
            case Draft.Text words -> scalar(words.text());
            case Draft.Fields fields -> {
                if (holdsRemarks(fields) || size(fields) > 40) yield null;
                yield fields.values().isEmpty()
                        ? "{}"
                        : fields.values().entrySet().stream()
                                .map(field -> key(field.getKey()) + ": " + flow(field.getValue()))
                                .collect(Collectors.joining(", ", "{ ", " }"));
            }
            case Draft.Items items -> {
                if (holdsRemarks(items) || size(items) > 40) yield null;
                yield items.values().stream().map(DraftText::flow).collect(Collectors.joining(", ", "[", "]"));
            }
        };
    }

    private static int size(Draft value) {
        return switch (value) {
            case Draft.Fields fields -> 1 + fields.values().values().stream().mapToInt(DraftText::size).sum();
            case Draft.Items items -> 1 + items.values().stream().mapToInt(DraftText::size).sum();
            case Draft.Plain plain -> 1;
            case Draft.Text text -> 1;
        };
    }

    private static String grouped(String number) {
        if (!LONG_INTEGER.matcher(number).matches()) return number;
        StringBuilder grouped = new StringBuilder(number);
        for (int i = number.length() - 3; i > (number.startsWith("-") ? 1 : 0); i -= 3) grouped.insert(i, '_');
        return grouped.toString();
    }

    private static String key(String words) {
        return words.matches("[0-9]{1,9}") ? words : scalar(words);
    }

    private static String scalar(String words) {
        boolean plain = WORD.matcher(words).matches() && Kind.ofPlain(words) == Kind.TEXT;
        return plain ? words : quoted(words);
    }

    private void json(Draft value, int indent) {
        switch (value) {
            case Draft.Plain plain -> text.append(plain.text());
            case Draft.Text words -> text.append(quoted(words.text()));
            case Draft.Items items -> {
                text.append('[');
                for (int i = 0; i < items.values().size(); i++) {
                    if (i > 0) text.append(", ");
                    json(items.values().get(i), indent + 2);
                }
                text.append(']');
            }
            case Draft.Fields fields -> jsonFields(fields, indent);
        }
    }

    private void jsonFields(Draft.Fields fields, int indent) {
        boolean small =
                size(fields) <= 6 && fields.values().values().stream().noneMatch(Draft.Fields.class::isInstance);
        String before = small ? " " : "\n" + " ".repeat(indent + 2);
        text.append('{');
        boolean first = true;
        for (Map.Entry<String, Draft> field : fields.values().entrySet()) {
            if (!first) text.append(',');
            first = false;
            text.append(before).append(quoted(field.getKey())).append(": ");
            json(field.getValue(), indent + 2);
        }
        if (!first) text.append(small ? " " : "\n" + " ".repeat(indent));
        text.append('}');
    }

    /// In double quotes, as both YAML and JSON read them.
    private static String quoted(String words) {
        StringBuilder quoted = new StringBuilder(words.length() + 2).append('"');
        words.codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') quoted.append('\\').appendCodePoint(c);
                    else if (c < 0x10000 && (Words.isUnprintable(c) || c >= 0xFFFE))
                        quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
                    else quoted.appendCodePoint(c);
                });
        return quoted.append('"').toString();
    }

    /// Of somebody else's text what may stand in a comment.
    private static String printable(String remark) {
        return Words.shown(remark, 400);
    }
}
