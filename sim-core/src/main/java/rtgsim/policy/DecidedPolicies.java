package rtgsim.policy;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import rtgsim.ledger.AgentColumns;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Policy;
import rtgsim.tree.DecisionTrees;

/// The policy that each agent has now: a built-in one, or trees.
public final class DecidedPolicies {

    private final Policies builtIn;
    private final DecisionMakers makers;
    private final Kernel kernel;
    private final IdentityHashMap<DecisionTrees, DecisionMaker> byTrees = new IdentityHashMap<>();
    private final @Nullable DecisionMaker[] ofAgent;
    private int deciders;

    public DecidedPolicies(AgentColumns agents, DecisionMakers makers, Kernel kernel) {
        this.makers = makers;
        this.kernel = kernel;
        builtIn = new Policies(kernel.txs(), agents.count());
        ofAgent = new DecisionMaker[agents.count()];
        for (int agent = 0; agent < agents.count(); agent++) set(agent, agents.policy(agent));
    }

    /// Gives the agent a policy from now on.
    public void set(int agent, Policy policy) {
        builtIn.set(agent, policy);
        if (ofAgent[agent] != null) deciders--;
        if (policy instanceof Policy.Tree(DecisionTrees trees)) {
            ofAgent[agent] = byTrees.computeIfAbsent(trees, missing -> makers.maker(missing, kernel));
            deciders++;
        } else {
            ofAgent[agent] = null;
        }
    }

    /// Phase 12: registers are cleared.
    public void endDay() {
        makers.endDay();
    }

    /// Whether any agent decides by trees.
    public boolean any() {
        return deciders > 0;
    }

    /// What decides for the agent, or null if it has a built-in policy.
    public @Nullable DecisionMaker of(int agent) {
        return ofAgent[agent];
    }

    /// What decides for all the others.
    public Policies builtIn() {
        return builtIn;
    }
}
