package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunDigest;
import rtgsim.policy.DecidingNodes;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.TreeNode;

/// The policies of `scenarios/policies`, each run by six banks that are short of money.
class PolicyLibraryTest {

    private static final Path FOLDER = Path.of("..", "scenarios", "policies");

    /// Actions that leave no event.
    private static final Set<Action> SILENT =
            Set.of(
                    Action.SET_RELEASE_BUDGET,
                    Action.SET_STATE,
                    Action.ADD_STATE,
                    Action.NO_ACTION,
                    Action.HOLD_COLLATERAL);

    /// The nodes that hold what is queued centrally, which leaves no event either.
    private static final Set<String> SILENT_NODES = Set.of("leave");

    private static final String BANKS =
            """
            name: library
            simulation: { ticks_per_day: 20, num_days: 3, rng_seed: 7, deadline_cap: end_of_day }
            cost_rates: { overdraft_bps_per_tick: 1, delay_cost_per_tick_per_cent: 0.0001 }
            lsm_config: { algorithms: [bilateral] }
            agents:
            """;

    @TempDir Path folder;

    private record Outcome(Scenario scenario, String digest, Set<String> nodes, long settled) {}

    static Stream<Path> policies() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyRunsAndComesToEachOfItsDecisions(Path file) throws Exception {
        Outcome outcome = run("{ type: tree, file: " + file.toAbsolutePath().normalize() + " }");
        DecisionTrees trees = trees(outcome);
        assertEquals(file.getFileName().toString().replaceAll("\\.[a-z]+$", ""), trees.policyId());
        assertFalse(trees.description().isEmpty(), "it says what it does");
        assertTrue(outcome.settled > 100, "settlements: " + outcome.settled);
        Set<String> leaves = new TreeSet<>();
        trees.forEachNode(node -> {
            if (node instanceof TreeNode.Leaf leaf
                    && !SILENT.contains(leaf.action())
                    && !SILENT_NODES.contains(leaf.nodeId())) {
                leaves.add(node.nodeId());
            }
        });
        leaves.removeAll(outcome.nodes);
        assertEquals(Set.of(), leaves, "decisions that nobody came to");
    }

    @Test
    void thePageListsThemInTheirOwnWords() throws Exception {
        StringBuilder table = new StringBuilder();
        for (Path file : policies().toList()) {
            DecisionTrees trees = trees(run("{ type: tree, file: " + file.toAbsolutePath().normalize() + " }"));
            table.append("| [").append(trees.policyId()).append("](../scenarios/policies/").append(file.getFileName());
            table.append(") | ").append(trees.description()).append(" |\n");
        }
        String page = Files.readString(Path.of("..", "docs", "policies.md"));
        assertTrue(page.contains("|---|---|\n" + table + "\n"), table.toString());
    }

    @Test
    void threeOfThemAreTheBuiltInPolicies() throws Exception {
        assertEquals(run("{ type: fifo }").digest, tree("pay-at-once").digest);
        assertEquals(run("{ type: deadline, urgency_threshold: 5 }").digest, tree("wait-for-deadline").digest);
        assertEquals(
                run("{ type: liquidity_aware, target_buffer: 50_000, urgency_threshold: 5 }").digest,
                tree("keep-a-buffer").digest);
    }

    private static DecisionTrees trees(Outcome outcome) {
        return ((Policy.Tree) outcome.scenario.agents().getFirst().policy()).trees();
    }

    private Outcome tree(String name) throws Exception {
        return run("{ type: tree, file: " + FOLDER.resolve(name + ".yaml").toAbsolutePath().normalize() + " }");
    }

    private Outcome run(String policy) throws Exception {
        StringBuilder text = new StringBuilder(BANKS);
        for (char bank = 'A'; bank < 'G'; bank++) {
            text.append("  - id: ")
                    .append(bank)
                    .append("\n    opening_balance: ")
                    .append(40_000 + 20_000 * (bank - 'A'));
            text.append("\n    unsecured_cap: 20_000\n    max_collateral_capacity: 200_000\n    policy: ")
                    .append(policy);
            text.append(
                    """

                        arrivals:
                          - rate_per_tick: 0.8
                            amount: { type: uniform, min: 1_000, max: 150_000 }
                            deadline_range: [2, 15]
                            priority: { type: uniform, min: 0, max: 10 }
                            divisible: true
                    """);
        }
        ScenarioDocument document =
                ScenarioReader.read(Files.writeString(folder.resolve("library.yaml"), text), List.of(), null);
        Scenario scenario = document.scenario();
        AgentOrder order = new AgentOrder(scenario);
        KeptChunks kept = new KeptChunks();
        Engine engine = new JavaEngine(scenario, order, document.arrivals(order), kept);
        while (!engine.isOver()) engine.runTick();
        engine.finish();
        RunDigest digest = new RunDigest(Engine.header(scenario, order));
        DecidingNodes names = new DecidingNodes(scenario);
        Set<String> nodes = new TreeSet<>();
        long settled = 0;
        for (EventChunk chunk : kept.chunks()) {
            digest.add(chunk);
            for (int row = 0; row < chunk.size(); row++) {
                if (chunk.nodeAt(row) != EventChunk.NO_NODE) nodes.add(names.node(chunk.nodeAt(row)).nodeId());
                if (chunk.kindAt(row) == EventKind.SETTLEMENT) settled++;
            }
        }
        return new Outcome(scenario, digest.finish(), nodes, settled);
    }
}
