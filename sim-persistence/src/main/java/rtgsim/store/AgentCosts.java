package rtgsim.store;

/// What an agent was charged, by component, minor units.
public record AgentCosts(
        String agentId,
        long overdraft,
        long delay,
        long collateral,
        long liquidity,
        long deadlinePenalty,
        long splitFriction,
        long eodPenalty,
        long total) {}
