package rtgsim.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioReader;

class RunEstimateTest {

    private static Scenario scenario(String flows, String costs) throws Exception {
        String text =
                """
                name: estimate
                simulation: { ticks_per_day: 10, num_days: 3, rng_seed: 1 }
                agents:
                  - id: A
                    opening_balance: 1
                    arrivals: [ %s ]
                  - { id: B, opening_balance: 1 }
                cost_rates: { %s }
                scenario_events:
                  - { type: custom_transaction, sender: A, receiver: B, amount: 5, deadline_offset: 2, at: { start: 0, every: 4, until: 30 } }
                """
                        .formatted(flows, costs);
        return ScenarioReader.readText(text, "estimate.yaml", List.of(), null).scenario();
    }

    @Test
    void transactionsAreRateTimesProfileOverTheTicksAndTheSchedule() throws Exception {
        String flow =
                "{ rate_per_tick: 2, profile: { 2: 0.5, 6: 3 }, amount: { type: constant, value: 1 }, deadline_range: [1, 2] }";
        double day = 2 * (2 * 1 + 4 * 0.5 + 4 * 3);
        Scenario scenario = scenario(flow, "deadline_penalty: 0");
        assertEquals(3 * day + 8, RunEstimate.of(scenario, 30).transactions());
        assertEquals(day + 2 * (2 * 1 + 1 * 0.5) + 4, RunEstimate.of(scenario, 13).transactions());
        assertEquals(4 * (3 * day + 8) + 30, RunEstimate.of(scenario, 30).events());
    }

    @Test
    void scheduledRatesCountAtTheirHighest() throws Exception {
        Scenario calm =
                scenario("{ rate_per_tick: 2, amount: { type: constant, value: 1 }, deadline_range: [1, 2] }", "");
        Scenario busy =
                ScenarioReader.readText(
                                """
                                name: busy
                                simulation: { ticks_per_day: 10, num_days: 3, rng_seed: 1 }
                                agents:
                                  - { id: A, opening_balance: 1, arrivals: [{ rate_per_tick: 2, amount: { type: constant, value: 1 }, deadline_range: [1, 2] }] }
                                  - { id: B, opening_balance: 1 }
                                scenario_events:
                                  - { type: global_arrival_rate, multiplier: 3, at: 5 }
                                  - { type: global_arrival_rate, multiplier: 0.5, at: 6 }
                                  - { type: agent_arrival_rate, agent: A, multiplier: 5, at: 7 }
                                  - { type: agent_arrival_rate, agent: B, multiplier: 50, at: 7 }
                                """,
                                "busy.yaml",
                                List.of(),
                                null)
                        .scenario();
        assertEquals(60 + 8, RunEstimate.of(calm, 30).transactions());
        assertEquals(15 * 60 + 4, RunEstimate.of(busy, 30).transactions());
    }

    @Test
    void whereEveryTickCostsSomethingEveryAgentCountsInIt() throws Exception {
        Scenario scenario = scenario("", "overdraft_bps_per_tick: 0.1");
        assertEquals(4 * 8 + 30 + 2 * 30, RunEstimate.of(scenario, 30).events());
    }

    @Test
    void aRealDayMayBeRunAndAMillionOfThemMayNot() throws Exception {
        Scenario day = ScenarioReader.read(Path.of("../scenarios/t2-day.yaml"), List.of(), null).scenario();
        RunEstimate estimate = RunEstimate.of(day, day.simulation().totalTicks());
        assertEquals(409_444, estimate.transactions(), 1);
        estimate.checkSize();
        Refused refused = assertThrows(Refused.class, () -> new RunEstimate(1e9, 4e9).checkSize());
        assertTrue(refused.refusal() instanceof Refusal.TooBig);
    }
}
