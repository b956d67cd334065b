package rtgsim.scenario.file;

/// The forms of numbers in scenario files, told apart without regular expressions: the text may be long and hostile.
final class Numbers {

    private Numbers() {}

    /// An optional sign, then decimal digits, with single `_` between digits.
    static boolean isInteger(String text) {
        int from = afterSign(text);
        if (from == text.length()) return false;
        boolean digitBefore = false;
        for (int i = from; i < text.length(); i++) {
            boolean digit = isDigit(text.charAt(i));
            if (!digit && !(text.charAt(i) == '_' && digitBefore)) return false;
            digitBefore = digit;
        }
        return digitBefore;
    }

    /// `0o17`, `0x1F`: integers of the core schema, but not of ours.
    static boolean isOctalOrHex(String text) {
        if (text.length() < 3 || text.charAt(0) != '0') return false;
        char base = text.charAt(1);
        if (base != 'o' && base != 'x') return false;
        return text.chars()
                .skip(2)
                .allMatch(c -> base == 'o' ? c >= '0' && c <= '7' : c < 128 && Character.digit(c, 16) >= 0);
    }

    /// An optional sign, digits with or without a point among, before or after them, an optional exponent.
    static boolean isDecimal(String text) {
        int at = afterSign(text);
        int whole = digitsFrom(text, at);
        at += whole;
        int fraction = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            fraction = digitsFrom(text, at + 1);
            at += 1 + fraction;
        }
        if (whole + fraction == 0) return false;
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) at++;
            int exponent = digitsFrom(text, at);
            if (exponent == 0) return false;
            at += exponent;
        }
        return at == text.length();
    }

    static boolean isInfinity(String text) {
        String unsigned = text.substring(afterSign(text));
        return unsigned.equals(".inf") || unsigned.equals(".Inf") || unsigned.equals(".INF");
    }

    private static int afterSign(String text) {
        return !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
    }

    private static int digitsFrom(String text, int from) {
        int until = from;
        while (until < text.length() && isDigit(text.charAt(until))) until++;
        return until - from;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
