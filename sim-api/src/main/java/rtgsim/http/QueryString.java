package rtgsim.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;

/// The parameters of a request, decoded strictly: what cannot be read is refused, never left out.
final class QueryString {

    private static final int LENGTH_MAX = 16_384;

    private final Map<String, List<String>> parameters;

    private QueryString(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /// @param known the names that the address takes; all others are refused
    static QueryString of(@Nullable String text, List<String> known) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) return new QueryString(parameters);
        if (text.length() > LENGTH_MAX) {
            throw malformed("the query is longer than " + LENGTH_MAX + " characters");
        }
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw new Refused(Refusal.BadArgument.unknown("parameter", name, List.copyOf(new TreeSet<>(known))));
            }
            if (equals < 0) {
                throw new Refused(new Refusal.BadArgument(name, name + " has no value", "write " + name + "=VALUE"));
            }
            parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(decode(pair.substring(equals + 1)));
        }
        return new QueryString(parameters);
    }

    /// All of them, in the order in which they were first given.
    Map<String, List<String>> all() {
        return parameters;
    }

    /// All of them but one.
    Map<String, List<String>> without(String name) {
        Map<String, List<String>> others = new LinkedHashMap<>(parameters);
        others.remove(name);
        return others;
    }

    /// All values of a parameter.
    List<String> texts(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /// The only value of a parameter, or null without one.
    @Nullable String text(String name) {
        List<String> values = texts(name);
        if (values.size() > 1) {
            throw new Refused(
                    new Refusal.BadArgument(
                            name, name + " must be given once: it was given " + values.size() + " times", null));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /// A number from `min` to `max`, or null without one.
    @Nullable Long number(String name, long min, long max) {
        String text = text(name);
        if (text == null) return null;
        if (text.matches("[0-9]{1,19}")) {
            java.math.BigInteger number = new java.math.BigInteger(text);
            if (number.bitLength() < Long.SIZE && number.longValue() >= min && number.longValue() <= max) {
                return number.longValue();
            }
        }
        String range = max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
        throw new Refused(
                new Refusal.BadArgument(
                        name, name + " must be a whole number, " + range + ": " + name + "=" + text, null));
    }

    /// One of a closed list, or null without one.
    @Nullable String choice(String name, List<String> allowed) {
        String text = text(name);
        if (text == null || allowed.contains(text)) return text;
        throw new Refused(Refusal.BadArgument.notOneOf(name, text, allowed));
    }

    /// Percent-encoded UTF-8; `+` is a space, as forms write it.
    private static String decode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) throw malformed("the query has a % that no two hexadecimal digits follow");
                bytes.put((byte) (16 * high + low));
                i += 2;
            } else if (c == '+') {
                bytes.put((byte) ' ');
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException notText) {
            throw malformed("the query is not UTF-8");
        }
    }

    private static Refused malformed(String message) {
        return new Refused(new Refusal.BadRequest(Refusal.BadRequest.Reason.MALFORMED, message, null));
    }
}
