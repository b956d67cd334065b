package rtgsim.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.Problem;

/// `rtgsim validate`.
@Command(
        name = "validate",
        sortOptions = false,
        description = "Says everything that is wrong with scenarios, and where.")
final class ValidateCommand implements Callable<Integer> {

    /// How the errors are written.
    enum Format {
        HUMAN,
        JSON
    }

    /// What was found in one file.
    record FileReport(String file, boolean valid, List<Problem> problems) {}

    /// What was found in all of them: the object of `validate --format json`.
    record Report(int schemaVersion, boolean valid, List<FileReport> files) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios, YAML or JSON.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Sets a key before the check. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "human (default) or json.")
    private Format format = Format.HUMAN;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        boolean json = format == Format.JSON || rtgsim.settings().json;
        List<FileReport> reports = new ArrayList<>();
        for (Path file : files) reports.add(json ? check(file) : checkAndPrint(file, terminal));
        boolean valid = reports.stream().allMatch(FileReport::valid);
        if (json) terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, valid, reports)));
        return valid ? ExitCode.DONE : ExitCode.SCENARIO_INVALID;
    }

    private FileReport check(Path file) {
        try {
            ScenarioFiles.read(file, sets, null);
            return new FileReport(file.toString(), true, List.of());
        } catch (Refused refused) {
            if (refused.refusal() instanceof Refusal.ScenarioInvalid invalid) {
                return new FileReport(file.toString(), false, invalid.problems());
            }
            throw refused;
        }
    }

    private FileReport checkAndPrint(Path file, Terminal terminal) {
        FileReport report = check(file);
        for (Problem problem : report.problems()) {
            CodeFrames.of(problem, terminal::paint).forEach(terminal::print);
            terminal.print("");
        }
        if (!report.valid()) {
            int errors = report.problems().size();
            terminal.print(
                    terminal.paint(Style.BAD, "✘") + " " + file + ": " + errors + (errors == 1 ? " error" : " errors"));
            return report;
        }
        Scenario scenario = ScenarioFiles.read(file, sets, null).scenario();
        int agents = scenario.agents().size() + (scenario.population() == null ? 0 : scenario.population().count());
        terminal.print(
                terminal.paint(Style.GOOD, "✔")
                        + " "
                        + file
                        + " is valid: "
                        + scenario.name()
                        + ", "
                        + Terminal.count(agents)
                        + " agents, "
                        + Terminal.count(scenario.simulation().totalTicks())
                        + " ticks");
        terminal.say("next: rtgsim run " + file);
        return report;
    }
}
