package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import rtgsim.scenario.Policy;
import rtgsim.tree.Action;
import rtgsim.tree.Field;

/// The tables of `docs/policies.md` are made from the lists that the reader and the interpreter go by, and its example is read.
///
/// `-Drtgsim.docs=write` writes the tables anew.
class PoliciesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "policies.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- table: (\\w+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

    @Test
    void theTablesOfThePageAreThoseOfTheLanguage() throws IOException {
        String page = Files.readString(PAGE);
        List<String> seen = new ArrayList<>();
        String made =
                TABLE.matcher(page)
                        .replaceAll(place -> {
                            seen.add(place.group(2));
                            return Matcher.quoteReplacement(place.group(1) + table(place.group(2)) + place.group(4));
                        });
        assertEquals(List.of("transaction", "agent", "system", "actions"), seen);
        if ("write".equals(System.getProperty("rtgsim.docs"))) {
            Files.writeString(PAGE, made);
            return;
        }
        assertEquals(made, page);
    }

    @Test
    void theExamplePolicyIsRead() throws Exception {
        Matcher block = Pattern.compile("```yaml\n(version.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        block.find();
        String scenario =
                "name: example\nsimulation: { ticks_per_day: 10, num_days: 1, rng_seed: 1 }\nagents:\n"
                        + "  - { id: B, opening_balance: 1 }\n  - id: A\n    opening_balance: 1\n    policy:\n"
                        + "      type: tree\n      tree:\n"
                        + block.group(1).indent(8);
        Policy policy =
                ScenarioReader.readText(scenario, "policies.md", List.of(), null).scenario().agents().get(1).policy();
        assertEquals("patient", ((Policy.Tree) policy).trees().policyId());
    }

    private static String table(String name) {
        return switch (name) {
            case "transaction" -> fields(Field.Scope.TRANSACTION);
            case "agent" ->
                    fields(Field.Scope.AGENT)
                            + "| `bank_state_NAME` | the register, 0 until set; returns to 0 at the end of the day | any |\n";
            case "system" -> fields(Field.Scope.SYSTEM);
            case "actions" -> actions();
            default -> throw new AssertionError(name);
        };
    }

    private static String fields(Field.Scope scope) {
        StringBuilder table = new StringBuilder("| field | meaning | unit |\n|---|---|---|\n");
        for (Field field : Field.values()) {
            if (field.scope() != scope) continue;
            table.append("| `" + field.label() + "` | " + field.meaning() + " | " + field.unit() + " |\n");
        }
        return table.toString();
    }

    private static String actions() {
        StringBuilder table = new StringBuilder("| tree | action | parameters | does |\n|---|---|---|---|\n");
        for (Action action : Action.values()) {
            String parameters =
                    action.parameters().stream()
                            .map(parameter ->
                                    parameter.name()
                                            + (parameter.required() ? " !" : " = " + parameter.standard())
                                            + " ("
                                            + parameter.form().described()
                                            + ")")
                            .collect(Collectors.joining(", "));
            table.append("| " + action.group().label() + " | `" + action.label() + "` | " + parameters);
            table.append(" | " + action.meaning() + " |\n");
        }
        return table.toString();
    }
}
