package rtgsim.scenario.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.importing.ImportedRun.sample;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.event.Event;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.file.Problem;
import rtgsim.scenario.file.ScenarioRefused;

/// Scenarios and policies of SimCash, as its documentation describes them, and what is made of them.
class SimcashImportTest {

    private static final String TWO_AGENTS =
            """
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 42 }
            agents:
              - { id: BANK_A, opening_balance: 1000, policy: { type: Fifo } }
              - { id: BANK_B, opening_balance: 1000, policy: { type: Fifo } }
            """;

    @TempDir Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Imported imported(Path... files) throws ScenarioRefused, IOException {
        return SimcashImport.read(List.of(files), Path.of("imported.yaml"));
    }

    private static Imported everyKey() throws ScenarioRefused, IOException {
        return imported(sample("simcash/every-key.yaml"), sample("simcash/every-key.json"));
    }

    private static List<Problem> refusal(Path... files) {
        return assertThrows(ScenarioRefused.class, () -> imported(files).close()).problems();
    }

    private static Map<String, List<Finding>> byKey(List<Finding> findings) {
        Map<String, List<Finding>> byKey = new LinkedHashMap<>();
        for (Finding finding : findings) {
            String key = finding.path().replaceAll("\\[[0-9]+]", "[]");
            byKey.computeIfAbsent(key, none -> new ArrayList<>()).add(finding);
        }
        return byKey;
    }

