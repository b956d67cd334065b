package rtgsim.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.scenario.importing.Finding;
import rtgsim.scenario.importing.Imported;
import rtgsim.scenario.importing.Outcome;
import rtgsim.scenario.importing.PssimpyImport;
import rtgsim.scenario.importing.SimcashImport;

/// `rtgsim import`.
@Command(
        name = "import",
        sortOptions = false,
        description = "Turns other simulators' inputs into scenarios, and says key by key what became of them.",
        synopsisSubcommandLabel = "FORMAT",
        subcommands = {ImportCommand.Simcash.class, ImportCommand.Pssimpy.class})
final class ImportCommand implements Runnable {

    /// What became of one key, in `import --json`.
    record Line(
            String outcome,
            String file,
            int line,
            int column,
            String path,
            @Nullable String becomes,
            @Nullable String note) {

        static Line of(Finding finding) {
            return new Line(
                    finding.outcome().label(),
                    finding.file(),
                    finding.line(),
                    finding.column(),
                    finding.path(),
                    finding.becomes(),
                    finding.note());
        }
    }

    /// The object of `import --json`.
    ///
    /// @param files what was written, the scenario first; empty without `-o`
    record Report(
            int schemaVersion,
            boolean valid,
            @Nullable String scenario,
            List<String> files,
            Map<String, Long> outcomes,
            List<Line> keys) {}

    /// Where the result goes.
    static final class Target {
        @Option(
                names = "-o",
                paramLabel = "FILE",
                description =
                        "The scenario to write; policies and payments come beside it. Without it nothing is written.")
        @Nullable Path output;

        @Option(names = "--force", description = "Replace files of these names.")
        boolean force;

        /// As which the result is named.
        Path named() {
            return output == null ? Path.of("imported.yaml") : output;
        }
    }

