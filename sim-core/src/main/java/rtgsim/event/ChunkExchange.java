package rtgsim.event;

import org.jspecify.annotations.Nullable;

/// Where the log hands over full chunks and gets empty ones: a list that keeps all, or the writer of a store that recycles them.
public interface ChunkExchange {

    /// Takes a filled chunk and gives an empty one.
    ///
    /// The one returned may be one taken earlier, once its reader is done with it. This call may wait; that is how a slow reader slows the engine down.
    ///
    /// @param filled in order of seq and not empty; null the first time
    EventChunk exchange(@Nullable EventChunk filled);

    /// Whether the reader would have a partly filled chunk rather than none. An engine asks at the end of a tick and hands over what it has.
    ///
    /// The reader knows a clock and the engine does not, so this changes where chunks end and nothing else.
    default boolean isAwaited() {
        return false;
    }

    /// Takes the last chunk of a run, which may be empty or partly filled.
    void finish(EventChunk last);
}
