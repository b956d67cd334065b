package rtgsim.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Engines;
import rtgsim.app.Nearest;
import rtgsim.app.OpenRuns;
import rtgsim.app.PlannedRun;
import rtgsim.app.Refusal;
import rtgsim.app.Refusal.BadRequest.Reason;
import rtgsim.app.Refused;
import rtgsim.app.RunOrder;
import rtgsim.app.RunQueue;
import rtgsim.app.SimulationView;
import rtgsim.app.Simulations;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.store.LivePrefix;
import rtgsim.store.LiveRun;
import rtgsim.store.Manifest;
import rtgsim.store.PageRequest;
import rtgsim.store.RunDescription;
import rtgsim.store.RunStatus;
import rtgsim.store.StoreFailure;

/// The addresses of runs themselves: list, look at, start.
final class SimulationRoutes {

    /// A page of runs, newest first unless asked otherwise.
    record Page(
            List<SimulationView> simulations,
            long total,
            Map<String, Object> filters,
            @Nullable String next,
            @Nullable String prev) {}

    /// A run that was taken, or found.
    record Accepted(String simulationId, String status, boolean reused, Map<String, String> links) {}

    private record RememberedKey(String request, String id) {}

    static final long BODY_BYTES_MAX = 64L << 20;

    /// How long a request waits for its turn, or for the sealed run while its writer completes it.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration ASKED_AGAIN_AFTER = Duration.ofMillis(20);
    private static final int LIMIT_DEFAULT = 100;
    private static final int KEYS_KEPT = 1_000;
    private static final int KEY_LENGTH_MAX = 255;
    private static final List<String> STATUSES =
            List.of("queued", "running", "sealed", "interrupted", "incomplete", "failed");
    private static final List<String> ORDERS = List.of("started_desc", "started_asc");
    private static final List<String> YAML =
            List.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private final Simulations simulations;
    private final RunQueue queue;
    private final OpenRuns open;

    /// The last keys of POST, each with what it stood for.
    private final Map<String, RememberedKey> keys = new LinkedHashMap<>();

    SimulationRoutes(Simulations simulations, RunQueue queue, OpenRuns open) {
        this.simulations = simulations;
        this.queue = queue;
        this.open = open;
    }

    List<Route> routes() {
        List<String> json = List.of(MediaType.JSON);
        return List.of(
                new Route(
                        Route.Method.GET,
                        "/api/simulations",
                        List.of("limit", "cursor", "offset", "sort", "status", "name"),
                        json,
                        this::list),
                new Route(
                        Route.Method.POST,
                        "/api/simulations",
                        List.of("seed", "set", "ticks", "id", "rerun"),
                        json,
                        this::start),
                new Route(Route.Method.GET, "/api/simulations/{id}", List.of(), json, this::one));
    }

    /// Answers a request from the events of a run.
    @FunctionalInterface
    interface Reading {
        void answer(ReadRun read) throws IOException;
    }

    /// Answers from the run that a request names in its path: from all of a sealed one, or from what is committed of one that this server writes. Where its
    /// writer has the file for itself, it waits until that is over, and begins again.
    void read(Context request, Reading reading) throws IOException {
        read(request, -1, reading);
    }

