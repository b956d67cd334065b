package rtgsim.store;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// A bounded buffer of chunks between the engine's thread and the thread that reads them.
///
/// Chunks go round: filled ones wait here for their reader, which gives each back when it is done with it. What happens while the buffer is full is said by
/// [Overflow]; a chunk that finds the buffer empty always has a place, and so has the last one. Whatever ends the reader is thrown at the engine's next call,
/// so neither side waits for one that is gone.
///
/// A reader that finds nothing for as long as it will wait sets a flag, at which the engine hands over the chunk it is filling.
final class ChunkRelay implements ChunkExchange {

    private record Waiting(EventChunk chunk, long sinceNanos) {}

    private final long capacity;
    private final Overflow overflow;
    private final EventTally tally;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting> filled = new ArrayDeque<>();
    private final ArrayDeque<EventChunk> free = new ArrayDeque<>();
    private long waitingEvents;
    private long takenSinceNanos;
    private boolean finished;
    private @Nullable RuntimeException failure;
    private volatile boolean awaited;

    /// @param capacity how many events may wait
    ChunkRelay(long capacity, Overflow overflow, EventTally tally) {
        this.capacity = capacity;
        this.overflow = overflow;
        this.tally = tally;
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk chunk) {
        lock.lock();
        try {
            if (chunk != null && !put(chunk)) return chunk;
            EventChunk empty = free.poll();
            return empty != null ? empty : new EventChunk();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isAwaited() {
        return awaited;
    }

    @Override
    public void finish(EventChunk last) {
        lock.lock();
        try {
            checkOpen();
            if (last.size() > 0) add(last);
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// @return false if the chunk is left out
    private boolean put(EventChunk chunk) {
        checkOpen();
        if (chunk.size() == 0) return false;
        switch (overflow) {
            case BLOCK -> {
                while (isFullFor(chunk) && failure == null) changed.awaitUninterruptibly();
                checkOpen();
            }
            case DROP_OLDEST -> {
                while (isFullFor(chunk)) {
                    EventChunk oldest = poll();
                    tally.move(EventTally.Place.BUFFERED, EventTally.Place.DROPPED, oldest.size());
                    free.add(oldest);
                }
            }
            case DROP_NEWEST -> {
                if (isFullFor(chunk)) {
                    tally.accept(chunk.size());
                    tally.move(EventTally.Place.BUFFERED, EventTally.Place.DROPPED, chunk.size());
                    return false;
                }
            }
        }
        add(chunk);
        return true;
    }

    private void checkOpen() {
        if (failure != null) throw failure;
        if (finished) throw new IllegalStateException("the log is finished");
    }

    private boolean isFullFor(EventChunk chunk) {
        return waitingEvents > 0 && waitingEvents + chunk.size() > capacity;
    }

    private void add(EventChunk chunk) {
        tally.accept(chunk.size());
        waitingEvents += chunk.size();
        filled.add(new Waiting(chunk, System.nanoTime()));
        awaited = false;
        changed.signalAll();
    }

    private EventChunk poll() {
        Waiting first = filled.remove();
        waitingEvents -= first.chunk.size();
        takenSinceNanos = first.sinceNanos;
        changed.signalAll();
        return first.chunk;
    }

    /// The next chunk, for the reader, or null when none came in time or none will come any more.
    ///
    /// @param nanos how long to wait for one; when it is over, the engine is asked for what it has
    @Nullable EventChunk take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (filled.isEmpty() && !finished && failure == null) {
                if (left <= 0) {
                    awaited = true;
                    return null;
                }
                left = changed.awaitNanos(left);
            }
            return filled.isEmpty() || failure != null ? null : poll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether [#take] returns at once.
    boolean hasWaiting() {
        lock.lock();
        try {
            return !filled.isEmpty() || finished || failure != null;
        } finally {
            lock.unlock();
        }
    }

    /// When the chunk that was taken last was handed over, in nanoseconds of `System.nanoTime`.
    long takenSinceNanos() {
        lock.lock();
        try {
            return takenSinceNanos;
        } finally {
            lock.unlock();
        }
    }

    /// When the oldest chunk that waits was handed over; `now` if none waits.
    long oldestSinceNanos(long now) {
        lock.lock();
        try {
            Waiting first = filled.peek();
            return first == null ? now : first.sinceNanos;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a chunk back, which the reader must not touch any more.
    void release(EventChunk chunk) {
        lock.lock();
        try {
            free.add(chunk);
        } finally {
            lock.unlock();
        }
    }

    /// Ends the exchange for both sides; the first cause stays.
    void fail(RuntimeException cause) {
        lock.lock();
        try {
            if (failure == null) failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Throws what ended the exchange early, if something did.
    void throwFailure() {
        RuntimeException ended = failure();
        if (ended != null) throw ended;
    }

    /// What ended the exchange early, or null.
    @Nullable RuntimeException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /// Whether nothing will come any more: the log is finished and all of it was taken, or the exchange was ended.
    boolean isDrained() {
        lock.lock();
        try {
            return failure != null || (finished && filled.isEmpty());
        } finally {
            lock.unlock();
        }
    }
}
