package rtgsim.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import rtgsim.scenario.file.JsonSchema;

/// `rtgsim schema`.
@Command(
        name = "schema",
        sortOptions = false,
        description = "Prints the JSON Schema of scenario files, for editors and for programs that write them.")
final class SchemaCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        terminal.print(JsonSchema.text().stripTrailing());
        terminal.say("an editor reads it by a first line such as # yaml-language-server: $schema=scenario.schema.json");
        return ExitCode.DONE;
    }
}
