package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads CSV as in RFC 4180, row by row, and knows the line and column of each cell. Lines end in LF or CRLF; blanks belong to the cell.
///
/// The buffer holds the current row from its start; cells are ranges of it, counted from there, so that a row that is moved needs no new ranges.
public final class CsvRows implements Cells {

    /// No row of payments is longer; one that is has lost a quote.
    private static final int ROW_BYTES_MAX = 1 << 20;

    private final InputStream in;
    private final String file;
    private final String pointer;
    private final Problems problems;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int limit;
    private boolean ended;

    /// The line of the row's first byte, and that after its last one.
    private int line = 1;

    private int nextLine = 1;
    private int nextStart;

    private int count;
    private int[] from = new int[16];
    private int[] until = new int[16];
    private boolean[] quoted = new boolean[16];
    private int length;

    /// @param pointer to the key that names the file, for problems; empty if none does
    public CsvRows(InputStream in, String file, String pointer, Problems problems) throws IOException {
        this.in = in;
        this.file = file;
        this.pointer = pointer;
        this.problems = problems;
        boolean marked = has(2) && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF;
        if (marked) nextStart = 3;
    }

    /// Reads the next row.
    ///
    /// @return false at the end, or where the syntax is broken, which is reported
    public boolean next() throws IOException {
        start = nextStart;
        line = nextLine;
        count = 0;
        int at = 0;
        if (!has(at)) return false;
        while (true) {
            boolean quote = has(at) && byteAt(at) == '"';
            int cellFrom = quote ? at + 1 : at;
            at = quote ? closingQuote(at) : unquotedEnd(at);
            if (at < 0) return false;
            addCell(cellFrom, at, quote);
            if (quote) at++;
            if (!has(at)) return endRow(at, at);
            byte separator = byteAt(at);
            if (separator == '\n') return endRow(at, at + 1);
            if (separator == '\r' && has(at + 1) && byteAt(at + 1) == '\n') return endRow(at, at + 2);
            if (separator != ',') return refuse(at, "a quoted cell must end here, at a comma or the end of the line");
            at++;
            if (at > ROW_BYTES_MAX) return refuse(0, "this row has more than 1 MiB");
        }
    }

    private boolean endRow(int rowLength, int next) {
        length = rowLength;
        nextStart = start + next;
        nextLine++;
        return true;
    }

    private int unquotedEnd(int cellFrom) throws IOException {
        int at = cellFrom;
        while (has(at)) {
            byte b = byteAt(at);
            if (b == ',' || b == '\n') return at;
            if (b == '\r' && has(at + 1) && byteAt(at + 1) == '\n') return at;
            if (b == '"') {
                refuse(at, "a quote inside a cell; put the whole cell in quotes and write \"\" for a quote");
                return -1;
            }
            if (++at > ROW_BYTES_MAX) {
                refuse(0, "this row has more than 1 MiB");
                return -1;
            }
        }
        return at;
    }

    private int closingQuote(int quoteAt) throws IOException {
        int at = quoteAt + 1;
        while (has(at) && at <= ROW_BYTES_MAX) {
            byte b = byteAt(at);
            if (b == '\n') nextLine++;
            if (b == '"') {
                if (!has(at + 1) || byteAt(at + 1) != '"') return at;
                at++;
            }
            at++;
        }
        refuse(quoteAt, "this quote is never closed");
        return -1;
    }

    private void addCell(int cellFrom, int cellUntil, boolean wasQuoted) {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            until = Arrays.copyOf(until, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
        }
        from[count] = cellFrom;
        until[count] = cellUntil;
        quoted[count] = wasQuoted;
        count++;
    }

    private byte byteAt(int offset) {
        return buffer[start + offset];
    }

    /// Whether the row has a byte there; reads on where the buffer ends.
    private boolean has(int offset) throws IOException {
        while (start + offset >= limit) {
            if (ended) return false;
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, limit - start);
                limit -= start;
                start = 0;
            }
            if (limit == buffer.length) buffer = Arrays.copyOf(buffer, 2 * limit);
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) ended = true;
            else limit += read;
        }
        return true;
    }

    private boolean refuse(int at, String message) {
        int end = at;
        while (start + end < limit && buffer[start + end] != '\n' && end < at + 400) end++;
        length = end;
        report(ProblemCode.NOT_CSV, at, 1, message, "reading stops here");
        return false;
    }

    @Override
    public int count() {
        return count;
    }

    /// The line on which the row begins, from 1.
    public int line() {
        return line;
    }

    /// Whether the row is a line with nothing in it.
    public boolean isBlank() {
        return count == 1 && !quoted[0] && from[0] == until[0];
    }

    @Override
    public boolean isEmpty(int column) {
        return from[column] == until[column];
    }

    @Override
    public long integer(int column) {
        int at = start + from[column];
        int end = start + until[column];
        boolean negative = at < end && buffer[at] == '-';
        if (at < end && (buffer[at] == '-' || buffer[at] == '+')) at++;
        if (at == end) return NO_INTEGER;
        long value = 0;
        for (; at < end; at++) {
            int digit = buffer[at] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) return NO_INTEGER;
            value = 10 * value + digit;
        }
        return negative ? -value : value;
    }

    @Override
    public @Nullable String text(int column) {
        int at = start + from[column];
        int end = start + until[column];
        boolean ascii = true;
        for (int i = at; i < end && ascii; i++) ascii = buffer[i] >= 0;
        String text =
                ascii
                        ? new String(buffer, at, end - at, StandardCharsets.ISO_8859_1)
                        : decoded(ByteBuffer.wrap(buffer, at, end - at));
        return text == null || !quoted[column] ? text : text.replace("\"\"", "\"");
    }

    private static @Nullable String decoded(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    @Override
    public void report(ProblemCode code, int column, String message, @Nullable String hint) {
        if (column < 0) report(code, 0, length, message, hint);
        else report(code, from[column], until[column] - from[column], message, hint);
    }

    private void report(ProblemCode code, int at, int bytes, String message, @Nullable String hint) {
        if (problems.isFull()) {
            problems.reportRow(code, pointer, Source.file(file, ""), line, 0, 1, message, hint);
            return;
        }
        String before = new String(buffer, start, at, StandardCharsets.UTF_8);
        String meant = new String(buffer, start + at, bytes, StandardCharsets.UTF_8);
        String row = new String(buffer, start, length, StandardCharsets.UTF_8);
        problems.reportRow(code, pointer, Source.file(file, row), line, before.length(), meant.length(), message, hint);
    }
}
