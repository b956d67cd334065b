package rtgsim.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.Simulations;
import rtgsim.store.Manifest;

/// `rtgsim rm`.
@Command(name = "rm", sortOptions = false, description = "Removes one run and all its files. It can be run again.")
final class RemoveCommand implements Callable<Integer> {

    /// The object of `rm --json`.
    record Removed(int schemaVersion, String simulationId) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, by its whole id: what is removed is gone.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Simulations simulations = rtgsim.simulations();
        Manifest run = simulations.find(id);
        if (!run.simulationId().equals(id)) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "ID",
                            "rm takes the whole id of a run: ID=" + id,
                            "did you mean " + run.simulationId() + "?"));
        }
        simulations.remove(id);
        if (rtgsim.settings().json) terminal.print(Json.text(new Removed(Json.SCHEMA_VERSION, id)));
        else terminal.print("removed", id);
        return ExitCode.DONE;
    }
}
