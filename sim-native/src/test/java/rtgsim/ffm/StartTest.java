package rtgsim.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.JavaEngines;

/// Processes that start with the library whole, damaged or missing, in folders of all kinds, alone and many at once: native or Java, one clear line, nothing left.
class StartTest {

    private static final int AT_ONCE = 16;

    /// Where a library in the form of Linux says for which machine it is.
    private static final int ELF_MACHINE = 18;

    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private static String digest = "";

    private record Ended(int status, String out, String err) {}

    @BeforeAll
    static void needsTheLibrary() {
        NeedsLibrary.orSayThatItDidNotRun();
        digest = PlainWorld.alike(10, 2, 42_000).run(new JavaEngines()::create, PlainWorld::tickByTick).digest();
    }

    @Test
    void sixteenAtOnceAllRunNativelyAndLeaveOneFile() throws Exception {
        Path folder = temporary.resolve("cache");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) processes.add(start(CLASSES, in(folder)));
        for (Process process : processes) assertNative(end(process));
        assertEquals(1, filesIn(folder).size(), () -> filesIn(folder).toString());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertEquals(List.of(), leftInTemporaryFolder());
    }

    @Test
    void aDamagedFileOfAnEarlierStartIsReplaced() throws Exception {
        Path folder = temporary.resolve("cache");
        assertNative(end(start(CLASSES, in(folder))));
        Path file = filesIn(folder).getFirst();
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Files.write(file, damaged);
        assertNative(end(start(CLASSES, in(folder))));
        assertTrue(Arrays.equals(whole, Files.readAllBytes(file)), "the file is whole again");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertNative(end(start(CLASSES, in(folder))));
    }

    @Test
    void aLibraryThatIsDamagedInTheBuildIsNotLoaded() throws Exception {
        Path classes = copyOfClasses();
        Path library = libraryIn(classes);
        byte[] content = Files.readAllBytes(library);
        content[content.length / 2] ^= 1;
        Files.write(library, content);
        Path folder = temporary.resolve("cache");
        assertJava(end(start(classes, in(folder))), "the native library of this build is damaged: its SHA-256 is ");
        assertEquals(List.of(), filesIn(folder));
    }

    @Test
    void aLibraryThatTheSystemRefusesIsNotLeftBehind() throws Exception {
        Path classes = copyOfClasses();
        Path library = libraryIn(classes);
        byte[] ofAnotherMachine = Files.readAllBytes(library);
        ofAnotherMachine[ELF_MACHINE] ^= 0x7f;
        Files.write(library, ofAnotherMachine);
        Files.writeString(
                library.resolveSibling(library.getFileName() + ".sha256"), PackedLibrary.hashOf(ofAnotherMachine));
        Path folder = temporary.resolve("cache");
        assertJava(
                end(start(classes, in(folder))),
                "the native library could not be loaded: " + folder + " does not let it be loaded");
        assertEquals(List.of(), filesIn(folder));
    }

    @Test
    void aBuildWithoutALibraryTakesJava() throws Exception {
        Path classes = copyOfClasses();
        Files.delete(libraryIn(classes));
        assertJava(end(start(classes, in(temporary.resolve("cache")))), "this build has no native library for ");
        assertEquals(List.of(), filesIn(temporary.resolve("cache")));
    }

    @Test
    void aFolderThatForbidsExecutionIsLeftAsItWasAndTheNextOneTaken() throws Exception {
        Path mount = Files.createDirectory(temporary.resolve("noexec"));
        assumeTrue(
                mounts(mount),
                "did not run: a noexec tmpfs cannot be mounted here (that takes root and the right to mount)");
        try {
            Path folder = mount.resolve("native");
            assertJava(end(start(CLASSES, in(folder))), "the native library could not be loaded: " + folder);
            assertEquals(List.of(), filesIn(mount));
            Path home = Files.createDirectory(mount.resolve("home"));
            assertNative(end(start(CLASSES, Map.of("HOME", home.toString()))));
            assertEquals(List.of(), filesIn(home));
            assertEquals(1, leftInTemporaryFolder().size(), "the second folder, in the one for temporary files");
        } finally {
            assertEquals(0, new ProcessBuilder("umount", mount.toString()).start().waitFor());
        }
    }

    @Test
    void aFolderThatCannotBeMadeOrThatOthersCanWriteToIsRefused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertJava(end(start(CLASSES, in(file.resolve("below")))), "the native library could not be loaded: " + file);
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertJava(
                end(start(CLASSES, in(open))),
                "the native library could not be loaded: " + open + ": others have rights to it");
        assertEquals(List.of(), filesIn(open));
    }

    @Test
    void whatKilledProcessesAndOldBuildsLeftGoesWithTime() throws Exception {
        Path folder =
                Files.createDirectory(
                        temporary.resolve("cache"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path oldPart = file(folder, "a.part", Duration.ofHours(2));
        Path newPart = file(folder, "b.part", Duration.ofMinutes(1));
        Path oldBuild = file(folder, "c.so", Duration.ofDays(31));
        Path otherBuild = file(folder, "d.so", Duration.ofDays(29));
        assertNative(end(start(CLASSES, in(folder))));
        assertTrue(
                !Files.exists(oldPart) && Files.exists(newPart) && !Files.exists(oldBuild) && Files.exists(otherBuild));
    }

    private static Path file(Path folder, String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private static Map<String, String> in(Path folder) {
        return Map.of(LibraryFolder.VARIABLE, folder.toString());
    }

    private Process start(Path classes, Map<String, String> variables) throws IOException {
        String classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().equals(CLASSES) ? classes.toString() : entry)
                        .collect(Collectors.joining(File.pathSeparator));
        Path folder = temporary.resolve("tmp");
        Files.createDirectories(folder);
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        classPath,
                        StartOfEngine.class.getName());
        builder.environment().remove("XDG_CACHE_HOME");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        String out = read(process.getInputStream());
        String err = read(process.getErrorStream());
        return new Ended(process.waitFor(), out, err);
    }

    private static String read(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        stream.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    private static void assertNative(Ended ended) {
        assertEquals(new Ended(0, "native " + digest + System.lineSeparator(), ""), ended);
    }

    private static void assertJava(Ended ended, String reason) {
        assertEquals(0, ended.status, ended::err);
        assertEquals("java " + digest + System.lineSeparator(), ended.out);
        assertEquals(1, ended.err.lines().count(), ended::err);
        assertTrue(ended.err.startsWith("engine java: " + reason), ended::err);
    }

    private static List<Path> filesIn(Path folder) {
        if (!Files.exists(folder)) return List.of();
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<Path> leftInTemporaryFolder() {
        return filesIn(temporary.resolve("tmp"));
    }

    private static boolean mounts(Path folder) throws IOException, InterruptedException {
        try {
            Process mount =
                    new ProcessBuilder("mount", "-t", "tmpfs", "-o", "noexec,size=8m", "tmpfs", folder.toString())
                            .redirectErrorStream(true)
                            .start();
            read(mount.getInputStream());
            return mount.waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private Path copyOfClasses() throws IOException {
        Path copy = temporary.resolve("classes");
        try (Stream<Path> all = Files.walk(CLASSES)) {
            for (Path source : all.toList()) {
                Files.copy(
                        source,
                        copy.resolve(CLASSES.relativize(source).toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static Path libraryIn(Path classes) throws IOException {
        return filesIn(classes.resolve("native")).stream()
                .filter(file -> !file.toString().endsWith(".sha256"))
                .findFirst()
                .orElseThrow(() -> new IOException("no library in " + classes));
    }
}
