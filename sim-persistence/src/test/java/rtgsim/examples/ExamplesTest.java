package rtgsim.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.EventKind;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.QueueCause;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.examples.ExamplePage.Example;
import rtgsim.examples.ExamplePage.WrittenLog;
import rtgsim.policy.CompiledTrees;
import rtgsim.replay.ReplayedState;
import rtgsim.replay.Replayer;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.store.EventJson;
import rtgsim.tree.DecisionTrees;

/// The examples of `docs/examples.md` leave the logs that the page shows.
class ExamplesTest {

    private static final Path PAGE = Path.of("..", "docs", "examples.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    private record Run(Scenario scenario, AgentOrder order, RunHeader header, List<Event> events) {}

    static Stream<Example> examples() throws IOException {
        return ExamplePage.read(PAGE).stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExampleLeavesTheLogOfThePageAndTheReplayerAgrees(Example example) throws Exception {
        assertFalse(example.logs().isEmpty(), "no table under " + example);
        for (WrittenLog written : example.logs()) {
            Run run = run(example, written.set());
            assertEquals(table(written.columns(), written.rows()), table(written.columns(), rows(run, written)));
            ReplayedState end = Replayer.replay(run.scenario, run.order, run.header, run.events);
            Map<String, Long> balances = new TreeMap<>(written.balances());
            balances.replaceAll((id, _) -> end.balance(run.order.of(id)));
            assertEquals(new TreeMap<>(written.balances()), balances);
        }
    }

    private Run run(Example example, @Nullable String set) throws Exception {
        Path file = Files.writeString(folder.resolve("example.yaml"), example.scenario());
        if (example.payments() != null) Files.writeString(folder.resolve("payments.csv"), example.payments());
        ScenarioDocument document = ScenarioReader.read(file, set == null ? List.of() : List.of(set), null);
        AgentOrder order = new AgentOrder(document.scenario());
        Scenario scenario = withDeciders(document.scenario(), WrittenDecisions.agents(example.decisions()));
        KeptChunks kept = new KeptChunks();
        try (Engine engine =
                new JavaEngine(
                        scenario,
                        order,
                        document.arrivals(order),
                        kept,
                        example.decisions().isEmpty()
                                ? new CompiledTrees(scenario, order)
                                : (_, kernel) -> new WrittenDecisions(example.decisions(), order, kernel))) {
            engine.runTicks(scenario.simulation().totalTicks());
            engine.finish();
        }
        RunHeader header = Engine.header(scenario, order);
        return new Run(scenario, order, header, new EventRows(header).all(kept.chunks()));
    }

    /// The scenario with trees where the page takes the decisions.
    private static Scenario withDeciders(Scenario scenario, Set<String> deciders) {
        List<Agent> agents = new ArrayList<>();
        for (Agent agent : scenario.agents()) {
            agents.add(
                    !deciders.contains(agent.id())
                            ? agent
                            : withPolicy(agent, new Policy.Tree(DecisionTrees.named("written"))));
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

    private static Agent withPolicy(Agent agent, Policy policy) {
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
                policy,
                agent.arrivals());
    }

    private static List<List<String>> rows(Run run, WrittenLog written) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (Event event : run.events) {
            if (written.without().contains(event.kind().label())) continue;
            JsonNode details = JSON.readTree(EventJson.details(event));
            rows.add(written.columns().stream().map(column -> cell(event, details, column)).toList());
        }
        return rows;
    }

    private static String cell(Event event, JsonNode details, String column) {
        return switch (column) {
            case "tick" -> Integer.toString(event.tick());
            case "event_type" -> event.kind().label();
            case "agent_id" -> event.agentId() == null ? "" : event.agentId();
            case "tx_id" -> event.txId() == null ? "" : plain(event.txId());
            default -> {
                JsonNode value = details.path(column);
                if (!value.isArray()) yield plain(value.asText());
                List<String> texts = new ArrayList<>();
                for (JsonNode element : value) texts.add(plain(element.asText()));
                yield String.join(", ", texts);
            }
        };
    }

    /// A transaction is its number, and a minus is a minus.
    private static String plain(String text) {
        if (text.matches("tx_\\d+")) return Integer.toString(Integer.parseInt(text.substring(3)));
        return text.matches("-\\d+") ? text.replace('-', '−') : text;
    }

    private static String table(List<String> columns, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        line(text, columns);
        line(text, columns.stream().map(_ -> "---").toList());
        for (List<String> row : rows) line(text, row);
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append('|');
        for (String cell : cells) text.append(' ').append(cell).append(cell.isEmpty() ? "|" : " |");
        text.append('\n');
    }

    // What the page covers.

    @Test
    void everyKindOfEventAndEveryWordOfTheClosedListsStandsInSomeLog() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (EventKind kind : EventKind.values()) expected.add(kind.label());
        for (ArrivalOrigin origin : ArrivalOrigin.values()) expected.add("Arrival " + origin.label());
        for (SettlementOrigin origin : SettlementOrigin.values()) expected.add("Settlement " + origin.label());
        for (QueueCause cause : QueueCause.values()) expected.add("QueuedRtgs " + cause.label());
        for (RtgsPriority priority : RtgsPriority.values()) expected.add("PolicySubmit " + priority.label());
        for (Reason reason : Reason.values()) expected.add("reason " + reason.label());
        Set<String> seen = new TreeSet<>();
        for (Example example : ExamplePage.read(PAGE)) {
            for (WrittenLog written : example.logs()) {
                for (Event event : run(example, written.set()).events) see(seen, event);
            }
        }
        expected.removeAll(seen);
        assertEquals(Set.of(), expected, "missing in docs/examples.md");
    }

    private static void see(Set<String> seen, Event event) {
        String kind = event.kind().label();
        seen.add(kind);
        switch (event) {
            case Event.Arrival arrival -> seen.add(kind + " " + arrival.origin().label());
            case Event.Settlement settled -> seen.add(kind + " " + settled.origin().label());
            case Event.QueuedRtgs queued -> seen.add(kind + " " + queued.cause().label());
            case Event.PolicySubmit submitted -> seen.add(kind + " " + submitted.rtgsPriority().label());
            case Event.PolicyHold hold -> seen.add("reason " + hold.reason());
            case Event.PolicyDrop drop -> seen.add("reason " + drop.reason());
            case Event.CollateralPost post -> seen.add("reason " + post.reason());
            case Event.CollateralWithdraw withdrawal -> seen.add("reason " + withdrawal.reason());
            case Event.CostAccrual cost -> seeCosts(seen, cost);
            case Event.PolicySplit _, Event.LsmBilateralOffset _, Event.LsmCycleSettlement _, Event.EndOfDay _ -> {}
        }
    }

    private static void seeCosts(Set<String> seen, Event.CostAccrual cost) {
        if (cost.overdraft() > 0) seen.add("cost overdraft");
        if (cost.collateral() > 0) seen.add("cost collateral");
        if (cost.liquidity() > 0) seen.add("cost liquidity");
        if (cost.delay() > 0) seen.add("cost delay");
        if (cost.deadlinePenalty() > 0) seen.add("cost deadline_penalty");
        if (cost.splitFriction() > 0) seen.add("cost split_friction");
        if (cost.eodPenalty() > 0) seen.add("cost eod_penalty");
    }

    @Test
    void everyRuleThatAScenarioCanChooseIsChosenInSomeExample() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (LsmConfig.Algorithm algorithm : LsmConfig.Algorithm.values()) expected.add("algorithm " + algorithm);
        for (Rtgs.EntryOffsetting offsetting : Rtgs.EntryOffsetting.values()) expected.add("at entry " + offsetting);
        for (Class<?> policy : Policy.class.getPermittedSubclasses()) expected.add(policy.getSimpleName());
        for (Class<?> event : ScheduledEvent.class.getPermittedSubclasses()) expected.add(event.getSimpleName());
        expected.addAll(
                List.of(
                        "discipline fifo",
                        "deferred crediting",
                        "internal order",
                        "escalation",
                        "reject",
                        "holds on change",
                        "population",
                        "deadline cap end of day",
                        "deadline cap end of run",
                        "cost overdraft",
                        "cost collateral",
                        "cost liquidity",
                        "cost delay",
                        "cost deadline_penalty",
                        "cost split_friction",
                        "cost eod_penalty",
                        "bilateral limit",
                        "multilateral limit",
                        "limits bind all",
                        "reservation urgent",
                        "reservation highly urgent",
                        "pool",
                        "haircut"));
        Set<String> chosen = new TreeSet<>();
        for (Example example : ExamplePage.read(PAGE)) {
            for (WrittenLog written : example.logs()) {
                Run run = run(example, written.set());
                choose(chosen, run.scenario);
                for (Event event : run.events) if (event instanceof Event.CostAccrual cost) seeCosts(chosen, cost);
            }
        }
        expected.removeAll(chosen);
        assertEquals(Set.of(), expected, "missing in docs/examples.md");
    }

