package rtgsim.app;

import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// Passes chunks on, counts their events, and measures how long the engine waited for it.
final class TimedExchange implements ChunkExchange {

    private final ChunkExchange next;
    private long waitedNanos;
    private long events;

    TimedExchange(ChunkExchange next) {
        this.next = next;
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        if (filled != null) events += filled.size();
        long start = System.nanoTime();
        EventChunk empty = next.exchange(filled);
        waitedNanos += System.nanoTime() - start;
        return empty;
    }

    @Override
    public boolean isAwaited() {
        return next.isAwaited();
    }

    @Override
    public void finish(EventChunk last) {
        events += last.size();
        next.finish(last);
    }

    long waitedNanos() {
        return waitedNanos;
    }

    /// In the chunks that were passed on so far.
    long events() {
        return events;
    }
}
