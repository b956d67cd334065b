package rtgsim.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The names that someone who wrote `seen` most likely meant.
public final class Nearest {

    private static final int NAMES_MAX = 3;

    /// Longer names than this are not compared: the work grows with the product of the lengths.
    private static final int LENGTH_MAX = 120;

    private Nearest() {}

    /// At most three names, nearest first; empty if none is near.
    public static List<String> names(String seen, Collection<String> allowed) {
        record Candidate(String name, int distance) {}
        List<Candidate> near = new ArrayList<>();
        String wanted = seen.toLowerCase(Locale.ROOT);
        int most = Math.max(1, Math.min(4, wanted.length() / 3));
        if (wanted.length() <= LENGTH_MAX) {
            for (String name : allowed) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (lower.length() > LENGTH_MAX) continue;
                boolean begins = wanted.length() >= 3 && lower.startsWith(wanted);
                int distance = begins ? 1 : distance(wanted, lower, most);
                if (distance <= most) near.add(new Candidate(name, distance));
            }
        }
        return near.stream()
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(NAMES_MAX)
                .map(Candidate::name)
                .toList();
    }

    /// The nearest name, or null.
    public static @Nullable String name(String seen, Collection<String> allowed) {
        List<String> names = names(seen, allowed);
        return names.isEmpty() ? null : names.getFirst();
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`; some number above `most` if there are more.
    static int distance(String a, String b, int most) {
        if (Math.abs(a.length() - b.length()) > most) return most + 1;
        int[] twoAbove = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
            }
            int[] free = twoAbove;
            twoAbove = above;
            above = row;
            row = free;
        }
        return above[b.length()];
    }
}
