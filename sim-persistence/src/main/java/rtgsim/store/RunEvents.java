package rtgsim.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import rtgsim.event.RunHeader;

/// The events of a run as they can be asked for: of a sealed run all, of one that is being written those up to the end of a batch.
public sealed interface RunEvents permits StoredRun, LivePrefix {

    RunHeader header();

    /// Writes the events of this run as text.
    EventJson json();

    EventPage page(EventFilter filter, PageRequest request);

    /// How many events the filter finds.
    long count(EventFilter filter);

    /// Counts per value over the whole filtered set, in the order of the closed lists and of the agents; values that do not occur are left out.
    Map<Facet, Map<String, Long>> facets(EventFilter filter, Collection<Facet> facets);

    Optional<StoredEvent> event(long seq);

    default Optional<StoredEvent> event(String eventId) {
        OptionalLong seq = json().ids().seqOf(eventId);
        return seq.isEmpty() ? Optional.empty() : event(seq.getAsLong());
    }
}
