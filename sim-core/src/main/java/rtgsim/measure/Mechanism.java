package rtgsim.measure;

import java.util.Locale;
import rtgsim.event.OffsetMethod;

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

    /// That of an offset in the queue.
    static Mechanism of(OffsetMethod method) {
        return switch (method) {
            case CYCLE -> CYCLE;
            case MULTILATERAL -> MULTILATERAL;
            case ALL_OR_NOTHING -> ALL_OR_NOTHING;
            case OPTIMAL -> OPTIMAL;
        };
    }

    /// The name in measures and JSON.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
