package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent.AgentArrivalRate;
import rtgsim.scenario.ScheduledEvent.AgentOutage;
import rtgsim.scenario.ScheduledEvent.CounterpartyWeight;
import rtgsim.scenario.ScheduledEvent.CreditLimit;
import rtgsim.scenario.ScheduledEvent.CustomTransaction;
import rtgsim.scenario.ScheduledEvent.DeadlineWindow;
import rtgsim.scenario.ScheduledEvent.DirectTransfer;
import rtgsim.scenario.ScheduledEvent.GlobalArrivalRate;
import rtgsim.scenario.ScheduledEvent.PolicyChange;
import rtgsim.scenario.ScheduledEvent.Schedule;
import rtgsim.scenario.Simulation;

class ScenarioReaderTest {

    private static final String SMALL =
            """
            name: small
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
            agents: [{ id: A, opening_balance: 100, unsecured_cap: 5 }, { id: B, opening_balance: 0 }]
            """;

    @Test
    void whatIsLeftOutTakesItsDefault() throws Exception {
        Scenario scenario = read(SMALL).scenario();
        assertEquals("", scenario.description());
        assertEquals(
                new Simulation(
                        10,
                        1,
                        1,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.NONE,
                        LocalTime.of(7, 0),
                        LocalTime.of(18, 0),
                        LocalDate.of(2026, 1, 5),
                        Simulation.BusinessDays.CONSECUTIVE),
                scenario.simulation());
        assertEquals(
                new Agent("A", 100, 5, 50, 0, BigDecimal.ZERO, new Policy.Fifo(), List.of()), scenario.agents().get(0));
        assertNull(scenario.population());
        assertEquals(LsmConfig.OFF, scenario.lsmConfig());
        assertEquals(Rtgs.DEFAULT, scenario.rtgs());
        assertEquals(CostRates.NONE, scenario.costRates());
        assertEquals(List.of(), scenario.scheduled());
    }

    @Test
    void whatIsWrittenIsWhatTheScenarioHolds() throws Exception {
        Scenario scenario = read(Resources.text("valid/many-keys.yaml")).scenario();
        assertEquals("A day with everything: ä, 😀 and \"quotes\"", scenario.description());
        assertEquals(Long.MAX_VALUE, scenario.simulation().rngSeed());
        assertEquals(LocalTime.of(18, 30, 15), scenario.simulation().closingTime());
        assertEquals(List.of("BANK_A", "NO", "12", "BANK_C"), scenario.agents().stream().map(Agent::id).toList());
        Agent first = scenario.agents().getFirst();
        assertEquals(new BigDecimal("0.02"), first.collateralHaircut());
        assertEquals(
                new Flow(
                        0.5,
                        new TreeMap<>(Map.of(0, 2.0, 50, 0.5)),
                        new AmountDistribution.LogNormal(100_000, 80_000, new Bounds(1, 10_000_000)),
                        Map.of("NO", 0.6, "12", 0.4, "BANK_C", 0.0),
                        30,
                        60,
                        new PriorityDistribution.Fixed(5),
                        false),
                first.arrivals().getFirst());
        assertEquals(1e-7, first.arrivals().get(1).ratePerTick());
        assertTrue(first.arrivals().get(1).divisible());
        assertNotNull(scenario.population());
        assertEquals(
                List.of(LsmConfig.Algorithm.CYCLES, LsmConfig.Algorithm.BILATERAL), scenario.lsmConfig().algorithms());
        assertEquals(new CostRates.DeadlinePenalty.Bps(new BigDecimal("12.5")), scenario.costRates().deadlinePenalty());
        assertEquals(BigDecimal.ONE, scenario.costRates().normalMultiplier());
        assertEquals(
                new DirectTransfer(new Schedule(10, 5, 30), "CENTRAL_BANK", "BANK_C", 1_000_000),
                scenario.scheduled().get(0));
        assertEquals(new CustomTransaction(Schedule.once(5), "12", "NO", 2, 9, 10, true), scenario.scheduled().get(3));
        assertEquals(new Limits(Map.of("NO", 3_000_000L, "POP_007", 0L), 8_000_000L, Limits.Bind.ALL), first.limits());
        assertEquals(new Reservations(100_000, 200_000), first.reservations());
        assertEquals(1_000_001, first.liquidityPool());
        assertEquals(333_333, first.dailyAllocation());
        assertEquals(new Policy.LiquidityAware(70, 2), scenario.agents().get(2).policy());
        assertEquals(
                new Rtgs(
                        Rtgs.Discipline.FIFO,
                        Rtgs.EntryOffsetting.EXTENDED,
                        true,
                        Rtgs.InternalOrder.PRIORITY_DEADLINE,
                        Rtgs.UnsettledAtClose.REJECT,
                        new Rtgs.Escalation(20, 3)),
                scenario.rtgs());
        assertEquals(Scenario.HoldLog.ON_CHANGE, scenario.holdLog());
        assertEquals(
                List.of(
                        new GlobalArrivalRate(Schedule.once(20), 1.5),
                        new AgentArrivalRate(Schedule.once(21), "POP_003", 0),
                        new CounterpartyWeight(new Schedule(22, 3, 900), "BANK_A", "POP_099", 0.2),
                        new DeadlineWindow(Schedule.once(23), null, 5, 6),
                        new DeadlineWindow(Schedule.once(24), "NO", 1, 1),
                        new CreditLimit(Schedule.once(25), "BANK_A", 0),
                        new PolicyChange(Schedule.once(26), "NO", new Policy.LiquidityAware(0, 0)),
                        new AgentOutage("POP_000", 27, 400)),
                scenario.scheduled().subList(5, 13));
    }

