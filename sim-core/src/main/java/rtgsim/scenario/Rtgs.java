package rtgsim.scenario;

import org.jspecify.annotations.Nullable;

/// The rules of the settlement system itself.
///
/// @param deferredCrediting receipts become usable only at the end of the tick
/// @param escalation null for none
public record Rtgs(
        Discipline discipline,
        EntryOffsetting entryOffsetting,
        boolean deferredCrediting,
        InternalOrder internalOrder,
        UnsettledAtClose unsettledAtClose,
        @Nullable Escalation escalation) {

    /// Whether a newcomer may overtake the central queue.
    public enum Discipline {
        BYPASS,
        FIFO
    }

    /// The checks that a transaction meets at entry when it cannot settle alone.
    public enum EntryOffsetting {
        NONE,
        SIMPLE,
        EXTENDED
    }

    /// The order of each internal queue.
    public enum InternalOrder {
        FIFO,
        PRIORITY_DEADLINE
    }

    /// What becomes of unsettled transactions at the end of a day.
    public enum UnsettledAtClose {
        CARRY,
        REJECT
    }

    /// How the effective priority grows as the deadline comes near: from `startTicks` before it on, by up to `maxBoost`.
    public record Escalation(int startTicks, int maxBoost) {
        public Escalation {
            Refuse.outside(startTicks, 1, Integer.MAX_VALUE, "start_ticks_before_deadline");
            Refuse.outside(maxBoost, 0, PriorityDistribution.PRIORITY_MAX, "max_boost");
        }

        /// The effective priority of a transaction: what the order of an internal queue and policies see.
        public int effective(int declared, int deadlineTick, int tick) {
            long left = Math.max(0, (long) deadlineTick - tick);
            if (left >= startTicks) return declared;
            long boost = maxBoost * (startTicks - left) / startTicks;
            return (int) Math.min(PriorityDistribution.PRIORITY_MAX, declared + boost);
        }
    }

    public static final Rtgs DEFAULT = new Rtgs(false, UnsettledAtClose.CARRY);

    /// The rules with all else as by default.
    public Rtgs(boolean deferredCrediting, UnsettledAtClose unsettledAtClose) {
        this(Discipline.BYPASS, EntryOffsetting.NONE, deferredCrediting, InternalOrder.FIFO, unsettledAtClose, null);
    }

    /// The effective priority of a transaction: its declared one, escalated.
    public int effectivePriority(int declared, int deadlineTick, int tick) {
        return escalation == null ? declared : escalation.effective(declared, deadlineTick, tick);
    }
}
