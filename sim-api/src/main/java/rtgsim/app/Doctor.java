package rtgsim.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What this machine gives rtgsim: which engine runs, where runs can be stored, and which tools are there. Nothing is changed by asking.
public final class Doctor {

    /// What is to be thought of a finding.
    public enum Verdict {
        GOOD,
        /// Missing, and rtgsim does without.
        ABSENT,
        /// Something will fail.
        BAD;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One finding.
    public record Check(String name, Verdict verdict, String found) {}

    private static final double GIB = 1 << 30;

    private Doctor() {}

    /// @param store the folder of runs
    /// @param variables of the process
    public static List<Check> examine(Path store, Map<String, String> variables) {
        List<Check> checks = new ArrayList<>();
        checks.add(Engines.check());
        checks.add(jdk());
        checks.add(store(store.toAbsolutePath().normalize()));
        checks.add(duckDb(System.getProperty("java.class.path")));
        checks.add(tool(variables, "cargo", "builds the native engine", "cargo"));
        checks.add(tool(variables, "node", "builds the browser's timeline", "node"));
        checks.add(tool(variables, "chromium", "tests the timeline", "chromium", "chromium-browser", "google-chrome"));
        return checks;
    }

    private static Check jdk() {
        return new Check(
                "jdk",
                Verdict.GOOD,
                Runtime.version()
                        + " of "
                        + System.getProperty("java.vendor")
                        + ", "
                        + System.getProperty("java.home"));
    }

    private static Check store(Path folder) {
        Path existing = folder;
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) return new Check("store", Verdict.BAD, folder + ": no folder above it exists");
            existing = parent;
        }
        if (!Files.isDirectory(existing)) return new Check("store", Verdict.BAD, existing + " is no folder");
        try {
            double free = Files.getFileStore(existing).getUsableSpace() / GIB;
            if (existing.equals(folder)) Files.delete(Files.createTempFile(folder, ".doctor", null));
            else if (!Files.isWritable(existing))
                return new Check("store", Verdict.BAD, existing + " cannot be written to");
            return new Check(
                    "store",
                    Verdict.GOOD,
                    folder
                            + (existing.equals(folder) ? " can be written to" : " will be made by the first run")
                            + String.format(Locale.ROOT, ", %.1f GiB free", free));
        } catch (IOException refused) {
            String why =
                    refused instanceof FileSystemException known && known.getReason() != null
                            ? known.getReason()
                            : refused.toString();
            return new Check("store", Verdict.BAD, folder + " cannot be written to: " + why);
        }
    }

    /// The driver unpacks its library at each start where it does not lie beside its jar, from which `./rtgsim` takes it out; what is left has another name.
    static Check duckDb(String classPath) {
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            Path name = jar.getFileName();
            if (name == null || !name.toString().contains("duckdb_jdbc")) continue;
            Optional<Path> library = libraryBeside(jar);
            return library.isPresent()
                    ? new Check("duckdb", Verdict.GOOD, "library placed: " + library.get())
                    : new Check(
                            "duckdb",
                            Verdict.ABSENT,
                            "the library is not placed beside "
                                    + jar
                                    + ", so each start unpacks it; ./rtgsim places it");
        }
        return new Check("duckdb", Verdict.BAD, "the driver is not on the class path");
    }

    private static Optional<Path> libraryBeside(Path jar) {
        Path folder = jar.toAbsolutePath().getParent();
        if (folder == null) return Optional.empty();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("libduckdb_java.so")).findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Check tool(Map<String, String> variables, String name, String use, String... commands) {
        for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String command : commands) {
                Path file = Path.of(folder, command);
                if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return new Check(name, Verdict.GOOD, file.toString());
                }
            }
        }
        return new Check(name, Verdict.ABSENT, "not on the PATH; only needed by who " + use);
    }
}
