package rtgsim.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import rtgsim.app.OpenRuns;
import rtgsim.app.Refusal;
import rtgsim.app.Refusal.BadRequest.Reason;
import rtgsim.app.Refused;
import rtgsim.app.Release;
import rtgsim.app.RunQueue;
import rtgsim.app.Simulations;
import rtgsim.engine.ModelVersion;
import rtgsim.store.EventCounts;
import rtgsim.store.WriterFigures;

/// The HTTP server, listening on one port of the loopback address and nowhere else.
public final class ApiServer implements AutoCloseable {

    /// The only address it binds.
    public static final String HOST = "127.0.0.1";

    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
    private static final int HEADER_BYTES_MAX = 16_384;
    private static final int IDLE_MILLIS_MAX = 30_000;

    private final RunQueue queue;
    private final OpenRuns open;
    private final @Nullable PageFiles page = PageFiles.packed();
    private final List<Route> routes;
    private final Javalin javalin;

    private ApiServer(Simulations simulations, int port) {
        queue = new RunQueue(simulations);
        open = new OpenRuns(simulations);
        routes = routes(simulations);
        javalin = Javalin.create(config -> configure(config, port));
    }

    /// Starts to serve the runs of a folder.
    ///
    /// @param port 0 takes any free one
    public static ApiServer start(Simulations simulations, int port) {
        ApiServer server = new ApiServer(simulations, port);
        try {
            server.javalin.start();
        } catch (JavalinBindException taken) {
            server.close();
            throw new Refused(new Refusal.PortTaken(port), taken);
        }
        return server;
    }

    public int port() {
        return javalin.port();
    }

    public String url() {
        return "http://" + HOST + ":" + port();
    }

    /// The addresses it answers at.
    List<Route> routes() {
        return routes;
    }

    Javalin javalin() {
        return javalin;
    }

    @Override
    public void close() {
        javalin.stop();
        queue.close();
        open.close();
    }

    private List<Route> routes(Simulations simulations) {
        List<String> json = List.of(MediaType.JSON);
        List<Route> all = new ArrayList<>();
        SimulationRoutes ofSimulations = new SimulationRoutes(simulations, queue, open);
        all.addAll(ofSimulations.routes());
        // Before the events, one of which could be called `locate`.
        all.addAll(new PlaceRoutes(ofSimulations).routes());
        all.addAll(new EventRoutes(ofSimulations).routes());
        all.addAll(new TransactionRoutes(ofSimulations).routes());
        all.addAll(new AgentRoutes(ofSimulations).routes());
        all.add(
                new Route(
                        Route.Method.GET,
                        "/api/health",
                        List.of(),
                        json,
                        (request, query, form) -> health(request, simulations.writers())));
        all.add(
                new Route(
                        Route.Method.GET,
                        "/api/metrics",
                        List.of(),
                        List.of(MediaType.TEXT),
                        (request, query, form) -> {
                            request.contentType(MetricsText.TYPE);
                            request.header("Cache-Control", "no-store");
                            request.result(MetricsText.of(simulations.writers()));
                        }));
        all.add(
                new Route(
                        Route.Method.GET, "/api/version", List.of(), json, (request, query, form) -> version(request)));
        all.add(
                new Route(
                        Route.Method.GET,
                        "/api/openapi.json",
                        List.of(),
                        json,
                        (request, query, form) -> openApi(request)));
        all.add(
                new Route(
                        Route.Method.GET,
                        "/",
                        List.of(),
                        page == null ? List.of(MediaType.TEXT) : List.of(MediaType.TEXT, MediaType.HTML),
                        (request, query, form) -> start(request, form)));
        return List.copyOf(all);
    }

