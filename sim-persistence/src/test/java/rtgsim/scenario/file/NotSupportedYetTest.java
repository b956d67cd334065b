package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What belongs to the scenario file but is not simulated yet is refused, never accepted and ignored.
class NotSupportedYetTest {

    private static final String TEXT =
            """
            name: later
            simulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }
            agents:
              - { id: A, opening_balance: 100 }
              - { id: B, opening_balance: 100 }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents[A].policy={type: tree, file: policy.json}",
                "agents[A].policy={type: tree, tree: {any: [thing]}}",
                "scenario_events=[{type: policy_change, agent: A, policy: {type: tree, file: policy.json}, at: 0}]"
            })
    void keysOfLaterStagesAreRefusedAsNotSupportedYet(String setting) {
        ScenarioRefused refused =
                assertThrows(
                        ScenarioRefused.class, () -> ScenarioReader.readText(TEXT, "s.yaml", List.of(setting), null));
        assertEquals(1, refused.problems().size(), refused.problems().toString());
        Problem problem = refused.problems().getFirst();
        assertEquals(ProblemCode.NOT_SUPPORTED_YET.code(), problem.code());
        assertTrue(problem.message().endsWith("is not supported yet"), problem.message());
    }
}