    private static void choose(Set<String> chosen, Scenario scenario) {
        scenario.lsmConfig().algorithms().forEach(algorithm -> chosen.add("algorithm " + algorithm));
        Rtgs rtgs = scenario.rtgs();
        chosen.add("at entry " + rtgs.entryOffsetting());
        if (rtgs.discipline() == Rtgs.Discipline.FIFO) chosen.add("discipline fifo");
        if (rtgs.deferredCrediting()) chosen.add("deferred crediting");
        if (rtgs.internalOrder() == Rtgs.InternalOrder.PRIORITY_DEADLINE) chosen.add("internal order");
        if (rtgs.escalation() != null) chosen.add("escalation");
        if (rtgs.unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT) chosen.add("reject");
        if (scenario.holdLog() == Scenario.HoldLog.ON_CHANGE) chosen.add("holds on change");
        if (scenario.population() != null) chosen.add("population");
        switch (scenario.simulation().deadlineCap()) {
            case NONE -> {}
            case END_OF_DAY -> chosen.add("deadline cap end of day");
            case END_OF_RUN -> chosen.add("deadline cap end of run");
        }
        for (ScheduledEvent event : scenario.scheduled()) chosen.add(event.getClass().getSimpleName());
        for (Agent agent : scenario.agents()) {
            chosen.add(agent.policy().getClass().getSimpleName());
            if (!agent.limits().bilateral().isEmpty()) chosen.add("bilateral limit");
            if (agent.limits().multilateral() != null) chosen.add("multilateral limit");
            if (agent.limits().bind() == rtgsim.scenario.Limits.Bind.ALL) chosen.add("limits bind all");
            if (agent.reservations().urgent() > 0) chosen.add("reservation urgent");
            if (agent.reservations().highlyUrgent() > 0) chosen.add("reservation highly urgent");
            if (agent.liquidityPool() > 0) chosen.add("pool");
            if (agent.collateralHaircut().signum() > 0) chosen.add("haircut");
        }
    }
}
