package rtgsim.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;

/// What the writer's thread does: it takes chunks from the relay, hashes them, cuts them into batches, has each noted and written, and gives the chunks back.
///
/// Batches of whole row groups are begun while the one before them is not stored yet, since the database is what a long run waits for. Smaller ones, which DuckDB
/// copies row by row at their COMMIT, are stored before the next is cut.
final class WriterLoop implements AutoCloseable {

    /// Rows of a row group of DuckDB.
    private static final int ROW_GROUP = 122_880;

    private final ChunkRelay relay;
    private final WriterSettings settings;
    private final LogHash hash;
    private final BatchWriter batches;
    private final DerivationNotes notes;
    private final Incidents incidents;
    private final EventTally tally;
    private final WriterMetrics metrics;
    private final ExecutorService noting =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("rtgsim-notes").factory());

    private final Deque<Begun> begun = new ArrayDeque<>();
    private Batch batch = new Batch();
    private long heldSinceNanos;
    private long nextSeq;
    private long storeNanos;

    /// Whether every event up to now has passed here, so that their digest is that of the run.
    private boolean provable = true;

    /// A batch that is not written yet.
    private record Begun(Batch batch, Future<@Nullable String> noted, long heldSinceNanos) {}

    WriterLoop(
            ChunkRelay relay,
            WriterSettings settings,
            LogHash hash,
            BatchWriter batches,
            DerivationNotes notes,
            Incidents incidents,
            EventTally tally,
            WriterMetrics metrics) {
        this.relay = relay;
        this.settings = settings;
        this.hash = hash;
        this.batches = batches;
        this.notes = notes;
        this.incidents = incidents;
        this.tally = tally;
        this.metrics = metrics;
    }

    /// Until the relay is drained; then it is known of every event what has become of it.
    void run() throws InterruptedException {
        long interval = settings.flushInterval().toNanos();
        long since = System.nanoTime();
        while (true) {
            // Where the engine is not ahead, nothing is won by storing later.
            if (!relay.hasWaiting()) writeBegun();
            EventChunk chunk = relay.take(since + interval - System.nanoTime());
            if (chunk != null) cut(chunk);
            boolean drained = chunk == null && relay.isDrained();
            boolean due = batch.isEmpty() || System.nanoTime() - since >= interval;
            if (drained || due) {
                store();
                since = System.nanoTime();
            }
            if (drained) break;
        }
        writeBegun();
        if (relay.failure() == null) noteGapBefore(tally.counts().accepted());
    }

    /// The seq after the last event that was taken.
    long nextSeq() {
        return nextSeq;
    }

    /// How long the thread was busy with storing, but for the digest.
    long storeNanos() {
        return storeNanos;
    }

    /// Adds the events of a chunk to the batch, and stores it as often as it is full.
    private void cut(EventChunk chunk) {
        if (chunk.firstSeq() != nextSeq) {
            store();
            writeBegun();
            noteGapBefore(chunk.firstSeq());
        }
        for (int row = 0; row < chunk.size(); ) {
            int until = Math.min(chunk.size(), row + settings.batchSize() - batch.size());
            if (batch.isEmpty()) heldSinceNanos = relay.takenSinceNanos();
            hash.add(chunk, row, until);
            batch.add(chunk, row, until);
            nextSeq = chunk.firstSeq() + until;
            row = until;
            if (batch.size() == settings.batchSize()) store();
        }
        tellHeld();
    }

    /// Events that the relay left out; in order, the engine's seq has no gaps.
    private void noteGapBefore(long seq) {
        if (seq > nextSeq && settings.overflow() != Overflow.BLOCK) {
            provable = false;
            incidents.note(
                    IncidentKind.GAP,
                    nextSeq,
                    seq - 1,
                    "the buffer was full, and overflow is " + settings.overflow().label());
        }
        nextSeq = Math.max(nextSeq, seq);
    }

    /// Sends the batch on its way, and begins another.
    private void store() {
        if (batch.isEmpty()) return;
        long start = System.nanoTime();
        Batch full = batch;
        batch = new Batch();
        full.closed(provable ? hash.soFar() : null);
        while (begun.size() >= BatchDatabase.WAYS) writeFirst();
        boolean isBegun = full.size() >= ROW_GROUP && batches.begin(full);
        begun.add(new Begun(full, noting.submit(() -> notes.add(full)), heldSinceNanos));
        storeNanos += System.nanoTime() - start;
        if (!isBegun) writeBegun();
    }

    private void writeBegun() {
        while (!begun.isEmpty()) {
            long start = System.nanoTime();
            writeFirst();
            storeNanos += System.nanoTime() - start;
        }
    }

    /// Waits until it is known what has become of the first of those that were begun.
    private void writeFirst() {
        Begun first = begun.remove();
        String fault;
        try {
            batches.write(first.batch);
        } finally {
            fault = Threads.await(first.noted);
        }
        if (fault != null) incidents.note(IncidentKind.FAULT, null, null, fault);
        for (Batch.Slice slice : first.batch.slices()) {
            if (slice.isLast()) relay.release(slice.chunk());
        }
        tellHeld();
    }

    /// Tells since when the oldest events wait that are not stored yet.
    private void tellHeld() {
        Begun first = begun.peek();
        if (first != null) metrics.pendingSince(relay, first.heldSinceNanos);
        else metrics.pendingSince(relay, batch.isEmpty() ? 0 : heldSinceNanos);
    }

    @Override
    public void close() {
        noting.close();
        notes.close();
    }
}
