package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import rtgsim.app.Simulations;
import rtgsim.app.TransactionLife;
import rtgsim.engine.Engine;
import rtgsim.event.EventKind;
import rtgsim.http.ApiServer;
import rtgsim.store.EventOrder;
import rtgsim.store.Facet;
import rtgsim.store.PageRequest;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;
import rtgsim.store.StoredRun;
import rtgsim.store.TransactionFilter;

/// How long it takes to read a stored run of about ten million events with every type of event in it: by its pages and counts, through the API, and by plain SQL.
///
/// One client asks one question after another, in rounds in which every question has its turn.
final class Reading {

    static final String WORKLOAD = "every-type-1000";
    private static final String ID = "bench";
    private static final int PAGE = 100;
    private static final int WARM_UP = 10;
    private static final int REQUESTS = 60;

    /// Of questions that read all events.
    private static final int REQUESTS_OF_ALL = 20;

    private static final int ROUNDS_MAX = 5;
    private static final double PAGE_MILLIS = 20;
    private static final double FACETS_MILLIS = 150;
    private static final double LIFE_MILLIS = 10;
    private static final double SQL_PAGE_MILLIS = 30;
    private static final double SQL_SCAN_MILLIS = 300;

    private final Workload workload = Workload.read(WORKLOAD);

    /// @param repeats rounds, at most five
    /// @param folder for the store
    ObjectNode measure(int repeats, Path folder) throws IOException {
        Store store = new Store(folder.resolve("reading"));
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("workload", WORKLOAD);
        store(store);
        try {
            read(store, Math.min(repeats, ROUNDS_MAX), report);
        } finally {
            Bench.remove(store.folder());
        }
        return report;
    }

