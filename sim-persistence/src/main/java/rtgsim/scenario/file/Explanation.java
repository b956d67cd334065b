package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A kind of problem, told at length: what it means, an example that has it, and the same mended.
///
/// @param code like `S0112`
/// @param explanation what the rule is, why, and how to keep it
/// @param wrong the files of the example that has the problem; empty where this version never reports it
/// @param mended the same files without it
public record Explanation(String code, String title, String explanation, List<Part> wrong, List<Part> mended) {

    /// A file of an example, or its flags under [#FLAGS]. Of a scenario in YAML keys that do not matter here may be left out.
    ///
    /// @param text lines, each ending in `\n`
    public record Part(String file, String text) {}

    /// The name of the part that holds flags, one a line.
    public static final String FLAGS = "--set";

    private static final String SCENARIO = "scenario.yaml";
    private static final String RESOURCE = "examples.txt";

    public Explanation {
        wrong = List.copyOf(wrong);
        mended = List.copyOf(mended);
    }

    /// Of every kind, in the order of their groups.
    public static List<Explanation> all() {
        Map<ProblemCode, List<String>> examples = examples();
        List<Explanation> all = new ArrayList<>();
        for (ProblemCode code : ProblemCode.values()) {
            List<String> lines = examples.getOrDefault(code, List.of());
            all.add(
                    new Explanation(
                            code.code(), code.title(), code.explanation(), parts(lines, '-'), parts(lines, '+')));
        }
        return all;
    }

    /// @param code in upper or lower case
    /// @return null if there is no such code
    public static @Nullable Explanation of(String code) {
        String wanted = code.toUpperCase(Locale.ROOT);
        for (Explanation each : all()) if (each.code.equals(wanted)) return each;
        return null;
    }

    private static Map<ProblemCode, List<String>> examples() {
        Map<ProblemCode, List<String>> examples = new EnumMap<>(ProblemCode.class);
        List<String> lines = new ArrayList<>();
        for (String line : resource().lines().toList()) {
            if (line.startsWith("#") || line.isEmpty()) continue;
            ProblemCode code = codeOf(line);
            if (code == null) {
                lines.add(line);
            } else {
                lines = new ArrayList<>();
                examples.put(code, lines);
            }
        }
        return examples;
    }

    private static @Nullable ProblemCode codeOf(String line) {
        if (line.startsWith("  ") || line.startsWith("- ") || line.startsWith("+ ") || line.startsWith("@ "))
            return null;
        for (ProblemCode code : ProblemCode.values()) if (code.code().equals(line)) return code;
        throw new IllegalStateException(RESOURCE + " has a line that is neither a code nor of an example: " + line);
    }

    /// The lines that are in both, and those of the sign.
    private static List<Part> parts(List<String> lines, char sign) {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        String file = SCENARIO;
        for (String line : lines) {
            String text = line.substring(2);
            char first = line.charAt(0);
            if (first == '@') file = text;
            else if (first == ' ' || first == sign) {
                texts.computeIfAbsent(file, name -> new StringBuilder()).append(text).append('\n');
            }
        }
        List<Part> parts = new ArrayList<>();
        texts.forEach((name, text) -> parts.add(new Part(name, text.toString())));
        return parts;
    }

    private static String resource() {
        try (InputStream in = Objects.requireNonNull(Explanation.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", broken);
        }
    }
}
