package rtgsim.scenario.file;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How values and names are put into messages.
public final class Words {

    private static final int SHOWN_MAX = 60;
    private static final int CANDIDATES_MAX = 2_000;

    /// Shorter words are part of too much.
    private static final int PART_MIN = 4;

    private Words() {}

    /// `text` in backquotes, cut where it is long, and without characters that a terminal would obey.
    public static String quoted(String text) {
        return "`" + shown(text, SHOWN_MAX) + "`";
    }

    /// `text` without control characters, at most `max` code points of it.
    public static String shown(String text, int max) {
        StringBuilder shown = new StringBuilder();
        int codePoints = 0;
        for (int i = 0; i < text.length(); codePoints++) {
            if (codePoints == max) return shown.append('…').toString();
            int c = text.codePointAt(i);
            shown.appendCodePoint(isUnprintable(c) ? 0xFFFD : c);
            i += Character.charCount(c);
        }
        return shown.toString();
    }

    /// Control characters, and those that reorder or hide what stands beside them.
    public static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /// `did you mean …? allowed: …`
    public static String allowed(String seen, Collection<String> allowed) {
        String nearest = nearest(seen, allowed);
        String all = "allowed: " + String.join(", ", allowed);
        return nearest == null ? all : "did you mean " + quoted(nearest) + "? " + all;
    }

    /// The name that `seen` is most likely a slip or a part of, or null. Of very many names only the first are looked at.
    static @Nullable String nearest(String seen, Iterable<String> names) {
        int best = Math.min(seen.length() / 3, 3) + 1;
        String nearest = null;
        String longer = null;
        int looked = 0;
        for (String name : names) {
            if (looked++ == CANDIDATES_MAX) break;
            int distance = distance(seen, name, best);
            if (distance < best) {
                best = distance;
                nearest = name;
            }
            if (longer == null && seen.length() >= PART_MIN && name.contains(seen)) longer = name;
        }
        return nearest != null ? nearest : longer;
    }

    /// Letters to insert, leave out, replace or swap with their neighbour to get from `a` to `b`; `bound` where it is no less than that.
    static int distance(String a, String b, int bound) {
        if (Math.abs(a.length() - b.length()) >= bound) return bound;
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) last[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1;
                int cost = Math.min(last[j - 1] + same, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(cost, beforeLast[j - 2] + 1) : cost;
                least = Math.min(least, row[j]);
            }
            if (least >= bound) return bound;
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return Math.min(bound, last[b.length()]);
    }

    /// `a`, `a and b`, `a, b and c`, each in backquotes.
    static String listed(List<String> names) {
        List<String> quoted = names.stream().map(Words::quoted).toList();
        if (quoted.size() == 1) return quoted.getFirst();
        return String.join(", ", quoted.subList(0, quoted.size() - 1)) + " and " + quoted.getLast();
    }
}
