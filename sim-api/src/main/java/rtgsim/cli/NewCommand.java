package rtgsim.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.Template;
import rtgsim.cli.Terminal.Style;

/// `rtgsim new`.
@Command(
        name = "new",
        sortOptions = false,
        description = "Writes a scenario to begin with: ready to run, with comments on what it shows and what to try.")
final class NewCommand implements Callable<Integer> {

    /// One template in `new --list --json`.
    record Row(String template, int agents, int agentsMin, int agentsMax, String shows) {

        static Row of(Template template) {
            return new Row(
                    template.label(), template.agents(), template.agentsMin(), template.agentsMax(), template.shows());
        }
    }

    /// The object of `new --list --json`.
    record Listing(int schemaVersion, List<Row> templates) {}

    /// The object of `new --json`.
    record Made(int schemaVersion, String template, int agents, String file) {}

    /// What a scenario may be called.
    private static final String NAME = "[A-Za-z0-9._-]{1,80}";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(
            paramLabel = "TEMPLATE",
            arity = "0..1",
            description = "two-agents (default), gridlock, t2-like, chaps-like or fedwire-like.")
    private String template = Template.TWO_AGENTS.label();

    @Option(names = "--list", description = "Show the templates, and write nothing.")
    private boolean list;

    @Option(names = "--agents", paramLabel = "N", description = "How many agents it has. --list shows how many it may.")
    private @Nullable Integer agents;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "The file to write, YAML. Default: TEMPLATE.yaml, here. One that is there is never replaced.")
    private @Nullable Path output;

    @Override
    public Integer call() {
        Terminal terminal = rtgsim.terminal();
        if (list) {
            list(terminal);
            return ExitCode.DONE;
        }
        Template chosen = Template.named(template);
        if (chosen == null) throw new Refused(Refusal.BadArgument.unknown("template", template, Template.names()));
        int count = agents == null ? chosen.agents() : agents;
        checkCount(chosen, count);
        Path file = output == null ? Path.of(chosen.label() + ".yaml") : output;
        write(file, chosen.scenario(name(file, chosen), count));
        if (rtgsim.settings().json) {
            terminal.print(Json.text(new Made(Json.SCHEMA_VERSION, chosen.label(), count, file.toString())));
        } else if (terminal.isWatched()) {
            terminal.print(
                    terminal.paint(Style.GOOD, "✔") + " " + file + "   " + chosen.label() + ", " + count + " agents");
        } else {
            terminal.print("file", file);
            terminal.print("template", chosen.label());
            terminal.print("agents", count);
        }
        terminal.say("next: rtgsim run " + file + "   its comments say what to try");
        return ExitCode.DONE;
    }

    private void list(Terminal terminal) {
        if (rtgsim.settings().json) {
            List<Row> rows = Arrays.stream(Template.values()).map(Row::of).toList();
            terminal.print(Json.text(new Listing(Json.SCHEMA_VERSION, rows)));
            return;
        }
        Table table = new Table("template", "agents", "may have", "shows");
        for (Template each : Template.values()) {
            table.row(each.label(), Terminal.count(each.agents()), range(each), each.shows());
        }
        table.lines(terminal::paint).forEach(terminal::print);
        terminal.say("next: rtgsim new " + Template.GRIDLOCK.label());
    }

    private static void checkCount(Template template, int count) {
        if (count >= template.agentsMin() && count <= template.agentsMax()) return;
        throw new Refused(
                new Refusal.BadArgument(
                        "--agents",
                        template.label() + " has " + range(template) + " agents: --agents=" + count,
                        template == Template.TWO_AGENTS ? "rtgsim new --list shows templates with more" : null));
    }

    private static String range(Template template) {
        String min = Terminal.count(template.agentsMin());
        return template.agentsMin() == template.agentsMax() ? min : min + " to " + Terminal.count(template.agentsMax());
    }

    /// What the file is called, without its ending, if a scenario can be called so.
    private static String name(Path file, Template template) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().replaceFirst("\\.[A-Za-z]+$", "");
        return name.matches(NAME) ? name : template.label();
    }

    private static void write(Path file, String text) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "-o", "-o must name a YAML file, for the comments: -o " + file, "choose another ending"));
        }
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw new Refused(new Refusal.CannotWrite(file + " is there already; -o FILE writes another"), there);
        } catch (IOException unwritable) {
            String why =
                    switch (unwritable) {
                        case NoSuchFileException none -> "there is no such folder";
                        case AccessDeniedException denied -> "permission denied";
                        default -> String.valueOf(unwritable.getMessage());
                    };
            throw new Refused(new Refusal.CannotWrite("cannot write " + file + ": " + why), unwritable);
        }
    }
}
