package rtgsim.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import rtgsim.cli.Terminal.Style;

/// Rows in columns as wide as they need; columns that hold only numbers are set to the right.
final class Table {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9 /.]*");

    private final String[] heads;
    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
        this.heads = heads;
    }

    void row(String... cells) {
        if (cells.length != heads.length) {
            throw new IllegalArgumentException("a row must have " + heads.length + " cells: " + cells.length);
        }
        rows.add(cells);
    }

    List<String> lines(BiFunction<Style, String, String> paint) {
        int[] widths = new int[heads.length];
        boolean[] right = new boolean[heads.length];
        for (int column = 0; column < heads.length; column++) {
            widths[column] = heads[column].length();
            right[column] = true;
            for (String[] row : rows) {
                String plain = plain(row[column]);
                widths[column] = Math.max(widths[column], plain.codePointCount(0, plain.length()));
                right[column] &= plain.isEmpty() || NUMBER.matcher(plain).matches();
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(paint.apply(Style.FAINT, line(heads, widths, right)));
        for (String[] row : rows) lines.add(line(row, widths, right));
        return lines;
    }

    private static String line(String[] cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            String plain = plain(cells[column]);
            String padding = " ".repeat(Math.max(0, widths[column] - plain.codePointCount(0, plain.length())));
            if (column > 0) line.append("  ");
            if (right[column]) line.append(padding).append(cells[column]);
            else line.append(cells[column]).append(column == cells.length - 1 ? "" : padding);
        }
        return line.toString();
    }

    private static String plain(String cell) {
        return COLOUR.matcher(cell).replaceAll("");
    }
}
