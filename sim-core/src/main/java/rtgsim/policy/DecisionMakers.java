package rtgsim.policy;

import rtgsim.queue.Kernel;
import rtgsim.tree.DecisionTrees;

/// Makes what decides for the agents of one tree.
public interface DecisionMakers {

    /// @param kernel the state that trees read; it changes as the run goes on, and a maker must not change it
    DecisionMaker maker(DecisionTrees trees, Kernel kernel);

    /// Phase 12: registers are cleared.
    default void endDay() {}
}
