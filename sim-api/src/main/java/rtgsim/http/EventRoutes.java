package rtgsim.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import rtgsim.app.EventQuery;
import rtgsim.app.Exports;
import rtgsim.app.Json;
import rtgsim.app.OpenRuns;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.store.EventFilter;
import rtgsim.store.EventIds;
import rtgsim.store.EventJson;
import rtgsim.store.EventOrder;
import rtgsim.store.EventPage;
import rtgsim.store.Facet;
import rtgsim.store.PageRequest;
import rtgsim.store.RunEvents;
import rtgsim.store.StoredAgent;
import rtgsim.store.StoredEvent;
import rtgsim.store.StoredRun;

/// The addresses that read the events of one run: of a sealed one all, of one that this server writes what is committed.
final class EventRoutes {

    /// A page: `events` in the order asked for, `total` of the whole filtered set, and the cursors of its neighbours.
    record Page(
            List<RawValue> events,
            long total,
            Map<String, Object> filters,
            @Nullable String next,
            @Nullable String prev,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Map<String, Long>> facets,
            @JsonInclude(JsonInclude.Include.NON_NULL) ReadRun.@Nullable Live live) {}

    /// Counts per value over the whole filtered set.
    record Facets(
            Map<String, Map<String, Long>> facets,
            long total,
            Map<String, Object> filters,
            @JsonInclude(JsonInclude.Include.NON_NULL) ReadRun.@Nullable Live live) {}

    /// All agents of a run, in agent order.
    record Agents(List<StoredAgent> agents, long total) {}

    static final String TOTAL_HEADER = "X-Total-Count";

    /// In the name of a file: sorts by time, and no file system refuses it.
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int LIMIT_DEFAULT = 100;
    private static final List<String> ORDERS = List.of("tick_asc", "tick_desc");
    private static final List<String> FACETS = Arrays.stream(Facet.values()).map(Facet::label).toList();
    private static final String ID = "/api/simulations/{id}";

    private final SimulationRoutes simulations;

