package rtgsim.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import rtgsim.app.Json;
import rtgsim.app.Refused;
import rtgsim.app.SimulationView;
import rtgsim.app.Simulations;
import rtgsim.store.Manifest;
import rtgsim.store.RunStatus;

/// `rtgsim fallback`.
@Command(
        name = "fallback",
        sortOptions = false,
        subcommands = FallbackCommand.Replay.class,
        description = "What the store did not take when a run was written, and is kept in files.")
final class FallbackCommand implements Runnable {

    /// The object of `fallback replay --json`.
    record Replayed(int schemaVersion, List<SimulationView> simulations) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "rtgsim fallback needs a command: replay");
    }

    /// `rtgsim fallback replay`: goes on after a failure as often as it is called; a run that has everything is sealed.
    @Command(
            name = "replay",
            sortOptions = false,
            description =
                    "Stores what is in the files, in order, once, and completes the run. Can be repeated at will.")
    static final class Replay implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private FallbackCommand fallback;

        @Parameters(arity = "0..1", paramLabel = "ID", description = "The run. Default: all that wait.")
        private @Nullable String id;

        @Override
        public Integer call() {
            Rtgsim rtgsim = fallback.rtgsim;
            Simulations simulations = rtgsim.simulations();
            if (id != null) {
                return told(rtgsim, List.of(simulations.replay(simulations.find(id).simulationId())));
            }
            List<Manifest> replayed = new ArrayList<>();
            int refused = ExitCode.DONE;
            List<String> ids = simulations.unfinished();
            if (ids.isEmpty()) rtgsim.terminal().say("nothing waits in " + simulations.folder());
            for (String waiting : ids) {
                try {
                    replayed.add(simulations.replay(waiting));
                } catch (Refused one) {
                    // Those behind it do not wait until it is mended.
                    rtgsim.complain(one.refusal());
                    if (refused == ExitCode.DONE) refused = ExitCode.of(one.refusal());
                }
            }
            int code = told(rtgsim, replayed);
            return refused == ExitCode.DONE ? code : refused;
        }

        private static int told(Rtgsim rtgsim, List<Manifest> replayed) {
            Terminal terminal = rtgsim.terminal();
            if (rtgsim.settings().json) {
                List<SimulationView> views = replayed.stream().map(SimulationView::of).toList();
                terminal.print(Json.text(new Replayed(Json.SCHEMA_VERSION, views)));
            } else {
                replayed.forEach(run -> tell(terminal, run));
            }
            boolean waits = replayed.stream().anyMatch(run -> run.counts().inFallback() > 0);
            return waits ? ExitCode.CANNOT_WRITE : ExitCode.DONE;
        }
    }

    private static void tell(Terminal terminal, Manifest run) {
        terminal.print("simulation_id", run.simulationId());
        terminal.print("status: " + ListCommand.status(terminal, run.status()));
        terminal.print("events", run.eventsAccepted());
        terminal.print("events_stored", run.eventsCommitted());
        terminal.print("events_in_fallback", run.counts().inFallback());
        terminal.print("events_dropped", run.counts().dropped());
        if (run.status() == RunStatus.INTERRUPTED) {
            terminal.say(
                    "nothing says that the engine of "
                            + run.simulationId()
                            + " came to its end; run the scenario again");
        }
    }
}
