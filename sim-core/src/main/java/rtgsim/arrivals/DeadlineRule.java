package rtgsim.arrivals;

import rtgsim.scenario.Simulation;

/// Deadlines under the `deadline_cap` of a scenario. It holds for every origin of a transaction except a split and liquidity transfers.
public final class DeadlineRule {

    private final Simulation.DeadlineCap cap;
    private final int ticksPerDay;
    private final int totalTicks;

    public DeadlineRule(Simulation simulation) {
        cap = simulation.deadlineCap();
        ticksPerDay = simulation.ticksPerDay();
        totalTicks = simulation.totalTicks();
    }

    /// The deadline of a transaction that arrives in `tick`: the one asked for, not after the cap, and at least one tick after arrival.
    ///
    /// @param deadline a tick of the run, also beyond its end
    /// @throws ArithmeticException if it is beyond the last tick there can be; sources refuse such flows when they are built
    public int capped(int tick, long deadline) {
        long latest =
                switch (cap) {
                    case NONE -> deadline;
                    case END_OF_DAY -> (tick / ticksPerDay + 1L) * ticksPerDay;
                    case END_OF_RUN -> totalTicks;
                };
        return Math.toIntExact(Math.max(Math.min(deadline, latest), tick + 1L));
    }
}
