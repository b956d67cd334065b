package rtgsim.store;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;

/// What a filter means, said plainly over records.
final class NaiveFilter {

    private NaiveFilter() {}

    static boolean finds(EventFilter filter, EventClock clock, Event event) {
        return oneOf(filter.ticks(), event.tick())
                && within(event.tick(), filter.tickMin(), filter.tickMax())
                && within(event.seq(), filter.seqMin(), filter.seqMax())
                && (filter.timeFrom() == null || !clock.timeOf(event.tick()).isBefore(filter.timeFrom()))
                && (filter.timeTo() == null || !clock.timeOf(event.tick()).isAfter(filter.timeTo()))
                && oneOf(filter.days(), clock.dayOf(event.tick()))
                && oneOf(filter.kinds(), event.kind())
                && oneOf(filter.categories(), event.kind().category())
                && ofAmount(filter, event)
                && (filter.agentIds().isEmpty()
                        || filter.agentIds().stream().anyMatch(id -> involvesAgent(event, id, filter.role())))
                && (filter.txIds().isEmpty() || filter.txIds().stream().anyMatch(id -> involvesTx(event, id)));
    }

    static boolean involvesAgent(Event event, String id, AgentRole role) {
        return switch (role) {
            case SENDER -> id.equals(sender(event));
            case RECEIVER -> id.equals(receiver(event));
            case ANY -> id.equals(event.agentId()) || id.equals(receiver(event)) || members(event).contains(id);
        };
    }

    static boolean involvesTx(Event event, String id) {
        if (id.equals(event.txId())) return true;
        return switch (event) {
            case Event.Arrival e -> id.equals(e.parentTxId());
            case Event.PolicySplit e -> e.childTxIds().contains(id);
            case Event.LsmBilateralOffset e -> e.txIds().contains(id);
            case Event.LsmCycleSettlement e -> e.txIds().contains(id);
            default -> false;
        };
    }

    static @Nullable Long amount(Event event) {
        return switch (event) {
            case Event.Arrival e -> e.amount();
            case Event.Settlement e -> e.amount();
            case Event.QueuedRtgs e -> e.amount();
            case Event.CollateralPost e -> e.amount();
            case Event.CollateralWithdraw e -> e.amount();
            case Event.LsmBilateralOffset e -> e.amountA() + e.amountB();
            case Event.LsmCycleSettlement e -> e.totalValue();
            case Event.CostAccrual e -> e.total();
            case Event.EndOfDay e -> e.unsettledValue();
            case Event.PolicySubmit e -> null;
            case Event.PolicyHold e -> null;
            case Event.PolicyDrop e -> null;
            case Event.PolicySplit e -> null;
        };
    }

    private static boolean ofAmount(EventFilter filter, Event event) {
        if (filter.amountMin() == null && filter.amountMax() == null) return true;
        Long amount = amount(event);
        return amount != null && within(amount, filter.amountMin(), filter.amountMax());
    }

    private static @Nullable String sender(Event event) {
        return switch (event) {
            case Event.Arrival e -> e.senderId();
            case Event.Settlement e -> e.senderId();
            case Event.QueuedRtgs e -> e.senderId();
            default -> null;
        };
    }

    private static @Nullable String receiver(Event event) {
        return switch (event) {
            case Event.Arrival e -> e.receiverId();
            case Event.Settlement e -> e.receiverId();
            case Event.QueuedRtgs e -> e.receiverId();
            default -> null;
        };
    }

    private static List<String> members(Event event) {
        return switch (event) {
            case Event.LsmBilateralOffset e -> e.agents();
            case Event.LsmCycleSettlement e -> e.agents();
            default -> List.of();
        };
    }

    private static <T> boolean oneOf(Set<T> allowed, T value) {
        return allowed.isEmpty() || allowed.contains(value);
    }

    private static boolean within(long value, @Nullable Number min, @Nullable Number max) {
        return (min == null || value >= min.longValue()) && (max == null || value <= max.longValue());
    }
}
