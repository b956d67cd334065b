package rtgsim.app;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import rtgsim.policy.DecidingNodes;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.store.StoredEvent;
import rtgsim.store.StoredRun;

/// Why events of a stored run are as they are: the nodes of the decision trees that decided them.
public final class DecidedBy {

    private DecidedBy() {}

    /// By seq, for the events that a tree decided: the policy and its node, as `POLICY/NODE`.
    public static Map<Long, String> of(StoredRun run, List<StoredEvent> events) {
        Map<Long, Integer> numbers = run.nodes(events.stream().map(stored -> stored.event().seq()).toList());
        if (numbers.isEmpty()) return Map.of();
        DecidingNodes nodes;
        try {
            nodes = new DecidingNodes(ScenarioReader.readStored(run.scenarioJson()));
        } catch (ScenarioRefused unreadable) {
            throw new IllegalStateException("the scenario of a stored run must read back", unreadable);
        }
        Map<Long, String> names = new TreeMap<>();
        numbers.forEach((seq, number) -> {
            DecidingNodes.Node node = nodes.node(number);
            names.put(seq, node.policyId() + "/" + node.nodeId());
        });
        return names;
    }
}
