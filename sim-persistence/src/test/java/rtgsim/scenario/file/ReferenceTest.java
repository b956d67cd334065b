package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;

/// The examples of `docs/scenario.md` are read.
class ReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "scenario.md");

    private static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(REFERENCE));
        while (block.find()) examples.add(block.group(1));
        return examples;
    }

    @Test
    void theExampleScenarioIsRead() throws IOException, ScenarioRefused {
        Scenario scenario = ScenarioReader.readText(examples().getFirst(), "scenario.md", List.of(), null).scenario();
        assertEquals(3, scenario.agents().size());
        assertEquals(10_000_000, limit(scenario));
    }

    private static long limit(Scenario scenario) {
        return ((rtgsim.scenario.AmountDistribution.LogNormal)
                        scenario.agents().getFirst().arrivals().getFirst().amount())
                .bounds()
                .max();
    }

    @Test
    void theExamplePopulationIsRead() throws IOException, ScenarioRefused {
        String text =
                "name: example\nsimulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }\n" + examples().get(1);
        Population population = ScenarioReader.readText(text, "scenario.md", List.of(), null).scenario().population();
        assertEquals(9_000, java.util.Objects.requireNonNull(population, "population").count());
        assertEquals(2, examples().size(), "every example of the reference is tested here");
    }

    @Test
    void theExampleSettingsAreTaken() throws IOException, ScenarioRefused {
        List<String> sets =
                List.of(
                        "agents[BANK_A].opening_balance=7_000_000",
                        "lsm_config.algorithms=[cycles]",
                        "agents[*].policy={type: fifo}");
        String text = Files.readString(REFERENCE);
        for (String set : sets) assertTrue(text.contains("`" + set + "`"), set);
        Scenario scenario = ScenarioReader.readText(examples().getFirst(), "scenario.md", sets, null).scenario();
        assertEquals(7_000_000, scenario.agents().getFirst().openingBalance());
    }
}
