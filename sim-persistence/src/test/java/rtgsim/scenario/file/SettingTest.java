package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Scenario;

/// `--set` and `--seed` change the scenario before it is checked.
class SettingTest {

    private static final String TEXT =
            """
            name: settings
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
            agents:
              - id: BANK_A
                opening_balance: 100
                arrivals:
                  - { rate_per_tick: 1, amount: { type: constant, value: 1 }, deadline_range: [1, 2] }
                  - { rate_per_tick: 2, amount: { type: constant, value: 1 }, deadline_range: [1, 2], counterparty_weights: { B.1: 1 } }
              - { id: B.1, opening_balance: 200, policy: { type: deadline, urgency_threshold: 3 } }
              - { id: "7", opening_balance: 300 }
            population:
              count: 3
              id: "POP_%02d"
              size: { distribution: zipf, exponent: 1 }
              opening_balance_total: 10
            """;

    /// Each setting, and the same scenario written out: a replacement in the text.
    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        "agents[BANK_A].opening_balance=7_000_000", "opening_balance: 100", "opening_balance: 7000000"),
                Arguments.of("agents[0].opening_balance=-0", "opening_balance: 100", "opening_balance: 0"),
                Arguments.of("agents[B.1].opening_balance=1", "opening_balance: 200", "opening_balance: 1"),
                Arguments.of("agents[\"7\"].opening_balance=1", "opening_balance: 300", "opening_balance: 1"),
                Arguments.of("agents[2].id=BANK_C", "id: \"7\"", "id: BANK_C"),
                Arguments.of(
                        "lsm_config.algorithms=[cycles]",
                        "population:",
                        "lsm_config: { algorithms: [cycles] }\npopulation:"),
                Arguments.of(
                        "lsm_config={algorithms: [cycles, bilateral], every_ticks: 5}",
                        "population:",
                        "lsm_config: { algorithms: [cycles, bilateral], every_ticks: 5 }\npopulation:"),
                Arguments.of("simulation.opening_time=07:30", "rng_seed: 1", "rng_seed: 1, opening_time: 07:30"),
                Arguments.of("description=a = b", "name: settings", "name: settings\ndescription: a = b"),
                Arguments.of("description=\"\"", "name: settings", "name: settings\ndescription: ''"),
                Arguments.of("agents[BANK_A].arrivals[1].rate_per_tick=9", "rate_per_tick: 2", "rate_per_tick: 9"),
                Arguments.of("agents[BANK_A].arrivals[1].counterparty_weights.\"B.1\"=4", "{ B.1: 1 }", "{ B.1: 4 }"),
                Arguments.of(
                        "agents[BANK_A].arrivals[1].profile.5=0.5",
                        "rate_per_tick: 2",
                        "rate_per_tick: 2, profile: { 5: 0.5 }"),
                Arguments.of("agents[BANK_A].arrivals[0].deadline_range[1]=4", "[1, 2] }\n", "[1, 4] }\n"),
                Arguments.of("agents[BANK_A].arrivals[0].amount.value=50", "value: 1 }", "value: 50 }"),
                Arguments.of("population.size.exponent=0", "exponent: 1", "exponent: 0"),
                Arguments.of(
                        "cost_rates.priority_delay_multipliers.urgent=2.50",
                        "population:",
                        "cost_rates: { priority_delay_multipliers: { urgent: 2.5 } }\npopulation:"),
                Arguments.of(
                        "scenario_events=[{type: direct_transfer, sender: BANK_A, receiver: POP_02, amount: 1, at: 3}]",
                        "population:",
                        "scenario_events: [{ type: direct_transfer, sender: BANK_A, receiver: POP_02, amount: 1, at: 3 }]\npopulation:"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void aSettingIsTheSameAsWritingItInTheFile(String setting, String target, String replacement) throws Exception {
        String written = TEXT.replaceFirst(Pattern.quote(target), Matcher.quoteReplacement(replacement));
        assertEquals(read(written), read(TEXT, setting));
    }

    @Test
    void aStarSetsEveryElement() throws Exception {
        Scenario scenario =
                read(TEXT, "agents[*].policy={type: liquidity_splitting, max_splits: 2, min_split_amount: 5}")
                        .scenario();
        assertTrue(
                scenario.agents().stream()
                        .allMatch(agent -> agent.policy().equals(new Policy.LiquiditySplitting(2, 5))));
    }

    @Test
    void whatAStarHasSetIsSetApartLater() throws Exception {
        Scenario scenario =
                read(
                                TEXT,
                                "agents[*].policy={type: deadline, urgency_threshold: 5}",
                                "agents[BANK_A].policy.urgency_threshold=6")
                        .scenario();
        assertEquals(new Policy.Deadline(6), scenario.agents().get(0).policy());
        assertEquals(new Policy.Deadline(5), scenario.agents().get(1).policy());
    }

    @Test
    void settingsActInTheirOrderAndTheSeedComesLast() throws Exception {
        List<String> sets =
                List.of("lsm_config.algorithms=[cycles]", "lsm_config.algorithms=[bilateral]", "simulation.rng_seed=5");
        Scenario scenario = ScenarioReader.readText(TEXT, "s.yaml", sets, 77L).scenario();
        assertEquals(List.of(LsmConfig.Algorithm.BILATERAL), scenario.lsmConfig().algorithms());
        assertEquals(77, scenario.simulation().rngSeed());
    }

    @Test
    void aSettingMendsWhatIsWrongInTheFile() throws Exception {
        String broken = TEXT.replace("ticks_per_day: 10", "ticks_per_day: ten");
        assertEquals(read(TEXT), read(broken, "simulation.ticks_per_day=10"));
    }

    /// Setting, code, column in the setting, a part of what is said.
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("lsm_config.algoritms=[cycles]", "S0112", 12, "did you mean `algorithms`?"),
                Arguments.of("lsm_confg.algorithms=[cycles]", "S0112", 1, "did you mean `lsm_config`?"),
                Arguments.of("lsm_config.algorithms=[cycle]", "S0108", 24, "did you mean `cycles`?"),
                Arguments.of("simulation.num_days=1.9", "S0105", 21, "but it is 1.9"),
                Arguments.of("simulation.num_days=", "S0102", 12, "empty value"),
                Arguments.of("simulation.num_days=5_000_000", "S0104", 21, "allowed: 1 to 1000000"),
                Arguments.of("lsm_config.optimal_max_transactions=31", "S0104", 37, "allowed: 1 to 30"),
                Arguments.of("agents[BANK_X].opening_balance=1", "S0202", 7, "did you mean `BANK_A`?"),
                Arguments.of("agents[3].opening_balance=1", "S0202", 7, "agents has 3 elements"),
                Arguments.of("agents[POP_01].opening_balance=1", "S0203", 7, "no settings of their own"),
                Arguments.of("agents[BANK_A].arrivals[x].rate_per_tick=1", "S0202", 24, "only agents by [id]"),
                Arguments.of("agents[B.1].arrivals[0].rate_per_tick=1", "S0202", 13, "there is no list"),
                Arguments.of("agent[0].opening_balance=1", "S0202", 1, "did you mean `agents`?"),
                Arguments.of("name.first=x", "S0202", 6, "no map"),
                Arguments.of("simulation[0]=1", "S0202", 11, "no list"),
                Arguments.of("agents[BANK_A].policy.urgency_threshold=1", "S0103", 16, "`type` is missing"),
                Arguments.of("population.count=4&", "S0101", 18, "must be an integer"),
                Arguments.of("name=*x", "S0013", 6, "alias"),
                Arguments.of("name=[", "S0010", 7, "not YAML"),
                Arguments.of("name=a\u0007", "S0003", 7, "U+0007"),
                Arguments.of("rng_seed", "S0201", 9, "no `=`"),
                Arguments.of("=5", "S0201", 1, "key is missing"),
                Arguments.of("simulation.=5", "S0201", 12, "key is missing"),
                Arguments.of("simulation..x=5", "S0201", 12, "key is missing"),
                Arguments.of("agents[0=5", "S0201", 7, "not closed"),
                Arguments.of("agents[]=5", "S0201", 7, "names no element"),
                Arguments.of("agents[0]x=5", "S0201", 10, "after an element"),
                Arguments.of("\"a=5", "S0201", 1, "not closed"),
                Arguments.of("a.".repeat(40) + "a=5", "S0201", 64, "steps"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("refusals")
    void aWrongSettingIsRefusedByTheNameOfTheFlag(String setting, String code, int column, String said) {
        ScenarioRefused refused = assertThrows(ScenarioRefused.class, () -> read(TEXT, setting));
        Problem problem = refused.problems().getFirst();
        assertEquals(code, problem.code(), problem.toString());
        assertEquals("--set " + setting.replace('\u0007', '\uFFFD'), problem.file());
        assertEquals(0, problem.line());
        assertEquals(column, problem.column());
        assertTrue((problem.message() + " " + problem.hint()).contains(said), problem.toString());
        assertEquals(1, refused.problems().size(), refused.problems().toString());
    }

    @Test
    void mistakesOfFileAndFlagsAreSaidTogether() {
        String broken = TEXT.replace("opening_balance: 200", "opening_balance: x");
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class,
                        () -> ScenarioReader.readText(broken, "s.yaml", List.of("a=1", "simulation.rng=x"), -1L));
        assertEquals(
                List.of("s.yaml", "--set a=1", "--set simulation.rng=x", "--seed -1"),
                refused.problems().stream().map(Problem::file).toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aNegativeSeedIsRefused(long seed) {
        ScenarioRefused refused =
                assertThrows(ScenarioRefused.class, () -> ScenarioReader.readText(TEXT, "s.yaml", List.of(), seed));
        assertEquals("S0104", refused.problems().getFirst().code());
    }

    private static ScenarioDocument read(String text, String... sets) throws ScenarioRefused {
        return ScenarioReader.readText(text, "s.yaml", List.of(sets), null);
    }
}