    /// @param seq of an event that the answer needs, or -1 for none in particular
    void read(Context request, long seq, Reading reading) throws IOException {
        String id = id(request);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<LiveRun> live = simulations.live(id);
            Optional<Manifest> stored = stored(id);
            if (stored.isPresent() && stored.get().isReadable()) {
                Manifest manifest = stored.get();
                try (OpenRuns.Lease lease = open.lease(manifest)) {
                    reading.answer(ReadRun.of(lease.run(), lease.manifest()));
                }
                return;
            }
            if (!isWrittenHere(id, stored)) throw stored.isPresent() ? notSealed(id, stored.get()) : absent(id);
            long left = deadline - System.nanoTime();
            String why = "its writer is about to open it";
            if (live.isPresent() && stored.isPresent()) {
                // Who asks may have seen the manifest, or seen events beyond it.
                long known = Math.max(seq, stored.get().eventsCommitted() - 1);
                try (LivePrefix prefix = live.get().prefix(Duration.ofNanos(Math.max(left, 0)), known)) {
                    reading.answer(ReadRun.of(prefix, stored.get()));
                    return;
                } catch (StoreFailure.Unavailable busy) {
                    why = busy.getMessage();
                }
            }
            if (left <= 0) throw new Refused(new Refusal.Unavailable("the run " + id + " is running; " + why));
            pause();
        }
    }

    private boolean isWrittenHere(String id, Optional<Manifest> stored) {
        if (queue.find(id).filter(run -> run.status().equals("running")).isPresent()) return true;
        return stored.isPresent()
                && stored.get().status() == RunStatus.RUNNING
                && stored.get().processId() == ProcessHandle.current().pid();
    }

    private static void pause() {
        try {
            Thread.sleep(ASKED_AGAIN_AFTER);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Unavailable("the server is about to end"));
        }
    }

    /// Opens the sealed run that a request names in its path.
    OpenRuns.Lease sealed(Context request) {
        String id = id(request);
        Manifest manifest = manifest(id);
        if (manifest.isReadable()) return open.lease(manifest);
        if (isWrittenHere(id, Optional.of(manifest))) {
            throw ReadRun.beingWritten(id, "what is worked out from all its events can be read when it is sealed");
        }
        throw notSealed(id, manifest);
    }

    private Refused notSealed(String id, Manifest manifest) {
        return unsealed(id, view(id, manifest).status());
    }

    private static Refused unsealed(String id, String status) {
        return new Refused(
                new Refusal.NotSealed(
                        "the run " + id + " is " + status + "; only sealed runs have events to read", status));
    }

    private static String id(Context request) {
        String id = request.pathParam("id");
        if (RunDescription.isId(id)) return id;
        throw new Refused(
                new Refusal.BadArgument(
                        "id", "id must be 1 to 100 of letters, digits and . _ -, the first no . or -: id=" + id, null));
    }

    /// The manifest of exactly this run; beginnings of ids are for people.
    private Manifest manifest(String id) {
        return stored(id).orElseThrow(() -> absent(id));
    }

    private Refused absent(String id) {
        Optional<RunQueue.QueuedRun> queued = queue.find(id);
        return queued.isPresent() ? unsealed(id, queued.get().status()) : notFound(id);
    }

    private Optional<Manifest> stored(String id) {
        return simulations.exactly(id);
    }

    private Refused notFound(String id) {
        List<String> ids = simulations.list().stream().map(Manifest::simulationId).toList();
        return new Refused(new Refusal.NotFound("there is no run " + id, Nearest.names(id, ids)));
    }

    private void one(Context request, QueryString query, String form) {
        String id = id(request);
        Optional<Manifest> stored = stored(id);
        if (stored.isPresent()) {
            Manifest manifest = stored.get();
            if (manifest.status() == RunStatus.SEALED && Answers.isKnownNow(request, manifest, form)) return;
            Answers.json(request, view(id, manifest));
            return;
        }
        RunQueue.QueuedRun queued = queue.find(id).orElseThrow(() -> notFound(id));
        Answers.json(request, queued.view());
    }

    /// What the manifest says, unless this server knows better: that the run waits, or why it could not be done.
    private SimulationView view(String id, Manifest manifest) {
        if (manifest.status() == RunStatus.SEALED) return SimulationView.of(manifest);
        Optional<RunQueue.QueuedRun> queued = queue.find(id).filter(run -> !run.status().equals("running"));
        return queued.isPresent() ? queued.get().view() : SimulationView.of(manifest);
    }

    private void list(Context request, QueryString query, String form) {
        Long limit = query.number("limit", 1, PageRequest.LIMIT_MAX);
        int size = limit == null ? LIMIT_DEFAULT : limit.intValue();
        String sort = query.choice("sort", ORDERS);
        Map<String, Object> filters = new LinkedHashMap<>();
        List<String> statuses = new ArrayList<>();
        for (String text : query.texts("status")) {
            for (String status : text.split(",", -1)) {
                if (!STATUSES.contains(status))
                    throw new Refused(Refusal.BadArgument.notOneOf("status", status, STATUSES));
                statuses.add(status);
            }
        }
        if (!statuses.isEmpty()) filters.put("status", statuses);
        String name = query.text("name");
        if (name != null) filters.put("name", name);
        List<SimulationView> all =
                all().stream()
                        .filter(run -> statuses.isEmpty() || statuses.contains(run.status()))
                        .filter(run -> name == null || run.name().equals(name))
                        .sorted("started_asc".equals(sort) ? OLDEST_FIRST : OLDEST_FIRST.reversed())
                        .toList();
        String question = "simulations\n" + sort + "\n" + filters;
        int from = from(query, all, size, question);
        int until = Math.min(all.size(), from + size);
        List<SimulationView> page = all.subList(Math.min(from, all.size()), until);
        String next =
                until < all.size() && !page.isEmpty() ? new Cursor(true, key(page.getLast())).text(question) : null;
        String prev = from > 0 && !page.isEmpty() ? new Cursor(false, key(page.getFirst())).text(question) : null;
        Links.send(request, query, next, prev);
        Answers.json(request, new Page(page, all.size(), filters, next, prev));
    }

    /// Runs that have not started come last, as they will.
    private static final Comparator<SimulationView> OLDEST_FIRST =
            Comparator.comparing(SimulationRoutes::started).thenComparing(SimulationView::simulationId);

    private static Instant started(SimulationView run) {
        return run.startedAt() == null ? Instant.MAX : Instant.parse(run.startedAt());
    }

    private static String key(SimulationView run) {
        return run.simulationId();
    }

    private static int from(QueryString query, List<SimulationView> all, int size, String question) {
        Long offset = query.number("offset", 0, Integer.MAX_VALUE);
        String cursor = query.text("cursor");
        if (cursor == null) return offset == null ? 0 : offset.intValue();
        if (offset != null) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "offset",
                            "offset and cursor must not stand together",
                            "a cursor says where the page is already"));
        }
        Cursor place = Cursor.of(cursor, question);
        for (int i = 0; i < all.size(); i++) {
            if (key(all.get(i)).equals(place.key())) return place.forward() ? i + 1 : Math.max(0, i - size);
        }
        throw new Refused(
                new Refusal.BadArgument(
                        "cursor",
                        "the run at which the cursor stands is not in the list any more",
                        "begin again without a cursor"));
    }

    private List<SimulationView> all() {
        Map<String, SimulationView> all = new HashMap<>();
        for (Manifest manifest : simulations.list())
            all.put(manifest.simulationId(), view(manifest.simulationId(), manifest));
        for (RunQueue.QueuedRun queued : queue.all()) all.putIfAbsent(queued.id(), queued.view());
        return List.copyOf(all.values());
    }

    private void start(Context request, QueryString query, String form) throws IOException {
        long start = System.nanoTime();
        String name = sourceName(request);
        Long seed = query.number("seed", 0, Long.MAX_VALUE);
        List<String> sets = query.texts("set");
        Long ticks = query.number("ticks", 1, Integer.MAX_VALUE);
        boolean rerun = "true".equals(query.choice("rerun", List.of("true", "false")));
        String key = key(request);
        String body = body(request);
        ScenarioDocument document = read(body, name, sets, seed);
        RunOrder order =
                new RunOrder(
                        document,
                        sets,
                        ticks == null ? null : ticks.intValue(),
                        query.text("id"),
                        rerun,
                        true,
                        Engines.AUTO,
                        List.of(),
                        start);
        PlannedRun plan = simulations.plan(order);
        remember(key, request, plan, body);
        if (plan.stored().isEmpty()) {
            plan.estimate().checkSize();
            queue.submit(plan);
        }
        String status =
                plan.stored().isPresent()
                        ? RunStatus.SEALED.label()
                        : queue.find(plan.id()).map(RunQueue.QueuedRun::status).orElse(RunStatus.RUNNING.label());
        String self = "/api/simulations/" + plan.id();
        request.status(202);
        request.header("Location", self);
        Answers.json(
                request,
                new Accepted(
                        plan.id(),
                        status,
                        plan.stored().isPresent(),
                        Map.of("self", self, "events", self + "/events")));
    }

    private static String sourceName(Context request) {
        String type = request.header("Content-Type");
        String essence = type == null ? "" : type.split(";")[0].trim().toLowerCase(Locale.ROOT);
        if (essence.equals(MediaType.JSON)) return "scenario.json";
        if (YAML.contains(essence)) return "scenario.yaml";
        throw new Refused(
                new Refusal.BadRequest(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "a scenario is sent as application/yaml or application/json: Content-Type: "
                                + (type == null ? "(none)" : type),
                        null));
    }

    private static @Nullable String key(Context request) {
        String key = request.header("Idempotency-Key");
        if (key == null || (key.length() <= KEY_LENGTH_MAX && key.matches("[\\x21-\\x7e]+"))) return key;
        throw new Refused(
                new Refusal.BadRequest(
                        Reason.MALFORMED,
                        "Idempotency-Key must be 1 to " + KEY_LENGTH_MAX + " visible ASCII characters",
                        null));
    }

    /// A key that comes again must come with the same request; what it asks for is then found, not started twice.
    private synchronized void remember(@Nullable String key, Context request, PlannedRun plan, String body) {
        if (key == null) return;
        String asked = HexFormat.of().formatHex(Cursor.sha256(request.queryString() + "\n" + body));
        RememberedKey known = keys.get(key);
        if (known != null && !known.request().equals(asked)) {
            throw new Refused(
                    new Refusal.BadRequest(
                            Reason.KEY_REUSED,
                            "this Idempotency-Key came with another request, which started " + known.id(),
                            "use a new key"));
        }
        keys.put(key, new RememberedKey(asked, plan.id()));
        if (keys.size() > KEYS_KEPT) keys.remove(keys.keySet().iterator().next());
    }

    private static String body(Context request) throws IOException {
        if (request.req().getContentLengthLong() > BODY_BYTES_MAX) throw tooLarge();
        byte[] bytes;
        try (InputStream in = request.req().getInputStream()) {
            bytes = in.readNBytes((int) BODY_BYTES_MAX + 1);
        }
        if (bytes.length > BODY_BYTES_MAX) throw tooLarge();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new Refused(new Refusal.BadRequest(Reason.MALFORMED, "the body is not UTF-8", null));
        }
    }

    private static Refused tooLarge() {
        return new Refused(
                new Refusal.BadRequest(
                        Reason.BODY_TOO_LARGE, "a scenario may have at most " + (BODY_BYTES_MAX >> 20) + " MiB", null));
    }

    private static ScenarioDocument read(String body, String name, List<String> sets, @Nullable Long seed) {
        try {
            return ScenarioReader.readText(body, name, sets, seed);
        } catch (ScenarioRefused refused) {
            throw new Refused(new Refusal.ScenarioInvalid("the scenario", refused.problems()));
        }
    }
}
