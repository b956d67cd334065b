import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Formats the project's Java sources with google-java-format, or names those that are not formatted.
///
/// The build runs this file on JDK 25 with the formatter on the class path: formatters parse with the JDK's own parser, and Maven's JDK
/// may be older than the language of the sources. Comments are left as they were written.
///
///     java … config/Format.java check|apply|skip ROOT
final class Format {

    /// The passes. Imports have one of their own: they are in one block, in the order of characters, which goes with the other style.
    private static final List<List<String>> PASSES =
            List.of(
                    List.of(
                            "--aosp",
                            "--max-line-length=120",
                            "--skip-javadoc-formatting",
                            "--skip-reflowing-long-strings",
                            "--skip-sorting-imports"),
                    List.of("--google-style", "--fix-imports-only"));

    private Format() {}

    public static void main(String[] args) throws IOException {
        String mode = args[0];
        Path root = Path.of(args[1]).normalize();
        switch (mode) {
            case "check" -> check(root);
            case "apply" -> apply(root);
            case "skip" -> {}
            default -> fail("format.mode must be check, apply or skip: format.mode=" + mode);
        }
    }

    private static void check(Path root) throws IOException {
        Set<String> unformatted = new TreeSet<>();
        for (List<String> pass : PASSES) {
            run(pass, "--dry-run", sources(root)).lines().forEach(unformatted::add);
        }
        if (unformatted.isEmpty()) return;
        fail("These files are not formatted; './dev format' mends them:\n" + String.join("\n", unformatted));
    }

    private static void apply(Path root) throws IOException {
        for (List<String> pass : PASSES) run(pass, "--replace", sources(root));
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.sorted().toList()) {
                for (Path folder : List.of(child.resolve("src"), child)) {
                    boolean holdsSources = folder.endsWith("src") || folder.endsWith("config");
                    if (holdsSources && Files.isDirectory(folder)) addJavaFiles(folder, sources);
                }
            }
        }
        return sources;
    }

    private static void addJavaFiles(Path folder, List<Path> sources) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
    }

    private static String run(List<String> pass, String action, List<Path> sources) {
        ToolProvider formatter =
                ToolProvider.findFirst("google-java-format")
                        .orElseThrow(() -> new IllegalStateException("google-java-format is not on the class path"));
        List<String> arguments = new ArrayList<>(pass);
        arguments.add(action);
        sources.forEach(source -> arguments.add(source.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = formatter.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        if (status != 0) fail(err.toString());
        return out.toString();
    }

    private static void fail(String why) {
        System.err.println(why);
        System.exit(1);
    }
}
