package rtgsim.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What stands in `<id>.seal.json`, by key and as text: what identifies a run and its events, outside the database.
///
/// @param stateHashes by day, separated by blanks; empty where an older rtgsim sealed
record Seal(Map<String, String> values, String stateHashes) {

    static final String STATE_HASHES = "state_hashes";

    /// @return empty if there is none, or what is there is none
    static Optional<Seal> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return Optional.empty();
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            return Optional.empty();
        }
        if (!json.isObject()) return Optional.empty();
        Map<String, String> values = new LinkedHashMap<>();
        StringBuilder hashes = new StringBuilder();
        json.properties()
                .forEach(entry -> {
                    if (!entry.getKey().equals(STATE_HASHES)) {
                        values.put(entry.getKey(), entry.getValue().asText());
                        return;
                    }
                    for (JsonNode hash : entry.getValue()) {
                        if (!hashes.isEmpty()) hashes.append(' ');
                        hashes.append(hash.asText());
                    }
                });
        return Optional.of(new Seal(values, hashes.toString()));
    }
}
