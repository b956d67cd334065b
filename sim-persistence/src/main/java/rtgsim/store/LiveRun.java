package rtgsim.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;

/// A run that is being written by this process, open for reading while it grows. Any number of threads may use it at once.
///
/// What is derived from the events when a run is complete is not there yet; who is involved in an event is found in the event.
public final class LiveRun {

    private final ConnectionLender connections;
    private final RunHeader header;
    private final EventJson json;
    private final EventRow rows;
    private final List<String> agents;
    private final Set<String> agentIds;
    private final TickStarts tickStarts;
    private final LiveTally tally;
    private @Nullable Counted counted;

    private record Counted(Extent of, RunCounts counts) {}

    LiveRun(RunDescription run, ConnectionLender connections) {
        this.connections = connections;
        header = run.header();
        json = new EventJson(run.id(), new EventClock(run.calendar()));
        List<String> members = new ArrayList<>(header.agentIds());
        members.add(Scenario.CENTRAL_BANK);
        agents = List.copyOf(members);
        agentIds = Set.copyOf(members);
        rows = new EventRow(agents, new Words(header).all());
        tickStarts = new TickStarts(json.clock());
        tally = new LiveTally(agents);
    }

    /// What was committed a moment ago, to be closed when a few questions were asked of it. Those who ask within half a second are given the same, and none is given
    /// less than one before.
    ///
    /// @param patience how long to wait for a turn
    /// @throws StoreFailure.Unavailable if that was not enough, or the writer has the file for itself just now
    public LivePrefix prefix(Duration patience) {
        return prefix(patience, -1);
    }

    /// The same, up to an event at least.
    ///
    /// @param seq of an event that is to be among them if it is committed, or -1 for none in particular
    public LivePrefix prefix(Duration patience, long seq) {
        return new LivePrefix(this, connections.borrow(patience, seq));
    }

    /// What was counted holds for as long as no more is committed.
    synchronized RunCounts counts(Extent extent) {
        Counted known = counted;
        if (known != null && known.of.equals(extent)) return known.counts;
        tally.reach(extent.events());
        RunCounts counts = RunCounts.growing(extent.events(), agents, extent.isGapless() ? tally : null);
        if (known == null || known.of.lastSeq() < extent.lastSeq()) counted = new Counted(extent, counts);
        return counts;
    }

    /// Is to be told what is counted as events pass.
    LiveTally tally() {
        return tally;
    }

    RunHeader header() {
        return header;
    }

    EventJson json() {
        return json;
    }

    EventRow rows() {
        return rows;
    }

    /// A filter as this run understands it. It finds nothing beyond `extent`, though more may be committed when it is asked.
    EventQuery query(ReadConnection connection, EventFilter filter, Extent extent) throws SQLException {
        EventFilter soFar = filter.untilSeq(extent.lastSeq());
        SeqRange range = extent.isGapless() ? tickStarts.range(connection, soFar, extent.events()) : null;
        return new EventQuery(soFar, json.clock(), agentIds, range);
    }
}
