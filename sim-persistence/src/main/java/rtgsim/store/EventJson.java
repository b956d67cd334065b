package rtgsim.store;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;

/// Writes the events of one simulation as text: their details, the whole event as the doors show it, and the row of ten columns as CSV.
public final class EventJson {

    /// The names of the ten columns, in order.
    public static final List<String> COLUMNS =
            List.of(
                    "event_id",
                    "simulation_id",
                    "tick",
                    "day",
                    "event_timestamp",
                    "event_type",
                    "details",
                    "agent_id",
                    "tx_id",
                    "created_at");

    /// The greatest whole number that every reader of JSON keeps exact.
    private static final long EXACT_MAX = 1L << 53;

    private final String simulationId;
    private final EventIds ids;
    private final EventClock clock;

    public EventJson(String simulationId, EventClock clock) {
        this.simulationId = simulationId;
        this.ids = new EventIds(simulationId);
        this.clock = clock;
    }

    public EventIds ids() {
        return ids;
    }

    public EventClock clock() {
        return clock;
    }

    /// The details as a JSON object: keys in the order of the rule book, no white space, every integer a number.
    public static String details(Event event) {
        Writer json = new Writer(false);
        details(json, event);
        return json.text.toString();
    }

    /// The event as the doors show it. A number beyond 2⁵³ is a string.
    public String event(Event event) {
        Writer json = new Writer(true);
        json.open();
        json.text("event_id", ids.of(event.seq()));
        json.number("seq", event.seq());
        json.text("simulation_id", simulationId);
        json.number("tick", event.tick());
        json.number("day", clock.dayOf(event.tick()));
        json.text("event_timestamp", timestamp(clock.timeOf(event.tick()), 'T'));
        json.text("event_type", event.kind().label());
        json.text("category", event.kind().category().label());
        json.nullable("agent_id", event.agentId());
        json.nullable("tx_id", event.txId());
        json.key("details");
        details(json, event);
        json.close();
        return json.text.toString();
    }

    /// The ten columns as one line of CSV, without its end. Times are written as SQL writes them.
    public String csv(StoredEvent stored) {
        Event event = stored.event();
        CsvRow row = new CsvRow();
        row.plain(ids.of(event.seq()));
        row.plain(simulationId);
        row.number(event.tick());
        row.number(clock.dayOf(event.tick()));
        row.plain(timestamp(clock.timeOf(event.tick()), ' '));
        row.plain(event.kind().label());
        row.text(details(event));
        row.text(event.agentId());
        row.text(event.txId());
        row.plain(timestamp(stored.createdAt(), ' '));
        return row.line();
    }

    /// `2026-01-05T07:00:00.25`: seconds always, of their fraction what is not zero.
    static String timestamp(LocalDateTime time, char separator) {
        StringBuilder text = new StringBuilder(26);
        text.append(time.toLocalDate()).append(separator);
        appendTwo(text, time.getHour()).append(':');
        appendTwo(text, time.getMinute()).append(':');
        appendTwo(text, time.getSecond());
        int micros = time.getNano() / 1_000;
        if (micros > 0) {
            String fraction = Integer.toString(1_000_000 + micros).substring(1);
            int end = fraction.length();
            while (fraction.charAt(end - 1) == '0') end--;
            text.append('.').append(fraction, 0, end);
        }
        return text.toString();
    }

    private static StringBuilder appendTwo(StringBuilder text, int number) {
        if (number < 10) text.append('0');
        return text.append(number);
    }

