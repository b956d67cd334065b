import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// Builds rtgsim and lays it out so that it starts fast. `./rtgsim` runs this file when the sources are newer than what was built.
///
///     sim-api/target/dist/
///       lib/          the libraries; a file here is never written twice, so a running rtgsim keeps what it loads from
///         split-duckdb_jdbc-….jar, libduckdb_java.so_…
///                     the driver without its native libraries, and the one for this machine beside it:
///                     otherwise the driver unpacks it into the temporary folder at each start
///       build-…/      one build
///         sim-….jar   first on the class path, so that all of them are open once rtgsim runs and an older build can be removed
///         rtgsim.aot  the cache of loaded classes (JEP 514), made by a rehearsal, a run with exactly the flags of the launcher
///         serve.aot   another for the server, since the JVM loads all of a cache at each start, needed or not
///         java.args, serve.args, version.args
///                     the arguments of `java` for most commands, for `serve`, and for `--version`, which no cache makes faster
///       current       the name of the newest build; its time is when that build began
///
/// Two of these at once take turns, and the second finds the work done.
///
///     java config/Distribution.java ROOT [NAME OF THE BUILD THAT IS TOO OLD]
final class Distribution {

    /// Where other flags of the user do not fit the cache of loaded classes, the JVM goes without and is asked not to mention it.
    private static final List<String> SILENCE =
            List.of("-Xlog:all=off:stdout", "-Xlog:all=warning,aot*=off,cds*=off:stderr");

    private static final String MAIN_CLASS = "rtgsim.cli.Rtgsim";
    private static final String VERSION_CLASS = "rtgsim.cli.Version";
    private static final String REHEARSAL_CLASS = "rtgsim.cli.Rehearsal";

    private static final String MONITOR = "org/duckdb/JfrMemoryMonitor.class";
    private static final String RECORDER = "jdk.jfr.FlightRecorder";

    private final Path root;
    private final Path dist;
    private final Path lib;

    private Distribution(Path root) {
        this.root = root;
        this.dist = root.resolve("sim-api/target/dist");
        this.lib = dist.resolve("lib");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        String tooOld = args.length > 1 ? args[1] : "";
        Path lockFile = Files.createDirectories(root.resolve("target")).resolve("rtgsim.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            new Distribution(root).buildUnlessDone(tooOld);
        }
    }

    private void buildUnlessDone(String tooOld) throws IOException, InterruptedException {
        Path current = dist.resolve("current");
        boolean doneByAnother = Files.exists(current) && !Files.readString(current).strip().equals(tooOld);
        if (doneByAnother) return;

        Instant start = Instant.now();
        say(tooOld.isEmpty() ? "building rtgsim, which is done once …" : "the sources have changed, building …");
        runMaven();

        Files.createDirectories(lib);
        String name = "build-" + start.toEpochMilli();
        Path build = Files.createDirectories(dist.resolve(name));
        List<Path> classPath = layOut(build);
        List<String> arguments = flags();
        arguments.add("-classpath");
        arguments.add(String.join(":", classPath.stream().map(Path::toString).toList()));
        writeArguments(build.resolve("version.args"), arguments, VERSION_CLASS);
        writeArguments(build.resolve("java.args"), withCache(build, "rtgsim", arguments), MAIN_CLASS);
        writeArguments(build.resolve("serve.args"), withCache(build, "serve", arguments), MAIN_CLASS);

        Path next = Files.writeString(dist.resolve("next"), name + "\n");
        Files.setLastModifiedTime(next, FileTime.from(start));
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        removeBuildsOtherThan(name);
        say("built in %.0f s".formatted(Duration.between(start, Instant.now()).toMillis() / 1000.0));
    }

    /// Those of the launcher.
    private List<String> flags() throws IOException {
        List<String> lines = Files.readAllLines(root.resolve("config/java.args"));
        return new ArrayList<>(lines.stream().filter(line -> line.startsWith("-")).toList());
    }

    private void runMaven() throws IOException, InterruptedException {
        ProcessBuilder maven =
                new ProcessBuilder(
                                root.resolve("mvnw").toString(),
                                "-q",
                                "-B",
                                "package",
                                "-Dmaven.test.skip=true",
                                "-pl",
                                "sim-api",
                                "-am")
                        .directory(root.toFile())
                        .inheritIO();
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int status = maven.start().waitFor();
        if (status == 0) return;
        say("the build failed; Maven's reasons are above. RTGSIM_BUILD=never runs what was built last.");
        System.exit(1);
    }

    private List<Path> layOut(Path build) throws IOException {
        List<Path> own = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        String[] jars = Files.readString(root.resolve("sim-api/target/classpath.txt")).strip().split(":");
        own.add(copy(onlyJarIn(root.resolve("sim-api/target")), build));
        for (String jar : jars) {
            Path source = Path.of(jar);
            String name = source.getFileName().toString();
            if (source.startsWith(root)) own.add(copy(source, build));
            else if (name.startsWith("duckdb_jdbc-")) others.add(splitDriver(source));
            else if (name.startsWith("picocli-")) others.add(modernize(source));
            else others.add(copy(source, lib));
        }
        own.addAll(others);
        return own;
    }

