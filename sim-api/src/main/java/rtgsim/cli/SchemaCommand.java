package rtgsim.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.scenario.file.JsonSchema;

/// `rtgsim schema`.
@Command(
        name = "schema",
        sortOptions = false,
        description =
                "Prints the JSON Schema of scenario or policy files, for editors and for programs that write them.")
final class SchemaCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    /// The files that there is a schema of.
    enum Kind {
        SCENARIO,
        POLICY
    }

    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            description = "scenario (default), or policy, for files of decision trees.")
    private Kind kind = Kind.SCENARIO;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        String text = kind == Kind.SCENARIO ? JsonSchema.text() : JsonSchema.policyText();
        terminal.print(text.stripTrailing());
        terminal.say(
                "an editor reads it by a first line such as # yaml-language-server: $schema="
                        + kind.name().toLowerCase(Locale.ROOT)
                        + ".schema.json");
        return ExitCode.DONE;
    }
}
