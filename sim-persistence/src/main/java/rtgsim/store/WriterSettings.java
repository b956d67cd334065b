package rtgsim.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How runs are written. None of it changes what is in the log, so none of it is part of a scenario or its hash.
///
/// @param batchSize events of a commit, the unit of acknowledgement
/// @param bufferSize how many batches may wait between engine and writer
/// @param flushInterval after which a smaller batch is written
/// @param retries of a batch, for faults that can pass
/// @param backoff before the first retry; it doubles with each
/// @param fallback the folder for batches that the database does not take, or null for `fallback` in the store's
public record WriterSettings(
        int batchSize,
        int bufferSize,
        Duration flushInterval,
        Overflow overflow,
        int retries,
        Duration backoff,
        @Nullable Path fallback,
        IndexChoice indexes) {

    /// A batch of two row groups of DuckDB, which go to their places without the log that is written ahead.
    public static final WriterSettings DEFAULT =
            new WriterSettings(
                    245_760,
                    3,
                    Duration.ofSeconds(1),
                    Overflow.BLOCK,
                    3,
                    Duration.ofSeconds(1),
                    null,
                    IndexChoice.AUTO);

    public WriterSettings {
        if (batchSize < 1) throw new IllegalArgumentException("batch-size must be 1 or more: batch-size=" + batchSize);
        if (bufferSize < 1)
            throw new IllegalArgumentException("buffer-size must be 1 or more: buffer-size=" + bufferSize);
        if (flushInterval.isNegative() || flushInterval.isZero())
            throw new IllegalArgumentException("flush-interval must be positive: flush-interval=" + flushInterval);
        if (retries < 0) throw new IllegalArgumentException("retries must not be negative: retries=" + retries);
        if (backoff.isNegative())
            throw new IllegalArgumentException("backoff must not be negative: backoff=" + backoff);
    }

    /// Events that may wait between engine and writer.
    long bufferEvents() {
        return (long) batchSize * bufferSize;
    }

    /// Where batches go that the database does not take.
    Path fallbackIn(Path storeFolder) {
        return fallback == null ? storeFolder.resolve("fallback") : fallback;
    }
}
