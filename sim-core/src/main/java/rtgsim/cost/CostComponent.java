package rtgsim.cost;

import java.util.Locale;

/// What a cost is made of, in the order of the event.
public enum CostComponent {
    OVERDRAFT,
    DELAY,
    COLLATERAL,
    LIQUIDITY,
    DEADLINE_PENALTY,
    SPLIT_FRICTION,
    EOD_PENALTY;

    /// The name in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
