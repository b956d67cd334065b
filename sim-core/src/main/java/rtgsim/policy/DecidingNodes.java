package rtgsim.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rtgsim.event.EventChunk;
import rtgsim.scenario.Scenario;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.TreeNode;

/// All nodes of all trees of a scenario, numbered: policy by policy as in [Scenario#trees], each in the order of [DecisionTrees#forEachNode].
///
/// The log keeps the number of the node that decided beside an event; whoever has the scenario knows which one it was.
public final class DecidingNodes {

    /// Stands for no node: what nobody's tree decided.
    public static final int NONE = EventChunk.NO_NODE;

    /// @param description what its author says of it, or empty
    public record Node(String policyId, String nodeId, String description) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<DecisionTrees, Integer> firsts = new HashMap<>();

    public DecidingNodes(Scenario scenario) {
        for (DecisionTrees trees : scenario.trees()) {
            firsts.put(trees, nodes.size());
            trees.forEachNode(
                    (TreeNode node) -> nodes.add(new Node(trees.policyId(), node.nodeId(), node.description())));
        }
    }

    /// The node of a number.
    public Node node(int number) {
        return nodes.get(number);
    }

    public int count() {
        return nodes.size();
    }

    /// The number of the first node of a policy.
    int firstOf(DecisionTrees trees) {
        Integer first = firsts.get(trees);
        if (first == null) throw new IllegalArgumentException("not a policy of the scenario: " + trees.policyId());
        return first;
    }
}
