package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.arrivals.ArrivalBatch;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.Event;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

class PaymentsFileTest {

    private static final String SCENARIO =
            """
            name: recorded
            simulation: { ticks_per_day: 10, num_days: 2, rng_seed: 1 }
            agents:
              - { id: A, opening_balance: 1_000 }
              - { id: B, opening_balance: 1_000 }
              - { id: "a, \\"b\\" ä", opening_balance: 0 }
            """;

    @TempDir Path folder;

    @Test
    void rowsArriveByTickAndThoseOfOneTickInTheOrderOfTheFile() throws Exception {
        write("p.csv", "amount,receiver,sender,deadline,tick,priority\n7,B,A,12,3,9\n8,A,B,,3,\n9,B,A,1,0,0\n");
        assertEquals(List.of("0 A B 9 1 0 file", "3 A B 7 12 9 file", "3 B A 8 10 5 file"), arrivals(read("p.csv")));
    }

    @Test
    void aCellMayBeQuotedAndLinesMayEndAsInWindows() throws Exception {
        write("p.csv", "\uFEFF\"tick\",sender,receiver,amount\r\n\"0\",\"a, \"\"b\"\" ä\",A,\"+5\"\r\n1,A,B,007");
        assertEquals(List.of("0 a, \"b\" ä A 5 10 5 file", "1 A B 7 10 5 file"), arrivals(read("p.csv")));
    }

    @ParameterizedTest
    @CsvSource({
        "07:00, 0",
        "08:05:59.999999, 0",
        "08:06, 1",
        "08:06:00.000000, 1",
        "17:59:59.999999, 9",
        "12:29:59.99, 4",
        "12:30, 5"
    })
    void aTimeBecomesTheTickThatItFallsIn(String time, int tick) throws Exception {
        write("p.csv", "time,day,sender,receiver,amount\n" + time + ",1,A,B,1\n" + time + ",,A,B,2\n");
        assertEquals(List.of(tick + " A B 2 10 5 file", (10 + tick) + " A B 1 20 5 file"), arrivals(read("p.csv")));
    }

