package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.CompiledTrees;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.DecisionMakers;
import rtgsim.policy.PaymentDecision;
import rtgsim.queue.Kernel;
import rtgsim.replay.Replayer;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Field;

/// Compiled trees against [NaiveTrees], decision for decision and event for event, in generated worlds whose agents decide by random trees.
class RandomTreesTest {

    private static final int WORLDS = 1_000;

    /// What the seeds must have met this often, so that equal decisions say something.
    private static final int EACH_AT_LEAST = 100;

    @Test
    void everyDecisionIsThatOfTheTreeWalkedOnTheWholeState() {
        Map<Field, Integer> reads = new EnumMap<>(Field.class);
        Map<Action, Integer> taken = new EnumMap<>(Action.class);
        for (long seed = 0; seed < WORLDS; seed++) {
            NaiveTrees naive = assertSameDecisions(seed);
            naive.reads.forEach((field, count) -> reads.merge(field, count, Integer::sum));
            naive.taken.forEach((action, count) -> taken.merge(action, count, Integer::sum));
        }
        for (Field field : Field.values()) {
            assertTrue(reads.getOrDefault(field, 0) >= EACH_AT_LEAST, () -> field + " was read too rarely: " + reads);
        }
        for (Action action : Action.values()) {
            assertTrue(taken.getOrDefault(action, 0) >= EACH_AT_LEAST, () -> action + " came too rarely: " + taken);
        }
    }

    private static NaiveTrees assertSameDecisions(long seed) {
        RandomWorldsTest.World world = RandomWorldsTest.world(new Random(seed), new Random(~seed));
        Scenario scenario = world.scenario();
        NaiveEngine naive = new NaiveEngine(scenario, world.arrivals()::get, seed, world.unit());
        List<Event> expected = naive.run();
        AgentOrder order = new AgentOrder(scenario);
        Recorded makers = new Recorded(new CompiledTrees(scenario, order), order);
        World.Outcome outcome = RandomWorldsTest.run(world, makers);
        for (int i = 0; i < Math.min(expected.size(), outcome.events().size()); i++) {
            int seq = i;
            assertEquals(expected.get(i), outcome.events().get(i), () -> "world " + seed + ", seq " + seq);
        }
        assertEquals(expected.size(), outcome.events().size(), () -> "events of world " + seed);
        for (int i = 0; i < Math.min(naive.trees().decisions.size(), makers.decisions.size()); i++) {
            int at = i;
            assertEquals(
                    naive.trees().decisions.get(i),
                    makers.decisions.get(i),
                    () -> "world " + seed + ", decision " + at);
        }
        assertEquals(naive.trees().decisions.size(), makers.decisions.size(), () -> "decisions of world " + seed);
        assertEquals(naive.nodes, nodes(outcome), () -> "nodes beside the events of world " + seed);
        assertDoesNotThrow(
                () -> Replayer.replay(scenario, order, outcome.header(), outcome.events()),
                () -> "replay of world " + seed);
        return naive.trees();
    }

    private static Map<Long, Integer> nodes(World.Outcome outcome) {
        Map<Long, Integer> nodes = new TreeMap<>();
        for (EventChunk chunk : outcome.chunks()) {
            for (int row = 0; row < chunk.size(); row++) {
                if (chunk.nodeAt(row) != EventChunk.NO_NODE) nodes.put(chunk.firstSeq() + row, chunk.nodeAt(row));
            }
        }
        return nodes;
    }

    /// Compiled trees whose decisions are written down.
    private record Recorded(DecisionMakers makers, AgentOrder order, List<String> decisions) implements DecisionMakers {

        Recorded(DecisionMakers makers, AgentOrder order) {
            this(makers, order, new ArrayList<>());
        }

        @Override
        public void endDay() {
            makers.endDay();
        }

        @Override
        public DecisionMaker maker(DecisionTrees trees, Kernel kernel) {
            DecisionMaker maker = makers.maker(trees, kernel);
            return new DecisionMaker() {
                @Override
                public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
                    maker.strategicCollateral(tick, agent, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), decision));
                }

                @Override
                public void budget(int tick, int agent, BudgetDecision decision) {
                    maker.budget(tick, agent, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), decision));
                }

                @Override
                public void payment(int tick, int agent, int slot, boolean isQueued, PaymentDecision decision) {
                    maker.payment(tick, agent, slot, isQueued, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), kernel.txs().number[slot], decision));
                }

                @Override
                public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
                    maker.endOfTickCollateral(tick, agent, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), decision));
                }
            };
        }

        private String id(int agent) {
            return order.ids().get(agent);
        }
    }

    /// A policy of random trees, for worlds of agents A0, A1, …
    static Policy policy(Random random, long unit, int agents) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < agents; i++) ids.add("A" + i);
        return new Policy.Tree(new RandomTrees(random, unit, ids).policy("random"));
    }
}
