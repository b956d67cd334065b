package rtgsim.http;

import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import rtgsim.app.EventQuery;
import rtgsim.app.Exports;
import rtgsim.app.Json;
import rtgsim.app.OpenRuns;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.TransactionLife;
import rtgsim.event.Event;
import rtgsim.store.EventFilter;
import rtgsim.store.EventOrder;
import rtgsim.store.PageRequest;
import rtgsim.store.StoredRun;
import rtgsim.store.StoredTransaction;
import rtgsim.store.TransactionFilter;
import rtgsim.store.TransactionPage;
import rtgsim.store.TransactionParties;
import rtgsim.store.TransactionStatus;

/// The addresses that tell of transactions: a list, one, and its life.
final class TransactionRoutes {

    /// A page in the order of tx_id, `total` of the whole filtered set, and the cursors of its neighbours.
    record Page(
            List<Map<String, Object>> transactions,
            long total,
            Map<String, Object> filters,
            @Nullable String next,
            @Nullable String prev) {}

    /// The event that settled it together with others.
    record Offset(long seq, int tick, String eventType, List<TransactionParties> partners, int partnersTotal) {}

    record Lifecycle(
            Map<String, Object> transaction,
            List<TransactionLife.Span> spans,
            List<TransactionLife.Wait> waits,
            List<Map<String, Object>> parts,
            @Nullable Offset offset,
            List<RawValue> events,
            long eventsTotal) {}

    private static final String ID = "/api/simulations/{id}";

    /// Those of a filter that mean something of a transaction: ticks and days are those of its arrival.
    private static final List<String> FILTERS =
            List.of("tick_min", "tick_max", "day", "agent_id", "role", "tx_id", "amount_min", "amount_max");

    private static final List<String> STATUSES =
            Arrays.stream(TransactionStatus.values()).map(TransactionStatus::label).toList();

    private final SimulationRoutes simulations;

    TransactionRoutes(SimulationRoutes simulations) {
        this.simulations = simulations;
    }

    List<Route> routes() {
        List<String> json = List.of(MediaType.JSON);
        List<String> parameters = new ArrayList<>(FILTERS);
        parameters.addAll(List.of("status", "liquidity", "limit", "cursor", "offset"));
        return List.of(
                new Route(Route.Method.GET, ID + "/transactions", parameters, json, this::list),
                new Route(Route.Method.GET, ID + "/transactions/{tx_id}", List.of(), json, this::one),
                new Route(Route.Method.GET, ID + "/transactions/{tx_id}/lifecycle", List.of(), json, this::lifecycle));
    }