    EventRoutes(SimulationRoutes simulations) {
        this.simulations = simulations;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        Route.Method.GET,
                        ID + "/events",
                        with(EventQuery.PARAMETERS, "limit", "cursor", "offset", "sort", "include"),
                        List.of(MediaType.JSON, MediaType.NDJSON),
                        this::events),
                new Route(
                        Route.Method.GET,
                        ID + "/events/facets",
                        with(EventQuery.PARAMETERS, "facet"),
                        List.of(MediaType.JSON),
                        this::facets),
                new Route(Route.Method.GET, ID + "/events/{event_id}", List.of(), List.of(MediaType.JSON), this::event),
                new Route(Route.Method.GET, ID + "/agents", List.of(), List.of(MediaType.JSON), this::agents),
                new Route(
                        Route.Method.GET,
                        ID + "/export.csv",
                        with(EventQuery.PARAMETERS, "sort", "flat"),
                        List.of(MediaType.CSV),
                        this::export));
    }

    private static List<String> with(List<String> parameters, String... more) {
        return Stream.concat(parameters.stream(), Arrays.stream(more)).toList();
    }

    private void events(Context request, QueryString query, String form) throws IOException {
        simulations.read(
                request,
                read -> {
                    EventQuery asked = EventQuery.of(query.all(), read.events().header(), UnaryOperator.identity());
                    EventOrder order = order(query);
                    if (form.equals(MediaType.NDJSON)) {
                        refuseWithStream(query);
                        StoredRun run = read.sealed("a stream has all events, and they are not all there");
                        if (Answers.isKnown(request, read, form)) return;
                        stream(
                                request,
                                run,
                                asked,
                                MediaType.NDJSON,
                                out -> Exports.events(run, asked.filter(), order, Exports.Format.NDJSON, out));
                        return;
                    }
                    String question = question(read, asked, order);
                    PageRequest page = page(query, order, question);
                    boolean withFacets = query.choice("include", List.of("facets")) != null;
                    if (Answers.isKnown(request, read, form)) return;
                    answerPage(request, query, read, asked, page, question, withFacets);
                });
    }

    private static void answerPage(
            Context request,
            QueryString query,
            ReadRun read,
            EventQuery asked,
            PageRequest wanted,
            String question,
            boolean withFacets) {
        RunEvents run = read.events();
        EventPage page = run.page(asked.filter(), wanted);
        EventJson json = run.json();
        List<RawValue> events = new ArrayList<>(page.events().size());
        for (StoredEvent stored : page.events()) events.add(new RawValue(json.event(stored.event())));
        String next = null;
        String prev = null;
        if (!page.events().isEmpty()) {
            long first = page.events().getFirst().event().seq();
            long last = page.events().getLast().event().seq();
            if (page.later()) next = new Cursor(true, Long.toString(last)).text(question);
            if (page.earlier()) prev = new Cursor(false, Long.toString(first)).text(question);
        }
        Links.send(request, query, next, prev);
        Map<String, Map<String, Long>> facets =
                withFacets ? labelled(run.facets(asked.filter(), EnumSet.allOf(Facet.class))) : null;
        Answers.json(request, new Page(events, page.total(), asked.given(), next, prev, facets, read.live()));
    }

    /// All that a place in the list depends on.
    static String question(ReadRun read, EventQuery asked, EventOrder order) {
        return read.manifest().simulationId()
                + "\n"
                + read.manifest().startedAt()
                + "\n"
                + order
                + "\n"
                + Json.text(asked.given());
    }

    static PageRequest page(QueryString query, EventOrder order, String question) {
        Long limit = query.number("limit", 1, PageRequest.LIMIT_MAX);
        int size = limit == null ? LIMIT_DEFAULT : limit.intValue();
        String cursor = query.text("cursor");
        Long offset = query.number("offset", 0, Long.MAX_VALUE);
        if (cursor == null) return new PageRequest.From(order, size, offset == null ? 0 : offset);
        if (offset != null) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "offset",
                            "offset and cursor must not stand together",
                            "a cursor says where the page is already"));
        }
        Cursor place = Cursor.of(cursor, question);
        long seq = Long.parseLong(place.key());
        return place.forward() ? new PageRequest.After(order, size, seq) : new PageRequest.Before(order, size, seq);
    }

    static EventOrder order(QueryString query) {
        String sort = query.choice("sort", ORDERS);
        return sort == null ? EventOrder.TICK_ASC : EventOrder.valueOf(sort.toUpperCase(Locale.ROOT));
    }

    /// A stream has all events; what picks a page has no meaning for it.
    private static void refuseWithStream(QueryString query) {
        for (String name : List.of("limit", "cursor", "offset", "include")) {
            if (query.texts(name).isEmpty()) continue;
            throw new Refused(
                    new Refusal.BadArgument(
                            name,
                            name + " picks a page, but " + MediaType.NDJSON + " has all events of the filter",
                            "leave it out, or ask for " + MediaType.JSON));
        }
    }

    private void facets(Context request, QueryString query, String form) throws IOException {
        simulations.read(
                request,
                read -> {
                    RunEvents run = read.events();
                    EventQuery asked = EventQuery.of(query.all(), run.header(), UnaryOperator.identity());
                    Set<Facet> facets = EnumSet.noneOf(Facet.class);
                    for (String text : query.texts("facet")) {
                        for (String name : text.split(",", -1)) facets.add(facet(name));
                    }
                    if (facets.isEmpty()) facets = EnumSet.allOf(Facet.class);
                    if (Answers.isKnown(request, read, form)) return;
                    Answers.json(
                            request,
                            new Facets(
                                    labelled(run.facets(asked.filter(), facets)),
                                    run.count(asked.filter()),
                                    asked.given(),
                                    read.live()));
                });
    }

    private static Facet facet(String name) {
        int at = FACETS.indexOf(name);
        if (at < 0) throw new Refused(Refusal.BadArgument.notOneOf("facet", name, FACETS));
        return Facet.values()[at];
    }

    private static Map<String, Map<String, Long>> labelled(Map<Facet, Map<String, Long>> facets) {
        Map<String, Map<String, Long>> labelled = new LinkedHashMap<>();
        facets.forEach((facet, counts) -> labelled.put(facet.label(), counts));
        return labelled;
    }

    private void event(Context request, QueryString query, String form) throws IOException {
        String wanted = request.pathParam("event_id");
        boolean isSeq = wanted.matches("[0-9]{1,18}");
        long seq = isSeq ? Long.parseLong(wanted) : new EventIds(request.pathParam("id")).seqOf(wanted).orElse(-1);
        simulations.read(
                request,
                seq,
                read -> {
                    if (!isSeq && !wanted.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                        throw new Refused(
                                new Refusal.BadArgument(
                                        "event_id",
                                        "event_id must be the seq of an event or its UUID: event_id=" + wanted,
                                        null));
                    }
                    Optional<StoredEvent> found = seq < 0 ? Optional.empty() : read.events().event(seq);
                    if (found.isEmpty()) throw missing(read, wanted);
                    if (Answers.isKnown(request, read, form)) return;
                    String body = read.events().json().event(found.get().event());
                    String links = ",\"links\":" + Json.text(links(read, found.get()));
                    String live = read.live() == null ? "" : ",\"live\":" + Json.text(read.live());
                    Answers.json(request, body.substring(0, body.length() - 1) + links + live + "}");
                });
    }

    private static Refused missing(ReadRun read, String wanted) {
        String run = "the run " + read.manifest().simulationId();
        ReadRun.Live live = read.live();
        return new Refused(
                new Refusal.NotFound(
                        live == null
                                ? run + " has no event " + wanted
                                : run
                                        + " has no event "
                                        + wanted
                                        + " yet; it is running, and "
                                        + live.eventsStored()
                                        + " are stored",
                        List.of()));
    }

    private static Map<String, @Nullable String> links(ReadRun read, StoredEvent stored) {
        String events = "/api/simulations/" + read.manifest().simulationId() + "/events";
        long seq = stored.event().seq();
        long last = read.lastSeq();
        String tx = stored.event().txId();
        Map<String, @Nullable String> links = new LinkedHashMap<>();
        links.put("self", events + "/" + seq);
        links.put("transaction", tx == null ? null : events + "?tx_id=" + tx);
        links.put("previous", seq == 0 ? null : events + "/" + (seq - 1));
        links.put("next", seq >= last ? null : events + "/" + (seq + 1));
        return links;
    }

    private void agents(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            List<StoredAgent> agents = lease.run().agents();
            Answers.json(request, new Agents(agents, agents.size()));
        }
    }

    private void export(Context request, QueryString query, String form) throws IOException {
        simulations.read(
                request,
                read -> {
                    StoredRun run = read.sealed("a file has all events, and they are not all there");
                    EventQuery asked = EventQuery.of(query.all(), run.header(), UnaryOperator.identity());
                    EventOrder order = order(query);
                    boolean flat = "true".equals(query.choice("flat", List.of("true", "false")));
                    String name =
                            read.manifest().simulationId() + "_events_" + FILE_TIME.format(Instant.now()) + ".csv";
                    request.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
                    if (Answers.isKnown(request, read, form)) return;
                    EventFilter filter = asked.filter();
                    stream(
                            request,
                            run,
                            asked,
                            MediaType.CSV + "; charset=utf-8; header=present",
                            out ->
                                    flat
                                            ? Exports.flatEvents(run, filter, order, out)
                                            : Exports.events(run, filter, order, Exports.Format.CSV, out));
                });
    }

    /// Writes rows and says how many.
    @FunctionalInterface
    private interface Rows {
        long write(Writer out) throws IOException;
    }

    private static void stream(Context request, StoredRun run, EventQuery asked, String type, Rows rowsOf)
            throws IOException {
        long total = run.count(asked.filter());
        request.header(TOTAL_HEADER, Long.toString(total));
        request.contentType(type);
        if (request.req().getMethod().equals("HEAD")) {
            // The length is not known without reading all; committing now keeps the server from calling it 0.
            request.res().flushBuffer();
            return;
        }
        Writer out =
                new BufferedWriter(new OutputStreamWriter(request.outputStream(), StandardCharsets.UTF_8), 1 << 16);
        long rows = rowsOf.write(out);
        if (rows != total) {
            throw new IllegalStateException(total + " rows were promised and " + rows + " were read: " + asked.given());
        }
        out.flush();
    }
}
