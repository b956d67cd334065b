package rtgsim.store;

/// What has become of the events that the engine handed over, at one instant. Only what is committed may be called stored.
///
/// @param accepted handed over by the engine
/// @param committed their COMMIT has returned
/// @param buffered waiting for their first attempt, or in it
/// @param inRetry an attempt to store them failed, and another follows
/// @param inFallback in a file, to be replayed
/// @param dropped left out, each range of them recorded as a gap
public record EventCounts(long accepted, long committed, long buffered, long inRetry, long inFallback, long dropped) {

    public static final EventCounts NONE = new EventCounts(0, 0, 0, 0, 0, 0);

    public EventCounts {
        if (accepted != committed + buffered + inRetry + inFallback + dropped) {
            throw new IllegalArgumentException(
                    "events were lost count of: accepted=%d committed=%d buffered=%d in_retry=%d in_fallback=%d dropped=%d"
                            .formatted(accepted, committed, buffered, inRetry, inFallback, dropped));
        }
    }
}
