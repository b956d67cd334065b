package rtgsim.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import rtgsim.app.Engines;
import rtgsim.app.PlannedRun;
import rtgsim.app.Progress;
import rtgsim.app.RunOrder;
import rtgsim.app.RunSummary;
import rtgsim.app.Simulations;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// A server over a folder of its own, and a client that talks to it.
final class Api implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path SCENARIOS = Path.of("..", "scenarios");

    private final Simulations simulations;
    private final ApiServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Api(Path folder) {
        this(new Simulations(folder));
    }

    Api(Simulations simulations) {
        this.simulations = simulations;
        server = ApiServer.start(simulations, 0);
    }

    ApiServer server() {
        return server;
    }

    Simulations simulations() {
        return simulations;
    }

    /// Runs one of the ready scenarios.
    RunSummary run(String scenario) throws IOException, ScenarioRefused {
        PlannedRun plan = plan(simulations, scenario(scenario), List.of());
        return simulations.run(plan, Progress.UNSEEN, () -> false);
    }

    /// A run of a scenario that is stored, as someone asks for it who says no more of it.
    static PlannedRun plan(Simulations simulations, Path scenario, List<String> sets)
            throws IOException, ScenarioRefused {
        return simulations.plan(
                new RunOrder(
                        ScenarioReader.read(scenario, sets, null),
                        sets,
                        null,
                        null,
                        false,
                        true,
                        Engines.AUTO,
                        List.of(),
                        System.nanoTime()));
    }

    static Path scenario(String name) {
        return SCENARIOS.resolve(name + ".yaml");
    }

    HttpResponse<String> get(String address, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), address, headers);
    }

    HttpResponse<String> post(String address, String body, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), address, headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String address, String... headers)
            throws IOException, InterruptedException {
        request.uri(URI.create(server.url() + address));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The JSON of an answer that must be good.
    JsonNode json(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(address);
        if (answer.statusCode() != 200)
            throw new AssertionError(address + " → " + answer.statusCode() + " " + answer.body());
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
