package rtgsim.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came out of a run and how long it took, as kept in the manifest of a sealed one.
///
/// @param digest lower-case hex
/// @param engineSeconds first tick to last event in the log
/// @param digestSeconds spent on the digest, beside the engine
/// @param storeSeconds spent in the database, beside the engine and while sealing
/// @param totalSeconds from the request to the seal
/// @param fileBytes of the sealed database
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
        Map<String, Number> measures) {

    public RunResult {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }
}
