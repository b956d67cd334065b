package rtgsim.store;

import java.util.List;

/// What the writers of a store have done since the process began, and what they do now.
///
/// @param writers runs that are being written
/// @param capacity events that may wait between their engines and writers
/// @param oldestUnflushedSeconds since the oldest event was handed over that is not stored yet
/// @param flushBounds of the buckets of the histogram, in seconds; the last bucket has none
/// @param flushes batches stored, by bucket
/// @param flushSeconds in all of them together
public record WriterFigures(
        EventCounts counts,
        int writers,
        long capacity,
        long retries,
        double oldestUnflushedSeconds,
        List<Double> flushBounds,
        List<Long> flushes,
        double flushSeconds) {}
