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
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// Reads scenarios for commands.
final class ScenarioFiles {

    private ScenarioFiles() {}

    static ScenarioDocument read(Path file, List<String> sets, @Nullable Long seed) {
        try {
            return ScenarioReader.read(file, sets, seed);
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

    /// Reads the one that stands in a stream, and so in no folder.
    static ScenarioDocument readInput(InputStream in, List<String> sets) {
        try {
            return ScenarioReader.read(in, "standard input", sets, null);
        } catch (ScenarioRefused refused) {
            throw new Refused(new Refusal.ScenarioInvalid("standard input", refused.problems()));
        } catch (IOException unreadable) {
            throw new Refused(
                    new Refusal.NotFound("standard input cannot be read: " + reason(unreadable), List.of()),
                    unreadable);
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
