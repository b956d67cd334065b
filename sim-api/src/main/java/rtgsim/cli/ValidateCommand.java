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
import rtgsim.scenario.file.ScenarioDocument;

/// `rtgsim validate`.
@Command(
        name = "validate",
        sortOptions = false,
        description = "Says everything that is wrong with scenarios, and where.")
final class ValidateCommand implements Callable<Integer> {

    /// How the errors are written.
    enum Format {
        HUMAN,
        JSON,
        GITHUB,
        SARIF
    }

    /// Names standard input.
    private static final Path STANDARD_INPUT = Path.of("-");

    /// What was found in one file.
    record FileReport(String file, boolean valid, List<Problem> problems) {}

    /// What was found in all of them: the object of `validate --format json`.
    record Report(int schemaVersion, boolean valid, List<FileReport> files) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Scenarios, YAML or JSON; - reads one from standard input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Sets a key before the check. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "human (default), json, github (annotations of a workflow) or sarif.")
    private Format format = Format.HUMAN;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Format form = rtgsim.settings().json ? Format.JSON : format;
        List<FileReport> reports = new ArrayList<>();
        for (Path file : files) reports.add(form == Format.HUMAN ? checkAndPrint(file, terminal) : check(file));
        boolean valid = reports.stream().allMatch(FileReport::valid);
        switch (form) {
            case HUMAN -> sayNext(reports, terminal);
            case JSON -> terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, valid, reports)));
            case GITHUB -> reports.forEach(report -> Annotations.of(report).forEach(terminal::print));
            case SARIF -> terminal.print(Sarif.text(reports));
        }
        return valid ? ExitCode.DONE : ExitCode.SCENARIO_INVALID;
    }

    private static void sayNext(List<FileReport> reports, Terminal terminal) {
        for (FileReport report : reports) {
            if (report.valid()) continue;
            terminal.say("next: rtgsim explain " + report.problems().getFirst().code());
            return;
        }
        if (!reports.getFirst().file().equals("-")) terminal.say("next: rtgsim run " + reports.getFirst().file());
    }

    private ScenarioDocument read(Path file) {
        return file.equals(STANDARD_INPUT)
                ? ScenarioFiles.readInput(rtgsim.input(), sets)
                : ScenarioFiles.read(file, sets, null);
    }

    private FileReport check(Path file) {
        try {
            read(file);
            return new FileReport(file.toString(), true, List.of());
        } catch (Refused refused) {
            if (refused.refusal() instanceof Refusal.ScenarioInvalid invalid) {
                return new FileReport(file.toString(), false, invalid.problems());
            }
            throw refused;
        }
    }

    private FileReport checkAndPrint(Path file, Terminal terminal) {
        Scenario scenario;
        try {
            scenario = read(file).scenario();
        } catch (Refused refused) {
            if (!(refused.refusal() instanceof Refusal.ScenarioInvalid invalid)) throw refused;
            for (Problem problem : invalid.problems()) {
                CodeFrames.of(problem, terminal::paint).forEach(terminal::print);
                terminal.print("");
            }
            int errors = invalid.problems().size();
            terminal.print(
                    terminal.paint(Style.BAD, "✘") + " " + file + ": " + errors + (errors == 1 ? " error" : " errors"));
            return new FileReport(file.toString(), false, invalid.problems());
        }
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
        return new FileReport(file.toString(), true, List.of());
    }
}
