package rtgsim.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the whole log in memory, for tests and for programs that embed the simulator.
public final class KeptChunks implements ChunkExchange {

    private final List<EventChunk> chunks = new ArrayList<>();

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        if (filled != null) chunks.add(filled);
        return new EventChunk();
    }

    @Override
    public void finish(EventChunk last) {
        if (last.size() > 0) chunks.add(last);
    }

    /// In order of seq.
    public List<EventChunk> chunks() {
        return Collections.unmodifiableList(chunks);
    }
}
