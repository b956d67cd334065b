package rtgsim.ffm;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// A folder of this user alone in which unpacked libraries lie, each under its SHA-256, so that a start finds what an earlier one unpacked.
///
///     <folder>/                                mode 0700
///       <sha256>-librtgsim_native.so           mode 0500; there whole or not at all
///       <sha256>-….so.<uuid>.part              while it is written
///
/// Any number of processes may use it at once: each writes a part of its own and renames it, and what they rename is the same.
final class LibraryFolder {

    /// Names a folder to use instead of the usual ones.
    static final String VARIABLE = "RTGSIM_NATIVE_DIR";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> LIBRARY = PosixFilePermissions.fromString("r-x------");

    /// A part is written in a moment; one this old was left by a process that was killed.
    private static final Duration PART_KEPT = Duration.ofHours(1);

    /// A library of another build goes when it has not been unpacked for so long; where it is still in use it stays mapped, and comes back at the next start.
    private static final Duration OTHERS_KEPT = Duration.ofDays(30);

    private final Path folder;

    LibraryFolder(Path folder) {
        this.folder = folder;
    }

    /// The folders to try, in order: the cache of the user, then one in the folder for temporary files.
    static List<LibraryFolder> candidates(Map<String, String> variables) {
        String given = variables.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) return List.of(new LibraryFolder(Path.of(given).toAbsolutePath()));
        List<LibraryFolder> folders = new ArrayList<>();
        String cache = variables.getOrDefault("XDG_CACHE_HOME", "");
        String home = variables.getOrDefault("HOME", "");
        if (cache.startsWith("/")) folders.add(new LibraryFolder(Path.of(cache, "rtgsim", "native")));
        else if (home.startsWith("/") && Files.isDirectory(Path.of(home)))
            folders.add(new LibraryFolder(Path.of(home, ".cache", "rtgsim", "native")));
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_");
        folders.add(new LibraryFolder(Path.of(System.getProperty("java.io.tmpdir"), "rtgsim-native-" + user)));
        return folders;
    }

    Path path() {
        return folder;
    }

    /// Makes sure that the library lies here, whole, and returns its file.
    Path place(PackedLibrary library) throws IOException {
        makePrivate();
        Path file = folder.resolve(library.sha256() + "-" + library.fileName());
        if (!holds(file, library)) write(file, library);
        return file;
    }

    /// Takes a file back that turned out to be of no use here, and the folder, if nothing else is in it.
    void takeBack(Path file) throws IOException {
        Files.deleteIfExists(file);
        try (Stream<Path> rest = Files.list(folder)) {
            if (rest.findAny().isPresent()) return;
        }
        Files.deleteIfExists(folder);
    }

    private void makePrivate() throws IOException {
        if (isPosix()) {
            FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PRIVATE);
            Path parent = folder.getParent();
            if (parent != null) Files.createDirectories(parent, mode);
            createIfAbsent(mode);
            checkPrivate();
        } else {
            Files.createDirectories(folder);
        }
    }

    private void createIfAbsent(FileAttribute<?> mode) throws IOException {
        try {
            Files.createDirectory(folder, mode);
        } catch (FileAlreadyExistsException another) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) throw another;
        }
    }

    /// Code that others could replace must not be loaded.
    private void checkPrivate() throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String user = user();
        if (!found.owner().getName().equals(user)) {
            throw new AccessDeniedException(
                    folder.toString(), null, "it belongs to " + found.owner().getName() + ", not to " + user);
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(found.permissions());
        others.removeAll(PRIVATE);
        if (!others.isEmpty()) {
            throw new AccessDeniedException(folder.toString(), null, "others have rights to it; chmod 700 mends that");
        }
    }

    /// The user of this process; also one whom the system has no name for.
    private static String user() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name");
    }

    private static boolean holds(Path file, PackedLibrary library) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return false;
        try {
            return Arrays.equals(Files.readAllBytes(file), library.content());
        } catch (NoSuchFileException | AccessDeniedException gone) {
            return false;
        }
    }

    private void write(Path file, PackedLibrary library) throws IOException {
        removeOld(file);
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.write(part, library.content(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (isPosix()) Files.setPosixFilePermissions(part, LIBRARY);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void removeOld(Path current) throws IOException {
        Instant now = Instant.now();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> !file.equals(current)).toList();
        }
        for (Path file : files) {
            Duration kept = file.toString().endsWith(".part") ? PART_KEPT : OTHERS_KEPT;
            try {
                if (Files.getLastModifiedTime(file).toInstant().plus(kept).isBefore(now)) Files.deleteIfExists(file);
            } catch (NoSuchFileException removedByAnother) {
                // Which is what was wanted.
            }
        }
    }

    private boolean isPosix() throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) throw new NoSuchFileException(folder.toString());
            existing = parent;
        }
        FileStore store = Files.getFileStore(existing);
        return store.supportsFileAttributeView("posix");
    }
}
