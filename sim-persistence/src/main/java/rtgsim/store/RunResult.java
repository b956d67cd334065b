package rtgsim.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came out of a run and how long it took, as kept in its manifest once the engine came to the end.
///
/// @param digest lower-case hex
/// @param engineSeconds first tick to last event in the log
/// @param digestSeconds spent on the digest, beside the engine
/// @param storeSeconds spent in the database, beside the engine and while sealing
/// @param totalSeconds from the request to the seal
/// @param events of the log, stored or not
/// @param fileBytes of the database in its place; 0 before
/// @param stateHashes of the state at the end of each day, by day, lower-case hex
/// @param measures by the names of the scenario reference, each a Long or a Double, in its order
public record RunResult(
        String digest,
        long transactions,
        long events,
        double engineSeconds,
        double digestSeconds,
        double storeSeconds,
        double totalSeconds,
        long peakMemoryBytes,
        long fileBytes,
        List<String> stateHashes,
        Map<String, Number> measures) {

    public RunResult {
        stateHashes = List.copyOf(stateHashes);
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    RunResult placed(double nowStoreSeconds, double nowTotalSeconds, long peakBytes, long bytes) {
        return new RunResult(
                digest,
                transactions,
                events,
                engineSeconds,
                digestSeconds,
                nowStoreSeconds,
                nowTotalSeconds,
                peakBytes,
                bytes,
                stateHashes,
                measures);
    }
}
