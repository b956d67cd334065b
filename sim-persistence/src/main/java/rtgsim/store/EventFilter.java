package rtgsim.store;

import java.time.LocalDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;

/// Which events of a run. Values of one property are alternatives, properties must all hold; an empty set or an absent bound asks for nothing.
///
/// Ranges include both ends. `timeFrom` and `timeTo` are simulated time. An amount is the event's own: of the transaction, the collateral, all transactions of
/// an offset, the total of a cost, or the unsettled value of a day; events without one are not in a range of amounts. A transaction is found in its own events,
/// in the offsets that settled it, in the split that made it and, for a parent, in the arrivals of its parts.
///
/// @param agentIds ids that the run does not have match nothing
public record EventFilter(
        Set<Integer> ticks,
        @Nullable Integer tickMin,
        @Nullable Integer tickMax,
        @Nullable Long seqMin,
        @Nullable Long seqMax,
        @Nullable LocalDateTime timeFrom,
        @Nullable LocalDateTime timeTo,
        Set<Integer> days,
        Set<String> agentIds,
        AgentRole role,
        Set<String> txIds,
        Set<EventKind> kinds,
        Set<EventCategory> categories,
        @Nullable Long amountMin,
        @Nullable Long amountMax) {

    /// Every event.
    public static final EventFilter ALL = new Builder().build();

    public EventFilter {
        ticks = Set.copyOf(ticks);
        days = Set.copyOf(days);
        agentIds = Set.copyOf(agentIds);
        txIds = Set.copyOf(txIds);
        kinds = Set.copyOf(kinds);
        categories = Set.copyOf(categories);
    }

    /// Of these, those from a tick on.
    public EventFilter fromTick(int tick) {
        return bounded(tickMin == null ? tick : Math.max(tickMin, tick), tickMax, seqMin, seqMax);
    }

    /// Of these, those up to a tick.
    public EventFilter untilTick(int tick) {
        return bounded(tickMin, tickMax == null ? tick : Math.min(tickMax, tick), seqMin, seqMax);
    }

    /// Of these, those from a seq on.
    public EventFilter fromSeq(long seq) {
        return bounded(tickMin, tickMax, seqMin == null ? seq : Math.max(seqMin, seq), seqMax);
    }

    /// Of these, those up to a seq.
    public EventFilter untilSeq(long seq) {
        return bounded(tickMin, tickMax, seqMin, seqMax == null ? seq : Math.min(seqMax, seq));
    }

    private EventFilter bounded(
            @Nullable Integer fromTick, @Nullable Integer untilTick, @Nullable Long fromSeq, @Nullable Long untilSeq) {
        return new EventFilter(
                ticks,
                fromTick,
                untilTick,
                fromSeq,
                untilSeq,
                timeFrom,
                timeTo,
                days,
                agentIds,
                role,
                txIds,
                kinds,
                categories,
                amountMin,
                amountMax);
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects the conditions of a filter.
    public static final class Builder {
        private final Set<Integer> ticks = new TreeSet<>();
        private @Nullable Integer tickMin;
        private @Nullable Integer tickMax;
        private @Nullable Long seqMin;
        private @Nullable Long seqMax;
        private @Nullable LocalDateTime timeFrom;
        private @Nullable LocalDateTime timeTo;
        private final Set<Integer> days = new TreeSet<>();
        private final Set<String> agentIds = new LinkedHashSet<>();
        private AgentRole role = AgentRole.ANY;
        private final Set<String> txIds = new LinkedHashSet<>();
        private final Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        private final Set<EventCategory> categories = EnumSet.noneOf(EventCategory.class);
        private @Nullable Long amountMin;
        private @Nullable Long amountMax;

        private Builder() {}

        public Builder ticks(Collection<Integer> any) {
            ticks.addAll(any);
            return this;
        }

        public Builder tickMin(@Nullable Integer min) {
            tickMin = min;
            return this;
        }

        public Builder tickMax(@Nullable Integer max) {
            tickMax = max;
            return this;
        }

        public Builder seqMin(@Nullable Long min) {
            seqMin = min;
            return this;
        }

        public Builder seqMax(@Nullable Long max) {
            seqMax = max;
            return this;
        }

        public Builder timeFrom(@Nullable LocalDateTime from) {
            timeFrom = from;
            return this;
        }

        public Builder timeTo(@Nullable LocalDateTime to) {
            timeTo = to;
            return this;
        }

        public Builder days(Collection<Integer> any) {
            days.addAll(any);
            return this;
        }

        public Builder agentIds(Collection<String> any) {
            agentIds.addAll(any);
            return this;
        }

        public Builder role(AgentRole of) {
            role = of;
            return this;
        }

        public Builder txIds(Collection<String> any) {
            txIds.addAll(any);
            return this;
        }

        public Builder kinds(Collection<EventKind> any) {
            kinds.addAll(any);
            return this;
        }

        public Builder categories(Collection<EventCategory> any) {
            categories.addAll(any);
            return this;
        }

        public Builder amountMin(@Nullable Long min) {
            amountMin = min;
            return this;
        }

        public Builder amountMax(@Nullable Long max) {
            amountMax = max;
            return this;
        }

        public EventFilter build() {
            return new EventFilter(
                    ticks,
                    tickMin,
                    tickMax,
                    seqMin,
                    seqMax,
                    timeFrom,
                    timeTo,
                    days,
                    agentIds,
                    role,
                    txIds,
                    kinds,
                    categories,
                    amountMin,
                    amountMax);
        }
    }
}
