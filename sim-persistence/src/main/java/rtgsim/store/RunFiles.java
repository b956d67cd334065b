package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The files of one run. What is written anew stands beside what is there, under a name that ends in `.writing`, until it is moved into its place.
record RunFiles(Path folder, String id) {

    private static final String MANIFEST = ".run.json";

    Path database() {
        return folder.resolve(id + ".duckdb");
    }

    Path databaseWriting() {
        return folder.resolve(id + ".duckdb.writing");
    }

    Path manifest() {
        return folder.resolve(id + MANIFEST);
    }

    /// The manifest of a run that will replace a sealed one.
    Path manifestWriting() {
        return folder.resolve(id + MANIFEST + ".writing");
    }

    Path seal() {
        return folder.resolve(id + ".seal.json");
    }

    /// What went otherwise than it should, of a run that is in its place; there is none where nothing did.
    Path incidents() {
        return folder.resolve(id + ".incidents.ndjson");
    }

    Path incidentsWriting() {
        return folder.resolve(id + ".incidents.ndjson.writing");
    }

    /// Room for a last manifest on a disk that is full by then.
    Path reserve() {
        return folder.resolve(id + ".reserve.writing");
    }

    /// Where what is known of transactions goes while the run is written; nobody but its writer ever sees it.
    Path transactionNotes() {
        return folder.resolve(id + ".transactions.writing");
    }

    /// The same of the agents of the events, block by block.
    Path agentBlockNotes() {
        return folder.resolve(id + ".agent-blocks.writing");
    }

    Path cycleMemberNotes() {
        return folder.resolve(id + ".cycle-members.writing");
    }

    Path eventTxNotes() {
        return folder.resolve(id + ".event-txs.writing");
    }

    /// The same of agents over time.
    Path agentTickNotes() {
        return folder.resolve(id + ".agent-ticks.writing");
    }

    static boolean isManifest(Path file) {
        return file.getFileName().toString().endsWith(MANIFEST);
    }

    static String idOfManifest(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - MANIFEST.length());
    }

    /// Whether this is the manifest of a run that is to replace the one in its place.
    boolean isBeside(Path manifest) {
        return manifest.equals(manifestWriting());
    }

    /// What is said when a run with gaps that was to replace another is removed.
    String whyRemoved(EventCounts counts) {
        return counts.dropped()
                + " of its "
                + counts.accepted()
                + " events were left out: with gaps it does not replace the run that is stored, and what was written of it is removed";
    }

    /// Removes what an unfinished writer left; a sealed run stays. Its manifest goes first: without its database, it would be taken for that of the one in its place.
    void removeWriting() throws IOException {
        Files.deleteIfExists(manifestWriting());
        Path writing = databaseWriting();
        Files.deleteIfExists(writing);
        Files.deleteIfExists(writing.resolveSibling(writing.getFileName() + ".wal"));
        removeTemporary();
        Files.deleteIfExists(incidentsWriting());
        Files.deleteIfExists(reserve());
        Files.deleteIfExists(transactionNotes());
        Files.deleteIfExists(agentBlockNotes());
        Files.deleteIfExists(cycleMemberNotes());
        Files.deleteIfExists(eventTxNotes());
        Files.deleteIfExists(agentTickNotes());
    }

    /// Removes the folder of a sort that outgrew its memory, if a dead writer left one.
    private void removeTemporary() throws IOException {
        Path temporary = RunDatabase.temporary(databaseWriting());
        if (!Files.isDirectory(temporary)) return;
        try (var files = Files.list(temporary)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(temporary);
    }

    /// Removes everything, the manifest last, so that what is left of an interrupted removal is still listed.
    void removeAll() throws IOException {
        removeWriting();
        Files.deleteIfExists(database());
        Files.deleteIfExists(seal());
        Files.deleteIfExists(incidents());
        Files.deleteIfExists(manifest());
    }

    /// Moves the written database into its place, never to be altered again, and its incidents with it.
    void putInPlace() throws IOException {
        Path writing = databaseWriting();
        Path ahead = writing.resolveSibling(writing.getFileName() + ".wal");
        if (Files.exists(ahead)) throw new IOException(ahead + " is still there");
        setWritable(writing, false);
        if (Files.exists(incidentsWriting())) {
            Files.move(
                    incidentsWriting(),
                    incidents(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(incidents());
        }
        Files.move(writing, database(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void setWritable(Path file, boolean writable) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix == null) {
            if (!file.toFile().setWritable(writable)) throw new IOException("cannot change who may write " + file);
            return;
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(posix.readAttributes().permissions());
        if (writable) {
            permissions.add(PosixFilePermission.OWNER_WRITE);
        } else {
            permissions.removeAll(
                    List.of(
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.OTHERS_WRITE));
        }
        posix.setPermissions(permissions);
    }
}
