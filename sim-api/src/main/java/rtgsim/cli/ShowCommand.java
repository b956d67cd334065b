package rtgsim.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.SimulationView;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;
import rtgsim.store.Manifest;
import rtgsim.store.RunStatus;

/// `rtgsim show`.
@Command(name = "show", sortOptions = false, description = "Shows one run: how it stands, counts, digest, measures.")
final class ShowCommand implements Callable<Integer> {

    /// The object of `show --json`.
    record Shown(int schemaVersion, @JsonUnwrapped SimulationView simulation, String storePath) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Simulations simulations = rtgsim.simulations();
        Manifest run = simulations.find(id);
        String path = simulations.database(run.simulationId()).toString();
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Shown(Json.SCHEMA_VERSION, SimulationView.of(run), path)));
            return ExitCode.DONE;
        }
        print(terminal, run, path);
        if (run.status() == RunStatus.SEALED) {
            String named = run.simulationId() + rtgsim.settings().storeFlag();
            terminal.say("next: rtgsim events " + named + "   rtgsim export " + named + " -o DIR");
        } else if (run.status() != RunStatus.RUNNING) {
            terminal.say("only sealed runs have events to read; run the scenario again to have one");
        }
        return ExitCode.DONE;
    }

    private static void print(Terminal terminal, Manifest run, String path) {
        boolean watched = terminal.isWatched();
        var result = run.result();
        terminal.print("simulation_id", run.simulationId());
        terminal.print("status: " + ListCommand.status(terminal, run.status()));
        terminal.print("name", run.scenarioName());
        terminal.print("seed", run.seed());
        if (!run.overrides().isEmpty()) terminal.print("overrides", String.join("; ", run.overrides()));
        terminal.print("ticks", run.tick() + " of " + run.ticks());
        terminal.print("engine", run.engine());
        terminal.print("model_version", run.modelVersion());
        terminal.print("scenario_sha256", run.scenarioSha256());
        terminal.print("started_at", run.startedAt());
        if (run.lastError() != null) terminal.print("last_error", run.lastError());
        if (result == null) {
            terminal.print("events", run.eventsAccepted());
            terminal.print("events_stored", run.eventsCommitted());
            return;
        }
        terminal.print("digest", result.digest());
        terminal.print("engine_seconds", result.engineSeconds());
        terminal.print("digest_seconds", result.digestSeconds());
        terminal.print("store_seconds", result.storeSeconds());
        terminal.print("total_seconds", result.totalSeconds());
        terminal.print("peak_memory_bytes", result.peakMemoryBytes());
        terminal.print("file_bytes", result.fileBytes());
        terminal.print("store_path", path);
        if (watched) terminal.print(terminal.paint(Style.FAINT, "measures (amounts in minor units, delays in ticks)"));
        result.measures().forEach((name, value) -> terminal.print("measures." + name, value));
    }
}
