package rtgsim.http;

import org.jspecify.annotations.Nullable;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.store.LivePrefix;
import rtgsim.store.Manifest;
import rtgsim.store.RunEvents;
import rtgsim.store.RunStatus;
import rtgsim.store.StoredRun;

/// A run that a request reads.
///
/// @param live what is to be said of a run that is being written, else null
record ReadRun(RunEvents events, Manifest manifest, @Nullable Live live) {

    /// How much of a run an answer was made from. All that it says is of these events.
    ///
    /// @param eventsStored so many
    /// @param lastSeq of the last of them, or null if there is none yet
    /// @param ticksComplete so many ticks, from the first on, have all their events among them, unless some were left out
    record Live(String status, long eventsStored, @Nullable Long lastSeq, int ticksComplete) {}

    static ReadRun of(StoredRun run, Manifest manifest) {
        return new ReadRun(run, manifest, null);
    }

    static ReadRun of(LivePrefix prefix, Manifest manifest) {
        Long lastSeq = prefix.lastSeq() < 0 ? null : prefix.lastSeq();
        return new ReadRun(
                prefix,
                manifest,
                new Live(RunStatus.RUNNING.label(), prefix.events(), lastSeq, prefix.ticksComplete()));
    }

    /// The seq of the last event that there is.
    long lastSeq() {
        Live so = live;
        if (so == null) return manifest.eventsAccepted() - 1;
        return so.lastSeq() == null ? -1 : so.lastSeq();
    }

    /// For what needs the whole run.
    StoredRun sealed(String wanted) {
        if (events instanceof StoredRun run) return run;
        throw beingWritten(manifest.simulationId(), wanted);
    }

    /// @param wanted what cannot be had of a run that is being written, and why
    static Refused beingWritten(String id, String wanted) {
        return new Refused(
                new Refusal.BeingWritten(
                        "the run "
                                + id
                                + " is running; "
                                + wanted
                                + ". So far its events can be read page by page: /api/simulations/"
                                + id
                                + "/events"));
    }
}
