package rtgsim.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Exports;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;
import rtgsim.store.StoredRun;

/// `rtgsim export`.
@Command(name = "export", sortOptions = false, description = "Writes tables of a run to files.")
final class ExportCommand implements Callable<Integer> {

    /// One file that was written.
    record Written(String table, String path, long rows) {}

    /// The object of `export --json`.
    record Report(int schemaVersion, @Nullable String simulationId, List<String> simulationIds, List<Written> files) {}

    /// What the files are.
    enum Format {
        CSV,
        NDJSON,
        DUCKDB
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "The run, or the beginning of its id; several with --format duckdb.")
    @SuppressWarnings("NullAway.Init")
    private List<String> ids;

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description = "transactions, events (default: both).")
    private List<Exports.Table> tables = List.of(Exports.Table.TRANSACTIONS, Exports.Table.EVENTS);

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv (default), ndjson, or duckdb: all tables in one file.")
    private Format format = Format.CSV;

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
        List<String> runs = new ArrayList<>();
        switch (format) {
            case CSV -> writeTexts(simulations, Exports.Format.CSV, runs, files);
            case NDJSON -> writeTexts(simulations, Exports.Format.NDJSON, runs, files);
            case DUCKDB -> writeDatabase(simulations, runs, files);
        }
        if (rtgsim.settings().json) {
            String only = runs.size() == 1 ? runs.getFirst() : null;
            terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, only, runs, files)));
            return ExitCode.DONE;
        }
        for (Written file : files) {
            if (terminal.isWatched()) {
                terminal.print(
                        terminal.paint(Style.GOOD, "✔")
                                + " "
                                + file.path()
                                + (format == Format.DUCKDB ? " " + file.table() : "")
                                + "   "
                                + Terminal.count(file.rows())
                                + " rows");
            } else {
                terminal.print(format == Format.DUCKDB ? file.table() : file.path(), file.rows());
            }
        }
        return ExitCode.DONE;
    }

    private void writeTexts(Simulations simulations, Exports.Format texts, List<String> runs, List<Written> files) {
        if (ids.size() > 1) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "ID",
                            "one run at a time as " + format.name().toLowerCase(Locale.ROOT) + ": ID=" + ids.get(1),
                            "several go into one file with --format duckdb"));
        }
        try (StoredRun stored = simulations.open(ids.getFirst())) {
            ListCommand.sayIfIncomplete(rtgsim.terminal(), stored.manifest());
            runs.add(stored.manifest().simulationId());
            for (Exports.Table table : tables) files.add(write(stored, table, texts));
        }
    }

    private void writeDatabase(Simulations simulations, List<String> runs, List<Written> files) {
        for (String id : ids) {
            try (StoredRun stored = simulations.open(id)) {
                ListCommand.sayIfIncomplete(rtgsim.terminal(), stored.manifest());
                String run = stored.manifest().simulationId();
                if (!runs.contains(run)) runs.add(run);
            }
        }
        String name = runs.size() == 1 ? runs.getFirst() : "runs";
        Path file = folder.resolve(name + ".duckdb");
        simulations
                .exportDatabase(runs, tables, includeLiquidity, file)
                .forEach((table, rows) -> files.add(new Written(table, file.toString(), rows)));
    }

    private Written write(StoredRun run, Exports.Table table, Exports.Format texts) {
        String name = table.name().toLowerCase(Locale.ROOT);
        Path file = folder.resolve(name + "." + texts.name().toLowerCase(Locale.ROOT));
        long rows = Exports.toFile(run, table, texts, includeLiquidity, file);
        return new Written(name, file.toString(), rows);
    }
}
