package rtgsim.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How runs are written, for the commands that write some. Each can also be a variable `RTGSIM_…` or stand in `rtgsim.toml`.
final class WriterFlags {

    @Option(names = "--batch-size", paramLabel = "N", description = "Events that are stored at once. Default: 245760.")
    private @Nullable String batchSize;

    @Option(
            names = "--buffer-size",
            paramLabel = "N",
            description = "Batches that may wait between engine and writer. Default: 3.")
    private @Nullable String bufferSize;

    @Option(
            names = "--flush-interval",
            paramLabel = "TIME",
            description = "When a smaller batch is stored, e.g. 500ms. Default: 1 s.")
    private @Nullable String flushInterval;

    @Option(
            names = "--overflow",
            paramLabel = "MODE",
            description =
                    "When the buffer is full: block (default), drop-oldest or drop-newest; what is dropped is recorded.")
    private @Nullable String overflow;

    @Option(names = "--retries", paramLabel = "N", description = "For faults of the store that can pass. Default: 3.")
    private @Nullable String retries;

    @Option(names = "--backoff", paramLabel = "TIME", description = "Before the first retry; it doubles. Default: 1 s.")
    private @Nullable String backoff;

    @Option(
            names = "--fallback",
            paramLabel = "DIR",
            description = "For what the store does not take. Default: fallback in the store.")
    private @Nullable String fallback;

    @Option(
            names = "--indexes",
            paramLabel = "WHICH",
            description = "auto (default: all, up to a million events), all, point or none.")
    private @Nullable String indexes;

    /// Those that were given, by name.
    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "batch-size", batchSize);
        put(given, "buffer-size", bufferSize);
        put(given, "flush-interval", flushInterval);
        put(given, "overflow", overflow);
        put(given, "retries", retries);
        put(given, "backoff", backoff);
        put(given, "fallback", fallback);
        put(given, "indexes", indexes);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) given.put(name, value);
    }
}
