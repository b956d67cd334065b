package rtgsim.app;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import rtgsim.measure.Assertion;
import rtgsim.scenario.file.ScenarioDocument;

/// A run that someone asks for.
///
/// @param sets what was set from outside the file, as given
/// @param ticks how many to run, or null for all
/// @param id the name to give it, or null to have one made
/// @param rerun whether to run although it is stored already
/// @param store whether to store it
/// @param engine the name of one, or [Engines#AUTO]
/// @param asserted what the run must reach, beside what its scenario says
/// @param startNanos `System.nanoTime()` when it was asked for
public record RunOrder(
        ScenarioDocument document,
        List<String> sets,
        @Nullable Integer ticks,
        @Nullable String id,
        boolean rerun,
        boolean store,
        String engine,
        List<Assertion> asserted,
        long startNanos) {

    public RunOrder {
        sets = List.copyOf(sets);
        asserted = List.copyOf(asserted);
    }

    /// All that the run must reach: what its scenario says, then what was asked beside.
    List<Assertion> assertions() {
        return Stream.concat(document.assertions().stream(), asserted.stream()).toList();
    }
}
