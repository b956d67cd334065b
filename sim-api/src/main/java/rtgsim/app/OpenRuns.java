package rtgsim.app;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import rtgsim.store.Manifest;
import rtgsim.store.StoredRun;

/// Sealed runs that a server keeps open between questions, the least used closed first.
///
/// A run that was replaced meanwhile is opened anew. Nothing is closed while someone reads it.
public final class OpenRuns implements AutoCloseable {

    private static final int OPEN_MAX = 16;

    private final Simulations simulations;
    private final Map<String, Entry> entries = new HashMap<>();
    private long clock;

    public OpenRuns(Simulations simulations) {
        this.simulations = simulations;
    }

    /// A run in use, until it is closed.
    public final class Lease implements AutoCloseable {

        private final Entry entry;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        public StoredRun run() {
            return entry.run;
        }

        public Manifest manifest() {
            return entry.manifest;
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    private static final class Entry {
        private final StoredRun run;
        private final Manifest manifest;
        private int users;
        private long lastUse;
        private boolean retired;

        Entry(StoredRun run, Manifest manifest) {
            this.run = run;
            this.manifest = manifest;
        }
    }

    /// Opens the run that `manifest` tells of, or takes the one that is open.
    public synchronized Lease lease(Manifest manifest) {
        String id = manifest.simulationId();
        Entry entry = entries.get(id);
        if (entry != null && !startedAt(entry).equals(manifest.startedAt())) {
            retire(id, entry);
            entry = null;
        }
        if (entry == null) {
            entry = new Entry(simulations.open(id), manifest);
            entries.put(id, entry);
            makeRoom();
        }
        entry.users++;
        entry.lastUse = ++clock;
        return new Lease(entry);
    }

    private static Instant startedAt(Entry entry) {
        return entry.manifest.startedAt();
    }

    private synchronized void release(Entry entry) {
        entry.users--;
        if (entry.retired && entry.users == 0) entry.run.close();
    }

    private void makeRoom() {
        while (entries.size() > OPEN_MAX) {
            Map.Entry<String, Entry> oldest = null;
            for (Map.Entry<String, Entry> candidate : entries.entrySet()) {
                boolean older = oldest == null || candidate.getValue().lastUse < oldest.getValue().lastUse;
                if (older && candidate.getValue().lastUse > 0) oldest = candidate;
            }
            if (oldest == null) return;
            retire(oldest.getKey(), oldest.getValue());
        }
    }

    private void retire(String id, Entry entry) {
        entries.remove(id);
        entry.retired = true;
        if (entry.users == 0) entry.run.close();
    }

    @Override
    public synchronized void close() {
        Map.copyOf(entries).forEach(this::retire);
    }
}
