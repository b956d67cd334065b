package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.OffsetMethod;
import rtgsim.event.QueueCause;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// Turns a row of the table `events` into a record. The layout of the row is that of `migrations/V001__events_can_be_stored.sql`.
final class EventRow {

    /// What to select; [#read] expects these columns, in this order.
    static final String COLUMNS =
            "seq, tick, enum_code(type)::INTEGER, enum_code(agent)::INTEGER, enum_code(counterparty)::INTEGER, tx, amount, a, b, c,"
                    + " enum_code(reason)::INTEGER, extra, epoch_us(created_at)";

    private static final EventKind[] KINDS = EventKind.values();
    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, ArrivalOrigin> ORIGINS = byLabel(ArrivalOrigin.values(), ArrivalOrigin::label);
    private static final Map<String, SettlementOrigin> SETTLEMENTS =
            byLabel(SettlementOrigin.values(), SettlementOrigin::label);
    private static final Map<String, QueueCause> CAUSES = byLabel(QueueCause.values(), QueueCause::label);
    private static final Map<String, OffsetMethod> METHODS = byLabel(OffsetMethod.values(), OffsetMethod::label);
    private static final Map<String, RtgsPriority> PRIORITIES = byLabel(RtgsPriority.values(), RtgsPriority::label);

    private final List<String> agents;
    private final List<String> words;

    /// @param agents the members of the type `agent_id`, in its order
    /// @param words those of the type `reason`
    EventRow(List<String> agents, List<String> words) {
        this.agents = agents;
        this.words = words;
    }

    StoredEvent read(ResultSet row) throws SQLException {
        return new StoredEvent(event(row), RunWriter.timeOfMicros(row.getLong(13)));
    }

    private Event event(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        int tick = row.getInt(2);
        return switch (KINDS[row.getInt(3)]) {
            case ARRIVAL -> {
                int flags = (int) c(row);
                long parent = row.getLong(8);
                boolean isPart = !row.wasNull();
                yield new Event.Arrival(
                        seq,
                        tick,
                        tx(row),
                        agent(row),
                        counterparty(row),
                        row.getLong(7),
                        (int) b(row),
                        flags & (EventChunk.DIVISIBLE - 1),
                        (flags & EventChunk.DIVISIBLE) != 0,
                        isPart ? RunHeader.txId((int) parent) : null,
                        constant(ORIGINS, row));
            }
            case POLICY_SUBMIT ->
                    new Event.PolicySubmit(seq, tick, agent(row), tx(row), constant(PRIORITIES, row), (int) c(row));
            case POLICY_HOLD -> {
                int until = row.getInt(9);
                boolean hasUntil = !row.wasNull();
                int priority = row.getInt(10);
                boolean hasPriority = !row.wasNull();
                yield new Event.PolicyHold(
                        seq,
                        tick,
                        agent(row),
                        tx(row),
                        word(row),
                        hasPriority ? priority : null,
                        hasUntil ? until : null,
                        a(row) != 0);
            }
            case POLICY_DROP -> new Event.PolicyDrop(seq, tick, agent(row), tx(row), word(row));
            case POLICY_SPLIT -> {
                Extra extra = Extra.parse(row.getString(12));
                List<Integer> releases = new ArrayList<>();
                for (long release : extra.numbers("release_ticks")) releases.add((int) release);
                yield new Event.PolicySplit(
                        seq, tick, agent(row), tx(row), (int) a(row), extra.texts("child_tx_ids"), releases);
            }
            case COLLATERAL_POST -> new Event.CollateralPost(seq, tick, agent(row), row.getLong(7), word(row), a(row));
            case COLLATERAL_WITHDRAW ->
                    new Event.CollateralWithdraw(seq, tick, agent(row), row.getLong(7), word(row), a(row));
            case SETTLEMENT ->
                    new Event.Settlement(
                            seq,
                            tick,
                            tx(row),
                            agent(row),
                            counterparty(row),
                            row.getLong(7),
                            constant(SETTLEMENTS, row),
                            (int) b(row));
            case QUEUED_RTGS ->
                    new Event.QueuedRtgs(
                            seq,
                            tick,
                            tx(row),
                            agent(row),
                            counterparty(row),
                            row.getLong(7),
                            constant(CAUSES, row),
                            a(row));
            case LSM_BILATERAL_OFFSET -> {
                Extra extra = Extra.parse(row.getString(12));
                long amountA = a(row);
                long amountB = row.getLong(7) - amountA;
                yield new Event.LsmBilateralOffset(
                        seq,
                        tick,
                        agent(row),
                        extra.texts("agents"),
                        extra.texts("tx_ids"),
                        extra.numbers("amounts"),
                        amountA,
                        amountB,
                        Math.abs(amountA - amountB),
                        c(row) != 0);
            }
            case LSM_CYCLE_SETTLEMENT -> {
                Extra extra = Extra.parse(row.getString(12));
                yield new Event.LsmCycleSettlement(
                        seq,
                        tick,
                        agent(row),
                        constant(METHODS, row),
                        extra.texts("agents"),
                        extra.texts("tx_ids"),
                        extra.numbers("amounts"),
                        extra.numbers("net_positions"),
                        row.getLong(7),
                        a(row));
            }
            case COST_ACCRUAL -> {
                String text = row.getString(12);
                Extra extra = text == null ? Extra.NO_RARE_COSTS : Extra.parse(text);
                yield new Event.CostAccrual(
                        seq,
                        tick,
                        agent(row),
                        b(row),
                        a(row),
                        c(row),
                        extra.cost("liquidity"),
                        extra.cost("deadline_penalty"),
                        extra.cost("split_friction"),
                        extra.cost("eod_penalty"),
                        row.getLong(7));
            }
            case END_OF_DAY -> new Event.EndOfDay(seq, tick, (int) c(row), a(row), row.getLong(7), b(row));
        };
    }

