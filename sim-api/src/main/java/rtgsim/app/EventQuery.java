package rtgsim.app;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;
import rtgsim.store.AgentRole;
import rtgsim.store.EventFilter;

/// Which events someone asks for: the parameters of a filter, checked against the run that they are asked of.
///
/// Values of one parameter are alternatives, parameters must all hold. A parameter that takes several may be repeated, or its values separated by commas; an
/// agent whose id holds a comma is found too.
///
/// @param filter for the store
/// @param given the parameters that were given, in the order of the reference, as they were understood
public record EventQuery(EventFilter filter, Map<String, Object> given) {

    /// The parameters that name events, in the order of the reference.
    public static final List<String> PARAMETERS =
            List.of(
                    "tick",
                    "tick_min",
                    "tick_max",
                    "seq_min",
                    "seq_max",
                    "time_from",
                    "time_to",
                    "day",
                    "agent_id",
                    "role",
                    "tx_id",
                    "event_type",
                    "category",
                    "amount_min",
                    "amount_max");

    private static final List<String> KINDS = Arrays.stream(EventKind.values()).map(EventKind::label).toList();
    private static final List<String> CATEGORIES =
            Arrays.stream(EventCategory.values()).map(EventCategory::label).toList();
    private static final List<String> ROLES = List.of("any", "sender", "receiver");
    private static final String TIME_ALLOWED = "a simulated time like 2026-01-05T09:30:00";

    /// A run of a million days that begins in 9999 is over by then.
    private static final int YEAR_MAX = 99_999;

    private static final Pattern TX_ID = Pattern.compile("tx_[0-9]{8,10}");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

