package rtgsim.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import rtgsim.app.DecidedBy;
import rtgsim.app.EventQuery;
import rtgsim.app.Exports;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.Simulations;
import rtgsim.event.Event;
import rtgsim.store.EventJson;
import rtgsim.store.EventOrder;
import rtgsim.store.EventPage;
import rtgsim.store.PageRequest;
import rtgsim.store.StoredEvent;
import rtgsim.store.StoredRun;

/// `rtgsim events`.
@Command(
        name = "events",
        sortOptions = false,
        description = "Prints the events of a run, all of them or those of a filter.")
final class EventsCommand implements Callable<Integer> {

    /// How they are written.
    enum Format {
        TABLE,
        CSV,
        NDJSON
    }

    /// The object of `events --json`.
    record Listing(
            int schemaVersion,
            String simulationId,
            List<RawValue> events,
            long total,
            Map<String, Object> filters,
            boolean more,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<Long, String> why) {}

    /// The object of `events --count --json`.
    record Count(int schemaVersion, String simulationId, long total, Map<String, Object> filters) {}

    private static final int TABLE_LIMIT = 100;
    private static final Pattern RANGE = Pattern.compile("([^.]*)\\.\\.([^.]*)");

    /// The parameters of a filter as this command spells them.
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "tick", "--tick",
                    "tick_min", "--tick",
                    "tick_max", "--tick",
                    "day", "--day",
                    "agent_id", "--agent",
                    "role", "--role",
                    "tx_id", "--tx",
                    "event_type", "--type",
                    "category", "--category");

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rtgsim rtgsim;

    @Parameters(paramLabel = "ID", description = "The run, or the beginning of its id.")
    @SuppressWarnings("NullAway.Init")
    private String id;

    @Option(
            names = "--tick",
            paramLabel = "A..B",
            description = "Ticks A to B, both included; A.., ..B and A alone will do.")
    private @Nullable String tick;

    @Option(names = "--day", paramLabel = "N", description = "Days, from 0.")
    private List<String> days = new ArrayList<>();

    @Option(names = "--agent", paramLabel = "ID", description = "Events that the agent has a part in.")
    private List<String> agents = new ArrayList<>();

    @Option(names = "--role", paramLabel = "ROLE", description = "With --agent: any (default), sender or receiver.")
    private @Nullable String role;

    @Option(names = "--tx", paramLabel = "TX", description = "Events of a transaction, e.g. tx_00000001.")
    private List<String> txs = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Event types, e.g. Settlement,QueuedRtgs.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--category",
            paramLabel = "CATEGORY",
            description = "transaction, policy, settlement, lsm, collateral, cost, system.")
    private List<String> categories = new ArrayList<>();

    @Option(
            names = "--why",
            description = "Name the node of the decision tree that decided, in a table or with --json.")
    private boolean why;

    @Option(names = "--limit", paramLabel = "N", description = "At most N events. Default: 100 in a table, else all.")
    private @Nullable Long limit;

    @Option(names = "--count", description = "Print only how many there are.")
    private boolean count;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), csv or ndjson.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() {
        if (limit != null && limit < 1) {
            throw new Refused(new Refusal.BadArgument("--limit", "--limit must be 1 or more: --limit=" + limit, null));
        }
        if (why && format != Format.TABLE) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "--why", "--why goes with a table or --json: nodes are no part of the events", null));
        }
        Simulations simulations = rtgsim.simulations();
        try (StoredRun run = simulations.open(id)) {
            ListCommand.sayIfIncomplete(rtgsim.terminal(), run.manifest());
            EventQuery query = EventQuery.of(parameters(), run.header(), name -> OPTIONS.getOrDefault(name, name));
            if (count) printCount(run, query);
            else if (rtgsim.settings().json) printJson(run, query);
            else if (format == Format.TABLE) printTable(run, query);
            else stream(run, query, format == Format.CSV ? Exports.Format.CSV : Exports.Format.NDJSON);
        }
        return ExitCode.DONE;
    }

    private Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (tick != null) {
            Matcher range = RANGE.matcher(tick);
            if (!range.matches()) parameters.put("tick", List.of(tick));
            else {
                if (!range.group(1).isEmpty()) parameters.put("tick_min", List.of(range.group(1)));
                if (!range.group(2).isEmpty()) parameters.put("tick_max", List.of(range.group(2)));
            }
        }
        parameters.put("day", days);
        parameters.put("agent_id", agents);
        if (role != null) parameters.put("role", List.of(role));
        parameters.put("tx_id", txs);
        parameters.put("event_type", types);
        parameters.put("category", categories);
        return parameters;
    }

    private void printCount(StoredRun run, EventQuery query) {
        Terminal terminal = rtgsim.terminal();
        long total = run.count(query.filter());
        if (rtgsim.settings().json) {
            terminal.print(
                    Json.text(new Count(Json.SCHEMA_VERSION, run.manifest().simulationId(), total, query.given())));
        } else {
            terminal.print(Long.toString(total));
        }
    }

    private void printJson(StoredRun run, EventQuery query) {
        EventJson json = run.json();
        List<StoredEvent> events = first(run, query, limit == null ? TABLE_LIMIT : limit);
        long total = run.count(query.filter());
        List<RawValue> shapes = events.stream().map(stored -> new RawValue(json.event(stored.event()))).toList();
        rtgsim.terminal()
                .print(
                        Json.text(
                                new Listing(
                                        Json.SCHEMA_VERSION,
                                        run.manifest().simulationId(),
                                        shapes,
                                        total,
                                        query.given(),
                                        events.size() < total,
                                        why ? DecidedBy.of(run, events) : null)));
    }

    private void printTable(StoredRun run, EventQuery query) {
        Terminal terminal = rtgsim.terminal();
        List<StoredEvent> events = first(run, query, limit == null ? TABLE_LIMIT : limit);
        long total = run.count(query.filter());
        Map<Long, String> nodes = why ? DecidedBy.of(run, events) : Map.of();
        Table table =
                why
                        ? new Table("seq", "tick", "type", "agent", "tx", "why", "details")
                        : new Table("seq", "tick", "type", "agent", "tx", "details");
        int room = terminal.isWatched() ? Math.max(20, terminal.width() - 60) : Integer.MAX_VALUE;
        for (StoredEvent stored : events) {
            Event event = stored.event();
            String details = Terminal.printable(EventJson.details(event));
            List<String> cells = new ArrayList<>();
            cells.add(Long.toString(event.seq()));
            cells.add(Integer.toString(event.tick()));
            cells.add(event.kind().label());
            cells.add(event.agentId() == null ? "" : Terminal.printable(event.agentId()));
            cells.add(event.txId() == null ? "" : event.txId());
            if (why) cells.add(Terminal.printable(nodes.getOrDefault(event.seq(), "")));
            cells.add(details.length() > room ? details.substring(0, room - 1) + "…" : details);
            table.row(cells.toArray(new String[0]));
        }
        if (!events.isEmpty()) table.lines(terminal::paint).forEach(terminal::print);
        if (events.size() < total) {
            terminal.say(
                    Terminal.count(events.size())
                            + " of "
                            + Terminal.count(total)
                            + " events; more with --limit N, all with --format csv or ndjson");
        } else {
            terminal.say(Terminal.count(total) + (total == 1 ? " event" : " events"));
        }
    }

    private static List<StoredEvent> first(StoredRun run, EventQuery query, long limit) {
        List<StoredEvent> events = new ArrayList<>();
        long left = limit;
        PageRequest request = new PageRequest.From(EventOrder.TICK_ASC, page(left), 0);
        while (true) {
            EventPage page = run.page(query.filter(), request);
            events.addAll(page.events());
            left -= page.events().size();
            if (!page.later() || left <= 0) return events;
            request = new PageRequest.After(EventOrder.TICK_ASC, page(left), events.getLast().event().seq());
        }
    }

    private static int page(long left) {
        return (int) Math.min(left, PageRequest.LIMIT_MAX);
    }

    private void stream(StoredRun run, EventQuery query, Exports.Format text) {
        try {
            Writer out =
                    new BufferedWriter(
                            new OutputStreamWriter(rtgsim.terminal().out(), StandardCharsets.UTF_8), 1 << 16);
            if (limit == null) {
                Exports.events(
                        run, query.filter(), EventOrder.TICK_ASC, text, new UntilClosed(out, rtgsim.terminal().out()));
            } else {
                EventJson json = run.json();
                if (text == Exports.Format.CSV) out.write(String.join(",", EventJson.COLUMNS) + "\n");
                for (StoredEvent stored : first(run, query, limit)) {
                    out.write((text == Exports.Format.CSV ? json.csv(stored) : json.event(stored.event())) + "\n");
                }
            }
            out.flush();
        } catch (ReaderLeft enough) {
            // Whoever read the output has closed it; what was asked for was given as far as it was wanted.
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /// Standard output has no reader any more.
    private static final class ReaderLeft extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Stops a long stream that nobody reads.
    private static final class UntilClosed extends java.io.FilterWriter {

        private static final int LINES_BETWEEN_LOOKS = 10_000;

        private final java.io.PrintStream watched;
        private int lines;

        UntilClosed(Writer out, java.io.PrintStream watched) {
            super(out);
            this.watched = watched;
        }

        @Override
        public void write(int c) throws IOException {
            out.write(c);
            if (c == '\n' && ++lines % LINES_BETWEEN_LOOKS == 0 && watched.checkError()) throw new ReaderLeft();
        }

        @Override
        public void write(String text, int from, int count) throws IOException {
            out.write(text, from, count);
        }
    }
}
