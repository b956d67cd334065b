package rtgsim.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Configuration;
import rtgsim.app.Doctor;
import rtgsim.app.Doctor.Check;
import rtgsim.app.Doctor.Verdict;
import rtgsim.app.Json;
import rtgsim.cli.Terminal.Style;

/// `rtgsim doctor`.
@Command(
        name = "doctor",
        sortOptions = false,
        description = "Says which engine is used and why, and what is wrong with this machine.")
final class DoctorCommand implements Callable<Integer> {

    /// One finding, as `doctor --json` has it.
    record Finding(String name, String verdict, String found) {}

    /// The object of `doctor --json`.
    record Report(int schemaVersion, boolean good, List<Finding> checks) {}

    /// The object of `doctor --config --json`.
    record Settled(int schemaVersion, List<Configuration.Value> settings) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Option(names = "--config", description = "Shows every setting of the store and where it comes from instead.")
    private boolean config;

    @Mixin private final WriterFlags writerFlags = new WriterFlags();

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        if (config) return showConfiguration(terminal);
        List<Check> checks = Doctor.examine(rtgsim.simulations().folder(), rtgsim.variables());
        boolean good = checks.stream().noneMatch(check -> check.verdict() == Verdict.BAD);
        if (rtgsim.settings().json) {
            List<Finding> findings =
                    checks.stream()
                            .map(check -> new Finding(check.name(), check.verdict().label(), check.found()))
                            .toList();
            terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, good, findings)));
        } else if (terminal.isWatched()) {
            checks.forEach(check ->
                    terminal.print(
                            mark(terminal, check.verdict())
                                    + " "
                                    + String.format("%-9s", check.name())
                                    + " "
                                    + Terminal.printable(check.found())));
        } else {
            checks.forEach(check -> terminal.print(check.name(), check.verdict().label() + ", " + check.found()));
        }
        return good ? ExitCode.DONE : ExitCode.CANNOT_WRITE;
    }

    private int showConfiguration(Terminal terminal) {
        Configuration configuration = rtgsim.configuration(writerFlags.given());
        // A value that cannot be is refused here as it would be by a run.
        configuration.writer();
        configuration.logFormat();
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Settled(Json.SCHEMA_VERSION, configuration.all())));
            return ExitCode.DONE;
        }
        Table table = new Table("setting", "value", "from");
        for (Configuration.Value value : configuration.all()) {
            String shown =
                    value.name().equals("fallback") && value.value().isEmpty()
                            ? "fallback in the store"
                            : value.value();
            table.row(value.name(), shown, value.origin());
        }
        table.lines(terminal::paint).forEach(terminal::print);
        return ExitCode.DONE;
    }

    private static String mark(Terminal terminal, Verdict verdict) {
        return switch (verdict) {
            case GOOD -> terminal.paint(Style.GOOD, "✔");
            case ABSENT -> terminal.paint(Style.FAINT, "–");
            case BAD -> terminal.paint(Style.BAD, "✘");
        };
    }
}