    @ParameterizedTest
    @ValueSource(strings = {"valid/many-keys.yaml", "valid/three-banks.yaml", "valid/older-generator.yaml"})
    void theCanonicalFormReadsBackAsTheSameScenario(String name) throws Exception {
        ScenarioDocument document = read(Resources.text(name));
        assertEquals(document, ScenarioReader.readText(document.canonicalJson(), "s.json", List.of(), null));
        assertEquals(document, ScenarioReader.readText(document.canonicalJson(), "s.yaml", List.of(), null));
    }

    @Test
    void filesThatMeanTheSameHaveOneCanonicalForm() throws Exception {
        String other =
                """
                # Another order, all defaults written out, other digits.
                rtgs: { unsettled_at_close: carry, deferred_crediting: FALSE }
                cost_rates: { deadline_penalty: 0_0, overdue_delay_multiplier: 1.000 }
                simulation:
                  rng_seed: +1
                  "num_days": 1
                  ticks_per_day: 1_0
                  start_date: 2026-01-05
                  opening_time: 07:00:00
                agents:
                - opening_balance: 1_00
                  unsecured_cap: 5
                  max_collateral_capacity: 50
                  collateral_haircut: 0e-3
                  id: 'A'
                  arrivals: []
                - {policy: {type: fifo}, opening_balance: -0, id: B}
                name: |-
                  small
                """;
        String json =
                "{\"agents\":[{\"id\":\"\\u0041\",\"opening_balance\":100,\"unsecured_cap\":5},{\"opening_balance\":0,\"id\":\"B\"}],"
                        + "\"name\":\"small\",\t\"simulation\":{\"rng_seed\":1,\"num_days\":1,\"ticks_per_day\":10}}";
        ScenarioDocument small = read(SMALL);
        assertEquals(small, read(other));
        assertEquals(small, ScenarioReader.readText(json, "s.JSON", List.of(), null));
        assertEquals(small, ScenarioReader.readText("\uFEFF" + SMALL.replace("\n", "\r\n"), "s.yml", List.of(), null));
        assertEquals(small, read("%YAML 1.2\n---\n" + SMALL + "...\n"));
    }

