package rtgsim.ffm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The native library as the build packed it: `native/<os>-<arch>/<file>`, and its SHA-256 beside it.
final class PackedLibrary {

    private final String fileName;
    private final byte[] content;
    private final String sha256;

    private PackedLibrary(String fileName, byte[] content, String sha256) {
        this.fileName = fileName;
        this.content = content;
        this.sha256 = sha256;
    }

    /// As the system names such files.
    String fileName() {
        return fileName;
    }

    byte[] content() {
        return content;
    }

    String sha256() {
        return sha256;
    }

    /// Takes the library for this machine out of the class path and checks it.
    static PackedLibrary ofClassPath(ClassLoader classes) throws Unusable {
        String platform = thisPlatform();
        String fileName = System.mapLibraryName("rtgsim_native");
        String path = "native/" + platform + "/" + fileName;
        try (InputStream library = classes.getResourceAsStream(path);
                InputStream hash = classes.getResourceAsStream(path + ".sha256")) {
            if (library == null || hash == null) {
                throw new Unusable(
                        "this build has no native library for " + platform + " (it is built where cargo is installed)");
            }
            byte[] content = library.readAllBytes();
            String expected = new String(hash.readAllBytes(), StandardCharsets.US_ASCII).strip();
            String found = hashOf(content);
            if (!found.equals(expected)) {
                throw new Unusable(
                        "the native library of this build is damaged: its SHA-256 is " + found + ", not " + expected);
            }
            return new PackedLibrary(fileName, content, expected);
        } catch (IOException unreadable) {
            throw new Unusable("the native library of this build cannot be read: " + unreadable, unreadable);
        }
    }

    /// `linux-x86_64`, as the build names its folder.
    private static String thisPlatform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : os)
                + "-"
                + (arch.equals("amd64") ? "x86_64" : arch);
    }

    static String hashOf(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
