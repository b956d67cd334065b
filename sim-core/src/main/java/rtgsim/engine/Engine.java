package rtgsim.engine;

import java.util.ArrayList;
import java.util.List;
import rtgsim.event.ChunkExchange;
import rtgsim.event.Reason;
import rtgsim.event.RunHeader;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.InvariantViolated;
import rtgsim.measure.Measures;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// Runs a scenario tick by tick and logs what happens. An [EngineFactory] makes it.
///
/// An engine belongs to one thread, reads no clock and owns no global: the same scenario and arrivals give the same log, event for event, on every engine.
/// A broken invariant, or an amount beyond 64 bits, ends the run with [InvariantViolated]. Where an engine reads ahead, it asks the source for the arrivals of
/// some ticks before the first of them runs.
public interface Engine extends AutoCloseable {

    /// Ticks that are done, which is the number of the next one.
    int tick();

    /// The events so far.
    long events();

    /// Whether the run has no further tick.
    boolean isOver();

    /// Runs the next tick.
    void runTick();

    /// Runs the next `count` ticks, which must not be more than are left.
    void runTicks(int count);

    /// The measures of the ticks that are done.
    Measures measures();

    /// The hash of the state at the end of each day that is over, by day, in lower-case hex: [StateHash] says of what. It is taken from the columns that the
    /// engine settles with.
    List<String> stateHashes();

    /// Hands over the rest of the log to the [ChunkExchange]. No tick may follow.
    void finish();

    /// Gives back what the engine holds outside the heap. Nothing may be asked afterwards.
    @Override
    void close();

    /// What stands before the events of a run of the scenario.
    static RunHeader header(Scenario scenario, AgentOrder order) {
        List<Long> openingBalances = new ArrayList<>();
        for (long balance : new AgentColumns(scenario, order).openingBalance()) openingBalances.add(balance);
        Simulation simulation = scenario.simulation();
        return new RunHeader(
                simulation.ticksPerDay(), simulation.numDays(), order.ids(), openingBalances, Reason.labels(scenario));
    }
}
