package rtgsim.app;

import java.util.Optional;
import rtgsim.store.Manifest;

/// A run that could start.
///
/// @param ticks how many of the scenario's will be run
/// @param stored the same run, sealed already, if it is and need not be run again
public record PlannedRun(RunOrder order, String id, int ticks, Optional<Manifest> stored) {

    /// How large it is likely to be.
    public RunEstimate estimate() {
        return RunEstimate.of(order.document(), ticks);
    }

    /// The engine that would run it.
    public String engine() {
        return Engines.choose(order.engine(), order.document().scenario()).name();
    }
}
