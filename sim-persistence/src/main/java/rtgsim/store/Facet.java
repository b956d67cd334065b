package rtgsim.store;

import java.util.Locale;

/// A property whose values are counted over a filtered set.
public enum Facet {
    TYPE,
    CATEGORY,
    /// Every agent that an event involves counts, so the counts may add up to more than the events.
    AGENT;

    /// The name in a query.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
