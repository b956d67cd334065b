package rtgsim.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.cli.Terminal.Style;
import rtgsim.scenario.file.Explanation;
import rtgsim.scenario.file.Explanation.Part;

/// `rtgsim explain`.
@Command(
        name = "explain",
        sortOptions = false,
        description = "Explains an error in a scenario, with an example and how it is mended; without CODE lists all.")
final class ExplainCommand implements Callable<Integer> {

    /// The object of `explain --json`.
    record Report(int schemaVersion, List<Explanation> codes) {}

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "CODE", arity = "0..1", description = "What stands in error[CODE], such as S0112.")
    private @Nullable String code;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        List<Explanation> explanations = code == null ? Explanation.all() : List.of(explanation(code));
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Report(Json.SCHEMA_VERSION, explanations)));
        } else if (code == null) {
            for (Explanation each : explanations) terminal.print(each.code() + "  " + each.title());
            terminal.say("next: rtgsim explain " + explanations.getFirst().code());
        } else {
            print(terminal, explanations.getFirst());
        }
        return ExitCode.DONE;
    }

    private static Explanation explanation(String code) {
        Explanation explanation = Explanation.of(code);
        if (explanation != null) return explanation;
        List<String> codes = Explanation.all().stream().map(Explanation::code).toList();
        String near = Refusal.didYouMean(code.toUpperCase(java.util.Locale.ROOT), codes);
        String list = "rtgsim explain lists all codes";
        throw new Refused(
                new Refusal.BadArgument("CODE", "there is no code " + code, near == null ? list : near + " " + list));
    }

    private static void print(Terminal terminal, Explanation explanation) {
        terminal.print(terminal.paint(Style.STRONG, explanation.code() + ": " + explanation.title()));
        terminal.print("");
        wrapped(explanation.explanation(), Math.min(100, terminal.width())).forEach(terminal::print);
        if (explanation.wrong().isEmpty()) {
            terminal.print("");
            terminal.print("This version never reports it.");
            return;
        }
        print(terminal, terminal.paint(Style.BAD, "Wrong:"), explanation.wrong());
        print(terminal, terminal.paint(Style.GOOD, "Mended:"), explanation.mended());
    }

    private static void print(Terminal terminal, String which, List<Part> parts) {
        terminal.print("");
        terminal.print(which);
        for (Part part : parts) {
            boolean flags = part.file().equals(Explanation.FLAGS);
            if (parts.size() > 1 && !flags) terminal.print("  " + part.file());
            String before = flags ? "    " + Explanation.FLAGS + " " : "    ";
            part.text().lines().forEach(line -> terminal.print(before + line));
        }
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
