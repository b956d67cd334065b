package rtgsim.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that went otherwise than it should while a run was written.
///
/// @param firstSeq of the events it is about, or null where it is about none
public record Incident(
        Instant at, IncidentKind kind, @Nullable Long firstSeq, @Nullable Long lastSeq, String message) {}
