package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.event.Event;

class FlatEventsTest {

    private static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 11, 20, 12, 0);

    @Test
    void everyDetailOfEveryKindHasItsOwnCellAndNothingElseIsFilled() throws IOException {
        SampleLog log = new SampleLog(3, 4_000, 40, 5);
        EventJson json = new EventJson("flat", new EventClock(log.calendar));
        FlatEvents flat = new FlatEvents(json, "flat");
        ObjectMapper mapper = new ObjectMapper();
        for (Event event : log.events) {
            List<String> cells = cells(flat.line(new StoredEvent(event, WRITTEN)));
            assertEquals(FlatEvents.COLUMNS.size(), cells.size(), () -> event.toString());
            JsonNode details = mapper.readTree(EventJson.details(event));
            int filled = 0;
            for (int i = 10; i < cells.size() - 1; i++) {
                JsonNode detail = details.get(FlatEvents.COLUMNS.get(i));
                if (detail == null) {
                    assertEquals("", cells.get(i));
                    continue;
                }
                filled++;
                String expected = detail.isTextual() ? detail.textValue() : detail.toString();
                String cell =
                        cells.get(i).startsWith("'") && !expected.startsWith("'")
                                ? cells.get(i).substring(1)
                                : cells.get(i);
                assertEquals(expected, cell, () -> event.toString());
                if (detail.isTextual())
                    assertTrue(cells.get(i).isEmpty() || "=+-@\t\r".indexOf(cells.get(i).charAt(0)) < 0, cells.get(i));
            }
            int named = details.size() - (event instanceof Event.EndOfDay ? 1 : 0);
            assertEquals(named, filled, () -> event.toString());
        }
    }

    /// Reads one record of RFC 4180.
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else cell.append(c);
        }
        cells.add(cell.toString());
        return cells;
    }
}
