package rtgsim.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.DecidedPolicies;
import rtgsim.policy.DecisionMaker;

/// What agents may release in a tick: phase 6 sets it, phase 7 uses it up in queue order. Without a decision of this tick it is unlimited.
final class Budgets {

    private final DecidedPolicies policies;
    private final Outages outages;
    private final @Nullable BudgetDecision[] ofAgent;
    private @Nullable BudgetDecision current;
    private long left;
    private final long[] sentTo;
    private final int[] sentToIn;
    private int turn;

    Budgets(int agents, DecidedPolicies policies, Outages outages) {
        this.policies = policies;
        this.outages = outages;
        ofAgent = new BudgetDecision[agents];
        sentTo = new long[agents];
        sentToIn = new int[agents];
    }

    /// Phase 6: each agent's bank tree sets its budget.
    void decide(int tick) {
        if (!policies.any()) return;
        for (int agent = 0; agent < ofAgent.length; agent++) {
            DecisionMaker maker = policies.of(agent);
            if (maker == null || outages.isOut(agent, tick)) continue;
            BudgetDecision decision = ofAgent[agent];
            if (decision == null) {
                decision = new BudgetDecision();
                ofAgent[agent] = decision;
            }
            decision.clear();
            maker.budget(tick, agent, decision);
        }
    }

    /// An agent's turn begins.
    void startTurn(int agent) {
        current = policies.of(agent) == null ? null : ofAgent[agent];
        left = current == null ? Long.MAX_VALUE : current.maxValue;
        if (++turn == 0) Arrays.fill(sentToIn, 0);
    }

    /// Whether the agent may still release `amount` to `receiver`.
    boolean allows(int receiver, long amount) {
        BudgetDecision budget = current;
        if (budget == null) return true;
        boolean[] focus = budget.focus;
        if (focus != null && !focus[receiver]) return false;
        return amount <= left && amount <= budget.maxPerCounterparty - released(receiver);
    }

    /// Uses what [#allows] allowed.
    void use(int receiver, long amount) {
        if (current == null) return;
        left -= amount;
        sentTo[receiver] = released(receiver) + amount;
        sentToIn[receiver] = turn;
    }

    private long released(int receiver) {
        return sentToIn[receiver] == turn ? sentTo[receiver] : 0;
    }
}
