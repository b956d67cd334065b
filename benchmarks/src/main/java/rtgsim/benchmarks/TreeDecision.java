package rtgsim.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import rtgsim.event.EventLog;
import rtgsim.ledger.AgentColumns;
import rtgsim.policy.CompiledTrees;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.PaymentDecision;
import rtgsim.queue.Kernel;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;

/// One decision of a payment tree of 101 nodes, on transactions that differ. `chain` asks 50 questions, one after the other; `balanced` asks 5 or 6.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreeDecision {

    private static final int BRANCHES = 50;
    private static final int AGENTS = 100;
    private static final int TRANSACTIONS = 1_000;
    private static final Field[] FIELDS = {
        Field.TICKS_TO_DEADLINE,
        Field.AVAILABLE_LIQUIDITY,
        Field.QUEUE1_TOTAL_VALUE,
        Field.MY_BILATERAL_NET_Q2,
        Field.PRIORITY,
        Field.LIQUIDITY_PRESSURE,
        Field.DAY_PROGRESS_FRACTION
    };

    @Param({"chain", "balanced"})
    public String shape = "chain";

    private final PaymentDecision decision = new PaymentDecision();

    @SuppressWarnings("NullAway.Init")
    private DecisionMaker maker;

    private int next;

    @Setup
    public void compile() {
        next = 0;
        TreeNode root = shape.equals("chain") ? chain(0) : balanced(0, BRANCHES);
        DecisionTrees trees = new DecisionTrees("1", "bench", "", Map.of(), Map.of(TreeKind.PAYMENT, root));
        Scenario of = Workload.read("tight-10").scenario();
        Population agents = new Population(AGENTS, "BANK_%03d", 0, 1_000_000_000, 0, new Policy.Tree(trees), List.of());
        Scenario scenario =
                new Scenario(
                        "bench",
                        "",
                        of.simulation(),
                        List.of(),
                        agents,
                        LsmConfig.OFF,
                        Rtgs.DEFAULT,
                        CostRates.NONE,
                        List.of());
        AgentOrder order = new AgentOrder(scenario);
        Kernel kernel = Kernel.of(scenario, new AgentColumns(scenario, order), order, new EventLog(new OneChunk()));
        for (int i = 0; i < TRANSACTIONS; i++) {
            int slot =
                    kernel.txs()
                            .create(i % AGENTS, (i + 1 + i / AGENTS) % AGENTS, 1_000 + i, 0, 20 + i % 50, i % 11, true);
            if (i % 3 == 0) kernel.central().add(slot);
            else kernel.internal().add(slot);
        }
        maker = new CompiledTrees(scenario, order).maker(trees, kernel);
    }

    @Benchmark
    @OperationsPerInvocation(TRANSACTIONS)
    public long decide() {
        long sum = 0;
        for (int slot = 0; slot < TRANSACTIONS; slot++) {
            decision.clear();
            maker.payment(5, slot % AGENTS, slot, slot % 3 == 0, decision);
            sum += decision.node;
        }
        return sum;
    }

    private TreeNode chain(int depth) {
        if (depth == BRANCHES) return leaf();
        return new TreeNode.Branch("n" + next++, "", condition(depth, 1), leaf(), chain(depth + 1));
    }

    private TreeNode balanced(int depth, int branches) {
        if (branches == 0) return leaf();
        int left = (branches - 1) / 2;
        return new TreeNode.Branch(
                "n" + next++,
                "",
                condition(next, 1 + depth),
                balanced(depth + 1, left),
                balanced(depth + 1, branches - 1 - left));
    }

    /// In a chain never true, so that all of it is asked.
    private static Condition condition(int number, int scale) {
        Expression left = new Expression.Read(FIELDS[number % FIELDS.length]);
        Expression right = new Expression.Constant(scale > 1 ? 10 * scale : -1e18 - number);
        return new Condition.Comparison(Condition.Comparator.LESS, left, right);
    }

    private TreeNode leaf() {
        return new TreeNode.Leaf("n" + next++, "", Action.RELEASE, Map.of());
    }
}
