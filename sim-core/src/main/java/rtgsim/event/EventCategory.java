package rtgsim.event;

import java.util.Locale;

/// The seven categories of event, in the order of their colours.
public enum EventCategory {
    TRANSACTION,
    POLICY,
    SETTLEMENT,
    LSM,
    COLLATERAL,
    COST,
    SYSTEM;

    /// The name in JSON, SQL and on the screen: `lsm`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
