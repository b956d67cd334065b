package rtgsim.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.Event;
import rtgsim.event.EventRows;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Kernel;
import rtgsim.replay.ReplayedState;
import rtgsim.replay.Replayer;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.store.RunDescription;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;
import rtgsim.store.StoredRun;
import rtgsim.tree.DecisionTrees;

/// Three days with every rule on, stored: what comes back from the store is enough to rebuild the state of every tick.
class EveryRuleTest {

    /// Decide by what [RotatingDecisions] says, since only trees withdraw, time releases, set budgets and the like.
    private static final Set<String> DECIDERS = Set.of("BANK_F", "BANK_G");

    private static final int EACH_RULE_AT_LEAST = 3;

    private static final List<String> RULES =
            List.of(
                    "Arrival generated",
                    "Arrival file",
                    "Arrival scheduled",
                    "Arrival split",
                    "Arrival pool",
                    "PolicySubmit normal",
                    "PolicySubmit urgent",
                    "PolicySubmit highly_urgent",
                    "PolicyHold hold",
                    "PolicyHold invalid_split",
                    "PolicyHold budget",
                    "PolicyHold timed",
                    "PolicyHold not_submitted",
                    "PolicyHold withdrawn",
                    "PolicyHold reprioritized",
                    "PolicyHold not_urgent",
                    "PolicyHold buffer",
                    "PolicyHold liquidity",
                    "PolicyDrop policy",
                    "PolicyDrop close",
                    "PolicySplit",
                    "PolicySplit in stages",
                    "CollateralPost policy",
                    "CollateralPost scheduled",
                    "CollateralWithdraw policy",
                    "CollateralWithdraw scheduled",
                    "CollateralWithdraw timer",
                    "Settlement immediate",
                    "Settlement queue",
                    "Settlement liquidity",
                    "QueuedRtgs order",
                    "QueuedRtgs liquidity",
                    "QueuedRtgs bilateral_limit",
                    "QueuedRtgs multilateral_limit",
                    "LsmBilateralOffset",
                    "LsmBilateralOffset at entry",
                    "LsmCycleSettlement cycle",
                    "LsmCycleSettlement multilateral",
                    "LsmCycleSettlement all_or_nothing",
                    "LsmCycleSettlement optimal",
                    "cost overdraft",
                    "cost delay",
                    "cost collateral",
                    "cost liquidity",
                    "cost deadline_penalty",
                    "cost split_friction",
                    "cost eod_penalty");

    @TempDir private Path folder;

    @Test
    void theStoredLogOfThreeDaysWithEveryRuleRebuildsTheStateOfEveryTick() throws Exception {
        long start = System.nanoTime();
        ScenarioDocument document =
                ScenarioReader.read(Path.of("..", "scenarios", "three-days-every-rule.yaml"), List.of(), null);
        Scenario scenario = withDeciders(document.scenario());
        AgentOrder order = new AgentOrder(scenario);
        RunHeader header = Engine.header(scenario, order);
        int ticks = scenario.simulation().totalTicks();
        Store store = new Store(folder);
        List<Kernel> kernels = new ArrayList<>();
        List<String> states = new ArrayList<>();
        Map<String, Number> measures;
        try (RunWriter writer = store.create(describe(document, header), false);
                Engine engine =
                        new JavaEngine(
                                scenario,
                                order,
                                document.arrivals(order),
                                writer,
                                (_, kernel) -> {
                                    kernels.add(kernel);
                                    return new RotatingDecisions(kernel);
                                })) {
            while (!engine.isOver()) {
                engine.runTick();
                states.add(state(kernels.getFirst(), header));
            }
            engine.finish();
            measures = engine.measures().byName();
            writer.end(measures, 0, () -> 0);
        }
        List<Event> events = new ArrayList<>();
        try (StoredRun run = store.open(scenario.name())) {
            assertEquals(header, run.header());
            EventRows rows = new EventRows(run.header());
            run.eachChunk(chunk -> events.addAll(rows.all(List.of(chunk))));
        }
        ReplayedState end =
                Replayer.replay(
                        scenario,
                        order,
                        header,
                        events,
                        ticks,
                        state -> assertEquals(states.get(state.tick()), state(state, header), "tick " + state.tick()));
        assertEquals(measures, end.measures());
        for (Class<?> kind : ScheduledEvent.class.getPermittedSubclasses()) {
            assertTrue(scenario.scheduled().stream().anyMatch(kind::isInstance), () -> "none scheduled: " + kind);
        }
        Map<String, Integer> fired = new TreeMap<>();
        for (Event event : events) count(fired, event);
        for (String rule : RULES) {
            assertTrue(fired.getOrDefault(rule, 0) >= EACH_RULE_AT_LEAST, () -> rule + " fired too rarely: " + fired);
        }
        System.out.printf(
                "reliability 3: %d events of 3 days, each of %d rules at least %d times: 0 differences in %d ticks, %.1f s%n",
                events.size(), RULES.size(), EACH_RULE_AT_LEAST, ticks, (System.nanoTime() - start) / 1e9);
    }

    private static Scenario withDeciders(Scenario scenario) {
        List<Agent> agents = new ArrayList<>();
        for (Agent agent : scenario.agents()) {
            agents.add(!DECIDERS.contains(agent.id()) ? agent : deciding(agent));
        }
        return new Scenario(
                scenario.name(),
                scenario.description(),
                scenario.simulation(),
                agents,
                scenario.population(),
                scenario.lsmConfig(),
                scenario.rtgs(),
                scenario.costRates(),
                scenario.scheduled(),
                scenario.holdLog());
    }

