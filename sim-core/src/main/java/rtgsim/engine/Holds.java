package rtgsim.engine;

import java.util.Arrays;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.event.RunHeader;
import rtgsim.ledger.Transactions;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Scenario;

/// Logs decisions that leave a transaction where it is, each tick or only when they change.
final class Holds {

    private static final int NO_PRIORITY = -1;

    private final boolean onChange;
    private final Transactions txs;
    private final EventLog log;
    private int[] lastReason = new int[0];
    private int[] lastUntil = new int[0];

    Holds(Scenario.HoldLog kept, Kernel kernel) {
        onChange = kept == Scenario.HoldLog.ON_CHANGE;
        txs = kernel.txs();
        log = kernel.log();
    }

    void hold(int tick, int slot, int reason) {
        log(tick, slot, reason, NO_PRIORITY, RunHeader.NO_TICK, false);
    }

    void timed(int tick, int slot, int untilTick) {
        log(tick, slot, Reason.TIMED.ordinal(), NO_PRIORITY, untilTick, false);
    }

    void reprioritized(int tick, int slot, int newPriority) {
        log(tick, slot, Reason.REPRIORITIZED.ordinal(), newPriority, RunHeader.NO_TICK, false);
    }

    void withdrawn(int tick, int slot) {
        log(tick, slot, Reason.WITHDRAWN.ordinal(), NO_PRIORITY, RunHeader.NO_TICK, true);
    }

    private void log(int tick, int slot, int reason, int newPriority, int untilTick, boolean withdrawn) {
        if (onChange) {
            if (!withdrawn && newPriority == NO_PRIORITY && repeatsLast(slot, reason, untilTick)) return;
            note(slot, reason, untilTick);
        }
        log.policyHold(tick, txs.number[slot], txs.sender[slot], reason, newPriority, untilTick, withdrawn);
    }

    private boolean repeatsLast(int slot, int reason, int untilTick) {
        return txs.has(slot, Transactions.HELD) && lastReason[slot] == reason && lastUntil[slot] == untilTick;
    }

    private void note(int slot, int reason, int untilTick) {
        if (slot >= lastReason.length) {
            lastReason = Arrays.copyOf(lastReason, txs.capacity());
            lastUntil = Arrays.copyOf(lastUntil, txs.capacity());
        }
        txs.set(slot, Transactions.HELD);
        lastReason[slot] = reason;
        lastUntil[slot] = untilTick;
    }
}
