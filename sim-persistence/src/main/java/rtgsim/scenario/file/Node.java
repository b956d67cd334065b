package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value as it was written, with its place. YAML and JSON give the same tree.
public sealed interface Node {

    Source source();

    /// Where it begins, in `char`s of its source.
    int offset();

    /// In `char`s: all of a scalar; of a map or list what a caret is to point at.
    int length();

    /// The same value once more, so that one may change without the other.
    Node copy();

    /// Keys in the order of the file, each once.
    record MapNode(Source source, int offset, int length, List<Entry> entries) implements Node {

        public @Nullable Entry entry(String key) {
            for (Entry entry : entries) if (entry.key().text().equals(key)) return entry;
            return null;
        }

        /// What a caret points at for the map as a whole: in block style its first key.
        public Node start() {
            if (entries.isEmpty()) return this;
            ScalarNode first = entries.getFirst().key();
            return first.source() == source && first.offset() == offset ? first : this;
        }

        /// Replaces the entry of that key in its place, or adds one.
        void put(Entry changed) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).key().text().equals(changed.key().text())) {
                    entries.set(i, changed);
                    return;
                }
            }
            entries.add(changed);
        }

        @Override
        public MapNode copy() {
            List<Entry> copies = new ArrayList<>(entries.size());
            for (Entry entry : entries) copies.add(new Entry(entry.key(), entry.value().copy()));
            return new MapNode(source, offset, length, copies);
        }
    }

    record Entry(ScalarNode key, Node value) {}

    record ListNode(Source source, int offset, int length, List<Node> elements) implements Node {
        @Override
        public ListNode copy() {
            List<Node> copies = new ArrayList<>(elements.size());
            for (Node element : elements) copies.add(element.copy());
            return new ListNode(source, offset, length, copies);
        }
    }

    /// @param quoted whether it stood in quotes or in a block, and so is text whatever it looks like
    record ScalarNode(Source source, int offset, int length, String text, boolean quoted) implements Node {

        @Override
        public ScalarNode copy() {
            return this;
        }

        public Kind kind() {
            return quoted ? Kind.TEXT : Kind.ofPlain(text);
        }

        public boolean isEmpty() {
            return kind() == Kind.EMPTY;
        }
    }

    /// Stands where something was that is already reported, such as an alias; nothing more is said of it.
    record RefusedNode(Source source, int offset, int length) implements Node {
        @Override
        public RefusedNode copy() {
            return this;
        }
    }

    /// What a scalar is by the core schema of YAML 1.2, and with `_` between the digits of an integer.
    enum Kind {
        EMPTY("an empty value"),
        FLAG("a flag"),
        INTEGER("an integer"),
        NUMBER("a number"),
        TEXT("text");

        private final String described;

        Kind(String described) {
            this.described = described;
        }

        /// With its article.
        public String described() {
            return described;
        }

        public static Kind ofPlain(String text) {
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> EMPTY;
                case "true", "True", "TRUE", "false", "False", "FALSE" -> FLAG;
                case ".nan", ".NaN", ".NAN" -> NUMBER;
                default -> ofDigits(text);
            };
        }

        private static Kind ofDigits(String text) {
            char first = text.charAt(0);
            if (first != '+' && first != '-' && first != '.' && (first < '0' || first > '9')) return TEXT;
            if (Numbers.isInteger(text) || Numbers.isOctalOrHex(text)) return INTEGER;
            return Numbers.isDecimal(text) || Numbers.isInfinity(text) ? NUMBER : TEXT;
        }
    }
}
