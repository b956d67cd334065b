package rtgsim.scenario.file;

import java.util.Locale;

/// Which characters a text may be made of, before anyone looks at its syntax.
final class Characters {

    private Characters() {}

    /// Reports the first character that no text may hold.
    static boolean areAllowed(Source source, Problems problems) {
        String text = source.text();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isAllowed(c)) {
                problems.report(
                        ProblemCode.BAD_CHARACTER,
                        source,
                        i,
                        1,
                        NodePath.ROOT,
                        String.format(Locale.ROOT, "the character U+%04X cannot stand in a scenario", c),
                        "inside double quotes it can be written as an escape");
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /// The printable characters of YAML 1.2.
    private static boolean isAllowed(int c) {
        if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
        if (c < 0xA0) return c < 0x7F || c == 0x85;
        return c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