    private void configure(JavalinConfig config, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.router.ignoreTrailingSlashes = false;
        config.router.javaLangErrorHandler((answer, error) -> {
            LOG.log(System.Logger.Level.ERROR, "the server could not answer", error);
            answer.setStatus(500);
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new BareErrors()));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new BareErrors()));
        config.jetty.modifyHttpConfiguration(ApiServer::limit);
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(HOST);
            connector.setPort(port);
            connector.setIdleTimeout(IDLE_MILLIS_MAX);
            return connector;
        });
        config.routes.before(request -> {
            Gate.HEADERS.forEach(request::header);
            Gate.check(request);
        });
        for (Route route : routes) {
            if (route.method() == Route.Method.GET) {
                config.routes.addHttpHandler(HandlerType.GET, route.path(), route::answer);
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), route::answer);
            } else {
                config.routes.addHttpHandler(HandlerType.POST, route.path(), route::answer);
            }
        }
        if (page != null) page.addTo(config.routes);
        config.routes.exception(
                Refused.class,
                (refused, answer) -> {
                    if (isCutOff(answer, refused)) return;
                    refuse(refused.refusal(), answer);
                });
        config.routes.exception(HttpResponseException.class, ApiServer::refuseRoute);
        config.routes.exception(Exception.class, ApiServer::bug);
    }

    private static void limit(HttpConfiguration http) {
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
    }

    private static void refuse(Refusal refusal, Context answer) {
        ProblemAnswer.of(refusal).send(answer);
    }

    /// Javalin's own refusals: no such address, or not with this method.
    private static void refuseRoute(HttpResponseException refusal, Context answer) {
        String place = answer.req().getMethod() + " " + answer.path();
        if (refusal.getStatus() == 405) {
            String allowed =
                    refusal.getDetails()
                            .getOrDefault("availableMethods", refusal.getDetails().get("Available methods"));
            if (allowed != null) answer.header("Allow", allowed);
            refuse(
                    new Refusal.BadRequest(
                            Reason.METHOD_NOT_ALLOWED, "this address does not take " + place, "it takes " + allowed),
                    answer);
        } else if (refusal.getStatus() == 404) {
            refuse(
                    new Refusal.BadRequest(
                            Reason.NO_SUCH_ROUTE, "there is no address " + place, "/api/openapi.json names all"),
                    answer);
        } else {
            bug(refusal, answer);
        }
    }

    private static void bug(Exception failure, Context answer) {
        LOG.log(
                System.Logger.Level.ERROR,
                "a mistake of rtgsim at " + answer.req().getMethod() + " " + answer.path(),
                failure);
        if (isCutOff(answer, failure)) return;
        ProblemAnswer.ofBug().send(answer);
    }

    /// Cuts the connection where a stream fails after its head was sent, so that nobody takes the part for the whole.
    private static boolean isCutOff(Context answer, Exception failure) {
        if (!answer.res().isCommitted()) return false;
        LOG.log(
                System.Logger.Level.WARNING,
                "cut off " + answer.req().getMethod() + " " + answer.path() + ": " + failure.getMessage());
        ServletContextRequest.getServletContextRequest(answer.req()).getServletChannel().abort(failure);
        return true;
    }

    private void health(Context request, WriterFigures writers) {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "ok");
        List<RunQueue.QueuedRun> runs = queue.all();
        for (String status : List.of("queued", "running", "failed")) {
            health.put(status, runs.stream().filter(run -> run.status().equals(status)).count());
        }
        EventCounts counts = writers.counts();
        Map<String, Object> writing = new LinkedHashMap<>();
        writing.put("runs", writers.writers());
        writing.put("events_accepted", counts.accepted());
        writing.put("events_committed", counts.committed());
        writing.put("events_buffered", counts.buffered());
        writing.put("events_in_retry", counts.inRetry());
        writing.put("events_in_fallback", counts.inFallback());
        writing.put("events_dropped", counts.dropped());
        writing.put("buffer_capacity", writers.capacity());
        writing.put("retries", writers.retries());
        writing.put("oldest_unflushed_seconds", writers.oldestUnflushedSeconds());
        health.put("writer", writing);
        Answers.json(request, health);
    }

    private static void version(Context request) {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("name", "rtgsim");
        version.put("version", Release.VERSION);
        version.put("model_version", ModelVersion.CURRENT);
        Answers.json(request, version);
    }

    private static void openApi(Context request) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ApiServer.class.getResourceAsStream("openapi.json"), "openapi.json is in the jar")) {
            Answers.json(request, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The page for those who want one; a few lines of text for those who take anything, as curl does.
    private void start(Context request, String form) {
        if (page != null && form.equals(MediaType.HTML)) page.sendIndex(request);
        else welcome(request);
    }

    private void welcome(Context request) {
        request.contentType(MediaType.TEXT + "; charset=utf-8");
        request.header("Cache-Control", "no-store");
        request.result(
                """
                rtgsim %1$s serves its API here%3$s

                curl %2$s/api/simulations
                curl %2$s/api/simulations/ID
                curl '%2$s/api/simulations/ID/events?event_type=Settlement&limit=10'
                curl %2$s/api/simulations/ID/export.csv -o events.csv
                curl --data-binary @scenarios/two-agents.yaml -H 'Content-Type: application/yaml' %2$s/api/simulations
                curl %2$s/api/openapi.json
                """
                        .formatted(
                                Release.VERSION,
                                url(),
                                page == null
                                        ? "; the page for the browser was left out of this build, which found no Node."
                                        : ", and its page for the browser."));
    }
}