    @Test
    void theCanonicalFormOfASmallScenarioIsThis() throws Exception {
        String agent =
                "{\"id\":\"%s\",\"opening_balance\":%d,\"unsecured_cap\":%d,\"max_collateral_capacity\":%d,\"posted_collateral\":0,\"collateral_haircut\":0,"
                        + "\"liquidity_pool\":0,\"liquidity_allocation_fraction\":1,\"limits\":{\"bilateral\":{},\"bind\":\"normal\"},"
                        + "\"reservations\":{\"highly_urgent\":0,\"urgent\":0},\"policy\":{\"type\":\"fifo\"},\"arrivals\":[]}";
        String expected =
                "{\"name\":\"small\",\"description\":\"\",\"simulation\":{\"ticks_per_day\":10,\"num_days\":1,\"rng_seed\":1,\"rng\":\"per_agent\","
                        + "\"deadline_cap\":\"none\",\"opening_time\":\"07:00\",\"closing_time\":\"18:00\",\"start_date\":\"2026-01-05\",\"business_days\":\"consecutive\"},"
                        + "\"agents\":["
                        + agent.formatted("A", 100, 5, 50)
                        + ","
                        + agent.formatted("B", 0, 0, 0)
                        + "],\"lsm_config\":{\"algorithms\":[],\"every_ticks\":1,\"max_cycle_length\":4,\"max_cycles_per_tick\":10,\"cycle_work\":1000000,\"optimal_max_transactions\":24},"
                        + "\"rtgs\":{\"discipline\":\"bypass\",\"entry_offsetting\":\"none\",\"deferred_crediting\":false,"
                        + "\"internal_queue_order\":\"fifo\",\"unsettled_at_close\":\"carry\"},"
                        + "\"cost_rates\":{\"overdraft_bps_per_tick\":0,\"collateral_cost_per_tick_bps\":0,\"liquidity_cost_per_tick_bps\":0,"
                        + "\"delay_cost_per_tick_per_cent\":0,\"priority_delay_multipliers\":{\"urgent\":1,\"normal\":1,\"low\":1},\"overdue_delay_multiplier\":1,"
                        + "\"delay_cost_queues\":\"both\",\"deadline_penalty\":0,\"split_friction_cost\":0,\"eod_penalty\":0},\"scenario_events\":[],"
                        + "\"log\":{\"holds\":\"every_tick\"}}";
        ScenarioDocument document = read(SMALL);
        assertEquals(expected, document.canonicalJson());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(expected.getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(hash), document.sha256());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simulation.rng_seed=2",
                "name=other",
                "description=x",
                "agents[A].opening_balance=101",
                "agents[A].id=C",
                "lsm_config.every_ticks=2",
                "rtgs.deferred_crediting=true",
                "rtgs.discipline=fifo",
                "rtgs.entry_offsetting=simple",
                "rtgs.internal_queue_order=priority_deadline",
                "rtgs.priority_escalation={start_ticks_before_deadline: 1, max_boost: 0}",
                "agents[A].limits.bilateral={B: 0}",
                "agents[A].limits.multilateral=0",
                "agents[A].limits.bind=all",
                "agents[A].reservations.urgent=1",
                "agents[A].reservations.highly_urgent=1",
                "agents[A].liquidity_pool=1",
                "agents[A].liquidity_allocation_fraction=0.999999",
                "log.holds=on_change",
                "scenario_events=[{type: agent_outage, agent: A, from: 0, until: 1}]",
                "cost_rates.eod_penalty=1",
                "cost_rates.deadline_penalty={bps: 0}",
                "simulation.start_date=2026-01-06"
            })
    void anotherMeaningHasAnotherHash(String setting) throws Exception {
        assertNotEquals(
                read(SMALL).sha256(), ScenarioReader.readText(SMALL, "s.yaml", List.of(setting), null).sha256());
    }

    @Test
    void aCharacterOfTwoHalvesMayStandAnywhere() throws Exception {
        for (int before = 900; before < 1_200; before++) {
            String description = "x".repeat(before) + "😀" + "x".repeat(1_024) + "😀😀";
            String text = SMALL + "description: \"" + description + "\"\n";
            assertEquals(description, read(text).scenario().description());
        }
    }

    @Test
    void aPopulationMayStandWithoutListedAgents() throws Exception {
        String text =
                """
                name: crowd
                simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
                population: { count: 1_000_000, id: "B%06d", size: { distribution: zipf, exponent: 0 }, opening_balance_total: 5 }
                """;
        assertEquals(0, read(text).scenario().agents().size());
        ScenarioRefused refused =
                assertThrows(ScenarioRefused.class, () -> read(text + "agents: [{ id: A, opening_balance: 1 }]\n"));
        assertEquals("S0128", refused.problems().getFirst().code());
    }

    @Test
    void aFileThatIsNotThereIsNoMistakeOfItsAuthor(@TempDir Path folder) {
        assertThrows(
                NoSuchFileException.class, () -> ScenarioReader.read(folder.resolve("none.yaml"), List.of(), null));
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWhereTheyStand(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latin1.yaml");
        Files.write(file, (SMALL + "description: caf\u00E9\n").getBytes(StandardCharsets.ISO_8859_1));
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> ScenarioReader.read(file, List.of(), null));
        Problem problem = refused.problems().getFirst();
        assertEquals("S0002", problem.code());
        assertEquals(4, problem.line());
        assertEquals(17, problem.column());
        assertEquals(file.toString(), problem.file());
    }

    @Test
    void aReplacementCharacterOfTheAuthorIsReadAsOne(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("replacement.yaml");
        Files.writeString(file, SMALL + "description: \uFFFD\n");
        assertEquals("\uFFFD", ScenarioReader.read(file, List.of(), null).scenario().description());
    }

    @Test
    void aFileOfMoreThan64MebibytesIsRefusedUnread(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.yaml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(ScenarioReader.BYTES_MAX + 1L);
        }
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> ScenarioReader.read(file, List.of(), null));
        assertEquals("S0001", refused.problems().getFirst().code());
    }

    @Test
    void theFirstThousandMistakesAreListedAndTheRestCounted() {
        StringBuilder text = new StringBuilder(SMALL);
        for (int i = 0; i < 1_500; i++) text.append("key_").append(i).append(": 1\n");
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(text.toString()));
        assertEquals(1_001, refused.problems().size());
        Problem last = refused.problems().getLast();
        assertEquals("S0999", last.code());
        assertEquals("500 more problems are not listed", last.message());
    }

    @Test
    void aBadAgentIsNoReasonToDoubtThatOthersExist() {
        String text =
                SMALL.replace("id: B,", "id: 5,")
                        + "scenario_events: [{ type: direct_transfer, sender: A, receiver: Z, amount: 1, at: 0 }]\n";
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(text));
        assertEquals(List.of("S0101"), refused.problems().stream().map(Problem::code).toList());
    }

    @Test
    void pointersNameTheValueInTheTree() {
        String text = SMALL.replace("opening_balance: 0", "opening_balance: x, \"a/b~c\": 1");
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(text));
        assertEquals(
                List.of("/agents/1/opening_balance", "/agents/1/a~1b~0c"),
                refused.problems().stream().map(Problem::pointer).toList());
    }

    private static ScenarioDocument read(String text) throws ScenarioRefused {
        return ScenarioReader.readText(text, "s.yaml", List.of(), null);
    }
}
