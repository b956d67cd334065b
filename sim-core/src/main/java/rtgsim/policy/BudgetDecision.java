package rtgsim.policy;

import org.jspecify.annotations.Nullable;

/// What an agent may release in a tick; what is left out does not bind.
public final class BudgetDecision {

    /// Minor units in all.
    public long maxValue = Long.MAX_VALUE;

    /// Minor units to each receiver.
    public long maxPerCounterparty = Long.MAX_VALUE;

    /// The only receivers, by agent, or null for all.
    public boolean @Nullable [] focus;

    public void clear() {
        maxValue = Long.MAX_VALUE;
        maxPerCounterparty = Long.MAX_VALUE;
        focus = null;
    }
}
