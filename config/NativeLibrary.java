import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Builds the native library of `sim-native` with cargo and lays it where the jar is made of, or says why it is left out. Nothing is fetched.
///
///     sim-native/target/classes/native/<os>-<arch>/librtgsim_native.so
///                                                   librtgsim_native.so.sha256
///
///     java config/NativeLibrary.java build|test MODULE
final class NativeLibrary {

    /// As `rust-version` in Cargo.toml.
    private static final int[] CARGO_LEAST = {1, 77};

    private final Path module;
    private final Path classes;

    private NativeLibrary(Path module) {
        this.module = module;
        this.classes = module.resolve("target/classes/native");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        NativeLibrary library = new NativeLibrary(Path.of(args[1]).toAbsolutePath().normalize());
        Optional<String> without = library.whyNot();
        if (args[0].equals("build")) {
            if (without.isPresent()) library.leaveOut(without.get());
            else library.build();
        } else if (without.isEmpty() && Files.exists(library.classes)) {
            library.test();
        }
    }

    /// Why there is no cargo to build with.
    private Optional<String> whyNot() throws IOException, InterruptedException {
        Optional<Path> cargo = onPath("cargo");
        if (cargo.isEmpty()) return Optional.of("there is no cargo on the PATH");
        Outcome version = run(List.of("cargo", "--version"));
        Matcher numbers = Pattern.compile("cargo (\\d+)\\.(\\d+)").matcher(version.output());
        if (version.status() != 0 || !numbers.find()) {
            return Optional.of("cargo is there, but does not work: " + firstLine(version.output()));
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        if (major > CARGO_LEAST[0] || (major == CARGO_LEAST[0] && minor >= CARGO_LEAST[1])) return Optional.empty();
        return Optional.of("cargo " + major + "." + minor + " is older than " + CARGO_LEAST[0] + "." + CARGO_LEAST[1]);
    }

    /// What a tool says first says what is wrong; a trace may follow.
    private static String firstLine(String output) {
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("it says nothing");
    }

    private static Optional<Path> onPath(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (folder.isEmpty()) continue;
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) return Optional.of(file);
        }
        return Optional.empty();
    }

    private void build() throws IOException, InterruptedException {
        Outcome outcome =
                run(List.of("cargo", "build", "--release", "--offline", "--locked", "--target-dir", "target/cargo"));
        if (outcome.status() != 0) {
            if (outcome.output().contains("linker `") && outcome.output().contains("not found")) {
                leaveOut("cargo found no linker (a C compiler has one)");
                return;
            }
            System.err.println(outcome.output());
            say("the native library does not build; cargo's reasons are above");
            System.exit(1);
        }
        String fileName = System.mapLibraryName("rtgsim_native");
        byte[] content = Files.readAllBytes(module.resolve("target/cargo/release").resolve(fileName));
        Path folder = Files.createDirectories(classes.resolve(platform()));
        place(folder.resolve(fileName), content);
        place(folder.resolve(fileName + ".sha256"), (sha256(content) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Leaves a file that is right as it is, so that nothing after it is made anew.
    private static void place(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), content)) return;
        Path part = Files.write(file.resolveSibling(file.getFileName() + ".part"), content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void test() throws IOException, InterruptedException {
        Outcome outcome = run(List.of("cargo", "test", "--offline", "--locked", "--target-dir", "target/cargo"));
        if (outcome.status() == 0) return;
        System.err.println(outcome.output());
        say("the tests of the native library fail; cargo's words are above");
        System.exit(1);
    }

    /// Also takes away what an earlier build with cargo made, which may be of other sources.
    private void leaveOut(String why) throws IOException {
        say(why + ", so the native engine and its tests are left out; the engine in Java runs everything");
        if (!Files.exists(classes)) return;
        List<Path> all;
        try (var files = Files.walk(classes)) {
            all = new ArrayList<>(files.toList());
        }
        for (Path file : all.reversed()) Files.delete(file);
    }

    private record Outcome(int status, String output) {}

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(module.toFile()).redirectErrorStream(true);
        // No path of this machine in the library.
        builder.environment().put("CARGO_ENCODED_RUSTFLAGS", "--remap-path-prefix=" + module + "=sim-native");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /// As `rtgsim.ffm` looks for it.
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : os)
                + "-"
                + (arch.equals("amd64") ? "x86_64" : arch);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }

    private static void say(String what) {
        System.err.println("[sim-native] " + what);
    }
}
