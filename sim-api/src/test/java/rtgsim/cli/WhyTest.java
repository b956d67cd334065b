package rtgsim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Beside a decision of a tree stands its node.
class WhyTest {

    private static final String SCENARIO =
            """
            name: why
            simulation: { ticks_per_day: 3, num_days: 1, rng_seed: 1 }
            agents:
              - id: A
                opening_balance: 100
                policy: { type: tree, file: patient.yaml }
              - { id: B, opening_balance: 100 }
            scenario_events:
              - { type: custom_transaction, sender: A, receiver: B, amount: 60, deadline_offset: 9, at: 0 }
              - { type: custom_transaction, sender: A, receiver: B, amount: 10, deadline_offset: 9, at: 0 }
              - { type: custom_transaction, sender: B, receiver: A, amount: 5, deadline_offset: 9, at: 0 }
            """;

    private static final String POLICY =
            """
            version: 1
            policy_id: patient
            payment_tree:
              type: condition
              node_id: is_small
              condition: { op: <, left: { field: amount }, right: { value: 20 } }
              on_true:
                type: action
                node_id: later
                action: Release
                parameters: { timed_for_tick: { value: 2 } }
              on_false: { type: action, node_id: wait, action: Hold }
            """;

    @TempDir Path folder;

    @Test
    void eachDecisionOfATreeNamesTheNodeThatItCameTo() throws IOException {
        Path scenario = Files.writeString(folder.resolve("why.yaml"), SCENARIO);
        Files.writeString(folder.resolve("patient.yaml"), POLICY);
        Cli cli = new Cli(folder.resolve("runs"));
        assertEquals(0, cli.call("run", scenario.toString(), "--id", "why").code());
        Cli.Said said = cli.call("events", "why", "--category", "policy", "--why", "--json");
        assertEquals(0, said.code(), said::toString);
        JsonNode answer = new ObjectMapper().readTree(said.out());
        Map<String, String> nodes = new TreeMap<>();
        for (JsonNode event : answer.get("events")) {
            String key = event.get("tick") + " " + event.get("event_type").asText() + " " + event.get("tx_id").asText();
            nodes.put(key, answer.get("why").path(event.get("seq").asText()).asText());
        }
        assertEquals(
                Map.of(
                        "0 PolicyHold tx_00000001", "patient/wait",
                        "1 PolicyHold tx_00000001", "patient/wait",
                        "2 PolicyHold tx_00000001", "patient/wait",
                        "0 PolicyHold tx_00000002", "patient/later",
                        "2 PolicySubmit tx_00000002", "patient/later",
                        "0 PolicySubmit tx_00000003", ""),
                nodes);
        String table = cli.call("events", "why", "--why").out();
        assertTrue(table.contains("patient/wait"), table);
        assertFalse(cli.call("events", "why").out().contains("patient/wait"), "nodes are no part of the events");
        assertEquals(2, cli.call("events", "why", "--why", "--format", "csv").code());
    }
}