    private static Path onlyJarIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
            if (jars.size() != 1) throw new IOException("there must be one jar in " + folder + ": " + jars);
            return jars.getFirst();
        }
    }

    /// Copies by way of a rename, so that a file is there whole or not at all.
    private static Path copy(Path source, Path folder) throws IOException {
        Path target = folder.resolve(source.getFileName());
        if (Files.exists(target)) return target;
        Path part =
                Files.copy(source, folder.resolve(source.getFileName() + ".part"), StandardCopyOption.REPLACE_EXISTING);
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The driver unpacks a native library that it finds in its jar, and otherwise looks for it, by the same name, beside its jar.
    private Path splitDriver(Path source) throws IOException {
        try (JarFile driver = new JarFile(source.toFile())) {
            JarEntry library = driver.getJarEntry(libraryName());
            if (library == null) return copy(source, lib);

            Path libraryFile = lib.resolve(library.getName());
            if (!Files.exists(libraryFile)) {
                Path part = lib.resolve(library.getName() + ".part");
                Files.copy(driver.getInputStream(library), part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, libraryFile, StandardCopyOption.ATOMIC_MOVE);
            }
            Path jar = lib.resolve("split-" + source.getFileName());
            if (Files.exists(jar)) return jar;
            Path part = lib.resolve(jar.getFileName() + ".part");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(part))) {
                copyAllButLibraries(driver, out);
            }
            return Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void copyAllButLibraries(JarFile driver, JarOutputStream out) throws IOException {
        for (Enumeration<JarEntry> entries = driver.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().startsWith("libduckdb_java")) continue;
            byte[] content = driver.getInputStream(entry).readAllBytes();
            out.putNextEntry(new JarEntry(entry.getName()));
            out.write(entry.getName().equals(MONITOR) ? withoutRecorder(content) : content);
            out.closeEntry();
        }
    }

    /// The driver offers an event of its memory to JDK Flight Recorder, which nothing here asks for, and starts the recorder's machinery for
    /// it at each start, a tenth of a small run. It does without where the recorder's class is not found; here it looks for one that is not.
    private static byte[] withoutRecorder(byte[] monitor) {
        ClassFile classFile = ClassFile.of();
        CodeTransform elsewhere =
                (builder, element) -> {
                    if (element instanceof ConstantInstruction constant && RECORDER.equals(constant.constantValue()))
                        builder.loadConstant(RECORDER + ".none");
                    else builder.with(element);
                };
        return classFile.transformClass(classFile.parse(monitor), ClassTransform.transformingMethodBodies(elsewhere));
    }

    /// The cache of loaded classes takes no class older than Java 6, and picocli is compiled for Java 5. The same code in the newer form
    /// of class files, which adds the types at the targets of jumps, saves a third of the time of `rtgsim --version`.
    private Path modernize(Path source) throws IOException {
        Path target = lib.resolve(source.getFileName());
        if (Files.exists(target)) return target;
        Path part = lib.resolve(source.getFileName() + ".part");
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {source.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                JarFile jar = new JarFile(source.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(part))) {
            ClassFile classFile =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                byte[] content = jar.getInputStream(entry).readAllBytes();
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(entry.getName().endsWith(".class") ? modernize(classFile, content) : content);
                out.closeEntry();
            }
        }
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] modernize(ClassFile classFile, byte[] bytes) {
        ClassModel old = classFile.parse(bytes);
        if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) return bytes;
        ClassTransform newer =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    else builder.with(element);
                };
        ClassTransform codeAgain = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return classFile.transformClass(old, newer.andThen(codeAgain));
    }

    /// The driver's own rule of names.
    private static String libraryName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return "libduckdb_java.so_"
                + (os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux")
                + "_"
                + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "amd64");
    }

    /// The arguments with a cache of what a rehearsal loads, if one can be made. Without it rtgsim does the same, later.
    ///
    /// @param name of the cache; `serve` for one that holds the server too
    private List<String> withCache(Path build, String name, List<String> arguments)
            throws IOException, InterruptedException {
        Path cache = build.resolve(name + ".aot");
        Path log = build.resolve(name + "-rehearsal.log");
        Path store = Files.createDirectory(build.resolve("rehearsal"));
        List<String> rehearsal = new ArrayList<>();
        rehearsal.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        rehearsal.add("-XX:AOTCacheOutput=" + cache);
        rehearsal.addAll(arguments);
        // Without the profiles of the rehearsal: with them the compiler starts at once on code of which a short command
        // runs little.
        rehearsal.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining"));
        rehearsal.addAll(
                List.of(
                        REHEARSAL_CLASS,
                        "scenarios/three-bank-gridlock.yaml",
                        store.toString(),
                        "scenarios/ten-bank-tight.yaml",
                        name));
        ProcessBuilder process =
                new ProcessBuilder(rehearsal)
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        process.environment().remove("JDK_JAVA_OPTIONS");
        process.environment().remove("JAVA_TOOL_OPTIONS");
        int status = process.start().waitFor();
        remove(store);
        if (status != 0 || !Files.exists(cache)) {
            say("no cache for a faster start could be made, for the reasons in " + log + "; rtgsim works without");
            return arguments;
        }
        List<String> cached = new ArrayList<>(arguments);
        cached.addFirst("-XX:AOTCache=" + cache);
        return cached;
    }

    private static void writeArguments(Path file, List<String> arguments, String mainClass) throws IOException {
        List<String> all = new ArrayList<>(SILENCE);
        all.addAll(arguments);
        all.add(mainClass);
        Files.write(file, all.stream().map(Distribution::quoted).toList());
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void removeBuildsOtherThan(String name) throws IOException {
        List<Path> builds;
        try (Stream<Path> files = Files.list(dist)) {
            builds = files.filter(file -> file.getFileName().toString().startsWith("build-")).toList();
        }
        for (Path build : builds) {
            if (!build.endsWith(name)) remove(build);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void say(String what) {
        System.err.println("rtgsim: " + what);
    }
}
