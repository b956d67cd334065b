package rtgsim.store;

import java.util.List;

/// Some events of a filtered set.
///
/// @param events in the order asked for, whichever way the page was reached
/// @param total of the whole filtered set
/// @param earlier whether the set goes on before the first of these, in the order asked for
/// @param later whether it goes on after the last
public record EventPage(List<StoredEvent> events, long total, boolean earlier, boolean later) {

    public EventPage {
        events = List.copyOf(events);
    }
}
