package rtgsim.scenario;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.tree.DecisionTrees;

/// A whole run as its author wrote it, with defaults filled in; `scenario.md` in the docs names every key.
///
/// @param agents in the order of the file; those of the population are not among them
/// @param population agents made by rule, or null
/// @param scheduled in the order of the file
public record Scenario(
        String name,
        String description,
        Simulation simulation,
        List<Agent> agents,
        @Nullable Population population,
        LsmConfig lsmConfig,
        Rtgs rtgs,
        CostRates costRates,
        List<ScheduledEvent> scheduled,
        HoldLog holdLog) {

    /// Which holds the log keeps.
    public enum HoldLog {
        EVERY_TICK,
        /// Leaves out a hold that repeats the transaction's last one.
        ON_CHANGE
    }

    /// The system's own account. It is no agent: it has no queue, limit, cost or policy.
    public static final String CENTRAL_BANK = "CENTRAL_BANK";

    /// The most agents a scenario may have, listed and made by rule together.
    public static final int AGENTS_MAX = 1_000_000;

    public Scenario {
        Refuse.unless(isName(name), "name must be 1 to 80 of letters, digits and . _ -", "'" + name + "'");
        agents = List.copyOf(agents);
        scheduled = List.copyOf(scheduled);
        long count = agents.size() + (population == null ? 0L : population.count());
        Refuse.outside(count, 2, AGENTS_MAX, "the number of agents");
        if (population != null) {
            Refuse.unless(
                    simulation.rng() == Simulation.Rng.PER_AGENT,
                    "a population needs the generator per_agent",
                    simulation.rng());
        }
        Set<String> ids = new HashSet<>();
        for (Agent agent : agents) {
            Refuse.unless(ids.add(agent.id()), "agent ids must be unique", "'" + agent.id() + "' twice");
            Refuse.unless(
                    population == null || !population.hasId(agent.id()),
                    "a listed agent must not have an id of the population",
                    "'" + agent.id() + "'");
        }
    }

    /// A scenario that logs every hold.
    public Scenario(
            String name,
            String description,
            Simulation simulation,
            List<Agent> agents,
            @Nullable Population population,
            LsmConfig lsmConfig,
            Rtgs rtgs,
            CostRates costRates,
            List<ScheduledEvent> scheduled) {
        this(
                name,
                description,
                simulation,
                agents,
                population,
                lsmConfig,
                rtgs,
                costRates,
                scheduled,
                HoldLog.EVERY_TICK);
    }

    /// How many agents there are, listed and of the population.
    public int agentCount() {
        return agents.size() + (population == null ? 0 : population.count());
    }

    /// Whether `id` names an agent, listed or of the population.
    public boolean hasAgent(String id) {
        for (Agent agent : agents) if (agent.id().equals(id)) return true;
        return population != null && population.hasId(id);
    }

    /// The decision trees that some agent has or will have, each once: those of agents in the order of the file, of the population, of policy changes.
    public List<DecisionTrees> trees() {
        Set<DecisionTrees> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<DecisionTrees> trees = new LinkedHashSet<>();
        for (Agent agent : agents) addTrees(agent.policy(), seen, trees);
        if (population != null) addTrees(population.policy(), seen, trees);
        for (ScheduledEvent event : scheduled) {
            if (event instanceof ScheduledEvent.PolicyChange change) addTrees(change.policy(), seen, trees);
        }
        return List.copyOf(trees);
    }

    /// Many agents may share one policy, which is compared with others only once.
    private static void addTrees(Policy policy, Set<DecisionTrees> seen, Set<DecisionTrees> trees) {
        if (policy instanceof Policy.Tree(DecisionTrees found) && seen.add(found)) trees.add(found);
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > 80) return false;
        return text.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'));
    }
}
