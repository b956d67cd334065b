package rtgsim.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Json;
import rtgsim.app.LogFormat;
import rtgsim.store.Incident;
import rtgsim.store.IncidentOfRun;

/// The log of the process, a line an entry, on standard error: in words, or as JSON objects with `at`, `level`, `logger`, `message`, `trace` where something was
/// thrown, and the fields of an incident.
///
/// The JDK makes one when the first logger is asked for, and it serves `System.Logger` everywhere.
public final class LogLines extends System.LoggerFinder {

    /// What stands here is said to the process as a whole, since loggers are made before a command is read.
    private static volatile Destination destination = new Destination(LogFormat.TEXT, System.err);

    private record Destination(LogFormat format, PrintStream out) {}

    /// Where lines go from now on, and how they look.
    static void to(LogFormat format, PrintStream out) {
        destination = new Destination(format, out);
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    /// Of ours everything from INFO on, of others from WARNING on.
    private record Lines(String name) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            Level least = name.startsWith("rtgsim") ? Level.INFO : Level.WARNING;
            return level != Level.OFF && level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(Level level, Object said) {
            if (!isLoggable(level)) return;
            Incident incident = said instanceof IncidentOfRun told ? told.incident() : null;
            String run = said instanceof IncidentOfRun told ? told.simulationId() : null;
            write(level, said.toString(), null, run, incident);
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String said, @Nullable Throwable thrown) {
            if (isLoggable(level)) write(level, translated(bundle, said), thrown, null, null);
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... values) {
            if (!isLoggable(level)) return;
            String text = translated(bundle, format);
            boolean isWhole = values == null || values.length == 0;
            write(level, isWhole ? text : new MessageFormat(text, Locale.ROOT).format(values), null, null, null);
        }

        private static String translated(@Nullable ResourceBundle bundle, @Nullable String said) {
            if (bundle == null || said == null) return String.valueOf(said);
            try {
                return bundle.getString(said);
            } catch (MissingResourceException none) {
                return said;
            }
        }

        private void write(
                Level level,
                String message,
                @Nullable Throwable thrown,
                @Nullable String run,
                @Nullable Incident incident) {
            Destination now = destination;
            String trace = thrown == null ? null : trace(thrown);
            if (now.format == LogFormat.TEXT) {
                String line = level.name().toLowerCase(Locale.ROOT) + ": " + message;
                now.out.println(Terminal.printable(line) + (trace == null ? "" : "\n" + trace.stripTrailing()));
                return;
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("at", Instant.now().toString());
            line.put("level", level.name().toLowerCase(Locale.ROOT));
            line.put("logger", name);
            line.put("message", message);
            if (run != null) line.put("simulation_id", run);
            if (incident != null) {
                line.put("kind", incident.kind().label());
                if (incident.firstSeq() != null) line.put("first_seq", incident.firstSeq());
                if (incident.lastSeq() != null) line.put("last_seq", incident.lastSeq());
            }
            if (trace != null) line.put("trace", trace);
            now.out.println(Json.text(line));
        }

        private static String trace(Throwable thrown) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }
}
