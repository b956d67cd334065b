package rtgsim.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Exports;
import rtgsim.app.Json;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;
import rtgsim.store.StoredRun;

/// `rtgsim export`.
@Command(name = "export", sortOptions = false, description = "Writes tables of a run to files.")
final class ExportCommand implements Callable<Integer> {

    /// One file that was written.
    record Written(String table, String path, long rows) {}

    /// The object of `export --json`.
    record Report(int schemaVersion, String simulationId, List<Written> files) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description = "transactions, events (default: both).")
    private List<Exports.Table> tables = List.of(Exports.Table.TRANSACTIONS, Exports.Table.EVENTS);

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv (default) or ndjson.")
    private Exports.Format format = Exports.Format.CSV;

    @Option(
            names = "-o",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write to; made if it is not there.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--include-liquidity", description = "Liquidity transfers among the transactions.")
    private boolean includeLiquidity;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Simulations simulations = rtgsim.simulations();
        List<Written> files = new ArrayList<>();
        String run;
        try (StoredRun stored = simulations.open(id)) {
            ListCommand.sayIfIncomplete(terminal, stored.manifest());
            run = stored.manifest().simulationId();
            for (Exports.Table table : tables) files.add(write(stored, table));
        }
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, run, files)));
            return ExitCode.DONE;
        }
        for (Written file : files) {
            if (terminal.isWatched()) {
                terminal.print(
                        terminal.paint(Style.GOOD, "✔")
                                + " "
                                + file.path()
                                + "   "
                                + Terminal.count(file.rows())
                                + " rows");
            } else {
                terminal.print(file.path(), file.rows());
            }
        }
        return ExitCode.DONE;
    }

    private Written write(StoredRun run, Exports.Table table) {
        String name = table.name().toLowerCase(Locale.ROOT);
        Path file = folder.resolve(name + "." + format.name().toLowerCase(Locale.ROOT));
        long rows = Exports.toFile(run, table, format, includeLiquidity, file);
        return new Written(name, file.toString(), rows);
    }
}
