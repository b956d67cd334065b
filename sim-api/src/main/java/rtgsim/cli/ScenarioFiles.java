package rtgsim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Nearest;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.file.QueuedCases;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// Reads scenarios and queues for commands.
final class ScenarioFiles {

    private static final String INPUT = "standard input";

    private ScenarioFiles() {}

    static ScenarioDocument read(Path file, List<String> sets, @Nullable Long seed) {
        return reading(file, () -> ScenarioReader.read(file, sets, seed));
    }

    /// Reads the one that stands in a stream, and so in no folder.
    static ScenarioDocument readInput(InputStream in, List<String> sets) {
        return readingInput(() -> ScenarioReader.read(in, INPUT, sets, null));
    }

    /// Reads the queues of a file.
    static List<QueuedCases.Named> cases(Path file, LsmConfig bounds) {
        return reading(file, () -> QueuedCases.read(file, bounds));
    }

    /// Reads the queues that stand in a stream, in JSON.
    static List<QueuedCases.Named> casesOfInput(InputStream in, LsmConfig bounds) {
        return readingInput(() -> QueuedCases.read(in, INPUT, bounds));
    }

    private interface Reading<T> {
        T read() throws ScenarioRefused, IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (ScenarioRefused refused) {
            throw new Refused(new Refusal.ScenarioInvalid(file.toString(), refused.problems()));
        } catch (NoSuchFileException missing) {
            throw new Refused(new Refusal.NotFound("there is no file " + file, filesLike(file)));
        } catch (IOException unreadable) {
            throw new Refused(
                    new Refusal.NotFound("the file " + file + " cannot be read: " + reason(unreadable), List.of()),
                    unreadable);
        }
    }

    private static <T> T readingInput(Reading<T> reading) {
        try {
            return reading.read();
        } catch (ScenarioRefused refused) {
            throw new Refused(new Refusal.ScenarioInvalid(INPUT, refused.problems()));
        } catch (IOException unreadable) {
            throw new Refused(
                    new Refusal.NotFound(INPUT + " cannot be read: " + reason(unreadable), List.of()), unreadable);
        }
    }

    private static String reason(IOException unreadable) {
        return unreadable instanceof java.nio.file.AccessDeniedException
                ? "permission denied"
                : String.valueOf(unreadable.getMessage());
    }

    /// Files of the same folder whose names are near.
    private static List<String> filesLike(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) return List.of();
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder)) {
            for (Path sibling : siblings) {
                Path last = sibling.getFileName();
                if (last != null && Files.isRegularFile(sibling)) names.add(last.toString());
            }
        } catch (IOException unlisted) {
            return List.of();
        }
        return Nearest.names(name.toString(), names).stream()
                .map(near -> file.resolveSibling(near).toString())
                .toList();
    }
}
