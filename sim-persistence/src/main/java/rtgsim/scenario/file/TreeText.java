package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.ScalarNode;

/// Makes a tree with places of a text in YAML, or in JSON where its name ends in `.json`. What the keys of the tree mean is for others to say.
public final class TreeText {

    /// The most bytes that such a file may have: 64 MiB.
    public static final int BYTES_MAX = 64 * 1024 * 1024;

    private TreeText() {}

    /// Reads a file of the scenario's syntax with another simulator's keys.
    ///
    /// @param hint what a file that holds nothing should hold
    /// @throws ScenarioRefused if it is no such file; nothing is left in `problems` to be reported later but what is in the exception
    public static Node read(Path file, @Nullable String hint, Problems problems) throws ScenarioRefused, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = of(in, file.toString(), problems);
            String name = file.toString();
            return parse(Source.foreign(name, withoutMark(text)), isJson(name), hint, problems);
        }
    }

    /// All text of a stream, which is UTF-8 and not too large.
    static String of(InputStream in, String name, Problems problems) throws ScenarioRefused, IOException {
        byte[] bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            refuseWhole(ProblemCode.TOO_LARGE, name, "the file has more than 64 MiB", problems);
        }
        return decode(bytes, name, problems);
    }

    static Node parse(String text, String name, @Nullable String hint, Problems problems) throws ScenarioRefused {
        return parse(text, name, isJson(name), hint, problems);
    }

    static Node parse(String text, String name, boolean json, @Nullable String hint, Problems problems)
            throws ScenarioRefused {
        // No character takes less than a byte.
        if (text.length() > BYTES_MAX) {
            refuseWhole(ProblemCode.TOO_LARGE, name, "the scenario has more than 64 MiB", problems);
        }
        return parse(Source.file(name, withoutMark(text)), json, hint, problems);
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isJson(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".json");
    }

    private static Node parse(Source source, boolean json, @Nullable String hint, Problems problems)
            throws ScenarioRefused {
        Characters.areAllowed(source, problems);
        problems.refuseIfAny();
        Node root = json ? JsonTree.read(source, problems) : YamlTree.read(source, 0, problems);
        if (root != null && !(root instanceof ScalarNode scalar && scalar.isEmpty())) return root;
        if (problems.isEmpty()) {
            problems.report(ProblemCode.EMPTY_DOCUMENT, source, 0, 1, NodePath.ROOT, "the document is empty", hint);
        }
        problems.refuseIfAny();
        throw new IllegalStateException("a text without a tree must have a problem: " + source.name());
    }

    private static void refuseWhole(ProblemCode code, String name, String message, Problems problems)
            throws ScenarioRefused {
        problems.report(code, Source.file(name, ""), 0, 1, NodePath.ROOT, message, null);
        problems.refuseIfAny();
    }

    private static String decode(byte[] bytes, String name, Problems problems) throws ScenarioRefused {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What is malformed becomes this character, but the file may also hold it as its own.
        if (text.indexOf('\uFFFD') < 0) return text;
        CharsetDecoder strict =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer decoded = CharBuffer.allocate(text.length() + 1);
        if (!strict.decode(ByteBuffer.wrap(bytes), decoded, true).isError()) return text;
        int offset = decoded.position();
        problems.report(
                ProblemCode.NOT_UTF8,
                Source.file(name, text),
                offset,
                1,
                NodePath.ROOT,
                "the file is not UTF-8 here",
                "save it as UTF-8");
        problems.refuseIfAny();
        return text;
    }
}
