package rtgsim.policy;

/// Takes the decisions that only a tree can take, for the agents whose policy is one.
///
/// All decisions of one turn see the state at its start. A decision object is handed in cleared, belongs to the engine and must not be kept.
public interface DecisionMaker {

    /// Phase 5: what the agent's strategic tree does with its collateral.
    void strategicCollateral(int tick, int agent, CollateralDecision decision);

    /// Phase 6: what the agent's bank tree lets it release this tick.
    void budget(int tick, int agent, BudgetDecision decision);

    /// Phase 7: what the agent's payment tree does with one of its transactions.
    ///
    /// @param slot of a transaction in the agent's internal queue, or in the central queue
    void payment(int tick, int agent, int slot, boolean inCentralQueue, PaymentDecision decision);

    /// Phase 10: what the agent's end-of-tick tree does with its collateral.
    void endOfTickCollateral(int tick, int agent, CollateralDecision decision);
}
