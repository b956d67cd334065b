package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are started and looked at by requests.
class SimulationsTest {

    private static final String[] YAML = {"Content-Type", "application/yaml"};

    private static final String SCENARIO =
            """
            name: posted
            simulation: { ticks_per_day: 4, num_days: 1, rng_seed: 5 }
            agents:
              - { id: A, opening_balance: 9_007_199_254_740_993 }
              - { id: "=B", opening_balance: 0 }
            scenario_events:
              - { type: custom_transaction, sender: A, receiver: "=B", amount: 9_007_199_254_740_993, deadline_offset: 2, at: 1 }
            """;

    @TempDir Path folder;

    private Api api;

    @BeforeEach
    void start() {
        api = new Api(folder.resolve("runs"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode posted(String query, String body) throws Exception {
        HttpResponse<String> answer = api.post("/api/simulations" + query, body, YAML);
        assertEquals(202, answer.statusCode(), answer.body());
        JsonNode accepted = Api.JSON.readTree(answer.body());
        String self = "/api/simulations/" + accepted.get("simulation_id").textValue();
        assertEquals(self, answer.headers().firstValue("Location").orElseThrow());
        return accepted;
    }

    private JsonNode whenSealed(String id) throws Exception {
        for (int i = 0; i < 600; i++) {
            JsonNode run = api.json("/api/simulations/" + id);
            if (run.get("status").textValue().equals("sealed")) return run;
            assertTrue(Set.of("queued", "running").contains(run.get("status").textValue()), run::toString);
            Thread.sleep(50);
        }
        throw new AssertionError("the run was not sealed within 30 s");
    }

    @Test
    void aScenarioThatIsPostedIsRunAndAnswersFromItsLog() throws Exception {
        JsonNode accepted = posted("", SCENARIO);
        assertFalse(accepted.get("reused").booleanValue());
        String id = accepted.get("simulation_id").textValue();
        assertTrue(id.matches("posted-[0-9a-f]{8}"), id);
        JsonNode run = whenSealed(id);
        assertEquals(64, run.get("digest").textValue().length());
        assertEquals(1, run.get("transactions").longValue());
        assertEquals(run.get("events"), run.get("measures").get("events"));

        JsonNode again = posted("", SCENARIO);
        assertEquals(id, again.get("simulation_id").textValue());
        assertTrue(again.get("reused").booleanValue());
        assertEquals("sealed", again.get("status").textValue());
    }

    @Test
    void aNumberThatReadersWouldRoundIsText() throws Exception {
        String id = posted("", SCENARIO).get("simulation_id").textValue();
        whenSealed(id);
        JsonNode arrival = api.json("/api/simulations/" + id + "/events?event_type=Arrival").get("events").get(0);
        assertEquals("9007199254740993", arrival.get("details").get("amount").textValue());
        JsonNode agents = api.json("/api/simulations/" + id + "/agents").get("agents");
        assertEquals("=B", agents.get(0).get("agent_id").textValue());
        assertEquals("9007199254740993", agents.get(0).get("closing_balance").textValue());
        assertEquals(0, agents.get(1).get("closing_balance").longValue());
    }

    @Test
    void aCellThatASpreadsheetWouldRunIsDefused() throws Exception {
        String scenario =
                SCENARIO.replace("amount: 9_007", "amount: 1_007")
                        .replace("sender: A, receiver: \"=B\"", "sender: \"=B\", receiver: A");
        String id =
                posted("?set=agents%5B1%5D.opening_balance=9007199254740993", scenario)
                        .get("simulation_id")
                        .textValue();
        whenSealed(id);
        String csv = api.get("/api/simulations/" + id + "/export.csv?event_type=Arrival").body();
        assertTrue(csv.lines().skip(1).allMatch(line -> line.contains(",'=B,tx_00000001,")), csv);
        assertFalse(csv.contains(",=B"), csv);
    }

    @Test
    void seedSettingsTicksAndIdAreThoseOfTheCommandLine() throws Exception {
        JsonNode accepted =
                posted(
                        "?seed=9&set=agents%5BA%5D.opening_balance=7&set=simulation.num_days=2&ticks=3&id=mine",
                        SCENARIO);
        assertEquals("mine", accepted.get("simulation_id").textValue());
        JsonNode run = whenSealed("mine");
        assertEquals(9, run.get("seed").longValue());
        assertEquals(3, run.get("ticks").longValue());
        assertEquals(2, run.get("overrides").size());
        HttpResponse<String> other = api.post("/api/simulations?id=mine", SCENARIO, YAML);
        assertEquals(409, other.statusCode(), other.body());
    }

    @Test
    void everythingThatIsWrongWithAScenarioIsSaidAtOnce() throws Exception {
        String wrong =
                """
                name: posted
                simulation: { ticks_per_day: 4, num_days: 1, rng_sed: 5 }
                agents:
                  - { id: A, opening_balance: 1.5 }
                  - { id: A, opening_balance: 0 }
                """;
        HttpResponse<String> answer = api.post("/api/simulations", wrong, YAML);
        assertEquals(422, answer.statusCode());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        JsonNode errors = Api.JSON.readTree(answer.body()).get("errors");
        Set<String> pointers = new HashSet<>();
        for (JsonNode error : errors) {
            pointers.add(error.get("pointer").textValue());
            assertTrue(error.get("line").intValue() >= 1 && error.get("column").intValue() >= 1, error::toString);
            assertTrue(error.get("code").textValue().matches("S[0-9]{4}"));
        }
        assertTrue(
                pointers.containsAll(Set.of("/simulation", "/simulation/rng_sed", "/agents/0/opening_balance")),
                pointers::toString);
        assertTrue(answer.body().contains("did you mean `rng_seed`?"), answer.body());
        assertEquals(0, api.json("/api/simulations").get("total").longValue());
        assertFalse(Files.exists(folder.resolve("runs")), "nothing may be stored");
    }

    @Test
    void aPostedScenarioCannotMakeTheServerReadAFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "tick,sender,receiver,amount\n0,hidden,A,1\n");
        HttpResponse<String> answer =
                api.post("/api/simulations", SCENARIO + "payments_file: { path: " + secret + " }\n", YAML);
        assertEquals(422, answer.statusCode());
        JsonNode errors = Api.JSON.readTree(answer.body()).get("errors");
        assertEquals(1, errors.size(), answer.body());
        assertEquals("S0302", errors.get(0).get("code").textValue());
        assertFalse(answer.body().contains("hidden"), answer.body());
    }

    @Test
    void aScenarioInJsonIsReadAsJson() throws Exception {
        String json =
                """
                {"name": "posted", "simulation": {"ticks_per_day": 1, "num_days": 1, "rng_seed": 1},
                 "agents": [{"id": "A", "opening_balance": 1}, {"id": "B", "opening_balance": 1}]}
                """;
        HttpResponse<String> answer =
                api.post("/api/simulations", json, "Content-Type", "application/json; charset=utf-8");
        assertEquals(202, answer.statusCode(), answer.body());
        whenSealed(Api.JSON.readTree(answer.body()).get("simulation_id").textValue());
        HttpResponse<String> yaml = api.post("/api/simulations", SCENARIO, "Content-Type", "application/json");
        assertEquals(422, yaml.statusCode(), yaml.body());
    }

    @Test
    void aKeyThatComesAgainStandsForTheSameRequest() throws Exception {
        String[] key = {"Content-Type", "application/yaml", "Idempotency-Key", "k-1"};
        HttpResponse<String> first = api.post("/api/simulations", SCENARIO, key);
        HttpResponse<String> again = api.post("/api/simulations", SCENARIO, key);
        assertEquals(202, first.statusCode());
        assertEquals(202, again.statusCode());
        assertEquals(first.headers().firstValue("Location"), again.headers().firstValue("Location"));
        HttpResponse<String> other = api.post("/api/simulations?seed=8", SCENARIO, key);
        assertEquals(409, other.statusCode(), other.body());
        assertEquals(
                400,
                api.post("/api/simulations", SCENARIO, "Content-Type", "application/yaml", "Idempotency-Key", "a b")
                        .statusCode());
    }

    @Test
    void aRunTooBigForARequestIsRefusedAtOnceWithTheEstimate() throws Exception {
        String big = Files.readString(Api.scenario("ten-bank-tight"));
        HttpResponse<String> answer = api.post("/api/simulations?set=simulation.num_days=900000", big, YAML);
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("1800000000 transactions"), answer.body());
        assertTrue(answer.body().contains("at most 100000000 events"), answer.body());
        assertEquals(0, api.json("/api/simulations").get("total").longValue());
    }

