package rtgsim.benchmarks;

import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// Gives the same chunk back whenever it is full: every event is logged, nothing is kept.
final class OneChunk implements ChunkExchange {

    private final EventChunk chunk = new EventChunk();

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        return chunk;
    }

    @Override
    public void finish(EventChunk last) {}
}