    private static Finding one(List<Finding> findings, String path) {
        return findings.stream()
                .filter(finding -> finding.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding of " + path));
    }

    private static Finding added(List<Finding> findings, String becomes) {
        return findings.stream()
                .filter(finding -> finding.outcome() == Outcome.ADDED && becomes.equals(finding.becomes()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing added as " + becomes));
    }

    @Test
    void everyKeyOfTheDocumentationIsInTheSamplesAndInTheReport() throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (Imported first = everyKey();
                Imported second = imported(sample("simcash/other-form.yaml"))) {
            findings.addAll(first.report().findings());
            findings.addAll(second.report().findings());
        }
        Map<String, List<Finding>> byKey = byKey(findings);
        List<String> missing = new ArrayList<>();
        int keys = 0;
        for (String line : Files.readAllLines(sample("simcash/keys.txt"))) {
            if (line.startsWith("#")) continue;
            keys++;
            List<Finding> said = byKey.get(line);
            boolean known = said != null && said.stream().anyMatch(each -> each.outcome() != Outcome.UNKNOWN);
            if (!known) missing.add(line);
        }
        assertEquals(List.of(), missing);
        assertTrue(keys > 150, "keys=" + keys);
        List<String> unknown =
                findings.stream().filter(finding -> finding.outcome() == Outcome.UNKNOWN).map(Finding::path).toList();
        assertEquals(List.of(), unknown, "the samples have no key that the documentation has not");
    }

    @Test
    void everyFindingHasItsPlaceAndEveryLossItsReason() throws Exception {
        try (Imported imported = everyKey()) {
            Set<String> places = new HashSet<>();
            for (Finding finding : imported.report().findings()) {
                boolean added = finding.outcome() == Outcome.ADDED;
                assertEquals(added, finding.line() == 0, finding.toString());
                assertEquals(added, finding.path().isEmpty(), finding.toString());
                if (!added) assertTrue(places.add(finding.file() + finding.path()), "once only: " + finding);
                if (finding.outcome() != Outcome.KEPT) assertTrue(finding.note() != null, finding.toString());
            }
            Finding seed = one(imported.report().findings(), "simulation.rng_seed");
            assertEquals(5, seed.line());
            assertEquals(3, seed.column());
            assertEquals("simulation.rng_seed", seed.becomes());
        }
    }

    @Test
    void whatNobodyKnowsIsReportedWithAllThatIsInside() throws Exception {
        Path file = file("s.yaml", TWO_AGENTS + "mystery: { inside: [ { deep: 1 } ] }\ncost_rates: { overdraft: 2 }\n");
        try (Imported imported = imported(file)) {
            List<Finding> findings = imported.report().findings();
            for (String path : List.of("mystery", "mystery.inside", "mystery.inside[0].deep", "cost_rates.overdraft")) {
                assertEquals(Outcome.UNKNOWN, one(findings, path).outcome(), path);
            }
            assertEquals(Outcome.KEPT, one(findings, "cost_rates").outcome());
            imported.check();
        }
    }

    @Test
    void whatHoldsThereWithoutBeingWrittenIsWrittenHere() throws Exception {
        try (Imported imported = imported(file("s.yaml", TWO_AGENTS))) {
            Scenario scenario = imported.check().scenario();
            assertEquals(Simulation.Rng.XORSHIFT64STAR, scenario.simulation().rng());
            assertEquals(Simulation.DeadlineCap.END_OF_RUN, scenario.simulation().deadlineCap());
            assertEquals(2, scenario.lsmConfig().algorithms().size());
            CostRates costs = scenario.costRates();
            assertEquals(new CostRates.DeadlinePenalty.Fixed(50_000), costs.deadlinePenalty());
            assertEquals(10_000, costs.eodPenalty());
            assertEquals(1_000, costs.splitFriction());
            List<Finding> findings = imported.report().findings();
            for (String key :
                    List.of(
                            "simulation.rng",
                            "simulation.deadline_cap",
                            "lsm_config.algorithms",
                            "cost_rates.overdraft_bps_per_tick",
                            "cost_rates.overdue_delay_multiplier",
                            "cost_rates.delay_cost_queues",
                            "cost_rates.eod_penalty")) {
                added(findings, key);
            }
        }
    }

    @Test
    void eachOutcomeIsJudgedAsItIs() throws Exception {
        try (Imported first = everyKey();
                Imported second = imported(sample("simcash/other-form.yaml"))) {
            List<Finding> there = first.report().findings();
            assertEquals(Outcome.KEPT, one(there, "agents[0].opening_balance").outcome());
            assertEquals("agents[BANK_A].opening_balance", one(there, "agents[0].opening_balance").becomes());
            assertEquals(Outcome.CHANGED, one(there, "agents[0].arrival_config.amount_distribution.mean").outcome());
            assertEquals(Outcome.LOST, one(there, "agents[0].arrival_config.priority").outcome());
            assertEquals(Outcome.LOST, one(there, "policy_feature_toggles.exclude").outcome());
            assertEquals(Outcome.CHANGED, one(there, "agents[0].limits.bilateral_limits.BANK_B").outcome());
            assertEquals("agents[CENTRAL_BANK_AGENT].id", one(there, "agents[7].id").becomes());
            assertEquals(
                    Outcome.LOST,
                    one(there, "payment_tree.on_false.on_true.on_false.on_false.condition.left.field").outcome());
            assertEquals(
                    Outcome.CHANGED,
                    one(there, "bank_tree.on_false.condition.right.compute.op").outcome(),
                    "a half is rounded otherwise");
            List<Finding> other = second.report().findings();
            assertEquals(Outcome.LOST, one(other, "rtgs_config.bilateral_limit").outcome());
            assertEquals(Outcome.CHANGED, one(other, "agents[0].arrival_config.amount_distribution.mean").outcome());
            added(other, "scenario_events[0].deadline_offset");
        }
    }

    @Test
    void policiesAreWrittenInOurNames() throws Exception {
        try (Imported imported = everyKey()) {
            imported.keep(folder.resolve("out.yaml"), false);
        }
        String tree = Files.readString(folder.resolve("every_key-BANK_F.json"));
        for (String there :
                List.of(
                        "ReleaseWithCredit",
                        "PaceAndRelease",
                        "HighlyUrgent",
                        "\"field\": \"settled_amount\"",
                        "original_priority",
                        "is_eod_rush",
                        "\"CENTRAL_BANK\"")) {
            assertFalse(tree.contains(there), there + " in " + tree);
        }
        assertTrue(tree.contains("\"urgency\": 4"), "the scenario's own parameter stands in place of the file's");
        assertTrue(tree.contains("\"field\": \"unsecured_cap\""), "credit_limit there is the unsecured part");
        assertTrue(tree.contains("\"rtgs_priority\""), "each release declares its band");
        String scenario = Files.readString(folder.resolve("out.yaml"));
        assertTrue(scenario.contains("{ type: tree, file: every_key-BANK_F.json }"), scenario);
        assertTrue(scenario.contains("{ type: tree, file: inline_release.json }"), scenario);
        assertTrue(scenario.contains("{ type: tree, file: BANK_A-policy.json }"), scenario);
    }

    @Test
    void nothingIsReplacedUnasked() throws Exception {
        Path there = file("out.yaml", "mine");
        try (Imported imported = imported(file("s.yaml", TWO_AGENTS))) {
            assertThrows(FileAlreadyExistsException.class, () -> imported.keep(there, false));
            assertEquals("mine", Files.readString(there));
            imported.keep(there, true);
            assertTrue(Files.readString(there).contains("xorshift64star"));
        }
    }

    /// Each trace with its scenario in SimCash's form.
    @ParameterizedTest
    @ValueSource(strings = {"two-agents-3x100", "two-agents-12", "ten-agents-tight"})
    void anImportedScenarioReproducesWhatTheOtherSimulatorDid(String trace) throws Exception {
        Path cases = Path.of("..", "sim-core", "src", "test", "resources", "cases");
        List<String> expected = Files.readAllLines(cases.resolve("trace-" + trace + ".csv"));
        try (Imported imported = imported(file("s.yaml", inSimcashForm(trace)))) {
            ImportedRun run = ImportedRun.of(imported);
            Map<String, Event.Settlement> settled =
                    run.all(Event.Settlement.class).stream()
                            .collect(Collectors.toMap(Event.Settlement::txId, each -> each));
            List<String> rows = new ArrayList<>(List.of(expected.getFirst()));
            for (Event.Arrival arrival : run.all(Event.Arrival.class)) {
                Event.Settlement end = settled.get(arrival.txId());
                rows.add(
                        arrival.tick()
                                + ","
                                + arrival.senderId()
                                + ","
                                + arrival.receiverId()
                                + ","
                                + arrival.amount()
                                + ","
                                + arrival.deadlineTick()
                                + ","
                                + (end == null ? "," : end.tick() + "," + end.origin().label()));
            }
            assertEquals(expected, rows);
        }
    }

    private static String inSimcashForm(String trace) {
        String off = "lsm_config: { enable_bilateral: false, enable_cycles: false }\n";
        String agent =
                """
                  - id: %s
                    opening_balance: %d
                    unsecured_cap: %d
                    policy: { type: Fifo }
                    arrival_config:
                      rate_per_tick: %s
                      amount_distribution: %s
                      counterparty_weights: %s
                      deadline_range: %s
                      priority: 5
                """;
        return off
                + switch (trace) {
                    case "two-agents-3x100" -> {
                        String uniform = "{ type: Uniform, min: 10000, max: 50000 }";
                        yield "simulation: { ticks_per_day: 100, num_days: 3, rng_seed: 42 }\nagents:\n"
                                + agent.formatted(
                                        "BANK_A", 1_000_000, 500_000, "1.0", uniform, "{ BANK_B: 1.0 }", "[30, 70]")
                                + agent.formatted(
                                        "BANK_B", 1_000_000, 500_000, "1.0", uniform, "{ BANK_A: 1.0 }", "[30, 70]");
                    }
                    case "two-agents-12" -> {
                        String logNormal = "{ type: LogNormal, mean: 10000, std_dev: 5000 }";
                        yield "deferred_crediting: true\ndeadline_cap_at_eod: true\n"
                                + "simulation: { ticks_per_day: 12, num_days: 1, rng_seed: 42 }\nagents:\n"
                                + agent.formatted("BANK_A", 1_000_000, 0, "2.0", logNormal, "{ BANK_B: 1.0 }", "[3, 8]")
                                + agent.formatted(
                                        "BANK_B", 1_000_000, 0, "2.0", logNormal, "{ BANK_A: 1.0 }", "[3, 8]");
                    }
                    default -> {
                        StringBuilder ten =
                                new StringBuilder(
                                        "simulation: { ticks_per_day: 100, num_days: 1, rng_seed: 42 }\nagents:\n");
                        for (int i = 0; i < 10; i++) {
                            String uniform = "{ type: Uniform, min: 1000, max: 20000 }";
                            ten.append(agent.formatted("BANK_000" + i, 42_000, 0, "2.0", uniform, "{}", "[20, 60]"));
                        }
                        yield ten.toString();
                    }
                };
    }

    @Test
    void theSamplesWithEveryKeyRunToTheirEnd() throws Exception {
        try (Imported first = everyKey();
                Imported second = imported(sample("simcash/other-form.yaml"))) {
            for (ImportedRun run : List.of(ImportedRun.of(first), ImportedRun.of(second))) {
                assertTrue(run.all(Event.Settlement.class).size() > 30, "settlements");
                assertFalse(run.all(Event.PolicySplit.class).isEmpty(), "splits");
                assertFalse(run.all(Event.PolicyHold.class).isEmpty(), "holds");
                int days = run.scenario().simulation().numDays();
                assertEquals(days, run.all(Event.EndOfDay.class).size());
            }
        }
    }

    @Test
    void aTreeThatAsksForABandItselfIsNotAskedAgain() throws Exception {
        Path scenario =
                file(
                        "s.yaml",
                        TWO_AGENTS.replaceFirst("\\{ type: Fifo }", "{ type: FromJson, json_path: banded.json }")
                                + """
                                priority_mode: true
                                scenario_events:
                                  - { type: CustomTransactionArrival, from_agent: BANK_A, to_agent: BANK_B, amount: 5000, priority: 9,
                                      schedule: { type: OneTime, tick: 1 } }
                                  - { type: CustomTransactionArrival, from_agent: BANK_A, to_agent: BANK_B, amount: 5000, priority: 6,
                                      schedule: { type: OneTime, tick: 1 } }
                                  - { type: CustomTransactionArrival, from_agent: BANK_A, to_agent: BANK_B, amount: 5000, priority: 2,
                                      schedule: { type: OneTime, tick: 1 } }
                                """);
        Path policy =
                file(
                        "banded.json",
                        """
                        { "version": "1.0", "policy_id": "banded", "payment_tree": { "type": "condition", "node_id": "N1",
                          "condition": { "op": ">=", "left": { "field": "priority" }, "right": { "value": 8.0 } },
                          "on_true": { "type": "action", "node_id": "A1", "action": "Release" },
                          "on_false": { "type": "action", "node_id": "A2", "action": "Release" } } }
                        """);
        try (Imported imported = imported(scenario, policy)) {
            assertEquals(
                    List.of("highly_urgent", "urgent", "normal"),
                    ImportedRun.of(imported).all(Event.PolicySubmit.class).stream()
                            .map(submit -> submit.rtgsPriority().label())
                            .toList());
        }
    }

    @Test
    void theLogarithmOfAnAmountBecomesItsMedian() throws Exception {
        String there =
                TWO_AGENTS.replace(
                        "{ id: BANK_A, opening_balance: 1000, policy: { type: Fifo } }",
                        "{ id: BANK_A, opening_balance: 1000, policy: { type: Fifo }, arrival_config: { rate_per_tick: 1,"
                                + " amount_distribution: { type: LogNormal, mean: 11.51, std_dev: 0.9 }, deadline_range: [3, 4] } }");
        try (Imported imported = imported(file("s.yaml", there))) {
            imported.keep(folder.resolve("out.yaml"), false);
            assertTrue(
                    Files.readString(folder.resolve("out.yaml")).contains("median: " + StrictMath.exp(11.51)),
                    "the median is e^mean");
            imported.check();
        }
    }

    @Test
    void whatIsWrongInAForeignFileIsSaidWithItsPlace() throws Exception {
        Path wrong =
                file(
                        "wrong.yaml",
                        """
                        simulation: { ticks_per_day: ten, num_days: 1.5 }
                        agents:
                          - { id: BANK_A, opening_balance: 1000, policy: { type: Clever } }
                          - { id: BANK_B, policy: { type: FromJson, json_path: no/such.json } }
                        scenario_events:
                          - { type: DirectTransfer, from_agent: BANK_X, to_agent: BANK_A, amount: -1, schedule: { type: OneTime, tick: 0 } }
                        """);
        List<Problem> problems = refusal(wrong);
        List<String> places = problems.stream().map(each -> each.line() + ":" + each.code()).toList();
        assertTrue(
                places.containsAll(
                        List.of(
                                "1:S0101", "1:S0105", "1:S0103", "3:S0108", "4:S0103", "4:S0501", "6:S0120",
                                "6:S0104")),
                places.toString());
        for (Problem problem : problems) assertEquals(wrong.toString(), problem.file());
    }

    @Test
    void hostileFilesAreRefusedNotObeyed() throws Exception {
        List<Path> hostile =
                List.of(
                        file("alias.yaml", "a: &x [1]\nb: *x\n"),
                        file("deep.yaml", "[".repeat(5_000)),
                        file("digits.yaml", TWO_AGENTS.replace("42", "9".repeat(100_000))),
                        file("power.yaml", TWO_AGENTS.replace("opening_balance: 1000", "opening_balance: 1e999999999")),
                        file("rate.yaml", TWO_AGENTS + "cost_rates: { overdraft_bps_per_tick: 1e-999999999 }\n"),
                        file("control.yaml", "a: \u0007\n"),
                        file("list.json", "[]"),
                        file("broken.json", "{\"agents\": "),
                        file("empty.yaml", ""),
                        file("two.yaml", TWO_AGENTS + "---\n" + TWO_AGENTS));
        for (Path file : hostile) assertFalse(refusal(file).isEmpty(), file.toString());
        assertEquals("S0012", refusal(file("1.yaml", TWO_AGENTS), file("2.yaml", TWO_AGENTS)).getFirst().code());
        assertEquals("S0103", refusal(sample("simcash/every-key.json")).getFirst().code());
    }

    @Test
    void aPolicyMayBeAsDeepAsOurTreesAre() throws Exception {
        StringBuilder tree = new StringBuilder();
        for (int i = 0; i < 99; i++) {
            tree.append("{\"type\":\"condition\",\"node_id\":\"n").append(i);
            tree.append("\",\"condition\":{\"op\":\"<\",\"left\":{\"field\":\"amount\"},\"right\":{\"value\":")
                    .append(i);
            tree.append("}},\"on_false\":{\"type\":\"action\",\"node_id\":\"h").append(i);
            tree.append("\",\"action\":\"Hold\"},\"on_true\":");
        }
        tree.append("{\"type\":\"action\",\"node_id\":\"end\",\"action\":\"Release\"}").append("}".repeat(99));
        Path policy = file("deep.json", "{\"version\":\"1.0\",\"policy_id\":\"deep\",\"payment_tree\":" + tree + "}");
        String scenario = TWO_AGENTS.replaceFirst("type: Fifo", "type: FromJson, json_path: p/deep.json");
        try (Imported imported = imported(file("s.yaml", scenario), policy)) {
            assertEquals(1, imported.check().scenario().trees().size());
        }
    }

    @Test
    void namesThatLookLikeSomethingElseAreWrittenInQuotes() throws Exception {
        String odd = TWO_AGENTS.replace("BANK_A", "\"no: [yes] # \\\" \\u00e9\"").replace("BANK_B", "\"1e3\"");
        try (Imported imported = imported(file("s.yaml", odd))) {
            Scenario scenario = imported.check().scenario();
            assertEquals("no: [yes] # \" \u00e9", scenario.agents().getFirst().id());
            assertEquals("1e3", scenario.agents().getLast().id());
        }
    }

    @Test
    void aResultThatIsNoValidScenarioIsToldWithFrames() throws Exception {
        String alone = TWO_AGENTS.replaceFirst("  - \\{ id: BANK_B.*\n", "");
        try (Imported imported = imported(file("s.yaml", alone))) {
            List<Problem> problems = assertThrows(ScenarioRefused.class, imported::check).problems();
            assertEquals("S0128", problems.getFirst().code());
            assertEquals("imported.yaml", problems.getFirst().file());
        }
    }
}
