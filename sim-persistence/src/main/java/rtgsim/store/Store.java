package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder of runs.
///
///     <id>.duckdb            the database of a sealed run, read-only
///     <id>.run.json          the manifest; listing reads these and opens no database
///     <id>.seal.json         hashes and counts, outside the database
///     <id>.duckdb.writing    the database while its writer has it, or as an interrupted one left it
public final class Store {

    /// A manifest is written each second; one that is this old has no writer any more.
    private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(15);

    private final Path folder;

    /// The folder need not exist; the first run makes it.
    public Store(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /// The database of a sealed run.
    public Path database(String id) {
        return files(id).database();
    }

    /// All runs, oldest first.
    public List<Manifest> list() {
        List<Manifest> runs = new ArrayList<>();
        for (String id : ids()) manifest(id).ifPresent(runs::add);
        runs.sort(Comparator.comparing(Manifest::startedAt).thenComparing(Manifest::simulationId));
        return runs;
    }

    /// The run of this id, or the only one whose id starts so.
    ///
    /// @throws StoreFailure.NotFound naming the candidates, if several do
    public Optional<Manifest> find(String idOrPrefix) {
        if (!RunDescription.isId(idOrPrefix)) return Optional.empty();
        Optional<Manifest> exact = manifest(idOrPrefix);
        if (exact.isPresent()) return exact;
        List<String> candidates = ids().stream().filter(id -> id.startsWith(idOrPrefix)).sorted().toList();
        if (candidates.size() > 1) {
            throw new StoreFailure.NotFound(
                    "several runs have an id that starts with '" + idOrPrefix + "': " + String.join(", ", candidates));
        }
        return candidates.isEmpty() ? Optional.empty() : manifest(candidates.getFirst());
    }

    /// Starts to store a run.
    ///
    /// @param replace whether a run of this id may be there; it stays until the new one is sealed
    /// @throws StoreFailure.AlreadyStored if one is there and `replace` is false; an interrupted one does not count
    /// @throws StoreFailure.Locked if one of this id is being written
    public RunWriter create(RunDescription run, boolean replace) {
        RunFiles files = files(run.id());
        Optional<Manifest> there = manifest(run.id());
        boolean sealed = there.isPresent() && there.get().status() == RunStatus.SEALED;
        if (sealed && !replace) {
            throw new StoreFailure.AlreadyStored("run " + run.id() + " is already stored in " + folder);
        }
        Path manifest = sealed ? files.manifestWriting() : files.manifest();
        Optional<Manifest> writing = sealed ? ManifestFile.read(manifest).map(Store::withLife) : there;
        if (writing.isPresent() && writing.get().status() == RunStatus.RUNNING) {
            throw new StoreFailure.Locked(
                    "run " + run.id() + " is being written by process " + writing.get().processId(), null);
        }
        try {
            Files.createDirectories(folder);
            files.removeWriting();
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(folder, String.valueOf(ManifestFile.message(e)), e);
        }
        return new RunWriter(files, manifest, run);
    }

    /// Opens a sealed run for reading.
    ///
    /// @throws StoreFailure.NotFound if there is none of this id
    /// @throws StoreFailure.NotSealed if it is not complete
    public StoredRun open(String id) {
        Manifest manifest = manifest(id).orElseThrow(() -> notFound(id));
        if (manifest.status() != RunStatus.SEALED) {
            throw new StoreFailure.NotSealed(
                    "run " + id + " is " + manifest.status().label() + "; it can be read when it is sealed",
                    manifest.status());
        }
        return StoredRun.open(files(id).database(), manifest);
    }

    /// Removes a run and all its files.
    ///
    /// @throws StoreFailure.NotFound if there is none of this id
    /// @throws StoreFailure.Locked if it is being written
    public void remove(String id) {
        Manifest manifest = manifest(id).orElseThrow(() -> notFound(id));
        if (manifest.status() == RunStatus.RUNNING) {
            throw new StoreFailure.Locked("run " + id + " is being written by process " + manifest.processId(), null);
        }
        try {
            files(id).removeAll();
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(folder, String.valueOf(ManifestFile.message(e)), e);
        }
    }

    private StoreFailure.NotFound notFound(String id) {
        return new StoreFailure.NotFound("no run '" + id + "' in " + folder);
    }

    /// The run of exactly this id.
    public Optional<Manifest> manifest(String id) {
        if (!RunDescription.isId(id)) return Optional.empty();
        return ManifestFile.read(files(id).manifest()).map(Store::withLife);
    }

    private RunFiles files(String id) {
        return new RunFiles(folder, id);
    }

    private List<String> ids() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(RunFiles::isManifest).map(RunFiles::idOfManifest).filter(RunDescription::isId).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new StoreFailure.Damaged(folder, "its files cannot be listed", e);
        }
    }

    /// A run whose process has gone, or says nothing any more, was interrupted, whatever it last said.
    private static Manifest withLife(Manifest manifest) {
        if (manifest.status() != RunStatus.RUNNING) return manifest;
        boolean alive = ProcessHandle.of(manifest.processId()).isPresent();
        boolean fresh = manifest.heartbeatAt().isAfter(Instant.now().minus(HEARTBEAT_MAX));
        return alive && fresh ? manifest : manifest.withStatus(RunStatus.INTERRUPTED);
    }
}