    public EventQuery {
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /// Reads the parameters of [#PARAMETERS] among `parameters`; others are of no concern here.
    ///
    /// @param spelling how the door spells a parameter, for errors
    public static EventQuery of(
            Map<String, List<String>> parameters, RunHeader header, Function<String, String> spelling) {
        return new Reader(parameters, header, spelling).read();
    }

    private static final class Reader {

        private final Map<String, List<String>> parameters;
        private final RunHeader header;
        private final Function<String, String> spelling;
        private final Map<String, Object> given = new LinkedHashMap<>();

        Reader(Map<String, List<String>> parameters, RunHeader header, Function<String, String> spelling) {
            this.parameters = parameters;
            this.header = header;
            this.spelling = spelling;
        }

        EventQuery read() {
            EventFilter.Builder filter =
                    EventFilter.builder()
                            .ticks(several("tick", this::tick))
                            .tickMin(single("tick_min", this::tick))
                            .tickMax(single("tick_max", this::tick))
                            .seqMin(single("seq_min", this::seq))
                            .seqMax(single("seq_max", this::seq))
                            .timeFrom(single("time_from", this::time))
                            .timeTo(single("time_to", this::time))
                            .days(several("day", this::day))
                            .agentIds(agents())
                            .role(role())
                            .txIds(several("tx_id", this::txId))
                            .kinds(several("event_type", this::kind))
                            .categories(several("category", this::category))
                            .amountMin(single("amount_min", this::amount))
                            .amountMax(single("amount_max", this::amount));
            checkRange("tick_min", "tick_max");
            checkRange("seq_min", "seq_max");
            checkRange("amount_min", "amount_max");
            checkTimes();
            return new EventQuery(filter.build(), given);
        }

        private <T> List<T> several(String name, Parser<T> parser) {
            List<T> values = new ArrayList<>();
            List<Object> shown = new ArrayList<>();
            for (String text : parameters.getOrDefault(name, List.of())) {
                for (String part : text.split(",", -1)) {
                    values.add(parser.parse(name, part));
                    shown.add(shape(part, values.getLast()));
                }
            }
            if (!values.isEmpty()) given.put(name, List.copyOf(shown));
            return values;
        }

        private <T> @Nullable T single(String name, Parser<T> parser) {
            List<String> texts = parameters.getOrDefault(name, List.of());
            if (texts.isEmpty()) return null;
            if (texts.size() > 1) {
                throw refused(
                        name,
                        spelling.apply(name) + " must be given once: it was given " + texts.size() + " times",
                        null);
            }
            T value = parser.parse(name, texts.getFirst());
            given.put(name, shape(texts.getFirst(), value));
            return value;
        }

        /// Numbers are shown as numbers, all else as it was written.
        private static Object shape(String text, Object value) {
            return value instanceof Number ? value : text;
        }

        private int tick(String name, String text) {
            return (int) number(name, text, 0, lastTick(), "a tick of the run, 0 to " + lastTick());
        }

        private int day(String name, String text) {
            int last = header.numDays() - 1;
            return (int) number(name, text, 0, last, "a day of the run, 0 to " + last);
        }

        private long seq(String name, String text) {
            return number(name, text, 0, Long.MAX_VALUE, "the number of an event, 0 or more");
        }

        private long amount(String name, String text) {
            return number(name, text, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number of minor units");
        }

        private int lastTick() {
            return header.ticksPerDay() * header.numDays() - 1;
        }

        private long number(String name, String text, long min, long max, String allowed) {
            if (INTEGER.matcher(text).matches()) {
                try {
                    long number = Long.parseLong(text);
                    if (number >= min && number <= max) return number;
                } catch (NumberFormatException beyondLong) {
                    throw notAllowed(name, text, allowed);
                }
            }
            throw notAllowed(name, text, allowed);
        }

        private LocalDateTime time(String name, String text) {
            try {
                LocalDateTime time = LocalDateTime.parse(text);
                if (time.getYear() >= 0 && time.getYear() <= YEAR_MAX) return time;
            } catch (DateTimeException unreadable) {
                throw notAllowed(name, text, TIME_ALLOWED);
            }
            throw notAllowed(name, text, TIME_ALLOWED);
        }

        private String txId(String name, String text) {
            if (TX_ID.matcher(text).matches()) return text;
            throw notAllowed(name, text, "the id of a transaction, like tx_00000001");
        }

        private EventKind kind(String name, String text) {
            int at = KINDS.indexOf(text);
            if (at < 0) throw new Refused(Refusal.BadArgument.notOneOf(spelling.apply(name), text, KINDS));
            return EventKind.values()[at];
        }

        private EventCategory category(String name, String text) {
            int at = CATEGORIES.indexOf(text);
            if (at < 0) throw new Refused(Refusal.BadArgument.notOneOf(spelling.apply(name), text, CATEGORIES));
            return EventCategory.values()[at];
        }

        private AgentRole role() {
            List<String> texts = parameters.getOrDefault("role", List.of());
            String role = single("role", (name, text) -> text);
            if (role == null) return AgentRole.ANY;
            int at = ROLES.indexOf(role);
            if (at < 0) throw new Refused(Refusal.BadArgument.notOneOf(spelling.apply("role"), role, ROLES));
            AgentRole of = AgentRole.values()[at];
            if (of != AgentRole.ANY && !given.containsKey("agent_id")) {
                throw refused(
                        "role",
                        spelling.apply("role") + "=" + texts.getFirst() + " needs an agent",
                        "add " + spelling.apply("agent_id"));
            }
            return of;
        }

        private List<String> agents() {
            List<String> ids = new ArrayList<>();
            for (String text : parameters.getOrDefault("agent_id", List.of())) {
                if (isAgent(text)) ids.add(text);
                else for (String part : text.split(",", -1)) ids.add(agent(part));
            }
            if (!ids.isEmpty()) given.put("agent_id", List.copyOf(ids));
            return ids;
        }

        private String agent(String id) {
            if (isAgent(id)) return id;
            List<String> near = Nearest.names(id, header.agentIds());
            String name = spelling.apply("agent_id");
            String some = String.join(", ", header.agentIds().subList(0, Math.min(5, header.agentIds().size())));
            throw refused(
                    "agent_id",
                    name + " must be an agent of the run: " + name + "=" + id,
                    near.isEmpty()
                            ? "its agents are " + some + (header.agentIds().size() > 5 ? ", …" : "")
                            : "did you mean " + String.join(", ", near) + "?");
        }

        private boolean isAgent(String id) {
            return header.agentIds().contains(id) || id.equals(Scenario.CENTRAL_BANK);
        }

        private void checkRange(String min, String max) {
            ToLongFunction<Object> asLong = value -> ((Number) value).longValue();
            Object low = given.get(min);
            Object high = given.get(max);
            if (low == null || high == null || asLong.applyAsLong(low) <= asLong.applyAsLong(high)) return;
            throw emptyRange(min, low, max, high);
        }

        private void checkTimes() {
            Object from = given.get("time_from");
            Object to = given.get("time_to");
            if (from == null || to == null) return;
            if (LocalDateTime.parse(from.toString()).isAfter(LocalDateTime.parse(to.toString()))) {
                throw emptyRange("time_from", from, "time_to", to);
            }
        }

        private Refused emptyRange(String min, Object low, String max, Object high) {
            String from = spelling.apply(min);
            String until = spelling.apply(max);
            String message =
                    from.equals(until)
                            ? from + " must not end before it begins: " + from + "=" + low + ".." + high
                            : from + " must not be above " + until + ": " + low + " > " + high;
            return refused(min, message, "ranges include both ends");
        }

        private Refused notAllowed(String name, String text, String allowed) {
            String spelled = spelling.apply(name);
            return refused(name, spelled + " must be " + allowed + ": " + spelled + "=" + text, null);
        }

        private Refused refused(String name, String message, @Nullable String hint) {
            return new Refused(new Refusal.BadArgument(spelling.apply(name), message, hint));
        }
    }

    /// Reads one value of a parameter, or refuses it.
    @FunctionalInterface
    private interface Parser<T> {
        T parse(String name, String text);
    }
}
