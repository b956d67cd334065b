package rtgsim.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.http.ApiServer;

/// `rtgsim serve`.
@Command(name = "serve", sortOptions = false, description = "Serves the API to programs and browsers of this machine.")
final class ServeCommand implements Callable<Integer> {

    /// The object of `serve --json`, printed once the server listens.
    record Serving(int schemaVersion, String url, String api, String storePath) {}

    private static final int PORT_MAX = 65_535;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one. Default: 8080.")
    private int port = 8_080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "127.0.0.1 (default) or localhost; other addresses are refused.")
    private String host = ApiServer.HOST;

    @Mixin private final WriterFlags writerFlags = new WriterFlags();

    @Override
    public Integer call() throws InterruptedException {
        checkAddress();
        ApiServer server = ApiServer.start(rtgsim.simulations(writerFlags.given()), port);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            server.close();
                            stopped.countDown();
                        }));
        announce(server);
        stopped.await();
        return ExitCode.DONE;
    }

    private void checkAddress() {
        if (port < 0 || port > PORT_MAX) {
            throw new Refused(
                    new Refusal.BadArgument("--port", "--port must be 0 to " + PORT_MAX + ": --port=" + port, null));
        }
        if (!host.equals(ApiServer.HOST) && !host.equals("localhost")) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "--host",
                            "--host must be " + ApiServer.HOST + " or localhost: --host=" + host,
                            "anyone who reaches the API can read all runs and start new ones, so it is only for this machine"));
        }
    }

    private void announce(ApiServer server) {
        Terminal terminal = rtgsim.terminal();
        String url = server.url();
        String store = rtgsim.simulations().folder().toString();
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Serving(Json.SCHEMA_VERSION, url, url + "/api", store)));
        } else if (terminal.isWatched()) {
            terminal.print(
                    terminal.paint(Style.GOOD, "✔")
                            + " serving the runs of "
                            + store
                            + " at "
                            + terminal.paint(Style.STRONG, url + "/api")
                            + "   stop with Ctrl-C");
        } else {
            terminal.print("url", url);
            terminal.print("api", url + "/api");
            terminal.print("store", store);
        }
        terminal.out().flush();
        terminal.say("next: curl " + url + "/api/simulations");
    }
}
