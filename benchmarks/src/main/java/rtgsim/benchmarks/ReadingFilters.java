package rtgsim.benchmarks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import rtgsim.app.EventQuery;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;
import rtgsim.scenario.Simulation;
import rtgsim.store.EventFilter;
import rtgsim.store.EventOrder;
import rtgsim.store.Facet;
import rtgsim.store.PageRequest;
import rtgsim.store.StoredRun;
import rtgsim.store.TransactionFilter;

/// The filters of one property each that events of a run are asked by, with values that occur in it.
final class ReadingFilters {

    private static final int BUSIEST = 10;
    private static final int AMOUNTS = 1_000;

    /// What a request may ask, as the API spells it.
    record Filter(Map<String, String> parameters) {

        EventFilter of(StoredRun run) {
            Map<String, List<String>> lists = new LinkedHashMap<>();
            parameters.forEach((name, value) -> lists.put(name, List.of(value)));
            return EventQuery.of(lists, run.header(), UnaryOperator.identity()).filter();
        }

        /// For an address; empty where nothing is asked.
        String query() {
            return parameters.entrySet().stream()
                    .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
        }
    }

    /// A property, and a draw of a value for it.
    record Property(String name, Function<SplittableRandom, Filter> draw) {}

    private final int ticks;
    private final int days;
    private final long events;
    private final int transactions;
    private final List<String> agents;
    private final List<String> busiest;
    private final List<Long> amounts = new ArrayList<>();
    private final Simulation calendar;

    ReadingFilters(StoredRun run, Simulation calendar) {
        this.calendar = calendar;
        ticks = calendar.totalTicks();
        days = calendar.numDays();
        events = run.manifest().eventsCommitted();
        agents = run.header().agentIds();
        busiest =
                run
                        .facets(EventFilter.ALL, List.of(Facet.AGENT))
                        .getOrDefault(Facet.AGENT, Map.of())
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .limit(BUSIEST)
                        .toList();
        TransactionFilter all = TransactionFilter.of(List.of());
        PageRequest one = new PageRequest.From(EventOrder.TICK_DESC, 1, 0);
        transactions = Math.toIntExact(run.transactions(all, one).total());
        PageRequest some = new PageRequest.From(EventOrder.TICK_ASC, AMOUNTS, transactions / 2L);
        run.transactions(all, some).transactions().forEach(each -> amounts.add(each.amount()));
    }

    int transactions() {
        return transactions;
    }

    List<Property> all() {
        return List.of(
                new Property("none", random -> filter()),
                new Property("tick", random -> filter("tick", random.nextInt(ticks))),
                new Property(
                        "tick_min, tick_max",
                        random -> {
                            int from = random.nextInt(ticks);
                            return filter("tick_min", from, "tick_max", from + random.nextInt(ticks - from));
                        }),
                new Property(
                        "seq_min, seq_max",
                        random -> {
                            long from = random.nextLong(events);
                            return filter("seq_min", from, "seq_max", from + random.nextLong(events - from));
                        }),
                new Property(
                        "time_from, time_to",
                        random -> {
                            LocalDateTime from = time(random);
                            LocalDateTime to = time(random);
                            boolean inOrder = !from.isAfter(to);
                            return filter("time_from", inOrder ? from : to, "time_to", inOrder ? to : from);
                        }),
                new Property("day", random -> filter("day", random.nextInt(days))),
                new Property("event_type", random -> filter("event_type", of(EventKind.values(), random).label())),
                new Property("category", random -> filter("category", of(EventCategory.values(), random).label())),
                new Property("agent_id", random -> filter("agent_id", agent(random))),
                new Property("agent_id, role sender", random -> filter("agent_id", agent(random), "role", "sender")),
                new Property(
                        "agent_id, role receiver", random -> filter("agent_id", agent(random), "role", "receiver")),
                new Property("agent_id, the ten greatest", random -> filter("agent_id", busy(random))),
                new Property(
                        "agent_id, role sender, the ten greatest",
                        random -> filter("agent_id", busy(random), "role", "sender")),
                new Property(
                        "agent_id, role receiver, the ten greatest",
                        random -> filter("agent_id", busy(random), "role", "receiver")),
                new Property("tx_id", random -> filter("tx_id", txId(random))),
                new Property("amount_min", random -> filter("amount_min", amount(random))),
                new Property(
                        "amount_min, amount_max",
                        random -> {
                            long one = amount(random);
                            long other = amount(random);
                            return filter("amount_min", Math.min(one, other), "amount_max", Math.max(one, other));
                        }));
    }

    /// Any of them, each alike.
    Filter any(SplittableRandom random) {
        List<Property> all = all();
        return all.get(random.nextInt(all.size())).draw().apply(random);
    }

    int tick(SplittableRandom random) {
        return random.nextInt(ticks);
    }

    long seq(SplittableRandom random) {
        return random.nextLong(events);
    }

    String agent(SplittableRandom random) {
        return agents.get(random.nextInt(agents.size()));
    }

    String txId(SplittableRandom random) {
        return rtgsim.event.RunHeader.txId(random.nextInt(transactions));
    }

    private String busy(SplittableRandom random) {
        return busiest.get(random.nextInt(busiest.size()));
    }

    private long amount(SplittableRandom random) {
        return amounts.get(random.nextInt(amounts.size()));
    }

    private LocalDateTime time(SplittableRandom random) {
        int minutes = (int) java.time.Duration.between(calendar.openingTime(), calendar.closingTime()).toMinutes();
        return calendar.dateOf(random.nextInt(days))
                .atTime(calendar.openingTime().plusMinutes(random.nextInt(minutes)));
    }

    private static <T> T of(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    private static Filter filter(Object... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return new Filter(parameters);
    }
}
