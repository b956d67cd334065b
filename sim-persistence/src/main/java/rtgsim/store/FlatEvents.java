package rtgsim.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Events as lines of CSV in which each detail has a column of its own. What an event does not have is an empty cell; a list is a JSON list in one cell.
public final class FlatEvents {

    /// The names of all columns, in order: what every event has, then the details in the order of the thirteen types. The day of an `EndOfDay` is the column `day`.
    public static final List<String> COLUMNS;

    private static final List<String> DETAILS =
            List.of(
                    "sender_id",
                    "receiver_id",
                    "amount",
                    "deadline_tick",
                    "priority",
                    "divisible",
                    "parent_tx_id",
                    "origin",
                    "rtgs_priority",
                    "reason",
                    "new_priority",
                    "until_tick",
                    "withdrawn",
                    "num_splits",
                    "child_tx_ids",
                    "release_ticks",
                    "new_total",
                    "waited_ticks",
                    "cause",
                    "shortfall",
                    "method",
                    "agents",
                    "tx_ids",
                    "amounts",
                    "amount_a",
                    "amount_b",
                    "net_positions",
                    "total_value",
                    "liquidity_used",
                    "at_entry",
                    "overdraft",
                    "delay",
                    "collateral",
                    "liquidity",
                    "deadline_penalty",
                    "split_friction",
                    "eod_penalty",
                    "total",
                    "unsettled_count",
                    "unsettled_value",
                    "total_penalties");

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        List<String> columns =
                new ArrayList<>(
                        List.of(
                                "event_id",
                                "simulation_id",
                                "seq",
                                "tick",
                                "day",
                                "event_timestamp",
                                "event_type",
                                "category",
                                "agent_id",
                                "tx_id"));
        columns.addAll(DETAILS);
        columns.add("created_at");
        COLUMNS = List.copyOf(columns);
    }

    private final EventJson json;
    private final String simulationId;

    public FlatEvents(EventJson json, String simulationId) {
        this.json = json;
        this.simulationId = simulationId;
    }

    /// One line, without its end.
    public String line(StoredEvent stored) {
        var event = stored.event();
        CsvRow row =
                new CsvRow()
                        .plain(json.ids().of(event.seq()))
                        .plain(simulationId)
                        .number(event.seq())
                        .number(event.tick())
                        .number(json.clock().dayOf(event.tick()))
                        .plain(EventJson.timestamp(json.clock().timeOf(event.tick()), ' '))
                        .plain(event.kind().label())
                        .plain(event.kind().category().label())
                        .text(event.agentId())
                        .text(event.txId());
        JsonNode details = details(EventJson.details(event));
        for (String name : DETAILS) {
            JsonNode value = details.get(name);
            if (value == null) row.plain("");
            else if (value.isTextual()) row.text(value.textValue());
            else if (value.isNumber()) row.number(value.longValue());
            else row.text(value.toString());
        }
        return row.plain(EventJson.timestamp(stored.createdAt(), ' ')).line();
    }

    private static JsonNode details(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException ours) {
            throw new UncheckedIOException("details that rtgsim wrote are no JSON: " + text, ours);
        }
    }
}
