package rtgsim.event;

import java.util.Locale;

/// Which algorithm settled the transactions of an `LsmCycleSettlement`. The order is that of the digest.
public enum OffsetMethod {
    CYCLE,
    MULTILATERAL,
    ALL_OR_NOTHING,
    OPTIMAL;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
