package rtgsim.replay;

import org.jspecify.annotations.Nullable;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;

/// One transaction, as far as the log has told.
final class Tx {

    enum State {
        INTERNAL,
        /// Submitted in this tick and not yet tried at entry.
        SUBMITTED,
        CENTRAL,
        SETTLED,
        DROPPED,
        SPLIT
    }

    final int number;
    final String id;
    final int sender;
    final int receiver;
    final long amount;

    /// A part has that of its first ancestor.
    final int arrivalTick;

    final int deadlineTick;

    /// The priority that delay is paid by: a part has that of its first ancestor.
    final int costPriority;

    final boolean divisible;
    final @Nullable Tx parent;
    final boolean liquidityTransfer;

    State state = State.INTERNAL;
    int declaredPriority;
    RtgsPriority rtgsPriority = RtgsPriority.NORMAL;
    long submitSeq = -1;
    int settledTick = -1;
    boolean settledByOffset;
    boolean everOverdue;

    /// Whether its deadline penalty is owed or paid.
    boolean charged;

    /// From when on it is submitted without asking the policy, or [RunHeader#NO_TICK].
    int releaseTick = RunHeader.NO_TICK;

    /// Whether a split timed the release; then the log has told how it will be submitted.
    boolean releasedAsPart;

    @Nullable String lastHoldReason;
    @Nullable Integer lastHoldUntil;

    Tx(
            int number,
            int sender,
            int receiver,
            long amount,
            int tick,
            int deadlineTick,
            int priority,
            boolean divisible,
            @Nullable Tx parent,
            boolean liquidityTransfer) {
        this.number = number;
        this.id = RunHeader.txId(number);
        this.sender = sender;
        this.receiver = receiver;
        this.amount = amount;
        this.arrivalTick = parent == null ? tick : parent.arrivalTick;
        this.deadlineTick = deadlineTick;
        this.costPriority = parent == null ? priority : parent.costPriority;
        this.divisible = divisible;
        this.parent = parent;
        this.liquidityTransfer = liquidityTransfer;
        this.declaredPriority = priority;
        this.charged = parent != null && parent.charged;
        this.everOverdue = parent != null && parent.everOverdue;
    }

    boolean unsettled() {
        return state == State.INTERNAL || state == State.SUBMITTED || state == State.CENTRAL;
    }

    /// The transaction that this is a part of, or a part of a part; itself if it is no part.
    Tx firstAncestor() {
        Tx tx = this;
        for (Tx up = parent; up != null; up = up.parent) tx = up;
        return tx;
    }

    @Override
    public String toString() {
        return id;
    }
}
