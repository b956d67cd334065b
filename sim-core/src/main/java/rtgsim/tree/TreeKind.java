package rtgsim.tree;

import java.util.Locale;

/// The four trees of a policy.
public enum TreeKind {
    /// Phase 7: what to do with a transaction.
    PAYMENT,
    /// Phase 6: what may be released this tick, or a register.
    BANK,
    /// Phase 5: collateral.
    STRATEGIC_COLLATERAL,
    /// Phase 10: collateral.
    END_OF_TICK_COLLATERAL;

    /// The key of a policy file.
    public String label() {
        return name().toLowerCase(Locale.ROOT) + "_tree";
    }

    /// Which actions it may take.
    public Action.Group group() {
        return switch (this) {
            case PAYMENT -> Action.Group.PAYMENT;
            case BANK -> Action.Group.BANK;
            case STRATEGIC_COLLATERAL, END_OF_TICK_COLLATERAL -> Action.Group.COLLATERAL;
        };
    }
}
