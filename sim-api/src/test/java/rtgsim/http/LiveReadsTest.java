package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.app.PlannedRun;
import rtgsim.app.Progress;
import rtgsim.app.RunSummary;
import rtgsim.app.Simulations;
import rtgsim.store.IndexChoice;
import rtgsim.store.Overflow;
import rtgsim.store.WriterSettings;

/// Row 18 of docs/reliability.md: who reads a run while it is written sees the events up to the end of a batch, and nothing that is not in the run later.
class LiveReadsTest {

    private static final long SEED = 18;
    private static final int CLIENTS = 32;
    private static final int BATCH = 150;
    private static final WriterSettings SETTINGS =
            new WriterSettings(
                    BATCH, 3, Duration.ofMillis(20), Overflow.BLOCK, 3, Duration.ofMillis(100), null, IndexChoice.AUTO);
    private static final Path SCENARIO = Api.scenario("ten-bank-tight");

    @TempDir private Path folder;

    @Test
    void clientsWhoReadARunWhileItIsWrittenSeeAPrefixThatConservesMoney() throws Exception {
        show(5_000, 1);
    }

    @Test
    @Tag("soak")
    void aMillionReadsWhileARunIsWritten() throws Exception {
        show(1_000_000, 40);
    }

    /// Writes a run as slowly as it is read, so that nearly all reads are made of a run that is not complete; the last ones go over its end.
    private void show(int reads, int days) throws Exception {
        long start = System.nanoTime();
        Simulations simulations = new Simulations(folder.resolve("runs"), SETTINGS);
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        try (Api api = new Api(simulations);
                ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1)) {
            PlannedRun plan = plan(simulations, days);
            Progress paced =
                    (tick, ticks, _) -> {
                        while (done.get() < 0.98 * reads * tick / ticks && !failed.get())
                            LockSupport.parkNanos(1_000_000);
                    };
            Future<RunSummary> run = threads.submit(() -> simulations.run(plan, paced, () -> false));
            String address = "/api/simulations/" + plan.id();
            while (simulations.live(plan.id()).isEmpty() && !run.isDone()) Thread.sleep(1);
            List<Client> clients = new ArrayList<>();
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(api, address, new Random(SEED + i));
                clients.add(client);
                work.add(
                        threads.submit(() -> {
                            boolean good = false;
                            try {
                                while (done.getAndIncrement() < reads && !failed.get()) client.read();
                                good = true;
                            } finally {
                                if (!good) failed.set(true);
                            }
                            return null;
                        }));
            }
            for (Future<?> one : work) one.get(1, TimeUnit.HOURS);
            RunSummary summary = run.get(1, TimeUnit.MINUTES);
            assertEquals("sealed", summary.status());
            double readSeconds = (System.nanoTime() - start) / 1e9;

            long live = clients.stream().mapToLong(client -> client.live).sum();
            assertTrue(live > reads * 0.8, "most are to be reads of a run that is written: " + live);
            Set<Long> ends = new HashSet<>();
            for (Client client : clients) ends.addAll(client.ends);
            Set<Long> batches = batches(simulations.database(plan.id()));
            assertTrue(batches.containsAll(ends), "a prefix ends where a batch does");
            assertTrue(ends.size() > 5, "prefixes of many lengths: " + ends.size());
            for (Client client : clients) client.checkAgainstTheWhole(summary.events());
            long[] nanos =
                    clients.stream()
                            .flatMapToLong(client -> client.nanos.stream().mapToLong(Long::longValue))
                            .sorted()
                            .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "reliability 18: %d clients, %d reads of a run of %d events, %d of them while it was written in %d batches: 0 bad, 0 5xx, median %.1f ms,"
                            + " p99 %.1f ms, %.1f s, with the comparison %.1f s%n",
                    CLIENTS,
                    nanos.length,
                    summary.events(),
                    live,
                    batches.size(),
                    nanos[nanos.length / 2] / 1e6,
                    nanos[(int) (nanos.length * 0.99)] / 1e6,
                    readSeconds,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static PlannedRun plan(Simulations simulations, int days) throws Exception {
        return Api.plan(simulations, SCENARIO, List.of("simulation.num_days=" + days));
    }