    void read(Store store, int rounds, ObjectNode report) throws IOException {
        report.put("rounds", rounds);
        ArrayNode answers = report.putArray("answers");
        try {
            ReadingFilters filters;
            try (StoredRun run = store.open(ID)) {
                filters = new ReadingFilters(run, workload.scenario().simulation());
                describe(report, run, filters);
                ask(ofStore(run, filters), rounds, answers);
            }
            try (ApiServer server = ApiServer.start(new Simulations(store.folder()), 0);
                    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                ask(ofApi(client, server.url(), filters), rounds, answers);
            }
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET late_materialization_max_rows = 1000");
                statement.execute("ATTACH '" + store.database(ID) + "' AS run (READ_ONLY)");
                statement.execute("USE run");
                ask(ofSql(connection, filters), rounds, answers);
            }
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void store(Store store) {
        try (RunWriter writer = store.create(workload.description(ID), true)) {
            try (Engine engine = workload.engine(Workload.factory("java"), writer)) {
                engine.runTicks(workload.scenario().simulation().totalTicks());
                engine.finish();
            }
            writer.end(Map.of(), 0, () -> 0);
        }
    }

    private static void describe(ObjectNode report, StoredRun run, ReadingFilters filters) {
        report.put("events", run.manifest().eventsCommitted());
        report.put("transactions", filters.transactions());
        report.put("agents", run.header().agentIds().size());
        ObjectNode types = report.putObject("types");
        run.facets(rtgsim.store.EventFilter.ALL, List.of(Facet.TYPE))
                .getOrDefault(Facet.TYPE, Map.of())
                .forEach(types::put);
        for (EventKind kind : EventKind.values()) {
            if (!types.has(kind.label()))
                throw new IllegalStateException("no event of the run is of type " + kind.label());
        }
    }

    private static void ask(List<Question> questions, int rounds, ArrayNode answers) throws Exception {
        for (Question question : questions) question.ask(question.isOfAll() ? WARM_UP / 2 : WARM_UP);
        for (int round = 0; round < rounds; round++) {
            for (Question question : questions) question.measure(question.isOfAll() ? REQUESTS_OF_ALL : REQUESTS);
        }
        for (Question question : questions) question.write(answers.addObject());
    }

    // ---- the store

    static List<Question> ofStore(StoredRun run, ReadingFilters filters) {
        List<Question> questions = new ArrayList<>();
        for (ReadingFilters.Property property : filters.all()) {
            for (EventOrder order : EventOrder.values()) {
                PageRequest page = new PageRequest.From(order, PAGE, 0);
                questions.add(
                        new Question(
                                "store",
                                order == EventOrder.TICK_ASC ? "first page" : "last page",
                                property.name(),
                                PAGE_MILLIS,
                                random -> {
                                    ReadingFilters.Filter filter = property.draw().apply(random);
                                    return () -> run.page(filter.of(run), page);
                                }));
            }
            questions.add(
                    new Question(
                            "store",
                            "facets",
                            property.name(),
                            FACETS_MILLIS,
                            random -> {
                                ReadingFilters.Filter filter = property.draw().apply(random);
                                return () -> run.facets(filter.of(run), EnumSet.allOf(Facet.class));
                            }));
        }
        questions.add(
                new Question(
                        "store",
                        "life of a transaction",
                        "tx_id",
                        LIFE_MILLIS,
                        random -> {
                            String tx = filters.txId(random);
                            return () -> TransactionLife.of(run, tx);
                        }));
        questions.add(
                new Question(
                        "store",
                        "an event",
                        "seq",
                        PAGE_MILLIS,
                        random -> {
                            long seq = filters.seq(random);
                            return () -> run.event(seq).orElseThrow();
                        }));
        questions.add(
                new Question(
                        "store",
                        "a transaction",
                        "tx_id",
                        LIFE_MILLIS,
                        random -> {
                            String tx = filters.txId(random);
                            return () -> run.transaction(tx).orElseThrow();
                        }));
        questions.add(
                new Question(
                        "store",
                        "a page of transactions",
                        "none",
                        PAGE_MILLIS,
                        random -> {
                            PageRequest after =
                                    new PageRequest.After(
                                            EventOrder.TICK_ASC, PAGE, random.nextInt(filters.transactions()));
                            return () -> run.transactions(TransactionFilter.of(List.of()), after);
                        }));
        return questions;
    }

    // ---- the API

    private interface Address {
        String of(SplittableRandom random);
    }

    static List<Question> ofApi(HttpClient client, String url, ReadingFilters filters) {
        String simulation = url + "/api/simulations/" + ID;
        List<Question> questions = new ArrayList<>();
        String all = "each of the above";
        questions.add(
                http(
                        client,
                        "first page",
                        all,
                        PAGE_MILLIS,
                        random -> simulation + "/events?" + filters.any(random).query()));
        questions.add(
                http(
                        client,
                        "last page",
                        all,
                        PAGE_MILLIS,
                        random -> simulation + "/events?sort=tick_desc&" + filters.any(random).query()));
        questions.add(
                http(
                        client,
                        "facets",
                        all,
                        FACETS_MILLIS,
                        random -> simulation + "/events/facets?" + filters.any(random).query()));
        questions.add(
                http(
                        client,
                        "locate by tick",
                        "none",
                        PAGE_MILLIS,
                        random -> simulation + "/events/locate?tick=" + filters.tick(random)));
        questions.add(
                http(
                        client,
                        "locate by rank",
                        "none",
                        PAGE_MILLIS,
                        random -> simulation + "/events/locate?rank=" + filters.seq(random)));
        questions.add(
                http(
                        client,
                        "locate by tick",
                        "agent_id",
                        PAGE_MILLIS,
                        random ->
                                simulation
                                        + "/events/locate?tick="
                                        + filters.tick(random)
                                        + "&agent_id="
                                        + filters.agent(random)));
        questions.add(
                http(client, "an event", "seq", PAGE_MILLIS, random -> simulation + "/events/" + filters.seq(random)));
        questions.add(
                http(
                        client,
                        "a transaction",
                        "tx_id",
                        LIFE_MILLIS,
                        random -> simulation + "/transactions/" + filters.txId(random)));
        questions.add(
                http(
                        client,
                        "life of a transaction",
                        "tx_id",
                        LIFE_MILLIS,
                        random -> simulation + "/transactions/" + filters.txId(random) + "/lifecycle"));
        questions.add(
                http(
                        client,
                        "a page of transactions",
                        "agent_id",
                        PAGE_MILLIS,
                        random -> simulation + "/transactions?agent_id=" + filters.agent(random)));
        questions.add(http(client, "all agents", "none", 0, random -> simulation + "/agents"));
        questions.add(
                http(
                        client,
                        "balance over time, 1 000 px",
                        "agent_id",
                        0,
                        random -> simulation + "/series/balance?agg=m4&px=1000&agent=" + filters.agent(random)));
        return questions;
    }

    private static Question http(HttpClient client, String asks, String filter, double target, Address address) {
        return new Question(
                "API",
                asks,
                filter,
                target,
                random -> {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(address.of(random))).build();
                    return () -> {
                        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                        if (answer.statusCode() != 200)
                            throw new IOException(request.uri() + ": " + answer.statusCode());
                        return answer;
                    };
                });
    }

