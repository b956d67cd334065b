package rtgsim.scenario.file;

import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.arrivals.PaymentColumns;
import rtgsim.measure.Assertion;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// A scenario that was read, in the form that identifies it.
///
/// @param canonicalJson the scenario after `--set` and `--seed` with all defaults filled in; the same for all files that mean the same
/// @param sha256 of `canonicalJson` in UTF-8, in hexadecimal; it covers the contents of the payments file too
/// @param assertions what a run must reach, in the order of the file
/// @param payments the rows of its payments file, or null if it names none
public record ScenarioDocument(
        Scenario scenario,
        List<Assertion> assertions,
        String canonicalJson,
        String sha256,
        @Nullable PaymentColumns payments) {

    public ScenarioDocument {
        assertions = List.copyOf(assertions);
    }

    /// All that arrives: what the scenario generates, and the rows of its payments file.
    public ArrivalSource arrivals(AgentOrder order) {
        return payments == null ? Arrivals.of(scenario, order) : Arrivals.of(scenario, order, payments);
    }
}
