package rtgsim.engine;

import java.util.Arrays;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Transactions;
import rtgsim.policy.PaymentDecision;
import rtgsim.queue.Finality;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.scenario.PriorityDistribution;

/// Replaces a transaction by parts of ⌊amount ÷ parts⌋, the last with the rest too.
final class Splitting {

    private static final int PARTS_MAX = 1_000;

    private final Transactions txs;
    private final InternalQueues internal;
    private final Budgets budgets;
    private final Submitting submitting;
    private final TimedReleases timed;
    private final Holds holds;
    private final Finality finality;
    private final EventLog log;
    private final int[] slots = new int[PARTS_MAX];
    private final int[] releaseTicks = new int[PARTS_MAX];

    Splitting(Kernel kernel, Budgets budgets, Submitting submitting, TimedReleases timed, Holds holds) {
        txs = kernel.txs();
        internal = kernel.internal();
        finality = kernel.finality();
        log = kernel.log();
        this.budgets = budgets;
        this.submitting = submitting;
        this.timed = timed;
        this.holds = holds;
    }

    /// Splits into parts that are all submitted now.
    ///
    /// @param node that decided, or `DecidingNodes.NONE`
    void split(int tick, int slot, long parts, int node) {
        if (isInvalid(slot, parts)) {
            holds.hold(tick, slot, Reason.INVALID_SPLIT.ordinal());
            finality.waitsInternally(slot);
            return;
        }
        Arrays.fill(releaseTicks, 0, (int) parts, tick);
        split(tick, slot, (int) parts, (int) parts, 0, node);
    }

    /// Splits into parts of which the first are submitted now, and each other one `gap` ticks after the one before.
    void stagger(int tick, int slot, long parts, long firstNow, long gap, long boost, int node) {
        if (isInvalid(slot, parts)) {
            holds.hold(tick, slot, Reason.INVALID_SPLIT.ordinal());
            finality.waitsInternally(slot);
            return;
        }
        int count = (int) parts;
        int now = gap == 0 ? count : (int) Math.min(firstNow, count);
        for (int i = 0; i < count; i++) releaseTicks[i] = i < now ? tick : laterTick(tick, i + 1 - now, gap);
        split(tick, slot, count, now, boost, node);
    }

    /// A release beyond the last tick there can be is at that tick, which no run reaches.
    private static int laterTick(int tick, int steps, long gap) {
        long room = (Integer.MAX_VALUE - (long) tick) / steps;
        return gap > room ? Integer.MAX_VALUE : (int) (tick + steps * gap);
    }

    private boolean isInvalid(int slot, long parts) {
        return parts < 2 || parts > PARTS_MAX || txs.amount[slot] < parts || !txs.has(slot, Transactions.DIVISIBLE);
    }

    private void split(int tick, int slot, int parts, int now, long boost, int node) {
        long amount = txs.amount[slot];
        long each = amount / parts;
        long released = now == parts ? amount : each * now;
        int receiver = txs.receiver[slot];
        if (released > 0 && !budgets.allows(receiver, released)) {
            holds.hold(tick, slot, Reason.BUDGET.ordinal());
            finality.waitsInternally(slot);
            return;
        }
        // From here the split is final.
        budgets.use(receiver, released);
        int parent = txs.number[slot];
        int sender = txs.sender[slot];
        int priority = (int) Math.min(PriorityDistribution.PRIORITY_MAX, txs.priority[slot] + boost);
        int firstPart = txs.nextNumber();
        for (int i = 0; i < parts; i++) {
            int part = txs.createPart(slot, i < parts - 1 ? each : amount - each * (parts - 1));
            txs.priority[part] = (byte) priority;
            log.arrival(
                    tick,
                    txs.number[part],
                    sender,
                    receiver,
                    txs.amount[part],
                    txs.deadlineTick[part],
                    priority,
                    true,
                    parent,
                    ArrivalOrigin.SPLIT);
            slots[i] = part;
        }
        log.policySplit(tick, parent, sender, parts, firstPart, releaseTicks);
        finality.splitInto(slot, parts);
        for (int i = 0; i < parts; i++) {
            int part = slots[i];
            if (i < now) {
                submitting.submit(tick, part, RtgsPriority.NORMAL.ordinal(), PaymentDecision.SAME_PRIORITY);
            } else {
                internal.add(part);
                timed.set(part, releaseTicks[i], RtgsPriority.NORMAL.ordinal(), PaymentDecision.SAME_PRIORITY, node);
                finality.waitsInternally(part);
            }
        }
    }
}
