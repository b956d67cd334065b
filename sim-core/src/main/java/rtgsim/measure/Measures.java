package rtgsim.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rtgsim.cost.CostComponent;

/// What a run is judged by, over its whole system. Liquidity transfers never count.
///
/// Values are minor units of transactions that were not split; counts are of transactions that are no part. Shares are 1 where there is nothing to share,
/// delays 0 where nothing settled.
///
/// @param byName every measure by its name in `docs/scenario.md`, in that order; each a `Long` or a `Double`
public record Measures(Map<String, Number> byName) {

    /// The one that is the system's alone.
    private static final String EVENTS = "events";

    /// All that a run has.
    public static final List<String> NAMES = List.copyOf(new Totals().measures().byName().keySet());

    /// Those that an agent has too.
    public static final List<String> NAMES_OF_AGENT = NAMES.stream().filter(name -> !name.equals(EVENTS)).toList();

    public Measures {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /// The cost measure of a component: `cost_delay`.
    public static String costName(CostComponent component) {
        return "cost_" + component.label();
    }

    /// The value of a measure that every run has.
    public Number of(String name) {
        Number value = byName.get(name);
        if (value == null) throw new IllegalArgumentException("no measure is called '" + name + "'");
        return value;
    }

    /// The same but for what is the system's alone.
    Measures ofAgent() {
        Map<String, Number> own = new LinkedHashMap<>(byName);
        own.remove(EVENTS);
        return new Measures(own);
    }
}
