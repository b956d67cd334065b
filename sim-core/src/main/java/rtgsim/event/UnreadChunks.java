package rtgsim.event;

import org.jspecify.annotations.Nullable;

/// Takes a log that nobody reads: every chunk is filled again.
public final class UnreadChunks implements ChunkExchange {

    private final EventChunk chunk = new EventChunk();

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        return chunk;
    }

    @Override
    public void finish(EventChunk last) {
        // There is nobody to hand it to.
    }
}
