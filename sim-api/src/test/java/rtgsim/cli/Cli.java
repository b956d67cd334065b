package rtgsim.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Calls the command in this JVM, with a store of its own, and keeps what it said.
final class Cli {

    record Said(int code, String out, String err) {}

    private final Map<String, String> variables = new HashMap<>();
    private boolean terminal;
    private String input = "";

    Cli(Path store) {
        variables.put("RTGSIM_STORE", store.toString());
    }

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /// What stands on standard input.
    Cli reading(String text) {
        input = text;
        return this;
    }

    /// As if people watched.
    Cli onTerminal() {
        terminal = true;
        return this;
    }

    Said call(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Rtgsim.execute(
                        new Surroundings(
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                                new PrintStream(out, false, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                terminal,
                                terminal,
                                variables),
                        args);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