    private static Set<Long> batches(Path database) throws SQLException {
        Set<Long> ends = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + database + "' AS run (READ_ONLY)");
            try (ResultSet row = statement.executeQuery("SELECT last_seq FROM run.batches")) {
                while (row.next()) ends.add(row.getLong(1));
            }
        }
        return ends;
    }

    /// One who reads on where it stopped and keeps the books, and asks all kinds of questions in between.
    private static final class Client {

        private static final int COMPARED = 5;
        private static final int AGENTS = 10;

        private record Asked(String address, long lastSeq, JsonNode answer) {}

        private final Api api;
        private final String address;
        private final Random random;
        private final List<Long> nanos = new ArrayList<>();
        private final Set<Long> ends = new HashSet<>();
        private final List<Asked> asked = new ArrayList<>();
        private final Map<String, Long> balances = new HashMap<>();
        private final Set<String> waiting = new HashSet<>();
        private final Set<String> over = new HashSet<>();
        private long nextSeq;
        private long lastSeq = -1;
        private long live;

        Client(Api api, String address, Random random) {
            this.api = api;
            this.address = address;
            this.random = random;
        }

        void read() throws IOException, InterruptedException {
            if (lastSeq < 0 || (nextSeq <= lastSeq && random.nextInt(3) == 0)) {
                readOn();
                return;
            }
            long seq = (long) (random.nextDouble() * (lastSeq + 1));
            String agent = String.format(Locale.ROOT, "BANK_%04d", random.nextInt(AGENTS));
            String question =
                    switch (random.nextInt(20)) {
                        case 0, 1, 2 -> "/events?seq_min=" + seq + "&limit=" + (1 + random.nextInt(50));
                        case 3, 4, 5 -> "/events?sort=tick_desc&limit=" + (1 + random.nextInt(50));
                        case 6, 7 -> "/events?agent_id=" + agent + "&limit=20&offset=" + random.nextInt(1_000);
                        case 8, 9 -> "/events?agent_id=" + agent + "&role=receiver&sort=tick_desc&limit=20";
                        case 10 -> "/events?event_type=Settlement,LsmBilateralOffset&include=facets&limit=10";
                        case 11 ->
                                String.format(
                                        Locale.ROOT, "/events?tx_id=tx_%08d", 1 + random.nextInt(1 + (int) seq / 4));
                        case 12 -> "/events/facets?agent_id=" + agent;
                        case 13 -> "/events/locate?rank=" + seq + "&category=settlement,lsm";
                        default -> "/events/" + seq;
                    };
            JsonNode answer = get(question);
            boolean page = question.startsWith("/events?");
            if (question.contains("seq_min")) checkNeighbours(answer.get("events"), seq);
            if (question.equals("/events/" + seq)) assertEquals(seq, answer.get("seq").longValue());
            if (page && answer.has("live") && asked.size() < COMPARED && random.nextInt(10) == 0)
                asked.add(new Asked(question, lastSeq, answer));
        }

        private static void checkNeighbours(JsonNode events, long from) {
            for (int i = 0; i < events.size(); i++) assertEquals(from + i, events.get(i).get("seq").longValue());
        }

        private void readOn() throws IOException, InterruptedException {
            JsonNode events = get("/events?limit=400&seq_min=" + nextSeq).get("events");
            checkNeighbours(events, nextSeq);
            nextSeq += events.size();
            events.forEach(this::book);
            // Nothing comes into the market or leaves it but what is moved between two agents.
            assertEquals(0, balances.values().stream().mapToLong(Long::longValue).sum());
        }

        private void book(JsonNode event) {
            JsonNode details = event.get("details");
            switch (event.get("event_type").textValue()) {
                case "Arrival" -> assertTrue(waiting.add(event.get("tx_id").textValue()), event::toString);
                case "Settlement" -> {
                    settle(event.get("tx_id").textValue(), event);
                    move(details.get("sender_id"), -details.get("amount").longValue());
                    move(details.get("receiver_id"), details.get("amount").longValue());
                }
                case "LsmBilateralOffset" -> {
                    details.get("tx_ids").forEach(tx -> settle(tx.textValue(), event));
                    long first = details.get("amount_a").longValue();
                    long second = details.get("amount_b").longValue();
                    move(details.get("agents").get(0), second - first);
                    move(details.get("agents").get(1), first - second);
                }
                case "LsmCycleSettlement" -> {
                    details.get("tx_ids").forEach(tx -> settle(tx.textValue(), event));
                    for (int i = 0; i < details.get("agents").size(); i++) {
                        move(details.get("agents").get(i), details.get("net_positions").get(i).longValue());
                    }
                }
                default -> assertFalse(event.get("seq").longValue() < 0);
            }
        }

        private void settle(String tx, JsonNode event) {
            assertTrue(waiting.remove(tx), () -> tx + " settles without having arrived: " + event);
            assertTrue(over.add(tx), () -> tx + " settles twice: " + event);
        }

        private void move(JsonNode agent, long amount) {
            balances.merge(agent.textValue(), amount, Long::sum);
        }

        private JsonNode get(String question) throws IOException, InterruptedException {
            long start = System.nanoTime();
            HttpResponse<String> answer = api.get(address + question);
            nanos.add(System.nanoTime() - start);
            assertEquals(200, answer.statusCode(), () -> question + ": " + answer.body());
            JsonNode body = Api.JSON.readTree(answer.body());
            JsonNode so = body.get("live");
            if (so == null) {
                assertTrue(answer.headers().firstValue("ETag").isPresent(), question);
                return body;
            }
            live++;
            assertTrue(answer.headers().firstValue("ETag").isEmpty(), question);
            assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
            assertEquals("running", so.get("status").textValue());
            long stored = so.get("events_stored").longValue();
            assertEquals(stored == 0, so.get("last_seq").isNull());
            if (stored == 0) return body;
            long last = so.get("last_seq").longValue();
            assertEquals(stored - 1, last);
            assertTrue(last >= lastSeq, () -> "there were more: " + lastSeq + ", and now " + last);
            lastSeq = last;
            ends.add(last);
            return body;
        }

        /// What was answered of a prefix is what is answered of the sealed run up to there.
        void checkAgainstTheWhole(long events) throws IOException, InterruptedException {
            for (Asked one : asked) {
                JsonNode whole = api.json(address + one.address + "&seq_max=" + one.lastSeq);
                assertNull(whole.get("live"));
                for (String part : List.of("events", "total", "facets"))
                    assertEquals(whole.get(part), one.answer.get(part), () -> one.address + " " + part);
                for (String part : List.of("next", "prev"))
                    assertEquals(
                            whole.get(part).isNull(), one.answer.get(part).isNull(), () -> one.address + " " + part);
                JsonNode so = one.answer.get("live");
                if (so == null) continue;
                JsonNode last = api.json(address + "/events/" + so.get("last_seq").longValue());
                assertEquals(last.get("tick").longValue(), so.get("ticks_complete").longValue());
            }
            assertTrue(nextSeq <= events);
        }
    }

    @Test
    void whatNeedsTheWholeRunIsRefusedWithTheWayToWhatThereIs() throws Exception {
        Simulations simulations = new Simulations(folder.resolve("runs"), SETTINGS);
        try (Api api = new Api(simulations);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            PlannedRun plan = plan(simulations, 2);
            CountDownLatch looked = new CountDownLatch(1);
            // Slowly, so that its writer asks for events now and then.
            Progress held =
                    (tick, ticks, _) -> {
                        LockSupport.parkNanos(30_000_000);
                        if (tick > ticks / 2) join(looked);
                    };
            Future<RunSummary> run = threads.submit(() -> simulations.run(plan, held, () -> false));
            String address = "/api/simulations/" + plan.id();
            try {
                while (simulations.live(plan.id()).isEmpty() && !run.isDone()) Thread.sleep(1);
                for (String wanted :
                        List.of(
                                "/agents",
                                "/agents/BANK_0001",
                                "/series/balance?agent=BANK_0001",
                                "/measures",
                                "/costs",
                                "/transactions",
                                "/transactions/tx_00000001",
                                "/transactions/tx_00000001/lifecycle",
                                "/export.csv")) {
                    HttpResponse<String> refused = api.get(address + wanted);
                    assertEquals(409, refused.statusCode(), wanted);
                    JsonNode problem = Api.JSON.readTree(refused.body());
                    assertEquals("urn:rtgsim:problem:being-written", problem.get("type").textValue());
                    assertTrue(problem.get("detail").textValue().contains(address + "/events"), refused::body);
                    assertEquals("wait until it is sealed", problem.get("hint").textValue());
                }
                assertEquals(409, api.get(address + "/events", "Accept", "application/x-ndjson").statusCode());
                while (!run.isDone() && api.json(address + "/events").get("total").longValue() <= 10) Thread.sleep(5);
                JsonNode page = api.json(address + "/events?limit=5");
                HttpResponse<String> later = api.get(address + "/events/99999999");
                assertEquals(404, later.statusCode());
                assertTrue(later.body().contains("yet; it is running"), later::body);
                // When the engine waits and its writer has written all, this is the last event.
                while (!run.isDone() && !isLast(api, address)) Thread.sleep(5);
                assertFalse(run.isDone());

                looked.countDown();
                run.get(1, TimeUnit.MINUTES);
                // A place in the list is the same when the run is sealed.
                JsonNode next = api.json(address + "/events?limit=5&cursor=" + page.get("next").textValue());
                assertEquals(5, next.get("events").get(0).get("seq").longValue());
                assertNull(next.get("live"));
            } finally {
                looked.countDown();
            }
        }
    }

    /// Whether the last event that a page tells of has none after it.
    private static boolean isLast(Api api, String address) throws IOException, InterruptedException {
        long seq = api.json(address + "/events?limit=1").get("live").get("last_seq").longValue();
        return api.json(address + "/events/" + seq).get("links").get("next").isNull();
    }

    @Test
    void whereTheWriterDoesNotGiveItsFileARequestSaysWhenToAskAgain() throws Exception {
        Simulations simulations = new Simulations(folder.resolve("runs"));
        // Of the runs that another store of this process writes, this one knows only that they are written.
        Simulations others = new Simulations(folder.resolve("runs"));
        try (Api api = new Api(simulations);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            CountDownLatch asked = new CountDownLatch(1);
            PlannedRun plan = plan(simulations, 2);
            Progress held = (_, _, _) -> join(asked);
            Future<RunSummary> run = threads.submit(() -> others.run(plan, held, () -> false));
            try {
                while (others.live(plan.id()).isEmpty() && !run.isDone()) Thread.sleep(1);
                HttpResponse<String> waited = api.get("/api/simulations/" + plan.id() + "/events");
                assertEquals(503, waited.statusCode());
                assertEquals("1", waited.headers().firstValue("Retry-After").orElseThrow());
                assertTrue(waited.body().contains("\"hint\":\"ask again in a moment\""), waited::body);
            } finally {
                asked.countDown();
            }
            assertEquals("sealed", run.get(1, TimeUnit.MINUTES).status());
        }
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
