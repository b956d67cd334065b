package rtgsim.store;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;

/// A bounded buffer of chunks between the engine's thread and the thread that reads them.
///
/// Chunks go round: filled ones wait here for their reader, which gives each back when it is done with it. The engine waits while the buffer is full. Whatever
/// ends the reader is thrown at the engine's next call, so neither side waits for one that is gone.
final class ChunkRelay implements ChunkExchange {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<EventChunk> filled = new ArrayDeque<>();
    private final ArrayDeque<EventChunk> free = new ArrayDeque<>();
    private long accepted;
    private boolean finished;
    private @Nullable RuntimeException failure;

    /// @param capacity how many filled chunks may wait
    ChunkRelay(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk chunk) {
        lock.lock();
        try {
            if (chunk != null) {
                while (filled.size() >= capacity && failure == null) changed.awaitUninterruptibly();
                put(chunk);
            }
            EventChunk empty = free.poll();
            return empty != null ? empty : new EventChunk();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish(EventChunk last) {
        lock.lock();
        try {
            put(last);
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(EventChunk chunk) {
        if (failure != null) throw failure;
        if (finished) throw new IllegalStateException("the log is finished");
        if (chunk.size() == 0) return;
        accepted += chunk.size();
        filled.add(chunk);
        changed.signalAll();
    }

    /// The next chunk, for the reader; null when the log is finished and all of it was taken, or when it was abandoned.
    @Nullable EventChunk take() {
        lock.lock();
        try {
            while (filled.isEmpty() && !finished && failure == null) changed.awaitUninterruptibly();
            if (failure != null) return null;
            EventChunk chunk = filled.poll();
            if (chunk != null) changed.signalAll();
            return chunk;
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
        lock.lock();
        try {
            if (failure != null) throw failure;
        } finally {
            lock.unlock();
        }
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

    /// Events handed over so far.
    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }
}
