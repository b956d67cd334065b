package rtgsim.store;

/// An agent of a stored run: a row of its table `agents`. Amounts are minor units; liquidity transfers count in the balance alone.
///
/// @param closingBalance opening balance, plus what settled to the agent, less what settled from it
/// @param sentCount transactions that arrived at it, parts of others not counted
/// @param settledCount transactions settled as sender, parts counted
public record StoredAgent(
        String agentId,
        long openingBalance,
        long closingBalance,
        long sentCount,
        long sentValue,
        long settledCount,
        long settledValue,
        long receivedCount,
        long receivedValue) {}
