package rtgsim.measure;

import java.util.Locale;

/// How a transaction settled.
public enum Mechanism {
    /// Alone, at entry.
    IMMEDIATE,
    /// Alone, from the central queue.
    QUEUE,
    /// With transactions of its receiver, at entry.
    ENTRY,
    BILATERAL,
    CYCLE,
    MULTILATERAL,
    ALL_OR_NOTHING,
    OPTIMAL;

    /// The name in measures and JSON.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
