package rtgsim.store;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts where the events of a run, or of all runs of a store, are. Every event is in one place at any instant.
final class EventTally {

    /// Where an accepted event can be.
    enum Place {
        BUFFERED,
        IN_RETRY,
        COMMITTED,
        IN_FALLBACK,
        DROPPED
    }

    private final @Nullable EventTally whole;
    private final Map<Place, Long> events = new EnumMap<>(Place.class);
    private long accepted;

    /// @param whole counts what this one counts too, or null
    EventTally(@Nullable EventTally whole) {
        this.whole = whole;
    }

    /// Takes events from the engine.
    synchronized void accept(long count) {
        accepted += count;
        events.merge(Place.BUFFERED, count, Long::sum);
        if (whole != null) whole.accept(count);
    }

    synchronized void move(Place from, Place to, long count) {
        long there = events.getOrDefault(from, 0L);
        if (count > there) {
            throw new IllegalStateException("of " + there + " events " + from + ", " + count + " are to be " + to);
        }
        events.put(from, there - count);
        events.merge(to, count, Long::sum);
        if (whole != null) whole.move(from, to, count);
    }

    synchronized EventCounts counts() {
        return new EventCounts(
                accepted,
                at(Place.COMMITTED),
                at(Place.BUFFERED),
                at(Place.IN_RETRY),
                at(Place.IN_FALLBACK),
                at(Place.DROPPED));
    }

    private long at(Place place) {
        return events.getOrDefault(place, 0L);
    }
}