    private static void details(Writer json, Event event) {
        json.open();
        switch (event) {
            case Event.Arrival e -> {
                json.text("sender_id", e.senderId());
                json.text("receiver_id", e.receiverId());
                json.number("amount", e.amount());
                json.number("deadline_tick", e.deadlineTick());
                json.number("priority", e.priority());
                json.flag("divisible", e.divisible());
                if (e.parentTxId() != null) json.text("parent_tx_id", e.parentTxId());
                json.text("origin", e.origin().label());
            }
            case Event.PolicySubmit e -> {
                json.text("rtgs_priority", e.rtgsPriority().label());
                json.number("priority", e.priority());
            }
            case Event.PolicyHold e -> {
                json.text("reason", e.reason());
                if (e.newPriority() != null) json.number("new_priority", e.newPriority());
                if (e.untilTick() != null) json.number("until_tick", e.untilTick());
                if (e.withdrawn()) json.flag("withdrawn", true);
            }
            case Event.PolicyDrop e -> json.text("reason", e.reason());
            case Event.PolicySplit e -> {
                json.number("num_splits", e.numSplits());
                json.texts("child_tx_ids", e.childTxIds());
                json.numbers("release_ticks", e.releaseTicks());
            }
            case Event.CollateralPost e -> {
                json.number("amount", e.amount());
                json.text("reason", e.reason());
                json.number("new_total", e.newTotal());
            }
            case Event.CollateralWithdraw e -> {
                json.number("amount", e.amount());
                json.text("reason", e.reason());
                json.number("new_total", e.newTotal());
            }
            case Event.Settlement e -> {
                json.text("sender_id", e.senderId());
                json.text("receiver_id", e.receiverId());
                json.number("amount", e.amount());
                json.text("origin", e.origin().label());
                json.number("waited_ticks", e.waitedTicks());
            }
            case Event.QueuedRtgs e -> {
                json.text("sender_id", e.senderId());
                json.text("receiver_id", e.receiverId());
                json.number("amount", e.amount());
                json.text("cause", e.cause().label());
                json.number("shortfall", e.shortfall());
            }
            case Event.LsmBilateralOffset e -> {
                json.texts("agents", e.agents());
                json.texts("tx_ids", e.txIds());
                json.numbers("amounts", e.amounts());
                json.number("amount_a", e.amountA());
                json.number("amount_b", e.amountB());
                json.number("liquidity_used", e.liquidityUsed());
                json.flag("at_entry", e.atEntry());
            }
            case Event.LsmCycleSettlement e -> {
                json.text("method", e.method().label());
                json.texts("agents", e.agents());
                json.texts("tx_ids", e.txIds());
                json.numbers("amounts", e.amounts());
                json.numbers("net_positions", e.netPositions());
                json.number("total_value", e.totalValue());
                json.number("liquidity_used", e.liquidityUsed());
            }
            case Event.CostAccrual e -> {
                json.number("overdraft", e.overdraft());
                json.number("delay", e.delay());
                json.number("collateral", e.collateral());
                json.number("liquidity", e.liquidity());
                json.number("deadline_penalty", e.deadlinePenalty());
                json.number("split_friction", e.splitFriction());
                json.number("eod_penalty", e.eodPenalty());
                json.number("total", e.total());
            }
            case Event.EndOfDay e -> {
                json.number("day", e.day());
                json.number("unsettled_count", e.unsettledCount());
                json.number("unsettled_value", e.unsettledValue());
                json.number("total_penalties", e.totalPenalties());
            }
        }
        json.close();
    }

    /// Appends JSON without white space.
    private static final class Writer {

        private final StringBuilder text = new StringBuilder(256);
        private final boolean quoteInexact;
        private boolean first = true;

        Writer(boolean quoteInexact) {
            this.quoteInexact = quoteInexact;
        }

        void open() {
            text.append('{');
            first = true;
        }

        void close() {
            text.append('}');
            first = false;
        }

        void key(String key) {
            if (!first) text.append(',');
            first = false;
            text.append('"').append(key).append("\":");
        }

        void text(String key, String value) {
            key(key);
            quote(text, value);
        }

        void nullable(String key, @Nullable String value) {
            key(key);
            if (value == null) text.append("null");
            else quote(text, value);
        }

        void number(String key, long value) {
            key(key);
            append(value);
        }

        void flag(String key, boolean value) {
            key(key);
            text.append(value);
        }

        void texts(String key, List<String> values) {
            key(key);
            text.append('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) text.append(',');
                quote(text, values.get(i));
            }
            text.append(']');
        }

        void numbers(String key, List<? extends Number> values) {
            key(key);
            text.append('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) text.append(',');
                append(values.get(i).longValue());
            }
            text.append(']');
        }

        private void append(long value) {
            boolean exact = value >= -EXACT_MAX && value <= EXACT_MAX;
            if (exact || !quoteInexact) text.append(value);
            else text.append('"').append(value).append('"');
        }
    }

    /// Appends a text as a JSON string, escaped as DuckDB escapes it: what must be, and no more.
    static void quote(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') json.append("\\u00").append(hex(c >> 4)).append(hex(c & 15));
                    else json.append(c);
                }
            }
        }
        json.append('"');
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
