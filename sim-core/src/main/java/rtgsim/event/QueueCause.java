package rtgsim.event;

import java.util.Locale;

/// Why a transaction joined the central queue instead of settling at entry. The order is that of the digest, and of the checks.
public enum QueueCause {
    ORDER,
    LIQUIDITY,
    BILATERAL_LIMIT,
    MULTILATERAL_LIMIT;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
