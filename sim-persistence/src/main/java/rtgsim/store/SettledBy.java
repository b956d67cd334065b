package rtgsim.store;

import java.util.Locale;

/// How a transaction settled.
public enum SettledBy {
    IMMEDIATE,
    QUEUE,
    ENTRY,
    BILATERAL,
    CYCLE,
    MULTILATERAL,
    ALL_OR_NOTHING,
    OPTIMAL,
    LIQUIDITY;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
