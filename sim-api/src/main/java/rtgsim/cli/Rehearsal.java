package rtgsim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import rtgsim.app.Simulations;
import rtgsim.http.ApiServer;

/// Goes through the commands once, in one process, so that the JVM can record what they load (JEP 514). The build calls it; what it stores
/// is thrown away.
///
///     Rehearsal SCENARIO FOLDER PLAIN [serve]
///
/// With `serve` the server is asked too. It is apart, since the JVM loads all that it finds recorded, at each start.
/// PLAIN is a scenario that the native engine runs, where there is one, once it has no offsetting.
final class Rehearsal {

    private static final String ID = "rehearsal";

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        String scenario = args[0];
        Path folder = Path.of(args[1]);
        String plain = args[2];
        String store = folder.resolve("runs").toString();
        List<List<String>> commands =
                List.of(
                        List.of("--help"),
                        List.of("run", "--help"),
                        List.of("validate", scenario),
                        List.of("validate", plain),
                        List.of("run", scenario, "--no-store"),
                        List.of("run", plain, "--set", "lsm_config.algorithms=[]", "--no-store"),
                        List.of("run", scenario, "--id", ID, "--store", store),
                        List.of("run", scenario, "--id", ID, "--store", store),
                        List.of("run", scenario, "--id", ID, "--store", store, "--rerun"),
                        List.of("run", scenario, "--id", ID, "--store", store, "--rerun", "--json"),
                        List.of("ls", "--store", store),
                        List.of("ls", "--store", store, "--json"),
                        List.of("show", ID, "--store", store),
                        List.of("show", ID, "--store", store, "--json"),
                        List.of("events", ID, "--store", store),
                        List.of("events", ID, "--store", store, "--json"),
                        List.of("events", ID, "--store", store, "--format", "csv"),
                        List.of("export", ID, "--store", store, "-o", folder.resolve("export").toString()));
        for (List<String> command : commands) {
            HeadStart.begin(command.toArray(String[]::new));
            int code = Rtgsim.execute(Surroundings.ofProcess(), command.toArray(String[]::new));
            if (code != ExitCode.DONE) {
                System.err.println("exit code " + code + " of " + String.join(" ", command));
                System.exit(code);
            }
        }
        if (args.length > 3 && args[3].equals("serve")) askTheServer(Path.of(store));
    }

    private static void askTheServer(Path store) throws IOException {
        try (ApiServer server = ApiServer.start(new Simulations(store), 0)) {
            for (String path :
                    List.of("/api/simulations", "/api/simulations/" + ID, "/api/simulations/" + ID + "/events")) {
                try (InputStream answer = URI.create(server.url() + path).toURL().openStream()) {
                    answer.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
    }
}
