package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// A folder of runs.
///
///     <id>.duckdb            the database of a sealed run, or of one with gaps, read-only
///     <id>.run.json          the manifest; listing reads these and opens no database
///     <id>.seal.json         hashes and counts, outside the database
///     <id>.incidents.ndjson  what went otherwise than it should, if something did
///     <id>.….writing         these while the writer has them, or as an interrupted one left them
///     fallback/              batches that a database did not take, to be replayed
public final class Store {

    /// A manifest is written each second; one that is this old has no writer any more.
    private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(15);

    private static final Comparator<Manifest> OLDEST_FIRST =
            Comparator.comparing(Manifest::startedAt).thenComparing(Manifest::simulationId);

    private final Path folder;
    private final WriterSettings settings;
    private final WriterProbe probe;
    private final WriterMetrics metrics = new WriterMetrics();
    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /// The folder need not exist; the first run makes it.
    public Store(Path folder) {
        this(folder, WriterSettings.DEFAULT);
    }

    /// @param settings of all runs that are written here
    public Store(Path folder, WriterSettings settings) {
        this(folder, settings, WriterProbe.NONE);
    }

    Store(Path folder, WriterSettings settings, WriterProbe probe) {
        this.folder = folder;
        this.settings = settings;
        this.probe = probe;
    }

    /// What the writers of this store have done and do.
    public WriterFigures figures() {
        return metrics.figures();
    }

    public Path folder() {
        return folder;
    }

    /// The database of a sealed run.
    public Path database(String id) {
        return files(id).database();
    }

    /// What is in the folder: the runs, oldest first, and why others cannot be listed.
    public record Listing(List<Manifest> runs, List<StoreFailure> unreadable) {}

    /// All runs; one whose manifest cannot be read does not keep the others from being listed.
    public Listing listing() {
        List<Manifest> runs = new ArrayList<>();
        List<StoreFailure> unreadable = new ArrayList<>();
        for (String id : ids()) {
            try {
                manifest(id).ifPresent(runs::add);
            } catch (StoreFailure failure) {
                unreadable.add(failure);
            }
        }
        runs.sort(OLDEST_FIRST);
        return new Listing(runs, unreadable);
    }

    /// The runs of [#listing]; what cannot be listed is told to the log, once.
    public List<Manifest> list() {
        Listing listing = listing();
        listing.unreadable().forEach(this::tellOnce);
        return listing.runs();
    }