    private String agent(ResultSet row) throws SQLException {
        return agents.get(row.getInt(4));
    }

    private String counterparty(ResultSet row) throws SQLException {
        return agents.get(row.getInt(5));
    }

    private static String tx(ResultSet row) throws SQLException {
        return RunHeader.txId(row.getInt(6));
    }

    private static long a(ResultSet row) throws SQLException {
        return row.getLong(8);
    }

    private static long b(ResultSet row) throws SQLException {
        return row.getLong(9);
    }

    private static long c(ResultSet row) throws SQLException {
        return row.getLong(10);
    }

    private String word(ResultSet row) throws SQLException {
        return words.get(row.getInt(11));
    }

    private <T> T constant(Map<String, T> byLabel, ResultSet row) throws SQLException {
        T constant = byLabel.get(word(row));
        if (constant == null)
            throw new SQLException(
                    "seq " + row.getLong(1) + " has the reason '" + word(row) + "', which its type does not know");
        return constant;
    }

    private static <T> Map<String, T> byLabel(T[] values, Function<T, String> label) {
        Map<String, T> byLabel = new HashMap<>();
        for (T value : values) byLabel.put(label.apply(value), value);
        return byLabel;
    }

    /// The column `extra`: an object of numbers, lists of texts and lists of numbers.
    record Extra(Map<String, Long> costs, Map<String, List<String>> texts, Map<String, List<Long>> numbers) {

        /// What an absent `extra` says of a cost.
        static final Extra NO_RARE_COSTS =
                new Extra(
                        Map.of("liquidity", 0L, "deadline_penalty", 0L, "split_friction", 0L, "eod_penalty", 0L),
                        Map.of(),
                        Map.of());

        static Extra parse(@Nullable String text) throws SQLException {
            if (text == null) throw new SQLException("an event of this type needs its extra part");
            Extra extra = new Extra(new HashMap<>(), new HashMap<>(), new HashMap<>());
            try (JsonParser json = JSON.createParser(text)) {
                json.nextToken();
                for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                    if (json.nextToken() == JsonToken.START_ARRAY) extra.readList(key, json);
                    else extra.costs.put(key, json.getLongValue());
                }
                return extra;
            } catch (IOException e) {
                throw new SQLException("the extra part of an event is not what was written: " + text, e);
            }
        }

        private void readList(String key, JsonParser json) throws IOException {
            List<String> someTexts = new ArrayList<>();
            List<Long> someNumbers = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) someTexts.add(json.getText());
                else someNumbers.add(json.getLongValue());
            }
            texts.put(key, someTexts);
            numbers.put(key, someNumbers);
        }

        List<String> texts(String key) throws SQLException {
            return required(texts, key);
        }

        List<Long> numbers(String key) throws SQLException {
            return required(numbers, key);
        }

        long cost(String key) throws SQLException {
            return required(costs, key);
        }

        private static <T> T required(Map<String, T> values, String key) throws SQLException {
            T value = values.get(key);
            if (value == null) throw new SQLException("the extra part of an event lacks " + key);
            return value;
        }
    }
}
