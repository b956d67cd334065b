package rtgsim.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import rtgsim.event.RunHeader;

/// The events of a run that is being written, as they were committed at one time: whole batches, in order, and nothing of those that came later.
///
/// It belongs to one thread. Every question may end with a [StoreFailure.Unavailable], when the writer needs the file for itself.
public final class LivePrefix implements RunEvents, AutoCloseable {

    private final LiveRun run;
    private final LentConnection connection;
    private final Extent extent;
    private final RunCounts counts;
    private final EventPages pages;

    LivePrefix(LiveRun run, LentConnection connection) {
        this.run = run;
        this.connection = connection;
        extent = connection.extent();
        counts = run.counts(extent);
        pages = new EventPages(counts, run.rows(), null);
    }

    /// How many events there are.
    public long events() {
        return extent.events();
    }

    /// The seq of the last one, or -1 if there is none yet.
    public long lastSeq() {
        return extent.lastSeq();
    }

    /// So many ticks, from the first on, have all their events here, but for what is recorded as left out.
    public int ticksComplete() {
        return extent.lastTick();
    }

    @Override
    public RunHeader header() {
        return run.header();
    }

    @Override
    public EventJson json() {
        return run.json();
    }

    @Override
    public EventPage page(EventFilter filter, PageRequest request) {
        return connection.ask(asking -> pages.page(asking, run.query(asking, filter, extent), request));
    }

    @Override
    public long count(EventFilter filter) {
        return connection.ask(asking -> counts.count(asking, run.query(asking, filter, extent)));
    }

    @Override
    public Map<Facet, Map<String, Long>> facets(EventFilter filter, Collection<Facet> facets) {
        return connection.ask(asking -> counts.facets(asking, run.query(asking, filter, extent), facets));
    }

    @Override
    public Optional<StoredEvent> event(long seq) {
        return seq > extent.lastSeq() ? Optional.empty() : connection.ask(asking -> pages.event(asking, seq));
    }

    @Override
    public void close() {
        connection.close();
    }
}
