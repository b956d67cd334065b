package rtgsim.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import rtgsim.app.EventQuery;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.event.Event;
import rtgsim.store.EventFilter;
import rtgsim.store.EventOrder;
import rtgsim.store.EventPage;
import rtgsim.store.PageRequest;
import rtgsim.store.RunEvents;
import rtgsim.store.StoredEvent;

/// Where in a filtered set an event, a tick or a rank is, so that a list of millions can be entered anywhere.
final class PlaceRoutes {

    /// The first event of the set that is at or after what was asked for, in the order asked for; all but `total` and `filters` are null where there is none.
    ///
    /// @param rank how many events of the set come before it
    /// @param cursor of the page that begins with it
    record Place(
            @Nullable Long rank,
            @Nullable Long seq,
            @Nullable Integer tick,
            @Nullable String eventId,
            @Nullable String cursor,
            long total,
            Map<String, Object> filters,
            @JsonInclude(JsonInclude.Include.NON_NULL) ReadRun.@Nullable Live live) {}

    private static final List<String> PARAMETERS =
            Stream.concat(EventQuery.PARAMETERS.stream(), Stream.of("sort", "seq", "rank")).toList();

    private final SimulationRoutes simulations;

    PlaceRoutes(SimulationRoutes simulations) {
        this.simulations = simulations;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        Route.Method.GET,
                        "/api/simulations/{id}/events/locate",
                        PARAMETERS,
                        List.of(MediaType.JSON),
                        this::locate));
    }

    private void locate(Context request, QueryString query, String form) throws IOException {
        simulations.read(
                request,
                read -> {
                    RunEvents run = read.events();
                    Long seq = query.number("seq", 0, Long.MAX_VALUE - 1);
                    Long rank = query.number("rank", 0, Long.MAX_VALUE - 1);
                    // Alone, tick is the place that is looked for; beside seq or rank it is a filter, as everywhere
                    // else.
                    boolean byTick = seq == null && rank == null;
                    Long tick = byTick ? query.number("tick", 0, Integer.MAX_VALUE) : null;
                    if ((seq != null && rank != null) || (byTick && tick == null)) {
                        throw new Refused(
                                new Refusal.BadArgument(
                                        "seq",
                                        "one of seq, tick and rank must be given",
                                        "the others say what to look among"));
                    }
                    EventQuery asked =
                            EventQuery.of(
                                    byTick ? query.without("tick") : query.all(),
                                    run.header(),
                                    UnaryOperator.identity());
                    EventOrder order = EventRoutes.order(query);
                    if (Answers.isKnown(request, read, form)) return;
                    boolean ascending = order == EventOrder.TICK_ASC;
                    EventFilter filter = asked.filter();
                    List<StoredEvent> found;
                    long onwards = -1;
                    if (rank != null) found = run.page(filter, new PageRequest.From(order, 1, rank)).events();
                    else if (seq != null)
                        found =
                                run.page(filter, new PageRequest.After(order, 1, ascending ? seq - 1 : seq + 1))
                                        .events();
                    else {
                        int at = Math.toIntExact(Objects.requireNonNull(tick));
                        EventFilter fromThere = ascending ? filter.fromTick(at) : filter.untilTick(at);
                        EventPage page = run.page(fromThere, new PageRequest.From(order, 1, 0));
                        found = page.events();
                        onwards = page.total();
                    }
                    long total = run.count(filter);
                    if (found.isEmpty()) {
                        Answers.json(
                                request, new Place(null, null, null, null, null, total, asked.given(), read.live()));
                        return;
                    }
                    Event event = found.getFirst().event();
                    long before = ascending ? event.seq() - 1 : event.seq() + 1;
                    long itsRank;
                    if (rank != null) itsRank = rank;
                    else if (onwards >= 0) itsRank = total - onwards;
                    else itsRank = run.count(ascending ? filter.untilSeq(before) : filter.fromSeq(before));
                    Answers.json(
                            request,
                            new Place(
                                    itsRank,
                                    event.seq(),
                                    event.tick(),
                                    run.json().ids().of(event.seq()),
                                    new Cursor(true, Long.toString(before))
                                            .text(EventRoutes.question(read, asked, order)),
                                    total,
                                    asked.given(),
                                    read.live()));
                });
    }
}
