package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random schedules of weights beside a walk that goes through every tick and looks at every weight.
class WeightScheduleTest {

    private static final int TICKS = 30;
    private static final List<String> AGENTS = List.of("A", "B", "C", "D");

    private record Change(String counterparty, int weight, int start, int every, int until) {}

    @Test
    void aFlowIsRefusedExactlyIfItHasNoReceiverAtTheEndOfATicksChanges() {
        int refusedWorlds = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean older = random.nextBoolean();
            Map<String, Integer> weights = new LinkedHashMap<>();
            for (String id : List.of("B", "C", "D")) if (random.nextBoolean()) weights.put(id, random.nextInt(2));
            if (weights.values().stream().allMatch(weight -> weight == 0)) weights.clear();
            List<Change> changes = new ArrayList<>();
            for (int i = random.nextInt(7); i >= 0; i--) {
                int start = random.nextInt(TICKS);
                String id = AGENTS.get(random.nextInt(1, 4));
                changes.add(
                        new Change(
                                id,
                                random.nextInt(4) / 3,
                                start,
                                random.nextInt(1, 9),
                                random.nextInt(start + 1, TICKS + 5)));
            }
            int expected = firstTickWithoutReceiver(weights, changes, older);
            List<Problem> problems = problems(text(weights, changes, older));
            String world = "seed " + seed + "\n" + text(weights, changes, older) + "\n" + problems;
            assertEquals(expected >= 0, !problems.isEmpty(), world);
            if (expected < 0) continue;
            refusedWorlds++;
            assertEquals("S0125", problems.getFirst().code(), world);
            assertTrue(problems.getFirst().message().startsWith("from tick " + expected + " on "), world);
        }
        assertTrue(refusedWorlds > 200 && refusedWorlds < 1_800, "refused: " + refusedWorlds);
    }

    private static int firstTickWithoutReceiver(Map<String, Integer> weights, List<Change> changes, boolean older) {
        Map<String, Integer> now = new LinkedHashMap<>();
        for (String id : List.of("B", "C", "D")) now.put(id, weights.isEmpty() || older ? 1 : 0);
        now.putAll(weights);
        for (int tick = 0; tick < TICKS; tick++) {
            for (Change change : changes) {
                boolean due = tick >= change.start && tick < change.until && (tick - change.start) % change.every == 0;
                if (due) now.put(change.counterparty, change.weight);
            }
            if (now.values().stream().allMatch(weight -> weight == 0)) return tick;
        }
        return -1;
    }

    private static String text(Map<String, Integer> weights, List<Change> changes, boolean older) {
        StringBuilder text = new StringBuilder("name: weights\nsimulation: { ticks_per_day: " + TICKS);
        text.append(", num_days: 1, rng_seed: 1").append(older ? ", rng: xorshift64star" : "").append(" }\nagents:\n");
        text.append("  - { id: A, opening_balance: 0, arrivals: [{ rate_per_tick: 1, deadline_range: [1, 1], ");
        text.append("amount: { type: constant, value: 1 }, counterparty_weights: ");
        text.append(weights.toString().replace("=", ": ")).append(" }] }\n");
        for (String id : List.of("B", "C", "D")) {
            text.append("  - { id: ").append(id).append(", opening_balance: 0 }\n");
        }
        text.append("scenario_events:\n");
        for (Change change : changes) {
            text.append("  - { type: counterparty_weight, agent: A, counterparty: ").append(change.counterparty);
            text.append(", weight: ").append(change.weight).append(", at: { start: ").append(change.start);
            text.append(", every: ").append(change.every).append(", until: ").append(change.until).append(" } }\n");
        }
        return text.toString();
    }

    private static List<Problem> problems(String text) {
        try {
            ScenarioReader.readText(text, "s.yaml", List.of(), null);
            return List.of();
        } catch (ScenarioRefused refused) {
            return refused.problems();
        }
    }
}
