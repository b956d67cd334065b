package rtgsim.store;

import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// Hashes a run and stores nothing: for `--no-store`. The digest is made on a thread of its own, beside the engine.
public final class DigestOnly implements ChunkExchange, AutoCloseable {

    private static final int WAITING_MAX = 4;

    private final ChunkRelay relay = new ChunkRelay(WAITING_MAX);
    private final RunDigest runDigest;
    private final Thread reader;
    private String digest = "";
    private long digestNanos;
    private long events;
    private long transactions;

    public DigestOnly(RunHeader header) {
        runDigest = new RunDigest(header);
        reader = Thread.ofPlatform().daemon().name("rtgsim-digest").start(this::read);
    }

    private void read() {
        try {
            for (EventChunk chunk = relay.take(); chunk != null; chunk = relay.take()) {
                long start = System.nanoTime();
                runDigest.add(chunk);
                digestNanos += System.nanoTime() - start;
                events += chunk.size();
                transactions += transactionsIn(chunk);
                relay.release(chunk);
            }
            digest = runDigest.finish();
        } catch (RuntimeException | Error e) {
            relay.fail(new IllegalStateException("the digest failed", e));
        }
    }

    /// What a chunk adds to the number of transactions: an arrival adds one, the settlement of a liquidity transfer takes its arrival off again.
    static int transactionsIn(EventChunk chunk) {
        int transactions = 0;
        for (int row = 0; row < chunk.size(); row++) {
            int kind = chunk.kind[row];
            if (kind == EventKind.ARRIVAL.ordinal()) transactions++;
            else if (kind == EventKind.SETTLEMENT.ordinal()
                    && chunk.code[row] == SettlementOrigin.LIQUIDITY.ordinal()) {
                transactions--;
            }
        }
        return transactions;
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
        return transactions;
    }

    /// All events, after [#finish].
    public long events() {
        checkFinished();
        return events;
    }

    public double digestSeconds() {
        checkFinished();
        return digestNanos / 1e9;
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
