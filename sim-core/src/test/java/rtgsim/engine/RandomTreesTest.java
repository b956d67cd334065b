package rtgsim.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.CompiledTrees;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.DecisionMakers;
import rtgsim.policy.FieldProbe;
import rtgsim.policy.PaymentDecision;
import rtgsim.queue.Kernel;
import rtgsim.replay.Replayer;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;

/// Compiled trees against [NaiveTrees], field for field, decision for decision and event for event, in generated worlds whose agents decide by random trees.
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

    @Test
    void aTreeOfEveryFieldAndActionDecidesAndReplaysAlike() {
        Map<Action, Integer> taken = new EnumMap<>(Action.class);
        Set<Field> reads = EnumSet.noneOf(Field.class);
        for (long seed = 0; seed < 50; seed++) {
            RandomWorldsTest.World world =
                    EveryFieldAndAction.in(RandomWorldsTest.world(new Random(seed), new Random(~seed)));
            NaiveTrees naive = assertSameDecisions(seed, world);
            reads.addAll(naive.reads.keySet());
            naive.taken.forEach((action, count) -> taken.merge(action, count, Integer::sum));
        }
        assertEquals(EnumSet.allOf(Field.class), reads);
        for (Action action : Action.values()) {
            assertTrue(taken.getOrDefault(action, 0) >= EACH_AT_LEAST, () -> action + " came too rarely: " + taken);
        }
    }

    private static NaiveTrees assertSameDecisions(long seed) {
        return assertSameDecisions(seed, RandomWorldsTest.world(new Random(seed), new Random(~seed)));
    }

    private static NaiveTrees assertSameDecisions(long seed, RandomWorldsTest.World world) {
        Scenario scenario = world.scenario();
        NaiveEngine naive = new NaiveEngine(scenario, world.arrivals()::get, seed, world.unit());
        List<Event> expected = naive.run();
        AgentOrder order = new AgentOrder(scenario);
        Recorded makers = new Recorded(new CompiledTrees(scenario, order), scenario, order);
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
        for (int i = 0; i < makers.decisions.size(); i++) {
            int at = i;
            assertArrayEquals(
                    naive.trees().fields.get(i),
                    makers.fields.get(i),
                    () -> "fields of world " + seed + " at decision " + makers.decisions.get(at));
        }
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

    /// Compiled trees whose decisions are written down, with the fields at each.
    private record Recorded(
            DecisionMakers makers, Scenario scenario, AgentOrder order, List<String> decisions, List<long[]> fields)
            implements DecisionMakers {

        Recorded(DecisionMakers makers, Scenario scenario, AgentOrder order) {
            this(makers, scenario, order, new ArrayList<>(), new ArrayList<>());
        }

        @Override
        public void endDay() {
            makers.endDay();
        }

        @Override
        public DecisionMaker maker(DecisionTrees trees, Kernel kernel) {
            DecisionMaker maker = makers.maker(trees, kernel);
            FieldProbe probe = new FieldProbe(scenario, kernel);
            Set<Field> read = NaiveTrees.readByTrees(scenario);
            return new DecisionMaker() {
                @Override
                public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
                    probe.turnOf(agent, tick);
                    fields.add(NaiveTrees.bits(read, TreeKind.STRATEGIC_COLLATERAL, probe::read));
                    maker.strategicCollateral(tick, agent, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), decision));
                }

                @Override
                public void budget(int tick, int agent, BudgetDecision decision) {
                    probe.turnOf(agent, tick);
                    fields.add(NaiveTrees.bits(read, TreeKind.BANK, probe::read));
                    maker.budget(tick, agent, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), decision));
                }

                @Override
                public void payment(int tick, int agent, int slot, boolean isQueued, PaymentDecision decision) {
                    probe.turnOf(agent, tick);
                    probe.about(slot, isQueued);
                    fields.add(NaiveTrees.bits(read, TreeKind.PAYMENT, probe::read));
                    maker.payment(tick, agent, slot, isQueued, decision);
                    decisions.add(NaiveTrees.inWords(tick, id(agent), kernel.txs().number[slot], decision));
                }

                @Override
                public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
                    probe.turnOf(agent, tick);
                    fields.add(NaiveTrees.bits(read, TreeKind.END_OF_TICK_COLLATERAL, probe::read));
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
