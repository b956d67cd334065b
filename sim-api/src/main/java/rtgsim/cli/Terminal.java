package rtgsim.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a command says: results on standard output, talk on standard error, colour only where people watch.
final class Terminal {

    /// The colours, as what they say.
    enum Style {
        GOOD("32"),
        BAD("1;31"),
        NOTE("36"),
        FAINT("2"),
        STRONG("1");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private static final String ESCAPE = "\u001b[";
    private static final int WIDTH_DEFAULT = 120;
    private static final int WIDTH_MIN = 40;

    private final Surroundings around;
    private final Settings settings;

    Terminal(Surroundings around, Settings settings) {
        this.around = around;
        this.settings = settings;
    }

    /// Where results go.
    PrintStream out() {
        return around.out();
    }

    /// Whether people read standard output on a screen, rather than a file or another program.
    boolean isWatched() {
        return around.outIsTerminal();
    }

    /// Whether a moving line may be drawn on standard error.
    boolean showsProgress() {
        return around.errIsTerminal() && !settings.quiet && !settings.noProgress;
    }

    /// One line of a result.
    void print(String line) {
        around.out().println(line);
    }

    /// One `key: value` line of a result. What is absent is left empty; numbers are written out.
    void print(String key, @Nullable Object value) {
        around.out().println(key + ": " + (value == null ? "" : printable(plain(value))));
    }

    private static String plain(Object value) {
        boolean fraction = value instanceof Double number && Double.isFinite(number);
        return fraction ? BigDecimal.valueOf((Double) value).toPlainString() : value.toString();
    }

    /// One line of talk, which `-q` silences. On a screen it comes after the results that were printed before it, as does the next.
    void say(String line) {
        if (settings.quiet) return;
        around.out().flush();
        around.err().println(line);
    }

    /// One line that must be read.
    void complain(String line) {
        around.out().flush();
        around.err().println(line);
    }

    /// Draws over the current line of standard error.
    void redraw(String line) {
        around.err().print("\r" + line + ESCAPE + "K");
        around.err().flush();
    }

    /// Takes back what [#redraw] drew.
    void clearLine() {
        around.err().print("\r" + ESCAPE + "K");
        around.err().flush();
    }

    /// `text` in a colour of a result.
    String paint(Style style, String text) {
        return paint(around.outIsTerminal(), style, text);
    }

    /// `text` in a colour of talk.
    String paintTalk(Style style, String text) {
        return paint(around.errIsTerminal(), style, text);
    }

    private String paint(boolean watched, Style style, String text) {
        String noColor = around.variables().get("NO_COLOR");
        boolean asked = settings.noColor || (noColor != null && !noColor.isEmpty());
        return watched && !asked ? ESCAPE + style.code + "m" + text + ESCAPE + "0m" : text;
    }

    /// Columns of the screen, from `COLUMNS` where the shell tells.
    int width() {
        String columns = around.variables().get("COLUMNS");
        if (columns == null || !columns.matches("[0-9]{1,4}")) return WIDTH_DEFAULT;
        return Math.max(WIDTH_MIN, Integer.parseInt(columns));
    }

    /// `text` without what would move the cursor or change the screen: a scenario is somebody else's text.
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) || isInvisible(c) ? '\uFFFD' : c));
        return printable.toString();
    }

    /// Marks that turn the direction of text, and line separators.
    private static boolean isInvisible(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
    }

    /// `10 012 331`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    /// `3.2 bn`, for amounts that are read rather than compared.
    static String amount(double amount) {
        return Math.abs(amount) >= 1e12
                ? String.format(Locale.ROOT, "%.1f tn", amount / 1e12)
                : scaled(amount, "bn", "M", "k");
    }

    /// `3.2 M`.
    static String rate(double perSecond) {
        return scaled(perSecond, "G", "M", "k");
    }

    private static String scaled(double number, String billion, String million, String thousand) {
        double size = Math.abs(number);
        if (size >= 1e9) return String.format(Locale.ROOT, "%.1f %s", number / 1e9, billion);
        if (size >= 1e6) return String.format(Locale.ROOT, "%.1f %s", number / 1e6, million);
        if (size >= 1e4) return String.format(Locale.ROOT, "%.1f %s", number / 1e3, thousand);
        return count(Math.round(number));
    }

    /// `212 MB`.
    static String bytes(long bytes) {
        if (bytes >= 1_000_000_000) return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        if (bytes >= 1_000_000) return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        if (bytes >= 1_000) return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
        return bytes + " B";
    }

    /// `98.7 %`.
    static String share(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// `3.1 s`.
    static String seconds(double seconds) {
        if (seconds >= 100) return String.format(Locale.ROOT, "%.0f s", seconds);
        return seconds >= 1
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.0f ms", 1000 * seconds);
    }
}
