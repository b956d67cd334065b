package rtgsim.scenario.file;

import java.util.Arrays;

/// A text that nodes come from: a file, or a flag of the command line. Turns offsets (in `char`s) into lines and columns (in code points).
public final class Source {

    /// Of a longer line only a part is shown, and kept in problems.
    private static final int LINE_SHOWN_MAX = 400;

    private static final int AFTER_FLAGS = 1 << 30;
    private static final int CONTEXT_BEFORE = 60;
    private static final int CONTEXT_AFTER = 120;
    private static final String CUT = "…";

    private final String name;
    private final String text;
    private final int order;
    private final boolean flag;
    private final int nestingMax;
    private final int[] lineStarts;
    private final int[] pairs;

    private Source(String name, String text, int order, boolean flag, int nestingMax) {
        this.name = name;
        this.text = text;
        this.order = order;
        this.flag = flag;
        this.nestingMax = nestingMax;
        this.lineStarts = lineStarts(text);
        this.pairs = surrogatePairs(text);
    }

    public static Source file(String name, String text) {
        return new Source(name, text, 0, false, TreeBuilder.NESTING_MAX);
    }

    /// A file with other keys than ours, among which decision trees may stand.
    static Source foreign(String name, String text) {
        return new Source(name, text, 0, false, TreeBuilder.TREE_NESTING_MAX);
    }

    /// @param order its place among the policy files, from 1
    static Source policy(String name, String text, int order) {
        return new Source(name, text, AFTER_FLAGS + order, false, TreeBuilder.TREE_NESTING_MAX);
    }

    /// @param order its place among the flags, from 1
    static Source flag(String name, String text, int order) {
        return new Source(name, text, order, true, TreeBuilder.NESTING_MAX);
    }

    /// How deep maps and lists may be nested in it, but for the decision trees of a scenario.
    int nestingMax() {
        return nestingMax;
    }

    String text() {
        return text;
    }

    /// How problems name it: the file, or the whole flag.
    public String name() {
        return flag && !text.isEmpty() ? name + " " + Words.shown(text, LINE_SHOWN_MAX) : name;
    }

    /// The file comes first, then the flags as they were given, then policy files.
    int order() {
        return order;
    }

    /// From 1; 0 in a flag.
    public int line(int offset) {
        return flag ? 0 : lineIndex(offset) + 1;
    }

    /// From 1, in code points.
    public int column(int offset) {
        int start = lineStarts[lineIndex(offset)];
        return offset - start - (pairsBefore(offset) - pairsBefore(start)) + 1;
    }

    /// Code points from `offset` on, at most up to the end of the line.
    int lengthOnLine(int offset, int length) {
        int end = Math.min(lineEnd(lineIndex(offset)), offset + length);
        return end <= offset ? 0 : text.codePointCount(offset, end);
    }

    /// The line of `offset`. Of a long line the first part, or, where the column is further on, what is around it after `…`.
    String excerpt(int offset) {
        int index = lineIndex(offset);
        int start = lineStarts[index];
        int end = lineEnd(index);
        int column = column(offset);
        if (column <= LINE_SHOWN_MAX) {
            int shown = forward(start, end, LINE_SHOWN_MAX + CONTEXT_AFTER);
            return text.substring(start, shown) + (shown < end ? CUT : "");
        }
        int from = text.offsetByCodePoints(Math.min(offset, text.length()), -CONTEXT_BEFORE);
        int shown = forward(from, end, CONTEXT_BEFORE + CONTEXT_AFTER);
        return CUT + text.substring(from, shown) + (shown < end ? CUT : "");
    }

    /// Where in an [#excerpt] the column of its problem stands, from 1.
    static int columnInExcerpt(int column) {
        return column <= LINE_SHOWN_MAX ? column : CUT.length() + CONTEXT_BEFORE + 1;
    }

    /// The offset of the `index`-th code point.
    int offsetOfCodePoint(int index) {
        int low = 0;
        int high = pairs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pairs[middle] < index) low = middle + 1;
            else high = middle;
        }
        return Math.min(index + low, text.length());
    }

    /// How many characters of two `char`s begin before `offset`.
    private int pairsBefore(int offset) {
        int low = 0;
        int high = pairs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pairs[middle] + middle < offset) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int forward(int from, int end, int codePoints) {
        int offset = from;
        for (int i = 0; i < codePoints && offset < end; i++) offset += Character.charCount(text.codePointAt(offset));
        return Math.min(offset, end);
    }

    private int lineIndex(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found : -found - 2;
    }

    private int lineEnd(int index) {
        int end = index + 1 < lineStarts.length ? lineStarts[index + 1] : text.length();
        while (end > lineStarts[index] && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) end--;
        return end;
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
            if (!ends) continue;
            if (count == starts.length) starts = Arrays.copyOf(starts, 2 * count);
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    /// The positions, in code points, of the characters that take two `char`s.
    private static int[] surrogatePairs(String text) {
        int[] found = new int[0];
        int count = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (Character.isSupplementaryCodePoint(c)) {
                if (count == found.length) found = Arrays.copyOf(found, Math.max(8, 2 * count));
                found[count] = i - count;
                count++;
            }
            i += Character.charCount(c);
        }
        return Arrays.copyOf(found, count);
    }
}