    private void list(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredRun run = lease.run();
            EventQuery asked = EventQuery.of(query.all(), run.header(), UnaryOperator.identity());
            Map<String, Object> given = new LinkedHashMap<>(asked.given());
            Set<TransactionStatus> statuses = new LinkedHashSet<>();
            for (String text : query.texts("status")) {
                for (String status : text.split(",", -1)) statuses.add(status(status));
            }
            if (!statuses.isEmpty()) given.put("status", statuses.stream().map(TransactionStatus::label).toList());
            boolean liquidity = "true".equals(query.choice("liquidity", List.of("true", "false")));
            if (liquidity) given.put("liquidity", true);
            EventFilter events = asked.filter();
            TransactionFilter filter =
                    new TransactionFilter(
                            events.tickMin(),
                            events.tickMax(),
                            events.days(),
                            events.agentIds(),
                            events.role(),
                            events.txIds(),
                            events.amountMin(),
                            events.amountMax(),
                            statuses,
                            null,
                            liquidity);
            String question =
                    "transactions\n"
                            + lease.manifest().simulationId()
                            + "\n"
                            + lease.manifest().startedAt()
                            + "\n"
                            + Json.text(given);
            PageRequest wanted = EventRoutes.page(query, EventOrder.TICK_ASC, question);
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            TransactionPage page = run.transactions(filter, wanted);
            String next = null;
            String prev = null;
            if (!page.transactions().isEmpty()) {
                if (page.later()) next = new Cursor(true, number(page.transactions().getLast())).text(question);
                if (page.earlier()) prev = new Cursor(false, number(page.transactions().getFirst())).text(question);
            }
            Links.send(request, query, next, prev);
            Answers.json(
                    request,
                    new Page(
                            page.transactions().stream().map(Exports::shape).toList(),
                            page.total(),
                            given,
                            next,
                            prev));
        }
    }

    private static TransactionStatus status(String text) {
        int at = STATUSES.indexOf(text);
        if (at < 0) throw new Refused(Refusal.BadArgument.notOneOf("status", text, STATUSES));
        return TransactionStatus.values()[at];
    }

    private static String number(StoredTransaction transaction) {
        return Integer.toString(Integer.parseInt(transaction.txId().substring(3)));
    }

    private void one(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredTransaction found = find(lease, request.pathParam("tx_id"));
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            Map<String, Object> shape = new LinkedHashMap<>(Exports.shape(found));
            String self = "/api/simulations/" + lease.manifest().simulationId() + "/transactions/" + found.txId();
            Map<String, @Nullable String> links = new LinkedHashMap<>();
            links.put("self", self);
            links.put("lifecycle", self + "/lifecycle");
            links.put(
                    "events", "/api/simulations/" + lease.manifest().simulationId() + "/events?tx_id=" + found.txId());
            links.put("parent", found.parentTxId() == null ? null : self.replace(found.txId(), found.parentTxId()));
            shape.put("links", links);
            Answers.json(request, shape);
        }
    }

    private void lifecycle(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredRun run = lease.run();
            StoredTransaction transaction = find(lease, request.pathParam("tx_id"));
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            TransactionLife life = TransactionLife.of(run, transaction.txId());
            Answers.json(
                    request,
                    new Lifecycle(
                            Exports.shape(transaction),
                            life.spans(),
                            life.waits(),
                            parts(run, transaction, life).stream().map(Exports::shape).toList(),
                            offset(run, life),
                            life.events().stream()
                                    .map(stored -> new RawValue(run.json().event(stored.event())))
                                    .toList(),
                            life.eventsTotal()));
        }
    }

    /// Only what was divided has parts, and its events say so: no column is read in vain.
    private static List<StoredTransaction> parts(StoredRun run, StoredTransaction whole, TransactionLife life) {
        boolean isDivided =
                life.eventsTotal() > life.events().size()
                        || life.events().stream().anyMatch(stored -> stored.event() instanceof Event.PolicySplit);
        return isDivided ? all(run, TransactionFilter.partsOf(whole.txId())) : List.of();
    }

    private static @Nullable Offset offset(StoredRun run, TransactionLife life) {
        TransactionLife.Offset offset = life.offset();
        if (offset == null) return null;
        Map<String, TransactionParties> byId = new HashMap<>();
        if (!offset.partners().isEmpty()) {
            for (TransactionParties partner : run.parties(offset.partners())) byId.put(partner.txId(), partner);
        }
        List<TransactionParties> partners =
                offset.partners().stream()
                        .map(id ->
                                Objects.requireNonNull(
                                        byId.get(id), () -> "an offset names a transaction that never arrived: " + id))
                        .toList();
        return new Offset(offset.seq(), offset.tick(), offset.eventType(), partners, offset.partnersTotal());
    }

    /// A split has at most 1 000 parts, which is a page.
    private static List<StoredTransaction> all(StoredRun run, TransactionFilter filter) {
        return run.firstTransactions(filter, PageRequest.LIMIT_MAX);
    }

    private static StoredTransaction find(OpenRuns.Lease lease, String txId) {
        Optional<StoredTransaction> found = lease.run().transaction(txId);
        return found.orElseThrow(() ->
                new Refused(
                        new Refusal.NotFound(
                                "the run " + lease.manifest().simulationId() + " has no transaction " + txId,
                                List.of())));
    }
}
