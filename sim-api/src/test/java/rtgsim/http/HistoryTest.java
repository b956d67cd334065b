package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Places in a filtered set, transactions and their lives, agents over time and costs, asked for by real requests.
class HistoryTest {

    @TempDir static Path folder;

    private static Api api;
    private static String tight;
    private static String thirteen;

    @BeforeAll
    static void run() throws Exception {
        api = new Api(folder.resolve("runs"));
        tight = "/api/simulations/" + api.run("ten-bank-tight").simulationId();
        thirteen = "/api/simulations/" + api.run("all-thirteen-events").simulationId();
    }

    @AfterAll
    static void close() {
        api.close();
    }

    private static List<Long> seqs(JsonNode page) {
        List<Long> seqs = new ArrayList<>();
        for (JsonNode event : page.get("events")) seqs.add(event.get("seq").asLong());
        return seqs;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&category=lsm",
                "&agent_id=BANK_0003&sort=tick_desc",
                "&tick=7&sort=tick_desc",
                "&event_type=Settlement"
            })
    void rankSeqAndCursorOfAPlaceAreThoseOfTheList(String filter) throws Exception {
        List<Long> all = seqs(api.json(tight + "/events?limit=1000" + filter));
        for (int rank : new int[] {0, 1, all.size() / 2, all.size() - 5}) {
            long seq = all.get(rank);
            for (String by : List.of("rank=" + rank, "seq=" + seq)) {
                JsonNode place = api.json(tight + "/events/locate?" + by + filter);
                assertEquals(rank, place.get("rank").asInt(), by);
                assertEquals(seq, place.get("seq").asLong(), by);
                String cursor = place.get("cursor").asText();
                List<Long> page = seqs(api.json(tight + "/events?limit=5&cursor=" + cursor + filter));
                assertEquals(all.subList(rank, rank + 5), page, by);
            }
        }
        // Where it is not the filter, a tick is a place too, and has the rank of its first event.
        if (!filter.contains("tick=")) {
            JsonNode place = api.json(tight + "/events/locate?tick=50" + filter);
            JsonNode same = api.json(tight + "/events/locate?seq=" + place.get("seq") + filter);
            assertEquals(same.get("rank"), place.get("rank"));
        }
        JsonNode beyond = api.json(tight + "/events/locate?rank=99999" + filter);
        assertTrue(beyond.get("rank").isNull() && beyond.get("cursor").isNull());
        assertTrue(beyond.get("total").asLong() >= all.size());
    }

    @Test
    void theFirstEventOfATickIsTheLastOneOfTheOtherOrder() throws Exception {
        JsonNode up = api.json(tight + "/events/locate?tick=50");
        JsonNode first = api.json(tight + "/events?tick_min=50&limit=1").get("events").get(0);
        assertEquals(first.get("seq"), up.get("seq"));
        assertEquals(api.json(tight + "/events?tick_max=49&limit=1").get("total").asLong(), up.get("rank").asLong());
        JsonNode down = api.json(tight + "/events/locate?tick=50&sort=tick_desc");
        assertEquals(50, down.get("tick").asInt());
        assertEquals(api.json(tight + "/events?tick_min=51&limit=1").get("total").asLong(), down.get("rank").asLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events/locate",
                "/events/locate?rank=1&seq=1",
                "/events/locate?rank=-1",
                "/series/profit?agent=BANK_0000",
                "/series/balance",
                "/series/balance?agent=BANK_0000&px=10",
                "/series/balance?agent=BANK_0000&from=9&until=9",
                "/transactions?status=lost",
                "/transactions?event_type=Arrival"
            })
    void whatIsNotAskedRightIsRefused(String address) throws Exception {
        HttpResponse<String> answer = api.get(tight + address);
        assertEquals(400, answer.statusCode(), answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agents/BANK_X",
                "/series/balance?agent=BANK_X",
                "/transactions/tx_99999999",
                "/transactions/nothing/lifecycle"
            })
    void whatIsNotThereIsNotFound(String address) throws Exception {
        assertEquals(404, api.get(tight + address).statusCode());
    }

    @Test
    void transactionsArePagedBothWaysWithoutGapOrRepetition() throws Exception {
        List<String> all = new ArrayList<>();
        String next = "";
        JsonNode page;
        do {
            page = api.json(tight + "/transactions?status=settled&limit=300" + next);
            for (JsonNode transaction : page.get("transactions")) {
                assertEquals("settled", transaction.get("status").asText());
                all.add(transaction.get("tx_id").asText());
            }
            next = "&cursor=" + page.get("next").asText();
        } while (!page.get("next").isNull());
        assertEquals(page.get("total").asInt(), all.size());
        assertEquals(all.stream().distinct().sorted().toList(), all);
        JsonNode back = api.json(tight + "/transactions?status=settled&limit=300&cursor=" + page.get("prev").asText());
        int last = page.get("transactions").size();
        List<String> before = new ArrayList<>();
        for (JsonNode transaction : back.get("transactions")) before.add(transaction.get("tx_id").asText());
        assertEquals(all.subList(all.size() - last - 300, all.size() - last), before);
    }

    @Test
    void measuresAreThoseOfTheRunAndOfItsAgents() throws Exception {
        JsonNode kept = api.json(tight).get("measures");
        JsonNode all = api.json(tight + "/measures");
        assertTrue(all.get("agent_id").isNull());
        kept.properties().forEach(one -> assertEquals(one.getValue(), all.get("measures").get(one.getKey())));
        assertTrue(all.get("measures").has("delay_indicator"));
        JsonNode own = api.json(tight + "/measures?agent=BANK_0003");
        int sent = api.json(tight + "/transactions?agent_id=BANK_0003&role=sender&limit=1").get("total").asInt();
        assertEquals(sent, own.get("measures").get("transactions").asInt());
        JsonNode report = api.json(tight + "/measures/bcbs248?agent=BANK_0003").get("agents").get(0).get("report");
        long settled = api.json(tight + "/agents/BANK_0003").get("settled_value").asLong();
        long reported = 0;
        for (JsonNode day : report.get("days")) reported += day.get("sent").asLong();
        assertEquals(settled, reported);
        assertEquals(404, api.get(tight + "/measures?agent=BANK_X").statusCode());
    }

    @Test
    void aTransactionIsFoundByEitherParty() throws Exception {
        int any = api.json(tight + "/transactions?agent_id=BANK_0003&limit=1").get("total").asInt();
        int sent = api.json(tight + "/transactions?agent_id=BANK_0003&role=sender&limit=1").get("total").asInt();
        int received = api.json(tight + "/transactions?agent_id=BANK_0003&role=receiver&limit=1").get("total").asInt();
        assertEquals(any, sent + received);
        assertEquals(sent, api.json(tight + "/agents/BANK_0003").get("sent_count").asInt());
    }

    /// The comments of the scenario tell the life of D's payment to A: held in ticks 0 and 1, submitted and settled in tick 2.
    @Test
    void aLifeTellsWhereATransactionWasAndWhatHeldIt() throws Exception {
        String tx = api.json(thirteen + "/events?event_type=PolicyHold").get("events").get(0).get("tx_id").asText();
        JsonNode life = api.json(thirteen + "/transactions/" + tx + "/lifecycle");
        assertEquals("[{\"state\":\"internal\",\"from_tick\":0,\"until_tick\":2}]", life.get("spans").toString());
        assertEquals(
                "[{\"queue\":\"internal\",\"cause\":\"not_urgent\",\"shortfall\":null,\"from_tick\":0,\"until_tick\":2}]",
                life.get("waits").toString());
        assertEquals("settled", life.get("transaction").get("status").asText());
        assertEquals(life.get("events").size(), life.get("events_total").asInt());
    }

    /// E's payment of 500 000 is split into four parts; two of them settle at once, two with A's payment of 600 000.
    @Test
    void aLifeNamesPartsAndPartners() throws Exception {
        JsonNode split = api.json(thirteen + "/events?event_type=PolicySplit").get("events").get(0);
        JsonNode whole = api.json(thirteen + "/transactions/" + split.get("tx_id").asText() + "/lifecycle");
        assertEquals(4, whole.get("parts").size());
        JsonNode queued = whole.get("parts").get(3);
        assertEquals("bilateral", queued.get("settled_by").asText());
        JsonNode part = api.json(thirteen + "/transactions/" + queued.get("tx_id").asText() + "/lifecycle");
        JsonNode offset = part.get("offset");
        assertEquals(2, offset.get("partners").size());
        assertEquals(2, offset.get("partners_total").asInt());
        List<Long> amounts = new ArrayList<>();
        for (JsonNode partner : offset.get("partners")) amounts.add(partner.get("amount").asLong());
        assertEquals(List.of(600_000L, 125_000L), amounts);
        JsonNode wait = part.get("waits").get(0);
        assertEquals("central", wait.get("queue").asText());
        assertEquals("liquidity", wait.get("cause").asText());
        assertEquals(75_000, wait.get("shortfall").asLong());
        assertNull(part.get("parts").get(0));
    }

    /// Balances of the comments: E has 300, 300, 50, 400, … thousand at the end of ticks 0, 1, 2, 3.
    @Test
    void aSeriesHasAPointWhereItsValueChanges() throws Exception {
        JsonNode series = api.json(thirteen + "/series/balance?agent=BANK_E");
        assertEquals("[[0,300000],[2,50000],[3,400000]]", series.get("points").toString());
        JsonNode queue = api.json(thirteen + "/series/queue_count?agent=BANK_E");
        assertEquals("[[0,0],[2,2],[3,0]]", queue.get("points").toString());
        assertEquals(
                "[[0,0],[2,250000],[3,0]]",
                api.json(thirteen + "/series/queue_value?agent=BANK_E").get("points").toString());
        assertEquals(
                "[[3,400000]]",
                api.json(thirteen + "/series/balance?agent=BANK_E&from=3&until=5").get("points").toString());
    }

    @Test
    void m4KeepsTheExtremesAndEndsOfEachColumn() {
        List<long[]> points = new ArrayList<>();
        for (int tick = 0; tick < 1_000; tick++)
            points.add(new long[] {tick, tick == 123 ? 9_999 : tick == 777 ? -9_999 : tick % 7});
        List<long[]> kept = AgentRoutes.m4(points, 0, 1_000, 10);
        assertTrue(kept.size() <= 40, "kept " + kept.size());
        assertTrue(kept.contains(points.get(0)) && kept.contains(points.get(999)));
        assertTrue(kept.contains(points.get(123)) && kept.contains(points.get(777)));
        assertEquals(points, AgentRoutes.m4(points, 0, 1_000, 250));
    }

    @Test
    void costsOfAllAreTheSumOfTheirEvents() throws Exception {
        JsonNode costs = api.json(thirteen + "/costs");
        long total = 0;
        long delay = 0;
        for (JsonNode event : api.json(thirteen + "/events?event_type=CostAccrual&limit=1000").get("events")) {
            total += event.get("details").get("total").asLong();
            delay += event.get("details").get("delay").asLong();
        }
        assertTrue(total > 0);
        assertEquals(total, costs.get("total").get("total").asLong());
        assertEquals(delay, costs.get("total").get("delay").asLong());
        assertEquals(total, api.json(thirteen + "/costs?tick_min=0").get("total").get("total").asLong());
    }

    @Test
    void aFlatExportHasAColumnForEachDetail() throws Exception {
        HttpResponse<String> answer = api.get(thirteen + "/export.csv?flat=true&event_type=Settlement");
        List<String> lines = answer.body().lines().toList();
        List<String> names = List.of(lines.getFirst().split(","));
        assertTrue(names.contains("waited_ticks") && !names.contains("details"));
        long rows = Long.parseLong(answer.headers().firstValue(EventRoutes.TOTAL_HEADER).orElseThrow());
        assertEquals(rows, lines.size() - 1);
        JsonNode first =
                api.json(thirteen + "/events?event_type=Settlement&limit=1").get("events").get(0).get("details");
        String[] cells = lines.get(1).split(",", -1);
        assertEquals(first.get("amount").asText(), cells[names.indexOf("amount")]);
        assertEquals(first.get("sender_id").asText(), cells[names.indexOf("sender_id")]);
    }

    @Test
    void thePageForTheBrowserIsForThoseWhoPreferIt() throws Exception {
        HttpResponse<String> text = api.get("/");
        assertTrue(text.headers().firstValue("Content-Type").orElseThrow().startsWith("text/plain"));
        if (PageFiles.packed() == null) {
            assertEquals(404, api.get(thirteen.substring("/api".length()), "Accept", "text/html").statusCode());
            return;
        }
        for (String address :
                List.of(
                        "/",
                        thirteen.substring("/api".length()),
                        "/simulations/x/events/1",
                        "/simulations/x/agents/a%20b")) {
            HttpResponse<String> page = api.get(address, "Accept", "text/html,*/*;q=0.8");
            assertEquals(200, page.statusCode(), address);
            assertTrue(page.body().startsWith("<!doctype html>"), address);
            assertTrue(
                    page.headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow()
                            .startsWith("default-src 'self'"));
        }
    }
}
