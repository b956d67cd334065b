package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The events of a sealed run, asked for by real requests and compared with plain SQL over a copy of its file.
class EventsTest {

    @TempDir static Path folder;

    private static Api api;
    private static String tight;
    private static String thirteen;
    private static Connection sql;

    @BeforeAll
    static void run() throws Exception {
        api = new Api(folder.resolve("runs"));
        tight = "/api/simulations/" + api.run("ten-bank-tight").simulationId();
        var run = api.run("all-thirteen-events");
        thirteen = "/api/simulations/" + run.simulationId();
        Path copy = folder.resolve("copy.duckdb");
        Files.copy(api.simulations().database(tight.substring("/api/simulations/".length())), copy);
        sql = DriverManager.getConnection("jdbc:duckdb:" + copy);
    }

    @AfterAll
    static void close() throws Exception {
        sql.close();
        api.close();
    }

    private static long count(String where) throws Exception {
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM simulation_events WHERE " + where)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Filters, and the same in SQL.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                        | true",
                "tick=7                                    | tick = 7",
                "tick=7&tick=9,11                          | tick IN (7, 9, 11)",
                "tick_min=10&tick_max=20                   | tick BETWEEN 10 AND 20",
                "tick_max=0                                | tick <= 0",
                "day=0                                     | day = 0",
                "event_type=Settlement                     | event_type = 'Settlement'",
                "event_type=Settlement,QueuedRtgs          | event_type IN ('Settlement', 'QueuedRtgs')",
                "category=lsm                              | event_type LIKE 'Lsm%'",
                "category=lsm&category=system              | event_type LIKE 'Lsm%' OR event_type = 'EndOfDay'",
                "agent_id=BANK_3&role=sender               | details ->> 'sender_id' = 'BANK_3'",
                "agent_id=BANK_3&role=receiver             | details ->> 'receiver_id' = 'BANK_3'",
                "agent_id=BANK_3                           | agent_id = 'BANK_3' OR details ->> 'receiver_id' = 'BANK_3' OR list_contains((details -> 'agents')::VARCHAR[], 'BANK_3')",
                "agent_id=BANK_3,BANK_4&event_type=Arrival | event_type = 'Arrival' AND (agent_id IN ('BANK_3', 'BANK_4') OR details ->> 'receiver_id' IN ('BANK_3', 'BANK_4'))",
                "tx_id=tx_00000040                         | tx_id = 'tx_00000040' OR list_contains((details -> 'tx_ids')::VARCHAR[], 'tx_00000040')",
                "event_type=Arrival&amount_min=19000       | event_type = 'Arrival' AND (details ->> 'amount')::BIGINT >= 19000",
                "event_type=Arrival&amount_max=1500        | event_type = 'Arrival' AND (details ->> 'amount')::BIGINT <= 1500",
                "time_from=2026-01-05T09:00:00&time_to=2026-01-05T10:00:00 | event_timestamp BETWEEN '2026-01-05 09:00:00' AND '2026-01-05 10:00:00'",
                "tick_min=90&event_type=PolicySubmit&agent_id=BANK_1 | tick >= 90 AND event_type = 'PolicySubmit' AND agent_id = 'BANK_1'"
            })
    void totalsFacetsAndExportsAreThoseOfSql(String filter, String where) throws Exception {
        String query = filter.replace("BANK_", bankPrefix());
        String condition = where.replace("BANK_", bankPrefix());
        long expected = count(condition);
        assertNotEquals(0, expected, "the question must find something: " + where);

        JsonNode page = api.json(tight + "/events?" + query);
        assertEquals(expected, page.get("total").longValue());
        assertEquals(Math.min(100, expected), page.get("events").size());

        JsonNode facets = api.json(tight + "/events/facets?" + query);
        assertEquals(expected, facets.get("total").longValue());
        assertEquals(expected, sum(facets.get("facets").get("type")));
        assertEquals(expected, sum(facets.get("facets").get("category")));
        assertEquals(page.get("filters"), facets.get("filters"));

        HttpResponse<String> csv = api.get(tight + "/export.csv?" + query);
        assertEquals(200, csv.statusCode());
        assertEquals(Long.toString(expected), csv.headers().firstValue("X-Total-Count").orElseThrow());
        assertEquals(expected + 1, csv.body().lines().count());

        HttpResponse<String> lines = api.get(tight + "/events?" + query, "Accept", "application/x-ndjson");
        assertEquals(200, lines.statusCode());
        assertEquals(expected, lines.body().lines().count());
    }

    /// The ids of ten-bank-tight, whatever they are called.
    private static String bankPrefix() throws Exception {
        String first = api.json(tight + "/agents").get("agents").get(0).get("agent_id").textValue();
        return first.substring(0, first.length() - 1);
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) sum += count.longValue();
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "event_type=Settlement,QueuedRtgs&", "category=lsm&"})
    void pagesForwardAndBackwardAreTheWholeLog(String filter) throws Exception {
        for (String sort : List.of("tick_asc", "tick_desc")) {
            List<Long> all =
                    seqs(
                            api.get(tight + "/events?" + filter + "sort=" + sort, "Accept", "application/x-ndjson")
                                    .body());
            List<Long> forward = new ArrayList<>();
            String address = tight + "/events?" + filter + "limit=337&sort=" + sort;
            JsonNode page = api.json(address);
            JsonNode last = page;
            while (true) {
                forward.addAll(seqs(page));
                last = page;
                if (page.get("next").isNull()) break;
                page = api.json(address + "&cursor=" + page.get("next").textValue());
            }
            assertEquals(all, forward);

            List<List<Long>> backward = new ArrayList<>(List.of(seqs(last)));
            page = last;
            while (!page.get("prev").isNull()) {
                page = api.json(address + "&cursor=" + page.get("prev").textValue());
                backward.add(seqs(page));
            }
            Collections.reverse(backward);
            assertEquals(all, backward.stream().flatMap(List::stream).toList());
        }
    }

    private static List<Long> seqs(JsonNode page) {
        List<Long> seqs = new ArrayList<>();
        for (JsonNode event : page.get("events")) seqs.add(event.get("seq").longValue());
        return seqs;
    }

    private static List<Long> seqs(String lines) throws Exception {
        List<Long> seqs = new ArrayList<>();
        for (String line : lines.lines().toList()) seqs.add(Api.JSON.readTree(line).get("seq").longValue());
        return seqs;
    }

    @Test
    void anOffsetFindsThePageThatCountingFinds() throws Exception {
        long total = api.json(tight + "/events?limit=1").get("total").longValue();
        for (long offset : new long[] {0, 1, 100, 6_000, total - 3, total - 1, total, total + 5}) {
            JsonNode page = api.json(tight + "/events?limit=10&offset=" + offset);
            List<Long> expected = new ArrayList<>();
            for (long seq = offset; seq < Math.min(total, offset + 10); seq++) expected.add(seq);
            assertEquals(expected, seqs(page), "offset " + offset);
            assertEquals(total, page.get("total").longValue());
            assertEquals(offset + 10 >= total, page.get("next").isNull(), "offset " + offset);
        }
    }

    @Test
    void linkLeadsToTheNeighboursOfAPage() throws Exception {
        HttpResponse<String> first = api.get(tight + "/events?limit=5&agent_id=" + bankPrefix() + "3");
        String link = first.headers().firstValue("Link").orElseThrow();
        assertTrue(link.endsWith("; rel=\"next\""), link);
        HttpResponse<String> second = api.get(link.substring(1, link.indexOf('>')));
        assertEquals(200, second.statusCode());
        String both = second.headers().firstValue("Link").orElseThrow();
        assertTrue(both.contains("rel=\"next\"") && both.contains("rel=\"prev\""), both);
        String back = both.substring(both.lastIndexOf('<') + 1, both.lastIndexOf('>'));
        assertEquals(
                Api.JSON.readTree(first.body()).get("events"), Api.JSON.readTree(api.get(back).body()).get("events"));
    }

    @Test
    void aCursorIsBoundToItsQuestion() throws Exception {
        String cursor = api.json(tight + "/events?limit=5&tick_max=50").get("next").textValue();
        assertEquals(200, api.get(tight + "/events?limit=7&tick_max=50&cursor=" + cursor).statusCode());
        for (String other :
                List.of(
                        tight + "/events?limit=5&cursor=" + cursor,
                        tight + "/events?tick_max=51&cursor=" + cursor,
                        tight + "/events?tick_max=50&sort=tick_desc&cursor=" + cursor,
                        tight + "/events?tick_max=50&offset=5&cursor=" + cursor,
                        thirteen + "/events?cursor=" + cursor,
                        tight + "/events?cursor=abc",
                        tight + "/events?cursor=",
                        tight + "/events?cursor=%00")) {
            HttpResponse<String> answer = api.get(other);
            assertEquals(400, answer.statusCode(), other);
            assertTrue(answer.body().contains("\"hint\""), answer.body());
        }
    }

    @Test
    void oneEventIsFoundBySeqAndById() throws Exception {
        for (JsonNode event : api.json(thirteen + "/events?limit=1000").get("events")) {
            long seq = event.get("seq").longValue();
            JsonNode bySeq = api.json(thirteen + "/events/" + seq);
            JsonNode byId = api.json(thirteen + "/events/" + event.get("event_id").textValue());
            assertEquals(bySeq, byId);
            JsonNode links = bySeq.get("links");
            ((com.fasterxml.jackson.databind.node.ObjectNode) bySeq).remove("links");
            assertEquals(event, bySeq);
            assertEquals(seq == 0, links.get("previous").isNull());
            if (!links.get("next").isNull()) {
                assertEquals(seq + 1, api.json(links.get("next").textValue()).get("seq").longValue());
            }
            if (!links.get("transaction").isNull()) {
                assertTrue(seqs(api.json(links.get("transaction").textValue())).contains(seq));
            }
        }
        long total = api.json(thirteen + "/events").get("total").longValue();
        assertTrue(api.json(thirteen + "/events/" + (total - 1)).get("links").get("next").isNull());
        assertEquals(404, api.get(thirteen + "/events/" + total).statusCode());
        assertEquals(404, api.get(thirteen + "/events/00000000-0000-8000-8000-000000000000").statusCode());
        for (String bad : List.of("x", "-1", "1e3", "355a77cb", "999999999999999999999")) {
            assertEquals(400, api.get(thirteen + "/events/" + bad).statusCode(), bad);
        }
    }

    @Test
    void everyKindOfEventHasItsCategoryAndItsDetails() throws Exception {
        Map<String, String> categories = new HashMap<>();
        for (JsonNode event : api.json(thirteen + "/events?limit=1000").get("events")) {
            categories.put(event.get("event_type").textValue(), event.get("category").textValue());
            assertTrue(event.get("details").isObject());
            assertEquals(11, event.size(), event::toString);
        }
        assertEquals(
                Map.ofEntries(
                        Map.entry("Arrival", "transaction"),
                        Map.entry("PolicySubmit", "policy"),
                        Map.entry("PolicyHold", "policy"),
                        Map.entry("PolicyDrop", "policy"),
                        Map.entry("PolicySplit", "policy"),
                        Map.entry("CollateralPost", "collateral"),
                        Map.entry("CollateralWithdraw", "collateral"),
                        Map.entry("Settlement", "settlement"),
                        Map.entry("QueuedRtgs", "settlement"),
                        Map.entry("LsmBilateralOffset", "lsm"),
                        Map.entry("LsmCycleSettlement", "lsm"),
                        Map.entry("CostAccrual", "cost"),
                        Map.entry("EndOfDay", "system")),
                categories);
    }

    @Test
    void facetsCanBeAskedForAloneAndBesideAPage() throws Exception {
        JsonNode type = api.json(tight + "/events/facets?facet=type").get("facets");
        assertEquals(1, type.size());
        JsonNode two = api.json(tight + "/events/facets?facet=category,agent").get("facets");
        assertEquals(2, two.size());
        JsonNode beside = api.json(tight + "/events?include=facets&limit=1").get("facets");
        assertEquals(type.get("type"), beside.get("type"));
        assertEquals(two.get("agent"), beside.get("agent"));
        assertFalse(api.json(tight + "/events?limit=1").has("facets"));
    }

    @Test
    void agentsHaveBalancesThatTheirTransactionsExplain() throws Exception {
        JsonNode agents = api.json(tight + "/agents");
        assertEquals(10, agents.get("total").longValue());
        long opening = 0;
        long closing = 0;
        for (JsonNode agent : agents.get("agents")) {
            opening += agent.get("opening_balance").longValue();
            closing += agent.get("closing_balance").longValue();
        }
        assertEquals(opening, closing, "money is conserved");
    }

    /// Parameters that are wrong, and what the answer must say of them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evnt_type=Settlement      | evnt_type  | did you mean event_type?",
                "agent=BANK_1              | agent      | did you mean agent_id?",
                "event_type=Settlment      | event_type | did you mean Settlement?",
                "event_type=               | event_type | must be one of Arrival",
                "category=LSM              | category   | did you mean lsm?",
                "tick=-1                   | tick       | 0 to 99: tick=-1",
                "tick=100                  | tick       | 0 to 99: tick=100",
                "tick=1.5                  | tick       | tick=1.5",
                "tick=1e1                  | tick       | tick=1e1",
                "tick=                     | tick       | tick=",
                "tick                      | tick       | write tick=VALUE",
                "tick_min=5&tick_min=6     | tick_min   | given 2 times",
                "tick_min=9&tick_max=8     | tick_min   | 9 > 8",
                "seq_min=9223372036854775808 | seq_min  | 0 or more",
                "amount_min=99999999999999999999 | amount_min | minor units",
                "day=1                     | day        | 0 to 0",
                "time_from=yesterday       | time_from  | 2026-01-05T09:30:00",
                "time_to=%2B999999999-12-31T23:59:59 | time_to | 2026-01-05T09:30:00",
                "time_from=-0001-12-31T23:59:59 | time_from | 2026-01-05T09:30:00",
                "time_from=2026-01-05T10:00:00&time_to=2026-01-05T09:00:00 | time_from | must not be above",
                "agent_id=NOBODY           | agent_id   | its agents are",
                "role=payer                | role       | any, sender, receiver",
                "role=sender               | role       | add agent_id",
                "tx_id=40                  | tx_id      | tx_00000001",
                "limit=0                   | limit      | 1 to 1000",
                "limit=1001                | limit      | 1 to 1000: limit=1001",
                "limit=ten                 | limit      | limit=ten",
                "offset=-1                 | offset     | 0 or more",
                "sort=seq                  | sort       | tick_asc, tick_desc",
                "include=all               | include    | must be one of facets",
                "SELECT=1                  | SELECT     | known:"
            })
    void aBadParameterIsAnsweredWithWhatIsAllowed(String query, String parameter, String says) throws Exception {
        HttpResponse<String> answer = api.get(tight + "/events?" + query);
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        JsonNode problem = Api.JSON.readTree(answer.body());
        assertEquals(parameter, problem.get("parameter").textValue());
        assertTrue(answer.body().contains(says), answer.body());
    }

    @Test
    void aQueryThatIsNoTextIsRefused() throws Exception {
        for (String query : List.of("agent_id=%FF", "agent_id=%E4", "agent_id=%zz", "agent_id=%4")) {
            assertEquals(
                    400,
                    RawHttp.send(
                                    api.server().port(),
                                    "GET "
                                            + tight
                                            + "/events?"
                                            + query
                                            + " HTTP/1.1\nHost: 127.0.0.1:"
                                            + api.server().port()
                                            + "\nConnection: close\n",
                                    "")
                            .status(),
                    query);
        }
    }

    @Test
    void aStreamRefusesWhatPicksAPage() throws Exception {
        for (String query : List.of("limit=5", "offset=1", "cursor=x", "include=facets")) {
            assertEquals(
                    400, api.get(tight + "/events?" + query, "Accept", "application/x-ndjson").statusCode(), query);
        }
    }

    @Test
    void answersAboutASealedRunAreTaggedAndNotSentTwice() throws Exception {
        for (String address :
                List.of(
                        tight,
                        tight + "/events",
                        tight + "/events?limit=3",
                        tight + "/events/3",
                        tight + "/events/facets",
                        tight + "/agents",
                        tight + "/export.csv?event_type=EndOfDay")) {
            HttpResponse<String> answer = api.get(address);
            String tag = answer.headers().firstValue("ETag").orElseThrow();
            assertTrue(tag.matches("\"[0-9a-f]{32}\""), tag);
            String caching = answer.headers().firstValue("Cache-Control").orElseThrow();
            assertEquals(!address.equals(tight), caching.contains("immutable"), address + " " + caching);
            for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
                HttpResponse<String> again = api.get(address, "If-None-Match", known);
                assertEquals(304, again.statusCode(), address + " " + known);
                assertEquals("", again.body());
                assertEquals(tag, again.headers().firstValue("ETag").orElseThrow());
            }
            assertEquals(200, api.get(address, "If-None-Match", "\"0\"").statusCode());
        }
        assertNotEquals(
                api.get(tight + "/events?limit=3").headers().firstValue("ETag"),
                api.get(tight + "/events?limit=4").headers().firstValue("ETag"));
        assertNotEquals(
                api.get(tight + "/events").headers().firstValue("ETag"),
                api.get(tight + "/events", "Accept", "application/x-ndjson").headers().firstValue("ETag"));
    }

    @Test
    void whatWasNotAskedForInAFormThatIsOfferedIsNotAcceptable() throws Exception {
        assertEquals(406, api.get(tight + "/events", "Accept", "text/html").statusCode());
        assertEquals(406, api.get(tight + "/export.csv", "Accept", "application/json").statusCode());
        assertEquals(406, api.get(tight + "/events", "Accept", "application/json;q=0").statusCode());
        assertEquals(200, api.get(tight + "/events", "Accept", "text/html, */*;q=0.1").statusCode());
        assertEquals(
                "application/x-ndjson",
                api.get(tight + "/events?tick=0", "Accept", "application/json;q=0.5, application/x-ndjson")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow());
    }

    @Test
    void headIsAnsweredLikeGetWithoutABody() throws Exception {
        for (String address : List.of(tight + "/events", tight + "/export.csv", tight, "/api/version", "/")) {
            HttpResponse<String> head = api.send(HttpRequest.newBuilder().HEAD(), address);
            assertEquals(200, head.statusCode(), address);
            assertEquals("", head.body());
            assertEquals(
                    api.get(address).headers().firstValue("Content-Type"),
                    head.headers().firstValue("Content-Type"),
                    address);
        }
        assertEquals(404, api.send(HttpRequest.newBuilder().HEAD(), "/api/simulations/nothing").statusCode());
    }

    @Test
    void whateverIsAskedIsAnsweredOrRefusedButNeverAMistakeOfTheServer() throws Exception {
        List<String> names = new ArrayList<>(rtgsim.app.EventQuery.PARAMETERS);
        names.addAll(List.of("limit", "offset", "sort", "include", "cursor", "x", ""));
        List<String> values =
                List.of(
                        "0",
                        "1",
                        "-1",
                        "99",
                        "2147483648",
                        "9223372036854775807",
                        "9223372036854775808",
                        "1e9",
                        "0x1",
                        "NaN",
                        "",
                        "%00",
                        "%C3%A9",
                        "%F0%9F%92%A9",
                        "'",
                        "%22",
                        "%27%20OR%201=1--",
                        ";DROP%20TABLE%20events",
                        ",",
                        ",,",
                        "..",
                        "any",
                        "sender",
                        "Settlement",
                        "lsm",
                        "tick_desc",
                        "facets",
                        "tx_00000001",
                        "tx_9999999999",
                        "tx_00000000",
                        "CENTRAL_BANK",
                        bankPrefix() + "1",
                        "2026-01-05T07:00:00",
                        "-999999999-01-01T00:00",
                        "9999-12-31T23:59:59.999999999",
                        "x".repeat(5_000));
        List<String> good =
                List.of(
                        "tick_min=0",
                        "tick_max=99",
                        "seq_min=1",
                        "seq_max=9223372036854775807",
                        "day=0",
                        "event_type=Settlement",
                        "category=lsm",
                        "role=any",
                        "amount_min=-9223372036854775808",
                        "amount_max=9223372036854775807",
                        "tx_id=tx_9999999999",
                        "time_from=0000-01-01T00:00",
                        "time_to=%2B99999-12-31T23:59:59.999999999",
                        "agent_id=CENTRAL_BANK");
        java.util.Random random = new java.util.Random(20_261_120);
        Map<Integer, Integer> statuses = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            StringBuilder query = new StringBuilder();
            for (int part = random.nextInt(4); part >= 0; part--) {
                if (!query.isEmpty()) query.append('&');
                if (i % 2 == 0) query.append(good.get(random.nextInt(good.size())));
                else
                    query.append(names.get(random.nextInt(names.size())))
                            .append('=')
                            .append(values.get(random.nextInt(values.size())));
            }
            String address = tight + (random.nextBoolean() ? "/events?" : "/events/facets?") + query;
            int status = api.get(address).statusCode();
            assertTrue(status == 200 || status == 400, status + " of " + address);
            statuses.merge(status, 1, Integer::sum);
        }
        assertTrue(statuses.getOrDefault(200, 0) > 50 && statuses.getOrDefault(400, 0) > 300, statuses::toString);
    }
}
