package rtgsim.app;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// Passes chunks on, and lets a reader read each before.
final class ReadExchange implements ChunkExchange {

    private final ChunkExchange next;
    private final Consumer<EventChunk> reader;

    ReadExchange(ChunkExchange next, Consumer<EventChunk> reader) {
        this.next = next;
        this.reader = reader;
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        if (filled != null) reader.accept(filled);
        return next.exchange(filled);
    }

    @Override
    public boolean isAwaited() {
        return next.isAwaited();
    }

    @Override
    public void finish(EventChunk last) {
        reader.accept(last);
        next.finish(last);
    }
}
