package rtgsim.scenario.file;

import java.util.List;
import java.util.SplittableRandom;

/// Makes a text a little wrong: a character, a word, a number or a passage is left out, doubled, changed, or replaced by what readers stumble over.
final class Mutation {

    /// What is put in the place of words, numbers and marks.
    private static final List<String> POISON =
            List.of(
                    "",
                    "~",
                    "null",
                    "true",
                    "False",
                    "NO",
                    "-1",
                    "0",
                    "-0",
                    "1",
                    "2",
                    "1.9",
                    "1e3",
                    "1e-7",
                    "1e999999999",
                    "1e-999999999",
                    "0x1F",
                    "0o7",
                    "007",
                    "+5",
                    "5_000",
                    "5__0",
                    "_5",
                    ".5",
                    "5.",
                    ".inf",
                    "-.inf",
                    ".nan",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "2147483647",
                    "2147483648",
                    "999999999999999999999999999999",
                    "1e308",
                    "1e309",
                    "4.9e-324",
                    "700.1",
                    "1000000",
                    "1000001",
                    "''",
                    "\"\"",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\"\\U00110000\"",
                    "\"\\UFFFFFFFF\"",
                    "\"\\x\"",
                    "\\",
                    "'5'",
                    "{}",
                    "[]",
                    "[[]]",
                    "{a: b}",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    ": ",
                    "- ",
                    "? ",
                    "&a x",
                    "*a",
                    "!!int 5",
                    "! x",
                    "!<",
                    "%YAML 1.1",
                    "---",
                    "...",
                    "|",
                    ">",
                    "|2\n  x",
                    "#",
                    "\t",
                    "\n",
                    "\r",
                    "\r\n",
                    "\u0007",
                    "\uFEFF",
                    "😀",
                    "\u202E",
                    "\u2028",
                    "CENTRAL_BANK",
                    "BANK_A",
                    "BANK_B",
                    "POP_001",
                    "POP_100",
                    "%05d",
                    "%d",
                    "24:00",
                    "07:00",
                    "2026-02-30",
                    "2026-13-01",
                    "fifo",
                    "tree",
                    "type",
                    "<<",
                    "every_tick",
                    "xorshift64star",
                    "per_agent",
                    "10",
                    "11",
                    "30");

    private Mutation() {}

    /// One to three changes, most often one.
    static String of(String text, SplittableRandom random) {
        StringBuilder mutant = new StringBuilder(text);
        int changes = 1 + random.nextInt(6) / 4;
        for (int i = 0; i < changes && !mutant.isEmpty(); i++) {
            int at = random.nextInt(mutant.length());
            switch (random.nextInt(10)) {
                case 0 -> mutant.deleteCharAt(at);
                case 1 -> mutant.insert(at, (char) random.nextInt(0x20, 0x7F));
                case 2 -> mutant.insert(at, POISON.get(random.nextInt(POISON.size())));
                case 3 -> mutant.setCharAt(at, (char) random.nextInt(0x10000));
                case 4 -> {
                    int until = Math.min(mutant.length(), at + random.nextInt(40));
                    mutant.insert(random.nextInt(mutant.length()), mutant.substring(at, until));
                }
                case 5 -> mutant.delete(at, Math.min(mutant.length(), at + random.nextInt(60)));
                case 6, 7 -> {
                    int digit = at;
                    while (digit < mutant.length() && !Character.isDigit(mutant.charAt(digit))) digit++;
                    if (digit < mutant.length()) mutant.setCharAt(digit, (char) ('0' + random.nextInt(10)));
                }
                default -> {
                    int from = at;
                    int until = at;
                    while (from > 0 && isOfWord(mutant.charAt(from - 1))) from--;
                    while (until < mutant.length() && isOfWord(mutant.charAt(until))) until++;
                    mutant.replace(from, until, POISON.get(random.nextInt(POISON.size())));
                }
            }
        }
        return mutant.toString();
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
    }
}
