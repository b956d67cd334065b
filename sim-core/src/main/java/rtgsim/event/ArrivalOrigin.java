package rtgsim.event;

import java.util.Locale;

/// Where a transaction came from. The order is that of the digest.
public enum ArrivalOrigin {
    GENERATED,
    FILE,
    SCHEDULED,
    SPLIT,
    POOL;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
