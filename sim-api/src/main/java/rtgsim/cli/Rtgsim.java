package rtgsim.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import rtgsim.app.Configuration;
import rtgsim.app.Json;
import rtgsim.app.Nearest;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.Release;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;

/// The command `rtgsim`. What is common to all commands is here: the settings, the store, and how a failure is told.
@Command(
        name = "rtgsim",
        description =
                "Simulates large-value payment systems: real-time gross settlement with liquidity saving, tick by tick.",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 a bug; 2 usage; 3 an assertion failed; 4 a stored run does not verify; 65 scenario invalid;",
            "66 not found; 69 store locked or port taken; 70 invariant violated; 73 cannot write; 74 stored file damaged, foreign or newer; 130, 143 interrupted.",
            "",
            "First steps: rtgsim run scenarios/three-bank-gridlock.yaml"
        })
public final class Rtgsim implements Runnable {

    private static final String CONFIGURATION_VARIABLE = "RTGSIM_CONFIG";

    /// In the order of the help.
    private static final Map<String, Class<?>> COMMANDS = commands();

    private final Surroundings around;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin private final Settings settings = new Settings();

    private Rtgsim(Surroundings around) {
        this.around = around;
    }

    public static void main(String[] args) {
        HeadStart.begin(args);
        System.exit(execute(Surroundings.ofProcess(), args));
    }

