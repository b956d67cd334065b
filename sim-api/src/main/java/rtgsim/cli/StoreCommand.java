package rtgsim.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import rtgsim.app.Json;
import rtgsim.store.StoreUpgrade;
import rtgsim.store.Verification;

/// `rtgsim store`.
@Command(
        name = "store",
        sortOptions = false,
        subcommands = StoreCommand.Upgrade.class,
        description = "Looks after the files of stored runs.")
final class StoreCommand implements Runnable {

    /// The object of `store upgrade --json`.
    record Upgraded(
            int schemaVersion, String simulationId, String verdict, int fromSchema, int toSchema, String digest) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "rtgsim store needs a command: upgrade");
    }

    /// `rtgsim store upgrade`.
    @Command(
            name = "upgrade",
            sortOptions = false,
            description =
                    "Makes a verified copy of a run's file in the newest schema, which then takes its place. Files of every schema can be read without it.")
    static final class Upgrade implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private StoreCommand store;

        @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
        @SuppressWarnings("NullAway.Init")
        private String id;

        @Override
        public Integer call() {
            Terminal terminal = store.rtgsim.terminal();
            StoreUpgrade.Upgraded done = store.rtgsim.simulations().upgrade(id);
            Verification now = done.verification();
            boolean intact = now.verdict() == Verification.Verdict.INTACT;
            if (store.rtgsim.settings().json) {
                terminal.print(
                        Json.text(
                                new Upgraded(
                                        Json.SCHEMA_VERSION,
                                        now.simulationId(),
                                        now.verdict().label(),
                                        done.fromSchema(),
                                        done.toSchema(),
                                        now.digest())));
            } else {
                terminal.print("simulation_id", now.simulationId());
                terminal.print("verdict", now.verdict().label());
                terminal.print("from_schema", done.fromSchema());
                terminal.print("to_schema", done.toSchema());
                if (!intact) terminal.say("next: it stays as it is; rtgsim verify " + now.simulationId() + " says why");
                else if (done.fromSchema() == done.toSchema()) terminal.say("it has the newest schema already");
            }
            return intact ? ExitCode.DONE : ExitCode.DIFFERS;
        }
    }
}