    private void tellOnce(StoreFailure failure) {
        String why = String.valueOf(failure.getMessage());
        if (told.add(why)) System.getLogger("rtgsim.store").log(System.Logger.Level.WARNING, why);
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
    /// @throws StoreFailure.AlreadyStored if a sealed one is there and `replace` is false
    /// @throws StoreFailure.Locked if one of this id is being written
    public RunWriter create(RunDescription run, boolean replace) {
        RunFiles files = files(run.id());
        Optional<Manifest> there = manifest(run.id());
        if (there.isPresent() && there.get().status() == RunStatus.SEALED && !replace) {
            throw new StoreFailure.AlreadyStored("run " + run.id() + " is already stored in " + folder);
        }
        boolean stays = there.isPresent() && there.get().isReadable();
        Path manifest = stays ? files.manifestWriting() : files.manifest();
        Optional<Manifest> writing = stays ? ManifestFile.read(manifest).map(Store::withLife) : there;
        if (writing.isPresent()) checkIdle(writing.get());
        try {
            Files.createDirectories(folder);
            files.removeWriting();
            removeFallback(run.id(), writing);
        } catch (IOException e) {
            throw new StoreFailure.CannotWrite(folder, String.valueOf(ManifestFile.message(e)), e);
        }
        RunWriter writer =
                new RunWriter(files, manifest, run, settings, metrics, probe, ended -> live.remove(run.id(), ended));
        live.put(run.id(), writer.live());
        return writer;
    }

    /// The run of this id, if this store is writing it now.
    public Optional<LiveRun> live(String id) {
        return Optional.ofNullable(live.get(id));
    }

    private static void checkIdle(Manifest manifest) {
        if (manifest.status() != RunStatus.RUNNING) return;
        throw new StoreFailure.Locked(
                "run " + manifest.simulationId() + " is being written by process " + manifest.processId(), null);
    }

    /// A run that begins anew has no use for what an earlier attempt could not store.
    private void removeFallback(String id, Optional<Manifest> earlier) throws IOException {
        FallbackFile.removeAll(settings.fallbackIn(folder), id);
        String other = earlier.map(Manifest::fallback).orElse(null);
        if (other != null) FallbackFile.removeAll(Path.of(other), id);
    }

    /// Runs whose engine came to the end and that are not in their place, and interrupted ones that left files in the fallback folder, oldest first.
    public List<String> unfinished() {
        List<Manifest> runs = new ArrayList<>();
        for (Manifest run : list()) {
            try {
                unfinished(run.simulationId()).ifPresent(runs::add);
            } catch (StoreFailure failure) {
                tellOnce(failure);
            }
        }
        runs.sort(OLDEST_FIRST);
        return runs.stream().map(Manifest::simulationId).toList();
    }

    private Optional<Manifest> unfinished(String id) {
        RunFiles files = files(id);
        Optional<Manifest> writing = ManifestFile.read(files.manifestWriting()).map(Store::withLife);
        Optional<Manifest> candidate = writing.isPresent() ? writing : manifest(id);
        return candidate.filter(this::canBeReplayed);
    }

    private boolean canBeReplayed(Manifest manifest) {
        if (manifest.isReadable() || manifest.status() == RunStatus.RUNNING) return false;
        if (manifest.status() == RunStatus.INCOMPLETE) return true;
        try {
            return !FallbackFile.of(fallbackOf(manifest), manifest.simulationId()).isEmpty();
        } catch (IOException e) {
            throw new StoreFailure.Damaged(fallbackOf(manifest), "its files cannot be listed", e);
        }
    }

    private Path fallbackOf(Manifest manifest) {
        String noted = manifest.fallback();
        return noted == null ? settings.fallbackIn(folder) : Path.of(noted);
    }

    /// Stores what is in the files of a run in the fallback folder, in order, once, and puts the run into its place if that makes it complete. It can be repeated
    /// after any failure.
    ///
    /// @return how the run stands now
    /// @throws StoreFailure.NotFound if there is no run of this id
    /// @throws StoreFailure.Locked if it is being written
    public Manifest replay(String id) {
        Optional<Manifest> unfinished = unfinished(id);
        if (unfinished.isEmpty()) {
            Manifest manifest = manifest(id).orElseThrow(() -> notFound(id));
            checkIdle(manifest);
            return manifest;
        }
        RunFiles files = files(id);
        Path manifestFile = Files.exists(files.manifestWriting()) ? files.manifestWriting() : files.manifest();
        return new FallbackReplay(files, manifestFile, fallbackOf(unfinished.get()), settings, probe)
                .replay(unfinished.get());
    }

    /// Opens a sealed run, or what there is of one with gaps, for reading.
    ///
    /// @throws StoreFailure.NotFound if there is none of this id
    /// @throws StoreFailure.NotSealed if it is not complete
    public StoredRun open(String id) {
        Manifest manifest = manifest(id).orElseThrow(() -> notFound(id));
        if (!manifest.isReadable()) {
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
        checkIdle(manifest);
        Optional<Manifest> beside = ManifestFile.read(files(id).manifestWriting()).map(Store::withLife);
        if (beside.isPresent()) checkIdle(beside.get());
        try {
            removeFallback(id, beside.isPresent() ? beside : Optional.of(manifest));
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

    RunFiles files(String id) {
        return new RunFiles(folder, id);
    }

    private List<String> ids() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(RunFiles::isManifest).map(RunFiles::idOfManifest).filter(RunDescription::isId).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (NotDirectoryException file) {
            throw new StoreFailure.NotFound(folder + " is a file, and no folder of runs");
        } catch (IOException e) {
            throw new StoreFailure.Damaged(folder, "its files cannot be listed", e);
        }
    }

    /// A run whose process has gone, or says nothing any more, was interrupted, whatever it last said; if its engine came to the end before, it can be completed.
    private static Manifest withLife(Manifest manifest) {
        if (manifest.status() != RunStatus.RUNNING) return manifest;
        boolean alive = ProcessHandle.of(manifest.processId()).isPresent();
        boolean fresh = manifest.heartbeatAt().isAfter(Instant.now().minus(HEARTBEAT_MAX));
        if (alive && fresh) return manifest;
        return manifest.withStatus(manifest.result() == null ? RunStatus.INTERRUPTED : RunStatus.INCOMPLETE);
    }
}
