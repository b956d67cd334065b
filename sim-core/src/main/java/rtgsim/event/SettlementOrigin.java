package rtgsim.event;

import java.util.Locale;

/// How a transaction settled outside an offset. The order is that of the digest.
public enum SettlementOrigin {
    IMMEDIATE,
    QUEUE,
    LIQUIDITY;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
