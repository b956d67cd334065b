package rtgsim.store;

import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;

/// Hashes a run and stores nothing: for `--no-store`. The digest is made on a thread of its own, beside the engine.
public final class DigestOnly implements ChunkExchange, AutoCloseable {

    private static final long WAITING_MAX = 4L * EventChunk.ROWS;

    private final ChunkRelay relay = new ChunkRelay(WAITING_MAX, Overflow.BLOCK, new EventTally(null));
    private final LogHash hash;
    private final Thread reader;
    private String digest = "";
    private long events;

    public DigestOnly(RunHeader header) {
        hash = new LogHash(header);
        reader = Thread.ofPlatform().daemon().name("rtgsim-digest").start(this::read);
    }

    private void read() {
        try {
            for (EventChunk chunk = next(); chunk != null; chunk = next()) {
                hash.add(chunk);
                events += chunk.size();
                relay.release(chunk);
            }
            digest = hash.soFar();
        } catch (InterruptedException | RuntimeException | Error e) {
            relay.fail(new IllegalStateException("the digest failed", e));
        }
    }

    private @Nullable EventChunk next() throws InterruptedException {
        return relay.take(Long.MAX_VALUE);
    }

    @Override
    public EventChunk exchange(@Nullable EventChunk filled) {
        return relay.exchange(filled);
    }

    /// Hands over the last chunk and waits until every event is hashed.
    @Override
    public void finish(EventChunk last) {
        relay.finish(last);
        Threads.join(reader);
        relay.throwFailure();
    }

    /// The run digest, after [#finish].
    public String digest() {
        checkFinished();
        return digest;
    }

    /// Arrivals among the events, after [#finish]; liquidity transfers are not transactions.
    public long transactions() {
        checkFinished();
        return hash.transactions();
    }

    /// All events, after [#finish].
    public long events() {
        checkFinished();
        return events;
    }

    public double digestSeconds() {
        checkFinished();
        return hash.nanos() / 1e9;
    }

    private void checkFinished() {
        if (digest.isEmpty()) throw new IllegalStateException("the log is not finished");
    }

    @Override
    public void close() {
        relay.fail(new IllegalStateException("the run was given up"));
        Threads.join(reader);
    }
}
