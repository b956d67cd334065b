package rtgsim.store;

import java.time.LocalDateTime;
import rtgsim.event.Event;

/// An event and when it was written.
///
/// @param createdAt wall time in UTC; the same for all events of a batch
public record StoredEvent(Event event, LocalDateTime createdAt) {}
