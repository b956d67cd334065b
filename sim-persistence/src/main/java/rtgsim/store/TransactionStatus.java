package rtgsim.store;

import java.util.Locale;

/// Where a transaction is at the end of its run.
public enum TransactionStatus {
    INTERNAL,
    CENTRAL,
    SETTLED,
    DROPPED,
    SPLIT,
    PARTLY_SETTLED;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
