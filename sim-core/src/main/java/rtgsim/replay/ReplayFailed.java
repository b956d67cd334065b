package rtgsim.replay;

/// The log says something that the rules do not allow at that point, or lacks what they demand.
public final class ReplayFailed extends RuntimeException {

    private final long seq;
    private final int tick;

    ReplayFailed(long seq, int tick, String what) {
        super("seq " + seq + ", tick " + tick + ", " + what);
        this.seq = seq;
        this.tick = tick;
    }

    /// The first event that cannot stand where it stands; one past the last event where the log ends too early.
    public long seq() {
        return seq;
    }

    /// The tick that was being replayed.
    public int tick() {
        return tick;
    }
}
