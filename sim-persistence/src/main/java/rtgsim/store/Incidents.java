package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The incidents of one run: kept here, told to the log of the process, and appended to a file beside the run, one JSON object a line, which a crash leaves.
///
/// A file that cannot be written is no reason to stop: the table in the database has them all once the run is complete.
final class Incidents {

    private static final System.Logger LOG = System.getLogger("rtgsim.store");
    private static final JsonFactory JSON = new JsonFactory();

    private final String runId;
    private final Path file;
    private final WriterProbe probe;
    private final List<Incident> all = new ArrayList<>();
    private final List<Incident> unwritten = new ArrayList<>();
    private boolean fileFailed;

    /// Events from `firstSeq` to `lastSeq`.
    record Range(long firstSeq, long lastSeq) {

        long events() {
            return lastSeq - firstSeq + 1;
        }
    }

    Incidents(String runId, Path file, WriterProbe probe) {
        this.runId = runId;
        this.file = file;
        this.probe = probe;
    }

    /// Takes over what an earlier process left in the file. A last line that was cut off by a crash is left out.
    void load() throws IOException {
        if (!Files.exists(file)) return;
        ObjectMapper mapper = new ObjectMapper(JSON);
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            try {
                all.add(incident(mapper.readTree(line)));
            } catch (JsonProcessingException | IllegalArgumentException cut) {
                LOG.log(System.Logger.Level.WARNING, file + " has a line that is no incident");
            }
        }
    }

    /// Takes over what stands in a file that is in its place.
    void load(Connection connection) throws SQLException {
        if (!RunDatabase.hasTable(connection, "incidents")) return;
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT epoch_us(noted_at), kind, first_seq, last_seq, message FROM run.main.incidents")) {
            while (row.next()) {
                all.add(
                        new Incident(
                                Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS),
                                IncidentKind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                                row.getObject(3, Long.class),
                                row.getObject(4, Long.class),
                                row.getString(5)));
            }
        }
    }

    synchronized void note(IncidentKind kind, @Nullable Long firstSeq, @Nullable Long lastSeq, String message) {
        Incident incident = new Incident(Instant.now(), kind, firstSeq, lastSeq, message);
        if (isContinued(incident)) {
            Incident before = unwritten.removeLast();
            all.remove(before);
            incident = new Incident(before.at(), kind, before.firstSeq(), lastSeq, message);
        } else {
            tell(incident);
        }
        all.add(incident);
        unwritten.add(incident);
        // A file that failed is tried again at the end, when there may be room.
        if (!fileFailed) flush();
    }

    /// A gap right after another, of the same cause, is the same one; a disk that stays full would fill the memory with them.
    private boolean isContinued(Incident incident) {
        if (incident.kind() != IncidentKind.GAP || unwritten.isEmpty()) return false;
        Incident before = unwritten.getLast();
        Long first = incident.firstSeq();
        Long last = before.lastSeq();
        return before.kind() == IncidentKind.GAP
                && before.message().equals(incident.message())
                && first != null
                && last != null
                && last + 1 == first;
    }

    private void tell(Incident incident) {
        System.Logger.Level level =
                incident.kind() == IncidentKind.FOUND || incident.kind() == IncidentKind.REPLAY
                        ? System.Logger.Level.INFO
                        : System.Logger.Level.WARNING;
        LOG.log(level, new IncidentOfRun(runId, incident));
    }

    /// Appends to the file what is not in it yet.
    synchronized void flush() {
        if (unwritten.isEmpty()) return;
        try {
            probe.beforeFile(WriterStep.INCIDENT);
            StringBuilder lines = new StringBuilder();
            for (Incident incident : unwritten) lines.append(json(incident)).append('\n');
            Files.writeString(
                    file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            unwritten.clear();
        } catch (IOException e) {
            fileFailed = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "run " + runId + ": incidents cannot be written to " + file + ": " + ManifestFile.message(e));
        }
    }

    /// Whether all of them are in the file.
    synchronized boolean areKept() {
        return unwritten.isEmpty();
    }

    synchronized void note(IncidentKind kind, Batch batch, String message) {
        note(kind, batch.firstSeq(), batch.lastSeq(), message);
    }

    synchronized List<Incident> all() {
        return List.copyOf(all);
    }

    /// Of the last one that left something unstored, what it said; null if there was none.
    synchronized @Nullable String lastError() {
        for (Incident incident : all.reversed()) {
            switch (incident.kind()) {
                case FALLBACK, GAP, FAULT -> {
                    return incident.message();
                }
                case RETRY, FOUND, REPLAY -> {}
            }
        }
        return null;
    }

    /// The ranges of seq that were left out, in order, but for what was found to be stored all the same.
    synchronized List<Range> gaps() {
        List<Range> found = ranges(IncidentKind.FOUND);
        List<Range> gaps = new ArrayList<>();
        for (Range gap : ranges(IncidentKind.GAP)) {
            long first = gap.firstSeq;
            for (Range stored : found) {
                if (stored.lastSeq < first || stored.firstSeq > gap.lastSeq) continue;
                if (stored.firstSeq > first) gaps.add(new Range(first, stored.firstSeq - 1));
                first = stored.lastSeq + 1;
            }
            if (first <= gap.lastSeq) gaps.add(new Range(first, gap.lastSeq));
        }
        return gaps;
    }

    private List<Range> ranges(IncidentKind kind) {
        List<Range> ranges = new ArrayList<>();
        for (Incident incident : all) {
            Long first = incident.firstSeq();
            Long last = incident.lastSeq();
            if (incident.kind() == kind && first != null && last != null) ranges.add(new Range(first, last));
        }
        ranges.sort(Comparator.comparingLong(Range::firstSeq));
        return ranges;
    }

    private static String json(Incident incident) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("at", incident.at().toString());
            json.writeStringField("kind", incident.kind().label());
            if (incident.firstSeq() != null) json.writeNumberField("first_seq", incident.firstSeq());
            if (incident.lastSeq() != null) json.writeNumberField("last_seq", incident.lastSeq());
            json.writeStringField("message", incident.message());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static Incident incident(JsonNode json) {
        for (IncidentKind kind : IncidentKind.values()) {
            if (!kind.label().equals(json.path("kind").asText())) continue;
            return new Incident(
                    Instant.parse(json.path("at").asText()),
                    kind,
                    json.has("first_seq") ? json.get("first_seq").asLong() : null,
                    json.has("last_seq") ? json.get("last_seq").asLong() : null,
                    json.path("message").asText());
        }
        throw new IllegalArgumentException("no kind of incident: " + json.path("kind"));
    }
}
