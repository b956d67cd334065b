package rtgsim.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;

/// A batch that the database did not take, as a file: NDJSON, compressed, named `<simulation_id>_<first>_<last>_<UTC time>.ndjson.gz`.
///
///     {"schema_version":1,"simulation_id":"…","started_at":"…","first_seq":0,"last_seq":9,"digest_after":"…"}
///     one line an event, see EventLines
///     {"events":10,"sha256":"…"}             of all that stands before
///
/// It appears whole or not at all: written beside, synced, renamed.
record FallbackFile(Path path, String runId, long firstSeq, long lastSeq) {

    private static final int SCHEMA_VERSION = 1;
    private static final String UNFINISHED = ".writing";
    private static final Pattern NAME =
            Pattern.compile("(.+)_([0-9]+)_([0-9]+)_[0-9]{8}T[0-9]{9}Z\\.ndjson\\.gz(\\.writing)?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TEXT_MAX = 1 << 16;

    long events() {
        return lastSeq - firstSeq + 1;
    }

    /// The files of a run in the order of their events; none if there is no such folder.
    static List<FallbackFile> of(Path folder, String runId) throws IOException {
        return parsed(folder)
                .filter(file -> file.runId.equals(runId) && !file.path.toString().endsWith(UNFINISHED))
                .sorted(Comparator.comparingLong(FallbackFile::firstSeq))
                .toList();
    }

    /// Removes all files of a run.
    static void removeAll(Path folder, String runId) throws IOException {
        for (FallbackFile file : parsed(folder).filter(file -> file.runId.equals(runId)).toList()) {
            Files.deleteIfExists(file.path);
        }
    }

    private static Stream<FallbackFile> parsed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(FallbackFile::parse).flatMap(Optional::stream).toList().stream();
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException none) {
            return Stream.of();
        }
    }

    private static Optional<FallbackFile> parse(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) return Optional.empty();
        return Optional.of(
                new FallbackFile(path, name.group(1), Long.parseLong(name.group(2)), Long.parseLong(name.group(3))));
    }

    /// Writes a batch.
    ///
    /// @param startedAt tells a run from an earlier one of the same id
    static FallbackFile write(
            Path folder, String runId, Instant startedAt, EventLines lines, Batch batch, WriterProbe probe)
            throws IOException {
        String name =
                runId
                        + "_"
                        + batch.firstSeq()
                        + "_"
                        + batch.lastSeq()
                        + "_"
                        + TIME.format(Instant.now())
                        + ".ndjson.gz";
        Path file = folder.resolve(name);
        Path beside = folder.resolve(name + UNFINISHED);
        try {
            probe.beforeFile(WriterStep.FALLBACK_CREATE);
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                probe.beforeFile(WriterStep.FALLBACK_WRITE);
                writeLines(channel, runId, startedAt, lines, batch);
                probe.beforeFile(WriterStep.FALLBACK_SYNC);
                channel.force(true);
            }
            probe.beforeFile(WriterStep.FALLBACK_RENAME);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            probe.beforeFile(WriterStep.FALLBACK_KEPT);
            sync(folder);
        } catch (IOException e) {
            discard(beside, e);
            discard(file, e);
            throw e;
        }
        return new FallbackFile(file, runId, batch.firstSeq(), batch.lastSeq());
    }

    private static void discard(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// A renamed file survives a power cut when its folder is synced too.
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void writeLines(FileChannel channel, String runId, Instant startedAt, EventLines lines, Batch batch)
            throws IOException {
        MessageDigest sha = sha256();
        // The stream is not closed, so that the channel can still be synced.
        GZIPOutputStream zipped = new GZIPOutputStream(Channels.newOutputStream(channel), TEXT_MAX);
        OutputStream out = new DigestOutputStream(zipped, sha);
        StringBuilder text = new StringBuilder(TEXT_MAX + 4_096);
        String digest = batch.digestAfter();
        text.append("{\"schema_version\":").append(SCHEMA_VERSION);
        text.append(",\"simulation_id\":\"").append(runId);
        text.append("\",\"started_at\":\"").append(startedAt);
        text.append("\",\"first_seq\":").append(batch.firstSeq());
        text.append(",\"last_seq\":").append(batch.lastSeq());
        text.append(",\"digest_after\":").append(digest == null ? "null" : "\"" + digest + "\"").append("}\n");
        for (Batch.Slice slice : batch.slices()) {
            for (int row = slice.fromRow(); row < slice.untilRow(); row++) {
                lines.append(text, slice.chunk(), row);
                if (text.length() >= TEXT_MAX) flush(text, out);
            }
        }
        flush(text, out);
        text.append("{\"events\":").append(batch.size());
        text.append(",\"sha256\":\"").append(HexFormat.of().formatHex(sha.digest())).append("\"}\n");
        zipped.write(text.toString().getBytes(StandardCharsets.UTF_8));
        zipped.finish();
    }

    private static void flush(StringBuilder text, OutputStream out) throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    /// Reads the batch back.
    ///
    /// @throws StoreFailure.Damaged if it is not what was written, or of another run
    Batch read(Instant startedAt, RunHeader header) {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(path), TEXT_MAX), StandardCharsets.UTF_8))) {
            return read(in, startedAt, new EventLines(header));
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreFailure.Damaged(path, String.valueOf(ManifestFile.message(e)), e);
        }
    }

    private Batch read(BufferedReader in, Instant startedAt, EventLines lines) throws IOException {
        MessageDigest sha = sha256();
        JsonNode head = tree(hashed(in.readLine(), sha));
        expect("schema_version", SCHEMA_VERSION, head.path("schema_version").asInt());
        expect("simulation_id", runId, head.path("simulation_id").asText());
        expect("started_at", startedAt.toString(), head.path("started_at").asText());
        expect("first_seq", firstSeq, head.path("first_seq").asLong());
        expect("last_seq", lastSeq, head.path("last_seq").asLong());
        Batch batch = new Batch();
        long seq = firstSeq;
        while (seq <= lastSeq) {
            EventChunk chunk = new EventChunk();
            chunk.reset(seq);
            while (seq <= lastSeq && !chunk.isFull()) {
                lines.read(hashed(in.readLine(), sha), chunk);
                seq++;
            }
            batch.add(chunk, 0, chunk.size());
        }
        String expected = HexFormat.of().formatHex(sha.digest());
        String last = in.readLine();
        expect("sha256", expected, last == null ? "" : tree(last).path("sha256").asText());
        expect("what follows", "", String.valueOf(in.readLine()).replace("null", ""));
        batch.closed(head.path("digest_after").isNull() ? null : head.path("digest_after").asText());
        return batch;
    }

    private static String hashed(@Nullable String line, MessageDigest sha) throws IOException {
        if (line == null) throw new IOException("it is cut");
        sha.update(line.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) '\n');
        return line;
    }

    private static JsonNode tree(String line) throws IOException {
        try {
            return new ObjectMapper(JSON).readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException("a line is not JSON", e);
        }
    }

    private static void expect(String what, Object expected, Object found) throws IOException {
        boolean same =
                expected instanceof Number number
                        ? found instanceof Number other && number.longValue() == other.longValue()
                        : expected.equals(found);
        if (!same) throw new IOException("its " + what + " is " + found + ", not " + expected);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