    private static Agent deciding(Agent agent) {
        return new Agent(
                agent.id(),
                agent.openingBalance(),
                agent.unsecuredCap(),
                agent.maxCollateralCapacity(),
                agent.postedCollateral(),
                agent.collateralHaircut(),
                agent.liquidityPool(),
                agent.allocationFraction(),
                agent.limits(),
                agent.reservations(),
                new Policy.Tree(DecisionTrees.named("rotating")),
                agent.arrivals());
    }

    private static RunDescription describe(ScenarioDocument document, RunHeader header) {
        Scenario scenario = document.scenario();
        return new RunDescription(
                scenario.name(),
                scenario.name(),
                document.canonicalJson(),
                document.sha256(),
                scenario.simulation().rngSeed(),
                List.of(),
                scenario.simulation().totalTicks(),
                "java",
                1,
                !scenario.trees().isEmpty(),
                scenario.simulation(),
                header,
                System.nanoTime());
    }

    // The state at the end of a tick, as the engine has it and as the replayer does.

    private static String state(Kernel kernel, RunHeader header) {
        StringBuilder text = new StringBuilder();
        for (int agent = 0; agent < header.agentIds().size(); agent++) {
            List<String> internal = new ArrayList<>();
            for (int slot = kernel.internal().first(agent); slot >= 0; slot = kernel.internal().after(slot)) {
                internal.add(RunHeader.txId(kernel.txs().number[slot]));
            }
            describe(
                    text,
                    header.agentIds().get(agent),
                    kernel.ledger().balance(agent),
                    kernel.ledger().usable(agent) - kernel.ledger().balance(agent),
                    kernel.ledger().usable(agent) - kernel.ledger().available(agent),
                    kernel.ledger().posted(agent),
                    kernel.ledger().allocated(agent),
                    internal);
        }
        int[] central = new int[kernel.central().count()];
        kernel.central().copyTo(central);
        text.append("central ");
        text.append(Arrays.stream(central).mapToObj(slot -> RunHeader.txId(kernel.txs().number[slot])).toList());
        assertTrue(kernel.central().count() == 0 || central[0] != CentralQueue.NONE);
        return text.toString();
    }

    private static String state(ReplayedState state, RunHeader header) {
        StringBuilder text = new StringBuilder();
        for (int agent = 0; agent < header.agentIds().size(); agent++) {
            describe(
                    text,
                    header.agentIds().get(agent),
                    state.balance(agent),
                    state.creditLine(agent),
                    state.reservationLeft(agent, RtgsPriority.URGENT)
                            + state.reservationLeft(agent, RtgsPriority.HIGHLY_URGENT),
                    state.postedCollateral(agent),
                    state.allocatedPool(agent),
                    state.internalQueue(agent).stream().sorted().toList());
        }
        return text.append("central ").append(state.centralQueue()).toString();
    }

    private static void describe(
            StringBuilder text,
            String id,
            long balance,
            long creditLine,
            long reserved,
            long posted,
            long allocated,
            List<String> internal) {
        text.append(id)
                .append(": balance ")
                .append(balance)
                .append(", credit line ")
                .append(creditLine)
                .append(", reserved ")
                .append(reserved)
                .append(", posted ")
                .append(posted)
                .append(", allocated ")
                .append(allocated)
                .append(", internal ")
                .append(internal)
                .append('\n');
    }

    private static void count(Map<String, Integer> fired, Event event) {
        String kind = event.kind().label();
        switch (event) {
            case Event.Arrival e -> add(fired, kind + " " + e.origin().label(), 1);
            case Event.PolicySubmit e -> add(fired, kind + " " + e.rtgsPriority().label(), 1);
            case Event.PolicyHold e -> add(fired, kind + " " + e.reason(), 1);
            case Event.PolicyDrop e -> add(fired, kind + " " + e.reason(), 1);
            case Event.PolicySplit e ->
                    add(fired, e.releaseTicks().getLast() > e.tick() ? kind + " in stages" : kind, 1);
            case Event.CollateralPost e -> add(fired, kind + " " + e.reason(), 1);
            case Event.CollateralWithdraw e -> add(fired, kind + " " + e.reason(), 1);
            case Event.Settlement e -> add(fired, kind + " " + e.origin().label(), 1);
            case Event.QueuedRtgs e -> add(fired, kind + " " + e.cause().label(), 1);
            case Event.LsmBilateralOffset e -> add(fired, e.atEntry() ? kind + " at entry" : kind, 1);
            case Event.CostAccrual e -> {
                add(fired, "cost overdraft", e.overdraft());
                add(fired, "cost delay", e.delay());
                add(fired, "cost collateral", e.collateral());
                add(fired, "cost liquidity", e.liquidity());
                add(fired, "cost deadline_penalty", e.deadlinePenalty());
                add(fired, "cost split_friction", e.splitFriction());
                add(fired, "cost eod_penalty", e.eodPenalty());
            }
            case Event.LsmCycleSettlement e -> add(fired, kind + " " + e.method().label(), 1);
            case Event.EndOfDay _ -> add(fired, kind, 1);
        }
    }

    private static void add(Map<String, Integer> fired, String rule, long cost) {
        if (cost > 0) fired.merge(rule, 1, Integer::sum);
    }
}
