package rtgsim.store;

import org.jspecify.annotations.Nullable;

/// One line of CSV (RFC 4180), value by value. What is absent is an empty cell.
///
/// A text that a spreadsheet would run as a formula is defused by an apostrophe in front of it.
public final class CsvRow {

    private final StringBuilder line = new StringBuilder(256);
    private boolean first = true;

    /// A text of our own making, which needs no care.
    public CsvRow plain(String value) {
        separate();
        line.append(value);
        return this;
    }

    public CsvRow number(long value) {
        separate();
        line.append(value);
        return this;
    }

    public CsvRow nullable(@Nullable Integer value) {
        separate();
        if (value != null) line.append(value.intValue());
        return this;
    }

    /// A text that may hold anything.
    public CsvRow text(@Nullable String value) {
        separate();
        if (value == null) return this;
        String safe = isFormula(value) ? "'" + value : value;
        if (!needsQuotes(safe)) {
            line.append(safe);
            return this;
        }
        line.append('"').append(safe.replace("\"", "\"\"")).append('"');
        return this;
    }

    /// The line without its end.
    public String line() {
        return line.toString();
    }

    private void separate() {
        if (!first) line.append(',');
        first = false;
    }

    private static boolean isFormula(String value) {
        return !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    }

    private static boolean needsQuotes(String value) {
        if (value.isEmpty()) return true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
        }
        return false;
    }
}