    // ---- SQL

    private interface Parameter {
        Object of(SplittableRandom random);
    }

    static List<Question> ofSql(Connection connection, ReadingFilters filters) {
        String view = "SELECT * FROM simulation_events ";
        EventKind[] kinds = EventKind.values();
        Parameter type = random -> kinds[random.nextInt(kinds.length)].label();
        Parameter tick = filters::tick;
        Parameter agent = filters::agent;
        Parameter tx = filters::txId;
        List<String> eventIds = eventIds(connection, filters);
        Parameter event = random -> eventIds.get(random.nextInt(eventIds.size()));
        return List.of(
                sql(connection, "a page", view + "WHERE tick >= ? LIMIT 100", SQL_PAGE_MILLIS, tick),
                sql(connection, "a page", view + "WHERE tick >= ? ORDER BY tick LIMIT 100", SQL_PAGE_MILLIS, tick),
                sql(connection, "a page", view + "WHERE event_type = ? LIMIT 100", SQL_PAGE_MILLIS, type),
                sql(connection, "a page", view + "WHERE agent_id = ? LIMIT 100", SQL_PAGE_MILLIS, agent),
                sql(
                        connection,
                        "counts",
                        "SELECT event_type, count(*) FROM simulation_events GROUP BY event_type",
                        SQL_SCAN_MILLIS,
                        null),
                sql(connection, "point look-up", view + "WHERE tx_id = ?", SQL_SCAN_MILLIS, tx),
                sql(connection, "point look-up", view + "WHERE event_id = ?", SQL_SCAN_MILLIS, event),
                sql(connection, "life of a transaction", "SELECT * FROM events_of_tx(?)", LIFE_MILLIS, tx),
                sql(connection, "an event", "SELECT * FROM event_by_id(?)", LIFE_MILLIS, event));
    }

    private static List<String> eventIds(Connection connection, ReadingFilters filters) {
        List<String> ids = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        try (PreparedStatement select = connection.prepareStatement("SELECT event_id FROM event_rows WHERE seq = ?")) {
            for (int i = 0; i < 100; i++) {
                select.setLong(1, filters.seq(random));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    ids.add(row.getString(1));
                }
            }
            return ids;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Question sql(
            Connection connection,
            String asks,
            String query,
            double target,
            @org.jspecify.annotations.Nullable Parameter parameter) {
        return new Question(
                "SQL",
                asks,
                query,
                target,
                random -> {
                    Object value = parameter == null ? null : parameter.of(random);
                    Callable<Integer> asked =
                            () -> {
                                try (PreparedStatement select = connection.prepareStatement(query)) {
                                    if (value != null) select.setObject(1, value);
                                    return read(select);
                                }
                            };
                    return asked;
                });
    }

    private static int read(PreparedStatement select) throws SQLException {
        int cells = 0;
        try (ResultSet row = select.executeQuery()) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                for (int column = 1; column <= columns; column++) if (row.getObject(column) != null) cells++;
            }
        }
        return cells;
    }

    static void print(JsonNode report) {
        System.out.printf(
                Locale.ROOT,
                "Reading  %s: %,d events, %,d transactions, %,d agents%n",
                report.get("workload").asText(),
                report.get("events").asLong(),
                report.get("transactions").asLong(),
                report.get("agents").asLong());
        for (JsonNode one : report.get("answers")) {
            double target = one.path("target_p95_ms").asDouble();
            double p95 = one.get("p95_ms").asDouble();
            System.out.printf(
                    Locale.ROOT,
                    "  %-5s %-28s %-66s p50 %7.1f   p95 %7.1f (least %7.1f)   CPU %7.1f ms%s%n",
                    one.get("door").asText(),
                    one.get("asks").asText(),
                    one.get("filter").asText(),
                    one.get("p50_ms").asDouble(),
                    p95,
                    one.get("p95_ms_least").asDouble(),
                    one.get("cpu_ms_mean").asDouble(),
                    target > 0 && p95 > target ? String.format(Locale.ROOT, "   > %.0f", target) : "");
        }
    }
}