    @Test
    void timesAreConvertedExactlyForEveryLengthOfDay() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 40; i++) {
            int ticks = random.nextInt(1, 1_000_001);
            int opening = random.nextInt(0, 43_200);
            int closing = random.nextInt(opening + 1, 86_400);
            long micros = opening * 1_000_000L + random.nextLong((closing - opening) * 1_000_000L);
            // Exactly at the start of a tick, where it has a whole number of microseconds.
            write("p.csv", "time,sender,receiver,amount\n" + clock(micros) + ",A,B,1\n");
            List<String> sets =
                    List.of(
                            "simulation.ticks_per_day=" + ticks,
                            "simulation.opening_time='" + clock(opening * 1_000_000L).substring(0, 8) + "'",
                            "simulation.closing_time='" + clock(closing * 1_000_000L).substring(0, 8) + "'");
            long expected =
                    java.math.BigInteger.valueOf(micros - opening * 1_000_000L)
                            .multiply(java.math.BigInteger.valueOf(ticks))
                            .divide(java.math.BigInteger.valueOf((closing - opening) * 1_000_000L))
                            .longValueExact();
            String arrival = arrivals(read("p.csv", sets)).getFirst();
            assertEquals(expected, Long.parseLong(arrival.substring(0, arrival.indexOf(' '))));
        }
    }

    private static String clock(long micros) {
        return java.time.LocalTime.ofNanoOfDay(micros * 1_000)
                .format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS"));
    }

    @Test
    void theDeadlineCapHoldsForRowsToo() throws Exception {
        write("p.csv", "tick,sender,receiver,amount,deadline\n3,A,B,1,2147483647\n");
        List<String> capped = List.of("simulation.deadline_cap=end_of_day");
        assertEquals(List.of("3 A B 1 10 5 file"), arrivals(read("p.csv", capped)));
        assertEquals(List.of("3 A B 1 2147483647 5 file"), arrivals(read("p.csv")));
    }

    @Test
    void generatedTransactionsComeBeforeTheRowsOfTheirTick() throws Exception {
        write("p.csv", "tick,sender,receiver,amount\n1,A,B,1\n1,A,B,2\n");
        String flow = "{rate_per_tick: 5, amount: {type: constant, value: 3}, deadline_range: [1, 1]}";
        List<String> sets =
                List.of(
                        "agents[B].arrivals=[" + flow + "]",
                        "scenario_events=[{type: agent_arrival_rate, agent: B, multiplier: 0, at: 2}]");
        List<String> all = arrivals(read("p.csv", sets));
        List<String> ofTickOne = all.stream().filter(row -> row.startsWith("1 ")).toList();
        int generated = ofTickOne.size() - 2;
        assertTrue(generated > 0, all.toString());
        for (int i = 0; i < generated; i++) assertTrue(ofTickOne.get(i).endsWith("generated"), all.toString());
        assertEquals(List.of("1 A B 1 10 5 file", "1 A B 2 10 5 file"), ofTickOne.subList(generated, generated + 2));
        assertTrue(all.stream().allMatch(row -> row.startsWith("0 ") || row.startsWith("1 ")), all.toString());
    }

    @Test
    void everyMistakeIsSaidWithItsLineAndColumn() throws Exception {
        write(
                "p.csv",
                """
                tick,sender,receiver,amount,priority,deadline
                0,C,B,1,5,9
                0,A,A,1,5,9
                0,CENTRAL_BANK,B,1,5,9
                20,A,B,1,5,30
                -1,A,B,1,5,9
                3,A,B,0,5,3
                3,A,B,1.5,11,3
                3,A,B,1e3,5,9
                3,A,B,9223372036854775808,5,4
                3,A,B,1,5,3
                ,A,,,5,
                0,A,B,1,5
                0,A,B,1,5,9,

                0, A,B,1_0,5,9
                """);
        assertEquals(
                """
                2:3 S0120 no agent is called `C`
                3:5 S0123 sender and receiver must differ, but both are `A`
                4:3 S0122 sender must be an agent, but it is CENTRAL_BANK
                5:1 S0127 tick must be an integer from 0 to 19, but it is 20
                6:1 S0104 tick must be an integer from 0 to 19, but it is -1
                7:7 S0104 amount must be an integer from 1 to 9223372036854775807, but it is 0
                8:7 S0105 amount must be an integer from 1 to 9223372036854775807, but it is 1.5
                8:11 S0104 priority must be an integer from 0 to 10, but it is 11
                9:7 S0105 amount must be an integer from 1 to 9223372036854775807, but it is 1e3
                10:7 S0104 amount must be an integer from 1 to 9223372036854775807, but it is 9223372036854775808
                11:11 S0308 deadline must be after the tick of arrival, 3, but it is 3
                12:1 S0102 tick is empty
                12:4 S0102 receiver is empty
                12:5 S0102 amount is empty
                13:1 S0305 the row has 5 cells, but the header has 6
                14:1 S0305 the row has 7 cells, but the header has 6
                15:1 S0305 a line with nothing in it
                16:3 S0120 no agent is called ` A`
                16:8 S0105 amount must be an integer from 1 to 9223372036854775807, but it is 1_0
                """,
                said("p.csv"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tick,time,sender,receiver,amount | 1:6 S0306 the header must have one of tick and time, but it has both",
                "sender,receiver,amount | 1:1 S0306 the header must have one of tick and time, but it has neither",
                "tick,day,sender,receiver,amount | 1:6 S0306 the column day stands with time, but this file has tick",
                "tick,sender,receiver,amount,note | 1:29 S0306 unknown column `note`",
                "Tick,sender,receiver,amount,tick | 1:1 S0306 unknown column `Tick`",
                "tick,sender,receiver,amount,amount | 1:29 S0306 the column `amount` is there twice",
                "tick,sender,amount | 1:1 S0306 missing in the header: receiver",
                "tick,sender,receiver,\"amount | 1:22 S0304 this quote is never closed",
                "tick,sender,receiver,\"amount\"s | 1:30 S0304 a quoted cell must end here, at a comma or the end of the line",
                "tick,sender,receiver,am\"ount | 1:24 S0304 a quote inside a cell; put the whole cell in quotes and write \"\" for a quote"
            })
    void aHeaderIsTakenExactlyOrRefused(String header, String expected) throws Exception {
        write("p.csv", header + "\n");
        assertEquals(expected + "\n", said("p.csv"));
    }

    @ParameterizedTest
    @CsvSource({
        "06:59:59.999999, S0307",
        "18:00, S0307",
        "7:00, S0109",
        "24:00, S0109",
        "08:00:00., S0109",
        "'', S0102"
    })
    void aTimeOutsideTheHoursOrOfAnotherFormIsRefused(String time, String code) throws Exception {
        write("p.csv", "sender,receiver,amount,time,day\nA,B,1," + time + ",0\n");
        assertEquals("2:7 " + code, said("p.csv").substring(0, 9));
    }

    @Test
    void whatIsNotUtf8IsRefused() throws Exception {
        Files.write(
                folder.resolve("p.csv"),
                "tick,sender,receiver,amount\n0,\u00E4,B,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("2:3 S0002 sender is not UTF-8\n", said("p.csv"));
    }

    @Test
    void anEmptyFileAndOneThatIsNotThereAreRefused() throws Exception {
        write("p.csv", "");
        assertEquals("1:1 S0306 the file is empty\n", said("p.csv"));
        assertTrue(said("q.csv").contains("S0301 the payments file "), said("q.csv"));
        write("p.parquet", "no parquet");
        assertTrue(said("p.parquet").contains("it is not Parquet"), said("p.parquet"));
    }

    @Test
    void aHeaderAloneIsAFileWithoutPayments() throws Exception {
        write("p.csv", "tick,sender,receiver,amount");
        assertEquals(List.of(), arrivals(read("p.csv")));
    }

    @Test
    void onlyTheFirstThousandMistakesAreListed() throws Exception {
        write("p.csv", "tick,sender,receiver,amount\n" + "0,A,Z,1\n".repeat(50_000));
        String said = said("p.csv");
        assertEquals(1_001, said.lines().count());
        assertTrue(said.endsWith("S0999 49000 more problems are not listed\n"), said.substring(said.length() - 99));
    }

    @Test
    void theHashCoversTheContentsAndTheCanonicalFormAsksForThem() throws Exception {
        write("p.csv", "tick,sender,receiver,amount\n0,A,B,1\n");
        ScenarioDocument one = read("p.csv");
        Files.writeString(folder.resolve("canonical.json"), one.canonicalJson());
        ScenarioDocument again = ScenarioReader.read(folder.resolve("canonical.json"), List.of(), null);
        assertEquals(one.canonicalJson(), again.canonicalJson());
        assertEquals(one.sha256(), again.sha256());
        write("p.csv", "tick,sender,receiver,amount\n0,A,B,2\n");
        assertNotEquals(one.sha256(), read("p.csv").sha256());
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class,
                        () -> ScenarioReader.read(folder.resolve("canonical.json"), List.of(), null));
        assertEquals("S0303", refused.problems().getFirst().code());
    }

    @Test
    void aScenarioThatIsATextNamesNoFile() throws Exception {
        write("p.csv", "tick,sender,receiver,amount\n0,A,B,1\n");
        String text = SCENARIO + "payments_file: { path: " + folder.resolve("p.csv") + " }\n";
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class, () -> ScenarioReader.readText(text, "scenario.yaml", List.of(), null));
        assertEquals(List.of("S0302"), refused.problems().stream().map(Problem::code).toList());
        assertNull(ScenarioReader.readText(SCENARIO, "scenario.yaml", List.of(), null).payments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTEGER", "BIGINT", "UBIGINT", "UTINYINT"})
    void parquetIsReadAsCsvIs(String type) throws Exception {
        write("p.csv", "sender,amount,receiver,tick,deadline,priority\nA,7,B,3,12,9\nB,8,A,3,,\nA,9,B,0,1,0\n");
        parquet(
                "p.parquet",
                "SELECT sender, CAST(amount AS "
                        + type
                        + ") AS amount, receiver, CAST(tick AS "
                        + type
                        + ") AS tick,"
                        + " CAST(deadline AS "
                        + type
                        + ") AS deadline, CAST(priority AS "
                        + type
                        + ") AS priority"
                        + " FROM read_csv('"
                        + folder.resolve("p.csv")
                        + "', all_varchar = true)");
        assertEquals(arrivals(read("p.csv")), arrivals(read("p.parquet")));
    }

    @Test
    void parquetMayHoldTimesAsTextOrAsTimes() throws Exception {
        parquet("text.parquet", "SELECT 'A' AS sender, 'B' AS receiver, 5 AS amount, '12:30:00.5' AS time, 1 AS day");
        parquet(
                "time.parquet",
                "SELECT 'A' AS sender, 'B' AS receiver, 5 AS amount, TIME '12:30:00.5' AS time, 1 AS day");
        assertEquals(List.of("15 A B 5 20 5 file"), arrivals(read("text.parquet")));
        assertEquals(List.of("15 A B 5 20 5 file"), arrivals(read("time.parquet")));
    }

    @Test
    void parquetIsNotConverted() throws Exception {
        parquet("p.parquet", "SELECT 1 AS sender, 'B' AS receiver, 5.0::DOUBLE AS amount, 0 AS tick");
        assertEquals(
                """
                1:1 S0306 the column sender must be text, but it is INTEGER
                1:17 S0306 the column amount must be an integer type, such as BIGINT, but it is DOUBLE
                """,
                said("p.parquet"));
    }

    @Test
    void aMistakeInParquetIsSaidWithItsRow() throws Exception {
        parquet(
                "p.parquet",
                "SELECT * FROM (VALUES ('A', 'B', 5, 0), ('A', 'Z', 5, 0), (NULL, 'B', 0, 20)) AS t(sender, receiver, amount, tick)");
        assertEquals(
                """
                2:3 S0120 row 2: no agent is called `Z`
                3:6 S0127 row 3: tick must be an integer from 0 to 19, but it is 20
                3:1 S0102 row 3: sender is empty
                3:4 S0104 row 3: amount must be an integer from 1 to 9223372036854775807, but it is 0
                """,
                said("p.parquet"));
    }

    @Test
    void aMillionRowsAreReadAlikeFromCsvAndParquet() throws Exception {
        int count = 1_000_000;
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder rows = new StringBuilder("tick,sender,receiver,amount,priority,deadline\n");
        for (int i = 0; i < count; i++) {
            boolean toB = random.nextBoolean();
            int tick = random.nextInt(20);
            rows.append(tick).append(toB ? ",A,B," : ",B,A,").append(random.nextLong(1, 1_000_000_000L)).append(',');
            rows.append(random.nextInt(11)).append(',').append(tick + 1 + random.nextInt(20)).append('\n');
        }
        write("p.csv", rows.toString());
        parquet("p.parquet", "SELECT * FROM read_csv('" + folder.resolve("p.csv") + "', header = true)");
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            long fromCsv = checkSum(read("p.csv"), count);
            long between = System.nanoTime();
            assertEquals(fromCsv, checkSum(read("p.parquet"), count));
            System.out.printf(
                    "%d payments: CSV of %d MB in %d ms, Parquet in %d ms%n",
                    count,
                    Files.size(folder.resolve("p.csv")) / 1_000_000,
                    (between - start) / 1_000_000,
                    (System.nanoTime() - between) / 1_000_000);
        }
    }

    /// Of all arrivals in their order.
    private static long checkSum(ScenarioDocument document, int expectedRows) {
        ArrivalSource source = document.arrivals(new AgentOrder(document.scenario()));
        ArrivalBatch batch = new ArrivalBatch();
        long sum = 0;
        int rows = 0;
        for (int tick = 0; tick < document.scenario().simulation().totalTicks(); tick++) {
            batch.clear();
            source.arrivals(tick, batch);
            rows += batch.size();
            for (int i = 0; i < batch.size(); i++) {
                sum = 31 * sum + batch.sender[i];
                sum = 31 * sum + batch.amount[i];
                sum = 31 * sum + batch.priority[i];
                sum = 31 * sum + batch.deadlineTick[i] + tick;
            }
        }
        assertEquals(expectedRows, rows);
        return sum;
    }

    @Test
    void theTracesSettleAlikeWhenTheirPaymentsComeFromAFile() throws Exception {
        String two =
                """
                  - { id: BANK_A, opening_balance: 1_000_000, unsecured_cap: %1$d }
                  - { id: BANK_B, opening_balance: 1_000_000, unsecured_cap: %1$d }
                """;
        StringBuilder ten = new StringBuilder();
        for (int i = 0; i < 10; i++) ten.append("  - { id: BANK_000").append(i).append(", opening_balance: 42_000 }\n");
        settlesAsTraced("trace-two-agents-12", 12, 1, true, two.formatted(0));
        settlesAsTraced("trace-two-agents-3x100", 100, 3, false, two.formatted(500_000));
        settlesAsTraced("trace-ten-agents-tight", 100, 1, false, ten.toString());
    }

    private void settlesAsTraced(String name, int ticks, int days, boolean deferred, String agents) throws Exception {
        List<String> trace = Files.readAllLines(Path.of("../sim-core/src/test/resources/cases/" + name + ".csv"));
        String rows =
                trace.stream()
                        .map(row -> row.split(",", -1))
                        .map(cells -> String.join(",", cells[0], cells[1], cells[2], cells[3], cells[4]))
                        .collect(Collectors.joining("\n"));
        write(name + ".csv", rows.replace("arrival_tick", "tick").replace("deadline_tick", "deadline"));
        write(
                name + ".yaml",
                "name: trace\nsimulation: { ticks_per_day: "
                        + ticks
                        + ", num_days: "
                        + days
                        + ", rng_seed: 1 }\nagents:\n"
                        + agents
                        + "payments_file: { path: "
                        + name
                        + ".csv }\nrtgs: { deferred_crediting: "
                        + deferred
                        + " }\n");
        List<Event> events = events(ScenarioReader.read(folder.resolve(name + ".yaml"), List.of(), null));
        Map<String, String> end = new HashMap<>();
        for (Event event : events) {
            if (event instanceof Event.Settlement settled) {
                end.put(settled.txId(), settled.tick() + "," + settled.origin().label());
            }
        }
        List<String> settled = new ArrayList<>();
        settled.add(trace.getFirst());
        for (Event event : events) {
            if (!(event instanceof Event.Arrival arrival)) continue;
            settled.add(
                    String.join(
                            ",",
                            String.valueOf(arrival.tick()),
                            arrival.senderId(),
                            arrival.receiverId(),
                            String.valueOf(arrival.amount()),
                            String.valueOf(arrival.deadlineTick()),
                            end.getOrDefault(arrival.txId(), ",")));
        }
        assertEquals(trace, settled, name);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void parquet(String name, String select) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + folder.resolve(name) + "' (FORMAT parquet)");
        }
    }

    private ScenarioDocument read(String payments) throws IOException, ScenarioRefused {
        return read(payments, List.of());
    }

    private ScenarioDocument read(String payments, List<String> sets) throws IOException, ScenarioRefused {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, SCENARIO + "payments_file: { path: " + payments + " }\n");
        return ScenarioReader.read(file, sets, null);
    }

    /// All problems of a payments file, one a line.
    private String said(String payments) {
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(payments));
        return refused.problems().stream()
                .map(problem ->
                        problem.line() + ":" + problem.column() + " " + problem.code() + " " + problem.message() + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> arrivals(ScenarioDocument document) {
        List<String> arrivals = new ArrayList<>();
        for (Event event : events(document)) {
            if (!(event instanceof Event.Arrival a)) continue;
            arrivals.add(
                    a.tick()
                            + " "
                            + a.senderId()
                            + " "
                            + a.receiverId()
                            + " "
                            + a.amount()
                            + " "
                            + a.deadlineTick()
                            + " "
                            + a.priority()
                            + " "
                            + a.origin().label());
        }
        return arrivals;
    }

    private static List<Event> events(ScenarioDocument document) {
        Scenario scenario = document.scenario();
        AgentOrder order = new AgentOrder(scenario);
        KeptChunks kept = new KeptChunks();
        try (Engine engine = new JavaEngine(scenario, order, document.arrivals(order), kept)) {
            while (!engine.isOver()) engine.runTick();
            engine.finish();
            return new EventRows(Engine.header(scenario, order)).all(kept.chunks());
        }
    }
}
