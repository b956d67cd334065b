package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads and writes manifests and seals. A file is replaced as a whole: written beside, synced, renamed.
final class ManifestFile {

    private static final int SCHEMA_VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    /// One for all: each request to the server reads a manifest, and a new one looks up everything anew.
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

    private ManifestFile() {}

    /// @param durable whether it must survive a power cut
    static void write(Path file, Manifest manifest, boolean durable) throws IOException {
        replace(file, bytes(json -> manifest(json, manifest)), durable);
    }

    /// The seal: what identifies a run and its events, outside the database.
    ///
    /// @param fileCrc32c of the database
    static void writeSeal(Path file, Manifest manifest, RunResult result, String fileCrc32c) throws IOException {
        replace(file, bytes(json -> seal(json, manifest, result, fileCrc32c)), true);
    }

    /// @return empty if there is no such file
    static Optional<Manifest> read(Path file) {
        if (!Files.exists(file)) return Optional.empty();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreFailure.Damaged(file, "it cannot be read", e);
        }
        try {
            JsonNode json = MAPPER.readTree(bytes);
            int version = required(json, "schema_version").asInt();
            if (version > SCHEMA_VERSION) {
                throw new StoreFailure.Newer(
                        file, "its schema_version is " + version + ", this rtgsim knows " + SCHEMA_VERSION);
            }
            return Optional.of(manifest(json));
        } catch (JsonProcessingException | IllegalArgumentException | java.time.DateTimeException e) {
            throw new StoreFailure.Damaged(file, "it is not the manifest of a run", e);
        } catch (IOException e) {
            throw new StoreFailure.Damaged(file, "it cannot be read", e);
        }
    }

    private static void manifest(JsonGenerator json, Manifest m) throws IOException {
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        json.writeStringField("simulation_id", m.simulationId());
        json.writeStringField("status", m.status().label());
        json.writeStringField("scenario_name", m.scenarioName());
        json.writeStringField("scenario_sha256", m.scenarioSha256());
        json.writeNumberField("seed", m.seed());
        json.writeArrayFieldStart("overrides");
        for (String override : m.overrides()) json.writeString(override);
        json.writeEndArray();
        json.writeNumberField("agents", m.agents());
        json.writeNumberField("ticks", m.ticks());
        json.writeNumberField("ticks_per_day", m.ticksPerDay());
        json.writeNumberField("num_days", m.numDays());
        json.writeStringField("engine", m.engine());
        json.writeNumberField("model_version", m.modelVersion());
        json.writeNumberField("process_id", m.processId());
        json.writeStringField("started_at", m.startedAt().toString());
        json.writeStringField("heartbeat_at", m.heartbeatAt().toString());
        json.writeNumberField("tick", m.tick());
        EventCounts counts = m.counts();
        json.writeNumberField("events_accepted", counts.accepted());
        json.writeNumberField("events_committed", counts.committed());
        json.writeNumberField("events_buffered", counts.buffered());
        json.writeNumberField("events_in_retry", counts.inRetry());
        json.writeNumberField("events_in_fallback", counts.inFallback());
        json.writeNumberField("events_dropped", counts.dropped());
        json.writeStringField("fallback", m.fallback());
        json.writeStringField("last_error", m.lastError());
        RunResult result = m.result();
        if (result == null) return;
        json.writeObjectFieldStart("result");
        json.writeStringField("digest", result.digest());
        json.writeNumberField("transactions", result.transactions());
        json.writeNumberField("events", result.events());
        json.writeNumberField("engine_seconds", result.engineSeconds());
        json.writeNumberField("digest_seconds", result.digestSeconds());
        json.writeNumberField("store_seconds", result.storeSeconds());
        json.writeNumberField("total_seconds", result.totalSeconds());
        json.writeNumberField("peak_memory_bytes", result.peakMemoryBytes());
        json.writeNumberField("file_bytes", result.fileBytes());
        writeTexts(json, Seal.STATE_HASHES, result.stateHashes());
        json.writeObjectFieldStart("measures");
        for (Map.Entry<String, Number> measure : result.measures().entrySet()) {
            switch (measure.getValue()) {
                case Long whole -> json.writeNumberField(measure.getKey(), whole.longValue());
                case Double real -> json.writeNumberField(measure.getKey(), real.doubleValue());
                default ->
                        throw new IllegalArgumentException(
                                "a measure is a Long or a Double: " + measure.getKey() + "=" + measure.getValue());
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static Manifest manifest(JsonNode json) {
        List<String> overrides = new ArrayList<>();
        for (JsonNode override : required(json, "overrides")) overrides.add(override.asText());
        JsonNode lastError = required(json, "last_error");
        JsonNode result = json.get("result");
        return new Manifest(
                required(json, "simulation_id").asText(),
                status(required(json, "status").asText()),
                required(json, "scenario_name").asText(),
                required(json, "scenario_sha256").asText(),
                required(json, "seed").asLong(),
                overrides,
                required(json, "agents").asInt(),
                required(json, "ticks").asInt(),
                required(json, "ticks_per_day").asInt(),
                required(json, "num_days").asInt(),
                required(json, "engine").asText(),
                required(json, "model_version").asInt(),
                required(json, "process_id").asLong(),
                Instant.parse(required(json, "started_at").asText()),
                Instant.parse(required(json, "heartbeat_at").asText()),
                required(json, "tick").asInt(),
                counts(json),
                json.path("fallback").isTextual() ? json.path("fallback").asText() : null,
                lastError.isNull() ? null : lastError.asText(),
                result == null ? null : result(result));
    }

    /// A manifest from before there were more counts has the first two.
    private static EventCounts counts(JsonNode json) {
        long accepted = required(json, "events_accepted").asLong();
        long committed = required(json, "events_committed").asLong();
        return new EventCounts(
                accepted,
                committed,
                json.path("events_buffered").asLong(accepted - committed),
                json.path("events_in_retry").asLong(0),
                json.path("events_in_fallback").asLong(0),
                json.path("events_dropped").asLong(0));
    }

    private static RunResult result(JsonNode json) {
        // Runs of an earlier rtgsim have none.
        List<String> stateHashes = new ArrayList<>();
        for (JsonNode hash : json.path(Seal.STATE_HASHES)) stateHashes.add(hash.asText());
        Map<String, Number> measures = new LinkedHashMap<>();
        required(json, "measures")
                .properties()
                .forEach(measure -> {
                    JsonNode value = measure.getValue();
                    if (value.isIntegralNumber()) measures.put(measure.getKey(), value.longValue());
                    else measures.put(measure.getKey(), value.doubleValue());
                });
        return new RunResult(
                required(json, "digest").asText(),
                required(json, "transactions").asLong(),
                required(json, "events").asLong(),
                required(json, "engine_seconds").asDouble(),
                required(json, "digest_seconds").asDouble(),
                required(json, "store_seconds").asDouble(),
                required(json, "total_seconds").asDouble(),
                required(json, "peak_memory_bytes").asLong(),
                required(json, "file_bytes").asLong(),
                stateHashes,
                measures);
    }

    private static RunStatus status(String label) {
        for (RunStatus status : RunStatus.values()) if (status.label().equals(label)) return status;
        throw new IllegalArgumentException("no status of a run: " + label);
    }

    private static JsonNode required(JsonNode json, String key) {
        JsonNode value = json.get(key);
        if (value == null) throw new IllegalArgumentException("the key " + key + " is missing");
        return value;
    }

    private static void seal(JsonGenerator json, Manifest manifest, RunResult result, String fileCrc32c)
            throws IOException {
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        json.writeStringField("simulation_id", manifest.simulationId());
        json.writeStringField("scenario_sha256", manifest.scenarioSha256());
        json.writeNumberField("seed", manifest.seed());
        json.writeStringField("engine", manifest.engine());
        json.writeNumberField("model_version", manifest.modelVersion());
        json.writeNumberField("ticks", manifest.ticks());
        json.writeNumberField("agents", manifest.agents());
        json.writeNumberField("transactions", result.transactions());
        json.writeNumberField("events", result.events());
        json.writeStringField("run_digest", result.digest());
        writeTexts(json, Seal.STATE_HASHES, result.stateHashes());
        json.writeStringField("file_crc32c", fileCrc32c);
    }

    private static void writeTexts(JsonGenerator json, String key, List<String> texts) throws IOException {
        json.writeArrayFieldStart(key);
        for (String text : texts) json.writeString(text);
        json.writeEndArray();
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return out.toByteArray();
    }

    private static void replace(Path file, byte[] bytes, boolean durable) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            beside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) channel.write(buffer);
                if (durable) channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    static @Nullable String message(@Nullable Throwable error) {
        if (error == null) return null;
        // Of its own it names the file alone.
        if (error instanceof AccessDeniedException denied) return denied.getMessage() + ": permission denied";
        if (error instanceof FileAlreadyExistsException there) return there.getMessage() + " is a file, and no folder";
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