    /// An import, which may fail as reading files may.
    private interface Reading {
        Imported read() throws ScenarioRefused, IOException;
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "rtgsim import needs a format: simcash or pssimpy");
    }

    private int run(String source, Target target, Reading reading) {
        Terminal terminal = rtgsim.terminal();
        try (Imported imported = read(source, reading)) {
            ScenarioDocument document;
            try {
                document = imported.check();
            } catch (ScenarioRefused refused) {
                if (!rtgsim.settings().json) print(terminal, imported, null, List.of());
                throw new Refused(
                        new Refusal.ScenarioInvalid("what was made of " + source, refused.problems()), refused);
            }
            List<Path> written = target.output == null ? List.of() : keep(imported, target.output, target.force);
            print(terminal, imported, document.scenario().name(), written);
            return ExitCode.DONE;
        } catch (IOException unreadable) {
            throw new Refused(
                    new Refusal.CannotWrite("the import cannot be made: " + unreadable.getMessage()), unreadable);
        }
    }

    private static Imported read(String source, Reading reading) {
        try {
            return reading.read();
        } catch (ScenarioRefused refused) {
            throw new Refused(new Refusal.ScenarioInvalid(source, refused.problems()), refused);
        } catch (NoSuchFileException missing) {
            throw new Refused(new Refusal.NotFound("there is no file " + missing.getFile(), List.of()), missing);
        } catch (AccessDeniedException denied) {
            throw new Refused(
                    new Refusal.NotFound("the file " + denied.getFile() + " cannot be read", List.of()), denied);
        } catch (NotDirectoryException file) {
            throw new Refused(
                    new Refusal.NotFound(source + " is no folder; name the one that holds the files", List.of()), file);
        } catch (IOException unreadable) {
            throw new Refused(
                    new Refusal.NotFound(source + " cannot be read: " + unreadable.getMessage(), List.of()),
                    unreadable);
        }
    }

    private static List<Path> keep(Imported imported, Path output, boolean force) {
        try {
            return imported.keep(output, force);
        } catch (FileAlreadyExistsException there) {
            throw new Refused(
                    new Refusal.CannotWrite(there.getFile() + " is there already; --force replaces it"), there);
        } catch (IOException unwritable) {
            throw new Refused(
                    new Refusal.CannotWrite("cannot write " + output + " and what belongs to it: " + unwritable),
                    unwritable);
        }
    }

    private void print(Terminal terminal, Imported imported, @Nullable String scenario, List<Path> written) {
        List<Finding> findings = imported.report().findings();
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) outcomes.put(outcome.label(), imported.report().count(outcome));
        if (rtgsim.settings().json) {
            terminal.print(
                    Json.text(
                            new Report(
                                    Json.SCHEMA_VERSION,
                                    scenario != null,
                                    scenario,
                                    written.stream().map(Path::toString).toList(),
                                    outcomes,
                                    findings.stream().map(Line::of).toList())));
            return;
        }
        boolean all = rtgsim.settings().verbose;
        Table table = new Table("outcome", "place", "key", "becomes", "note");
        for (Finding finding : findings) {
            if (!all && finding.outcome() == Outcome.KEPT) continue;
            String place = finding.line() == 0 ? "" : shortName(finding.file()) + ":" + finding.line();
            table.row(
                    terminal.paint(style(finding.outcome()), finding.outcome().label()),
                    Terminal.printable(place),
                    Terminal.printable(finding.path()),
                    Terminal.printable(finding.becomes() == null ? "" : finding.becomes()),
                    Terminal.printable(finding.note() == null ? "" : finding.note()));
        }
        table.lines(terminal::paint).forEach(terminal::print);
        terminal.print("");
        List<String> counts = new ArrayList<>();
        outcomes.forEach((outcome, count) -> counts.add(Terminal.count(count) + " " + outcome));
        terminal.print(String.join(", ", counts) + (all ? "" : " (-v lists those kept too)"));
        if (scenario == null) return;
        for (Path file : written) terminal.print(terminal.paint(Style.GOOD, "✔") + " " + file);
        if (written.isEmpty()) terminal.say("the result is a valid scenario; nothing was written, -o FILE writes it");
        else terminal.say("next: rtgsim run " + written.getFirst());
    }

    private static String shortName(String file) {
        Path last = Path.of(file).getFileName();
        return last == null ? file : last.toString();
    }

    private static Style style(Outcome outcome) {
        return switch (outcome) {
            case KEPT -> Style.GOOD;
            case CHANGED, ADDED -> Style.NOTE;
            case LOST, UNKNOWN -> Style.BAD;
        };
    }

    /// `rtgsim import simcash`.
    @Command(name = "simcash", sortOptions = false, description = "A SimCash scenario with the policies that it names.")
    static final class Simcash implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private ImportCommand parent;

        @Parameters(
                paramLabel = "FILE",
                arity = "1..*",
                description = "The scenario, YAML or JSON, and the policy files that it names, in any order.")
        private List<Path> files = new ArrayList<>();

        @Mixin private final Target target = new Target();

        @Override
        public Integer call() {
            return parent.run(files.getFirst().toString(), target, () -> SimcashImport.read(files, target.named()));
        }
    }

    /// `rtgsim import pssimpy`.
    @Command(
            name = "pssimpy",
            sortOptions = false,
            description = "A folder with banks.csv, accounts.csv and transactions.csv of PSSimPy.")
    static final class Pssimpy implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private ImportCommand parent;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "The folder.")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Option(names = "--open-time", paramLabel = "HH:MM", description = "Opening of each day. Default: 08:00.")
        private String opening = "08:00";

        @Option(names = "--close-time", paramLabel = "HH:MM", description = "Closing of each day. Default: 17:00.")
        private String closing = "17:00";

        @Option(
                names = "--processing-window",
                paramLabel = "MINUTES",
                description = "Of a processing window, which becomes a tick. Default: 15.")
        private int window = 15;

        @Option(
                names = "--num-days",
                paramLabel = "N",
                description = "Days of the run. Default: those of the transactions.")
        private int days;

        @Mixin private final Target target = new Target();

        @Override
        public Integer call() {
            PssimpyImport.Hours hours = hours();
            return parent.run(folder.toString(), target, () -> PssimpyImport.read(folder, hours, target.named()));
        }

        private PssimpyImport.Hours hours() {
            try {
                return new PssimpyImport.Hours(LocalTime.parse(opening), LocalTime.parse(closing), window, days);
            } catch (DateTimeException | IllegalArgumentException wrong) {
                throw new ParameterException(
                        spec.commandLine(), "the hours cannot be: " + String.valueOf(wrong.getMessage()), wrong);
            }
        }
    }
}