    @Test
    void aBodyThatIsTooLargeOrNoTextIsRefused() throws Exception {
        HttpResponse<String> notText =
                api.send(
                        java.net.http.HttpRequest.newBuilder()
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofByteArray(
                                                new byte[] {'a', (byte) 0xff})),
                        "/api/simulations",
                        YAML);
        assertEquals(400, notText.statusCode(), notText.body());
        String head =
                "POST /api/simulations HTTP/1.1\nHost: 127.0.0.1:"
                        + api.server().port()
                        + "\nContent-Type: application/yaml\nConnection: close\nContent-Length: "
                        + ((64L << 20) + 1)
                        + "\n";
        assertEquals(413, RawHttp.send(api.server().port(), head, "").status());
    }

    @Test
    void runsAreListedNewestFirstPageByPage() throws Exception {
        List<String> made = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            String id = posted("?seed=" + seed, SCENARIO).get("simulation_id").textValue();
            whenSealed(id);
            made.addFirst(id);
        }
        assertEquals(made, ids(api.json("/api/simulations")));
        assertEquals(made.reversed(), ids(api.json("/api/simulations?sort=started_asc")));
        JsonNode first = api.json("/api/simulations?limit=2");
        assertEquals(5, first.get("total").longValue());
        assertTrue(first.get("prev").isNull());
        JsonNode second = api.json("/api/simulations?limit=2&cursor=" + first.get("next").textValue());
        JsonNode third = api.json("/api/simulations?limit=2&cursor=" + second.get("next").textValue());
        assertTrue(third.get("next").isNull());
        List<String> read = new ArrayList<>(ids(first));
        read.addAll(ids(second));
        read.addAll(ids(third));
        assertEquals(made, read);
        assertEquals(ids(first), ids(api.json("/api/simulations?limit=2&cursor=" + second.get("prev").textValue())));
        assertEquals(made.subList(3, 5), ids(api.json("/api/simulations?offset=3")));
        assertEquals(5, api.json("/api/simulations?status=sealed,failed&name=posted").get("total").longValue());
        assertEquals(0, api.json("/api/simulations?status=running").get("total").longValue());
        assertEquals(400, api.get("/api/simulations?status=done").statusCode());
        assertEquals(400, api.get("/api/simulations?sort=name").statusCode());
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        for (JsonNode run : page.get("simulations")) ids.add(run.get("simulation_id").textValue());
        return ids;
    }

    @Test
    void aRunThatIsNotThereIsAnsweredWithOneThatIs() throws Exception {
        String id = posted("?id=gridlock-day", SCENARIO).get("simulation_id").textValue();
        whenSealed(id);
        HttpResponse<String> answer = api.get("/api/simulations/gridlok-day");
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("did you mean gridlock-day?"), answer.body());
        assertEquals(404, api.get("/api/simulations/gridlock").statusCode(), "beginnings of ids are for people");
        assertEquals(404, api.get("/api/simulations/nothing/events").statusCode());
        for (String bad : List.of("..%2f..%2fetc%2fpasswd", ".hidden", "a%00b", "a%20b", "x".repeat(101), "%E4")) {
            HttpResponse<String> refused = api.get("/api/simulations/" + bad);
            assertTrue(refused.statusCode() == 400, bad + refused);
            assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElseThrow());
        }
    }

    @Test
    void wrongMethodsAreToldTheRightOnes() throws Exception {
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            HttpResponse<String> answer =
                    api.send(
                            java.net.http.HttpRequest.newBuilder()
                                    .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()),
                            "/api/simulations");
            assertEquals(405, answer.statusCode());
            assertEquals("GET, POST, HEAD", answer.headers().firstValue("Allow").orElseThrow());
        }
    }

    @Test
    void oneRunAtATimeGoesAndSixteenWaitAndTheRestIsToldToComeBack() throws Exception {
        String many =
                """
                name: waiting
                simulation: { ticks_per_day: 500_000, num_days: 80, rng_seed: 5 }
                agents:
                  - id: A
                    opening_balance: 1_000_000
                    arrivals: [ { rate_per_tick: 0.2, amount: { type: constant, value: 1 }, deadline_range: [1, 2] } ]
                  - { id: B, opening_balance: 0 }
                """;
        List<String> ids = new ArrayList<>();
        for (int seed = 0; seed < 17; seed++) {
            ids.add(posted("?seed=" + seed, many).get("simulation_id").textValue());
            if (seed == 0) whenRunning(ids.getFirst());
        }
        HttpResponse<String> full = api.post("/api/simulations?seed=17", many, YAML);
        assertEquals(503, full.statusCode(), full.body());
        assertEquals(ids.get(3), posted("?seed=3", many).get("simulation_id").textValue(), "who waits is found");
        JsonNode health = api.json("/api/health");
        assertEquals(16, health.get("queued").longValue());
        assertEquals(1, health.get("running").longValue());
        assertEquals(16, api.json("/api/simulations?status=queued").get("total").longValue());
        assertEquals(409, api.get("/api/simulations/" + ids.get(5) + "/events").statusCode());
        assertTrue(api.json("/api/simulations/" + ids.getFirst() + "/events").has("live"), "the one that runs is read");
        assertEquals(409, api.get("/api/simulations/" + ids.getFirst() + "/agents").statusCode());

        api.close();
        api = new Api(folder.resolve("runs"));
        assertEquals("interrupted", api.json("/api/simulations/" + ids.getFirst()).get("status").textValue());
        assertEquals(1, api.json("/api/simulations").get("total").longValue(), "those that waited left nothing");
    }

    private void whenRunning(String id) throws Exception {
        for (int i = 0; i < 600; i++) {
            JsonNode run = api.json("/api/simulations/" + id);
            if (run.get("status").textValue().equals("running") && run.get("tick").intValue() > 0) return;
            Thread.sleep(50);
        }
        throw new AssertionError("the run did not begin within 30 s");
    }
}
