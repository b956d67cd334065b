package rtgsim.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Engines;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.store.Difference;
import rtgsim.store.Verification;
import rtgsim.store.VerificationProgress;

/// `rtgsim verify`.
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Recomputes everything that a stored run says of itself, and compares: the digest of its rows, the states at the ends of its days, all derived"
                    + " tables, the seal.",
            "It shows accidents and edits of the file. It cannot stop someone who also rewrites the seal: against that stand --digest and --replay."
        })
final class VerifyCommand implements Callable<Integer> {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

    /// The first difference in `verify --json`.
    record First(
            @Nullable Long seq,
            String table,
            String attribute,
            @Nullable String expected,
            @Nullable String found,
            String kind,
            @Nullable String row) {}

    /// The object of `verify --json`.
    record Verified(
            int schemaVersion,
            String simulationId,
            String verdict,
            long events,
            long eventsOfRun,
            String digest,
            boolean replayed,
            @Nullable First firstDifference,
            List<String> notes) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(names = "--digest", paramLabel = "HEX", description = "A run digest that was noted elsewhere.")
    private @Nullable String digest;

    @Option(names = "--replay", description = "Runs the stored scenario again and compares event for event.")
    private boolean replay;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Which engine runs it again: auto (default), java or native.")
    private String engine = Engines.AUTO;

    @Override
    public Integer call() {
        if (digest != null && !DIGEST.matcher(digest).matches()) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "--digest", "--digest must be 64 hexadecimal digits: --digest=" + digest, null));
        }
        Terminal terminal = rtgsim.terminal();
        Verification found = verify(terminal);
        if (rtgsim.settings().json) terminal.print(Json.text(shape(found)));
        else tell(terminal, found);
        return found.verdict() == Verification.Verdict.INTACT ? ExitCode.DONE : ExitCode.DIFFERS;
    }

    private Verification verify(Terminal terminal) {
        boolean shows = terminal.showsProgress() && !rtgsim.settings().json;
        ProgressBar bar = shows ? new ProgressBar(terminal) : null;
        try {
            return rtgsim.simulations()
                    .verify(id, digest, replay, engine, bar == null ? VerificationProgress.UNSEEN : bar);
        } finally {
            if (bar != null) bar.clear();
        }
    }

    private static Verified shape(Verification found) {
        Difference first = found.firstDifference();
        return new Verified(
                Json.SCHEMA_VERSION,
                found.simulationId(),
                found.verdict().label(),
                found.events(),
                found.of(),
                found.digest(),
                found.replayed(),
                first == null
                        ? null
                        : new First(
                                first.seq(),
                                first.table(),
                                first.attribute(),
                                first.expected(),
                                first.found(),
                                first.kind().label(),
                                first.row()),
                found.notes());
    }

    private static void tell(Terminal terminal, Verification found) {
        String verdict = found.verdict().label();
        boolean intact = found.verdict() == Verification.Verdict.INTACT;
        terminal.print("simulation_id", found.simulationId());
        terminal.print("verdict: " + terminal.paint(intact ? Style.GOOD : Style.BAD, verdict));
        terminal.print("events", found.events());
        terminal.print("events_of_run", found.of());
        terminal.print("digest", found.digest());
        terminal.print("replayed", found.replayed());
        Difference first = found.firstDifference();
        if (first != null) tell(terminal, first);
        found.notes().forEach(note -> terminal.say("note: " + Terminal.printable(note)));
        terminal.say("next: " + next(found));
    }

    private static void tell(Terminal terminal, Difference first) {
        terminal.print("first_difference", first.kind().label());
        terminal.print("table", first.table());
        if (first.seq() != null) terminal.print("seq", first.seq());
        if (first.row() != null) terminal.print("row", first.row());
        terminal.print("attribute", first.attribute());
        terminal.print("expected", first.expected());
        terminal.print("found", first.found());
    }

    private static String next(Verification found) {
        String run = found.simulationId();
        return switch (found.verdict()) {
            case INTACT ->
                    found.replayed()
                            ? "nothing; the scenario gives these events, and the file holds what follows from them"
                            : "rtgsim verify "
                                    + run
                                    + " --replay runs the scenario again, which also finds a seal that was rewritten with the file";
            case PREFIX ->
                    "what is stored is the beginning of the run; run its scenario again with --rerun for the rest";
            case INCOMPLETE ->
                    "what is stored is the run but for the gaps that it records; run its scenario again with --rerun for all of it";
            case DIFFERS -> {
                Difference first = found.firstDifference();
                boolean digestAlone = first != null && first.table().equals("given");
                yield digestAlone
                        ? "the rows follow from the stored scenario; look where the digest was noted, or at another run"
                        : "take the file from a copy, or make it anew: rtgsim run SCENARIO --id " + run + " --rerun";
            }
        };
    }
}
