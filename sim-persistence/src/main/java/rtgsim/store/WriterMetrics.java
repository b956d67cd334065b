package rtgsim.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What the writers of one store have done since the process began, and what they do now.
final class WriterMetrics {

    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final EventTally tally = new EventTally(null);
    private final Map<ChunkRelay, Active> active = new HashMap<>();
    private final long[] flushes = new long[BOUNDS.length + 1];
    private double flushSeconds;
    private long retries;

    private static final class Active {
        private final long capacity;
        private long pendingSince;

        Active(long capacity) {
            this.capacity = capacity;
        }
    }

    EventTally tally() {
        return tally;
    }

    synchronized void began(ChunkRelay relay, long capacity) {
        active.put(relay, new Active(capacity));
    }

    synchronized void ended(ChunkRelay relay) {
        active.remove(relay);
    }

    /// Notes when the oldest events that the writer holds were handed over, in nanoseconds of `System.nanoTime`; 0 if it holds none.
    synchronized void pendingSince(ChunkRelay relay, long nanos) {
        Active writer = active.get(relay);
        if (writer != null) writer.pendingSince = nanos;
    }

    synchronized void flushed(long nanos) {
        double seconds = nanos / 1e9;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) bucket++;
        flushes[bucket]++;
        flushSeconds += seconds;
    }

    synchronized void retried() {
        retries++;
    }

    synchronized WriterFigures figures() {
        long now = System.nanoTime();
        long oldest = now;
        long capacity = 0;
        for (Map.Entry<ChunkRelay, Active> writer : active.entrySet()) {
            capacity += writer.getValue().capacity;
            oldest = Math.min(oldest, writer.getKey().oldestSinceNanos(now));
            long pending = writer.getValue().pendingSince;
            if (pending != 0) oldest = Math.min(oldest, pending);
        }
        return new WriterFigures(
                tally.counts(),
                active.size(),
                capacity,
                retries,
                (now - oldest) / 1e9,
                Arrays.stream(BOUNDS).boxed().toList(),
                Arrays.stream(flushes).boxed().toList(),
                flushSeconds);
    }
}
