package rtgsim.scenario.importing;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import rtgsim.scenario.file.Problem;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// What an import made: a scenario and the files that it names, still in a folder of their own. Nothing stands where it was asked for before [#keep].
public final class Imported implements AutoCloseable {

    private final Path folder;
    private final String scenario;
    private final List<String> files;
    private final ImportReport report;

    /// @param folder that holds all and nothing else
    /// @param scenario the name of the scenario's file in it
    /// @param files the names of the others
    Imported(Path folder, String scenario, List<String> files, ImportReport report) {
        this.folder = folder;
        this.scenario = scenario;
        this.files = List.copyOf(files);
        this.report = report;
    }

    public ImportReport report() {
        return report;
    }

    /// Reads what was made as any scenario is read.
    ///
    /// @throws ScenarioRefused if it is no valid scenario; its problems name the files as they will be called
    public ScenarioDocument check() throws ScenarioRefused, IOException {
        try {
            return ScenarioReader.read(folder.resolve(scenario), List.of(), null);
        } catch (ScenarioRefused refused) {
            throw new ScenarioRefused(refused.problems().stream().map(this::renamed).toList());
        }
    }

    private Problem renamed(Problem problem) {
        String inside = folder + folder.getFileSystem().getSeparator();
        return new Problem(
                problem.code(),
                problem.file().replace(inside, ""),
                problem.line(),
                problem.column(),
                problem.length(),
                problem.pointer(),
                problem.message().replace(inside, ""),
                problem.hint(),
                problem.sourceLine());
    }

    /// Moves all files into a folder.
    ///
    /// @param target of the scenario; the others come beside it
    /// @param replace whether files of these names are replaced
    /// @return what stands there now, the scenario first
    /// @throws FileAlreadyExistsException if one stands there that is not to be replaced; nothing is moved then
    public List<Path> keep(Path target, boolean replace) throws IOException {
        List<Path> from = new ArrayList<>(List.of(folder.resolve(scenario)));
        List<Path> to = new ArrayList<>(List.of(target));
        for (String file : files) {
            from.add(folder.resolve(file));
            to.add(target.resolveSibling(file));
        }
        if (!replace) {
            for (Path there : to) if (Files.exists(there)) throw new FileAlreadyExistsException(there.toString());
        }
        // The scenario last: it is not there before what it names.
        for (int i = to.size() - 1; i >= 0; i--) {
            Files.copy(from.get(i), to.get(i), StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
