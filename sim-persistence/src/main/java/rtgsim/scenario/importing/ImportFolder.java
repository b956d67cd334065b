package rtgsim.scenario.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where an import is made before it is checked, and how it is named.
final class ImportFolder {

    private static final int NAME_MAX = 80;

    private ImportFolder() {}

    static Path create() throws IOException {
        return Files.createTempDirectory("rtgsim-import-");
    }

    static String fileName(Path target) {
        Path last = target.getFileName();
        return last == null ? "scenario.yaml" : last.toString();
    }

    /// The name of a file without its ending, as scenarios may be called.
    static String word(Path file) {
        String stem = fileName(file).replaceFirst("[.][A-Za-z0-9]{1,5}$", "").replaceAll("[^A-Za-z0-9._-]+", "-");
        String word = stem.substring(0, Math.min(NAME_MAX, stem.length()));
        return word.isEmpty() ? "imported" : word;
    }
}
