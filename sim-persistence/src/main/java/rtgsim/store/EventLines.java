package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;

/// Rows of the log as JSON, one object a row, and back: every column of [EventChunk] under its name, so that what is read equals what was written.
///
///     {"seq":7,"type":"Arrival","tick":0,"agent":"A","other":"B","tx":3,"amount":100,"a":-1,"b":20,"c":5,"code":1}
///
/// Agents and kinds stand by their names, nobody as null. Where `b` points to the variable part, that stands instead of it, as `extra`. The number of the node that decided
/// stands last, as `node`, where there is one.
final class EventLines {

    private static final JsonFactory JSON = new JsonFactory();
    private static final EventKind[] KINDS = EventKind.values();
    private static final int COSTS = 6;

    private final RunHeader header;
    private final Map<String, Integer> agents = new HashMap<>();
    private final Map<String, Integer> kinds = new HashMap<>();

    EventLines(RunHeader header) {
        this.header = header;
        for (int i = 0; i < header.agentIds().size(); i++) agents.put(header.agentIds().get(i), i);
        agents.put(Scenario.CENTRAL_BANK, RunHeader.CENTRAL_BANK);
        for (EventKind kind : KINDS) kinds.put(kind.label(), kind.ordinal());
    }

    /// Appends a row and the end of its line.
    void append(StringBuilder line, EventChunk chunk, int row) {
        line.append("{\"seq\":").append(chunk.firstSeq() + row);
        line.append(",\"type\":\"").append(chunk.kindAt(row).label());
        line.append("\",\"tick\":").append(chunk.tick[row]);
        appendAgent(line.append(",\"agent\":"), chunk.agent[row]);
        appendAgent(line.append(",\"other\":"), chunk.other[row]);
        line.append(",\"tx\":").append(chunk.tx[row]);
        line.append(",\"amount\":").append(chunk.amount[row]);
        line.append(",\"a\":").append(chunk.a[row]);
        int extra = extraLength(chunk.kindAt(row), chunk.extra(), chunk.b[row]);
        if (extra == 0) {
            line.append(",\"b\":").append(chunk.b[row]);
        } else {
            line.append(",\"extra\":[");
            for (int i = 0; i < extra; i++) {
                if (i > 0) line.append(',');
                line.append(chunk.extra()[chunk.b[row] + i]);
            }
            line.append(']');
        }
        line.append(",\"c\":").append(chunk.c[row]);
        line.append(",\"code\":").append(chunk.code[row]);
        if (chunk.nodeAt(row) != EventChunk.NO_NODE) line.append(",\"node\":").append(chunk.nodeAt(row));
        line.append("}\n");
    }

    private void appendAgent(StringBuilder line, int agent) {
        if (agent == RunHeader.NO_AGENT) line.append("null");
        else EventJson.quote(line, header.agentId(agent));
    }

    /// How long the variable part is that starts at `at`; 0 where `b` is a number like any other.
    private static int extraLength(EventKind kind, long[] extra, int at) {
        return switch (kind) {
            case POLICY_SPLIT -> 1 + 2 * (int) extra[at];
            case LSM_BILATERAL_OFFSET -> 4 + 2 * (int) extra[at];
            case LSM_CYCLE_SETTLEMENT -> 2 + 2 * (int) extra[at] + 2 * (int) extra[at + 1];
            case COST_ACCRUAL -> at < 0 ? 0 : COSTS;
            case END_OF_DAY -> 1;
            case ARRIVAL,
                    POLICY_SUBMIT,
                    POLICY_HOLD,
                    POLICY_DROP,
                    COLLATERAL_POST,
                    COLLATERAL_WITHDRAW,
                    SETTLEMENT,
                    QUEUED_RTGS ->
                    0;
        };
    }

    /// Reads a line into the next row of a chunk that has room for it.
    ///
    /// @throws IOException if it is not a row of this run, or not the next one
    void read(String line, EventChunk chunk) throws IOException {
        int row = chunk.size();
        int read = 0;
        int extra = 0;
        try (JsonParser json = JSON.createParser(line)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, line);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("node")) {
                    chunk.noteNode(row, json.getIntValue());
                    continue;
                }
                read++;
                switch (name) {
                    case "seq" -> expect(json.getLongValue() == chunk.firstSeq() + row, line);
                    case "type" -> chunk.kind[row] = (byte) known(kinds.get(json.getText()), line);
                    case "tick" -> chunk.tick[row] = json.getIntValue();
                    case "agent" -> chunk.agent[row] = agent(json, value, line);
                    case "other" -> chunk.other[row] = agent(json, value, line);
                    case "tx" -> chunk.tx[row] = json.getIntValue();
                    case "amount" -> chunk.amount[row] = json.getLongValue();
                    case "a" -> chunk.a[row] = json.getLongValue();
                    case "b" -> chunk.b[row] = json.getIntValue();
                    case "c" -> chunk.c[row] = json.getIntValue();
                    case "code" -> chunk.code[row] = json.getShortValue();
                    case "extra" -> {
                        long[] numbers = numbers(json);
                        extra = numbers.length;
                        chunk.ensureExtra(extra);
                        System.arraycopy(numbers, 0, chunk.extra(), chunk.extraSize(), extra);
                        chunk.b[row] = chunk.extraSize();
                    }
                    default -> expect(false, line);
                }
            }
        }
        expect(read == 11, line);
        chunk.claim(1, extra);
    }

    private static long[] numbers(JsonParser json) throws IOException {
        long[] numbers = new long[16];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == numbers.length) numbers = Arrays.copyOf(numbers, 2 * count);
            numbers[count++] = json.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private int agent(JsonParser json, JsonToken value, String line) throws IOException {
        return value == JsonToken.VALUE_NULL ? RunHeader.NO_AGENT : known(agents.get(json.getText()), line);
    }

    private static int known(@org.jspecify.annotations.Nullable Integer index, String line) throws IOException {
        if (index == null) throw new IOException("it names what the run does not have: " + line);
        return index;
    }

    private static void expect(boolean good, String line) throws IOException {
        if (!good) throw new IOException("this is not the row that belongs here: " + line);
    }
}
