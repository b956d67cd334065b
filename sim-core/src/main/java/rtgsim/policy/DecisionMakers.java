package rtgsim.policy;

import rtgsim.queue.Kernel;

/// Makes what decides for the agents of one tree.
public interface DecisionMakers {

    /// For runs whose scenario has no tree.
    DecisionMakers NONE =
            (policyId, kernel) -> {
                throw new IllegalArgumentException("no decision tree is called '" + policyId + "'");
            };

    /// @param kernel the state that trees read; it changes as the run goes on, and a maker must not change it
    DecisionMaker maker(String policyId, Kernel kernel);
}
