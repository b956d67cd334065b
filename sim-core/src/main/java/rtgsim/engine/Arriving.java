package rtgsim.engine;

import rtgsim.arrivals.ArrivalBatch;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.arrivals.DeadlineRule;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventLog;
import rtgsim.event.RunHeader;
import rtgsim.ledger.Transactions;
import rtgsim.measure.MeasureBook;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Simulation;

/// Phase 4, and the scheduled transactions of phase 3: a transaction gets its number and joins its sender's internal queue.
final class Arriving {

    private final DeadlineRule deadlines;
    private final ArrivalSource source;
    private final Transactions txs;
    private final InternalQueues internal;
    private final MeasureBook measures;
    private final EventLog log;
    private final ArrivalBatch batch = new ArrivalBatch();

    Arriving(Simulation simulation, ArrivalSource source, Kernel kernel) {
        deadlines = new DeadlineRule(simulation);
        this.source = source;
        txs = kernel.txs();
        internal = kernel.internal();
        measures = kernel.measures();
        log = kernel.log();
    }

    /// Everything that the source has for this tick, in its order.
    void arrive(int tick) {
        batch.clear();
        source.arrivals(tick, batch);
        for (int i = 0; i < batch.size(); i++) {
            arrive(
                    tick,
                    batch.sender[i],
                    batch.receiver[i],
                    batch.amount[i],
                    batch.deadlineTick[i],
                    batch.priority[i],
                    batch.divisible[i],
                    batch.origin[i]);
        }
    }

    void arrive(
            int tick,
            int sender,
            int receiver,
            long amount,
            int deadline,
            int priority,
            boolean divisible,
            ArrivalOrigin origin) {
        int slot = txs.create(sender, receiver, amount, tick, deadline, priority, divisible);
        log.arrival(
                tick,
                txs.number[slot],
                sender,
                receiver,
                amount,
                deadline,
                priority,
                divisible,
                RunHeader.NO_TX,
                origin);
        measures.arrived(amount);
        internal.add(slot);
    }

    /// The deadline of a transaction that arrives now, as the scenario caps it.
    int cappedDeadline(int tick, int offset) {
        return deadlines.capped(tick, (long) tick + offset);
    }
}
