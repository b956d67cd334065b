package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import rtgsim.measure.FurtherMeasures;
import rtgsim.measure.IntradayLiquidity;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.Measures;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// The worked example of `docs/measures.md`, with the numbers of its table.
class MeasuresExampleTest {

    private static final Path PAGE = Path.of("../docs/measures.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| ([0-9./]+) \\| ([0-9./]*) ?\\|");

    private final LogMeasures log;
    private final FurtherMeasures further;
    private final IntradayLiquidity intraday;

    MeasuresExampleTest() {
        World world =
                new World()
                        .ticks(11, 1)
                        .agent("A", 10)
                        .agent("B", 0)
                        .agent("C", 0)
                        .pays(0, "A", "B", 6)
                        .pays(0, "A", "B", 8)
                        .pays(1, "B", "A", 10)
                        .pays(4, "C", "A", 3)
                        .scheduled(
                                new ScheduledEvent.DirectTransfer(
                                        ScheduledEvent.Schedule.once(3), Scenario.CENTRAL_BANK, "A", 4));
        World.Outcome outcome = world.run();
        log = new LogMeasures(outcome.header());
        further = new FurtherMeasures(log, outcome.header(), world.scenario());
        intraday = new IntradayLiquidity(log, further, world.scenario());
        outcome.chunks().forEach(log::add);
        log.end(11);
    }

    @Test
    void thePageSaysWhatTheDayGives() throws IOException {
        Measures system = further.system();
        Measures ofA = further.of(0);
        int rows = 0;
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) continue;
            rows++;
            assertEquals(number(row.group(2)), system.of(row.group(1)).doubleValue(), 1e-15, line);
            if (row.group(3).isEmpty()) assertTrue(!ofA.byName().containsKey(row.group(1)), line);
            else assertEquals(number(row.group(3)), ofA.of(row.group(1)).doubleValue(), 1e-15, line);
        }
        assertEquals(18, rows);
        for (String name : FurtherMeasures.NAMES) {
            boolean named = Files.readString(PAGE).contains(name) || name.matches(".*_value(_share)?|.*_count_share");
            assertTrue(named, name + " is not in the page");
        }
    }

    private static double number(String text) {
        String[] parts = text.split("/", 2);
        return parts.length == 1
                ? Double.parseDouble(text)
                : Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
    }

    @Test
    void whatSettledIsCountedByTheHour() {
        List<FurtherMeasures.Hour> hours = further.throughput();
        assertEquals(11, hours.size());
        assertEquals(new FurtherMeasures.Hour("07:00", 6, 1, 0.25), hours.get(0));
        assertEquals(new FurtherMeasures.Hour("08:00", 0, 0, 0.25), hours.get(1));
        assertEquals(new FurtherMeasures.Hour("10:00", 18, 2, 1.0), hours.get(3));
        assertEquals("17:00", hours.getLast().from());
    }

    @Test
    void theToolsOfSupervisorsAreThoseOfThePage() {
        IntradayLiquidity.Report report = intraday.of(0);
        assertEquals(List.of(14L), report.largestNegative().extremes());
        assertEquals(0.0, report.largestPositive().average());
        assertEquals(List.of(10L), report.availableAtStart().extremes());
        assertEquals(List.of(14L), report.sent().extremes());
        assertEquals(List.of(10L), report.received().extremes());
        assertEquals(0, report.dueCount(), "all are due at the close");
        assertEquals("08:00", report.hours().getFirst());
        assertEquals(6.0 / 14, report.averageThroughput().getFirst(), 1e-15);
        assertEquals(1, report.averageThroughput().getLast());
    }
}
