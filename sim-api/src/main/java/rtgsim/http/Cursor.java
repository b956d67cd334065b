package rtgsim.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;

/// A place in a list, as a text that only makes sense for the question it was given out with.
///
/// @param forward whether the page is the one after `key`; else the one before
/// @param key of the row at the border of a page
record Cursor(boolean forward, String key) {

    private static final Pattern TEXT = Pattern.compile("1([ab])([0-9a-f]{16})(.{1,200})");

    /// @param question all that the list depends on but the place in it
    String text(String question) {
        String text = "1" + (forward ? "a" : "b") + hash(question) + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Cursor of(String text, String question) {
        Matcher parts = TEXT.matcher(decoded(text));
        if (!parts.matches()) throw refused("cursor must be the next or prev of an earlier answer: cursor=" + text);
        if (!parts.group(2).equals(hash(question))) {
            throw refused("cursor belongs to other filters, another order or another run: cursor=" + text);
        }
        return new Cursor(parts.group(1).equals("a"), parts.group(3));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static Refused refused(String message) {
        return new Refused(
                new Refusal.BadArgument(
                        "cursor",
                        message,
                        "send the same parameters as with the answer that it came from, or leave it out"));
    }

    private static String hash(String question) {
        return HexFormat.of().formatHex(sha256(question), 0, 8);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
