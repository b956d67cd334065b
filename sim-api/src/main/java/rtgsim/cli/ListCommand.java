package rtgsim.cli;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.SimulationView;
import rtgsim.app.Simulations;
import rtgsim.cli.Terminal.Style;
import rtgsim.store.Manifest;
import rtgsim.store.RunStatus;
import rtgsim.store.Store;

/// `rtgsim ls`.
@Command(name = "ls", sortOptions = false, description = "Lists stored runs, newest first.")
final class ListCommand implements Callable<Integer> {

    /// The object of `ls --json`.
    record Listing(int schemaVersion, List<SimulationView> simulations) {}

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        Simulations simulations = rtgsim.simulations();
        Store.Listing listing = simulations.listing();
        List<Manifest> runs = listing.runs().stream().sorted(Simulations.NEWEST_FIRST).toList();
        listing.unreadable().forEach(failure -> rtgsim.complain(Refusal.of(failure)));
        int code = listing.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.UNREADABLE;
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Listing(Json.SCHEMA_VERSION, runs.stream().map(SimulationView::of).toList())));
            return code;
        }
        if (runs.isEmpty() && code != ExitCode.DONE) return code;
        if (runs.isEmpty()) {
            terminal.say("no runs in " + simulations.folder() + "; make one: rtgsim run FILE");
            return ExitCode.DONE;
        }
        Table table = new Table("id", "status", "seed", "ticks", "events", "started (UTC)", "digest");
        for (Manifest run : runs) {
            var result = run.result();
            table.row(
                    terminal.paint(Style.STRONG, run.simulationId()),
                    status(terminal, run.status()),
                    Long.toString(run.seed()),
                    run.tick() == run.ticks()
                            ? Terminal.count(run.ticks())
                            : Terminal.count(run.tick()) + "/" + Terminal.count(run.ticks()),
                    Terminal.count(run.eventsAccepted()),
                    MINUTE.format(run.startedAt()),
                    result == null ? "" : result.digest().substring(0, 12));
        }
        table.lines(terminal::paint).forEach(terminal::print);
        terminal.say("next: rtgsim show ID, where the beginning of an id will do");
        return code;
    }

    /// Warns who reads a run with gaps.
    static void sayIfIncomplete(Terminal terminal, Manifest run) {
        if (run.status() != RunStatus.INCOMPLETE) return;
        terminal.complain(
                terminal.paintTalk(Style.BAD, "incomplete")
                        + ": "
                        + Terminal.count(run.eventsCommitted())
                        + " of "
                        + Terminal.count(run.eventsAccepted())
                        + " events of this run are stored");
    }

    static String status(Terminal terminal, RunStatus status) {
        return switch (status) {
            case SEALED -> terminal.paint(Style.GOOD, status.label());
            case RUNNING -> terminal.paint(Style.NOTE, status.label());
            case INTERRUPTED, INCOMPLETE -> terminal.paint(Style.BAD, status.label());
        };
    }
}