    /// Runs one command and returns its exit code.
    static int execute(Surroundings around, String... args) {
        if (args.length == 1 && Version.isAsked(args[0])) return Version.say(around);
        Rtgsim rtgsim = new Rtgsim(around);
        CommandLine line = new CommandLine(rtgsim);
        addCommands(line, args);
        line.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                rtgsim.terminal().paint(Style.GOOD, "").isEmpty()
                                        ? CommandLine.Help.Ansi.OFF
                                        : CommandLine.Help.Ansi.ON))
                .setUsageHelpWidth(Math.min(120, rtgsim.terminal().width()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> rtgsim.explainUsage(wrong))
                .setExecutionExceptionHandler((failure, command, given) -> rtgsim.explain(failure));
        addHelp(line);
        return around.closeOutput(line.execute(args));
    }

    /// The command that the first word names, or else all of them: to read the options of all takes longer than most commands.
    private static void addCommands(CommandLine line, String... args) {
        Class<?> named = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (named != null) line.addSubcommand(args[0], named);
        else COMMANDS.forEach(line::addSubcommand);
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("new", NewCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("validate", ValidateCommand.class);
        commands.put("ls", ListCommand.class);
        commands.put("show", ShowCommand.class);
        commands.put("rm", RemoveCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("offset", OffsetCommand.class);
        commands.put("verify", VerifyCommand.class);
        commands.put("export", ExportCommand.class);
        commands.put("import", ImportCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("fallback", FallbackCommand.class);
        commands.put("store", StoreCommand.class);
        commands.put("schema", SchemaCommand.class);
        commands.put("explain", ExplainCommand.class);
        commands.put("doctor", DoctorCommand.class);
        return commands;
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).version(Version.line());
        line.getSubcommands().values().forEach(Rtgsim::addHelp);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "rtgsim needs a command");
    }

    Map<String, String> variables() {
        return around.variables();
    }

    InputStream input() {
        return around.in();
    }

    Settings settings() {
        return settings;
    }

    Terminal terminal() {
        return new Terminal(around, settings);
    }

    /// The runs of the folder that was named.
    Simulations simulations() {
        return simulations(Map.of());
    }

    /// The runs of the folder that was named, with what was said of how they are written.
    Simulations simulations(Map<String, String> writerFlags) {
        Configuration configuration = configuration(writerFlags);
        LogLines.to(configuration.logFormat(), around.err());
        return new Simulations(configuration.store(), configuration.writer());
    }

    /// What flags, variables and `rtgsim.toml` say.
    Configuration configuration(Map<String, String> writerFlags) {
        Map<String, String> flags = new LinkedHashMap<>(writerFlags);
        if (settings.store != null) flags.put("store", settings.store.toString());
        if (settings.logFormat != null) flags.put("log-format", settings.logFormat);
        String file = around.variables().getOrDefault(CONFIGURATION_VARIABLE, Configuration.FILE);
        return Configuration.of(flags, around.variables(), Path.of(file));
    }

    private int explainUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        Terminal terminal = terminal();
        terminal.complain(terminal.paintTalk(Style.BAD, "error") + ": " + Terminal.printable(usageMessage(wrong)));
        if (wrong instanceof UnmatchedArgumentException && command.getParent() == null) {
            terminal.complain("  commands: " + String.join(", ", COMMANDS.keySet()));
        }
        terminal.complain("  see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String usageMessage(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            String noneOfThem = noneOfThem(wrong);
            return noneOfThem != null ? noneOfThem : String.valueOf(wrong.getMessage());
        }
        String seen = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) {
            String option = seen.contains("=") ? seen.substring(0, seen.indexOf('=')) : seen;
            List<String> options =
                    command.options().stream()
                            .filter(candidate -> !candidate.hidden())
                            .map(OptionSpec::longestName)
                            .toList();
            return asked("option " + option + " of " + command.qualifiedName(), Nearest.name(option, options));
        }
        if (command.parent() == null) {
            return asked("command " + seen, Nearest.name(seen, List.copyOf(COMMANDS.keySet())));
        }
        List<String> inner = List.copyOf(command.subcommands().keySet());
        if (inner.isEmpty()) return command.qualifiedName() + " has no place for " + seen;
        String near = Nearest.name(seen, inner);
        return asked(command.qualifiedName() + " " + seen, near)
                + (near == null ? "; known: " : " known: ")
                + String.join(", ", inner);
    }

    /// Of a value that is none of a closed list, what the list is; else null.
    private static @Nullable String noneOfThem(ParameterException wrong) {
        if (!(wrong.getArgSpec() instanceof OptionSpec option) || wrong.getValue() == null) return null;
        Object[] members =
                option.typeInfo().isMultiValue()
                        ? option.auxiliaryTypes()[0].getEnumConstants()
                        : option.type().getEnumConstants();
        if (members == null) return null;
        List<String> allowed = Stream.of(members).map(member -> member.toString().toLowerCase(Locale.ROOT)).toList();
        Refusal.BadArgument refused = Refusal.BadArgument.notOneOf(option.longestName(), wrong.getValue(), allowed);
        return refused.message() + (refused.hint() == null ? "" : "; " + refused.hint());
    }

    private static String asked(String what, @Nullable String near) {
        return "there is no " + what + (near == null ? "" : "; did you mean " + near + "?");
    }

    private int explain(Exception failure) {
        if (failure instanceof Refused refused) return explain(refused.refusal(), refused);
        Terminal terminal = terminal();
        terminal.complain(terminal.paintTalk(Style.BAD, "bug") + ": " + Terminal.printable(failure.toString()));
        terminal.complain(
                "  this is a mistake of rtgsim "
                        + Release.VERSION
                        + ", not yours; please report it with the command"
                        + " and the scenario"
                        + (settings.verbose ? "" : ", and what the same command says with -v"));
        if (settings.verbose) failure.printStackTrace(around.err());
        return ExitCode.BUG;
    }

    private int explain(Refusal refusal, Refused refused) {
        Terminal terminal = terminal();
        int code = ExitCode.of(refusal);
        if (settings.json) terminal.print(Json.text(failure(code, refusal)));
        if (refusal instanceof Refusal.Interrupted) return code;
        if (refusal instanceof Refusal.ScenarioInvalid invalid) {
            invalid.problems()
                    .forEach(problem -> {
                        CodeFrames.of(problem, terminal::paintTalk).forEach(terminal::complain);
                        terminal.complain("");
                    });
        }
        complain(refusal);
        if (settings.verbose && refused.getCause() != null) refused.getCause().printStackTrace(around.err());
        return code;
    }

    /// Says what will not be done, and how to mend it.
    void complain(Refusal refusal) {
        Terminal terminal = terminal();
        terminal.complain(terminal.paintTalk(Style.BAD, "error") + ": " + Terminal.printable(refusal.message()));
        String hint = refusal.hint();
        if (hint != null) terminal.complain("  " + Terminal.printable(hint));
    }

    private static Map<String, Object> failure(int code, Refusal refusal) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("exit_code", code);
        error.put("message", refusal.message());
        if (refusal.hint() != null) error.put("hint", refusal.hint());
        if (refusal instanceof Refusal.ScenarioInvalid invalid) error.put("problems", invalid.problems());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("schema_version", Json.SCHEMA_VERSION);
        answer.put("error", error);
        return answer;
    }
}
