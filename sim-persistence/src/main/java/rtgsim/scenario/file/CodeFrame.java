package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem with the line it is on and carets under what is meant, as plain text.
public final class CodeFrame {

    private static final int WIDTH = 132;

    private CodeFrame() {}

    /// Several lines, each ending in `\n`.
    public static String render(Problem problem) {
        String number = problem.line() == 0 ? "  " : Integer.toString(problem.line());
        String gutter = " ".repeat(number.length());
        String file = visible(problem.file());
        String place = problem.line() == 0 ? file : file + ":" + problem.line() + ":" + problem.column();
        StringBuilder frame = new StringBuilder();
        frame.append("error[").append(problem.code()).append("]: ").append(problem.message()).append('\n');
        frame.append(gutter).append("--> ").append(place).append('\n');
        frame.append(gutter).append(" |\n");
        frame.append(number).append(" |");
        String shown = visible(problem.sourceLine());
        if (!shown.isBlank()) frame.append(' ').append(shown);
        frame.append('\n');
        appendCarets(frame, gutter, shown, problem);
        return frame.toString();
    }

    private static void appendCarets(StringBuilder frame, String gutter, String shown, Problem problem) {
        int column = Source.columnInExcerpt(problem.column());
        int lineLength = shown.codePointCount(0, shown.length());
        int before = Math.min(column - 1, lineLength);
        int carets = Math.clamp(problem.length(), 1, Math.max(1, lineLength - before));
        String indent = blank(shown, before);
        frame.append(gutter).append(" | ").append(indent).append("^".repeat(carets));
        String margin = gutter + " | " + indent + " ".repeat(carets + 1);
        List<String> lines = wrap(problem.hint(), WIDTH - margin.length());
        for (int i = 0; i < lines.size(); i++) {
            if (i == 0) frame.append(' ');
            else frame.append('\n').append(margin);
            frame.append(lines.get(i));
        }
        frame.append('\n');
    }

    /// What a terminal must not obey is shown as a replacement character; tabs stay.
    private static String visible(String line) {
        StringBuilder visible = new StringBuilder(line.length());
        line.codePoints().forEach(c -> visible.appendCodePoint(c != '\t' && Words.isUnprintable(c) ? 0xFFFD : c));
        return visible.toString();
    }

    /// As wide as the first `codePoints` of the line, whose tabs it keeps.
    private static String blank(String line, int codePoints) {
        StringBuilder blank = new StringBuilder(codePoints);
        line.codePoints().limit(codePoints).forEach(c -> blank.append(c == '\t' ? '\t' : ' '));
        return blank.toString();
    }

    private static List<String> wrap(@Nullable String hint, int width) {
        List<String> lines = new ArrayList<>();
        if (hint == null || hint.isEmpty()) return lines;
        StringBuilder line = new StringBuilder();
        for (String word : hint.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > Math.max(40, width)) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
