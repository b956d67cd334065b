package rtgsim.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.store.IndexChoice;
import rtgsim.store.Overflow;
import rtgsim.store.WriterSettings;

/// The settings of a process, each with where it comes from: a flag, a variable `RTGSIM_…`, the file `rtgsim.toml`, or nowhere, in that order.
///
/// None of them changes what a run gives, so none is part of a scenario.
public final class Configuration {

    /// A setting and where it comes from.
    public record Value(String name, String value, String origin) {}

    public static final String FILE = "rtgsim.toml";
    private static final String STORE = "store";
    private static final String LOG_FORMAT = "log-format";
    private static final String DEFAULT = "default";
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|([A-Za-z0-9_.-]+))\\s*(?:#.*)?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})\\s*(ms|s|min)?");

    private final Map<String, Value> values = new LinkedHashMap<>();

    /// All settings with the values that hold where nothing is said.
    private static Map<String, String> defaults() {
        WriterSettings writer = WriterSettings.DEFAULT;
        Map<String, String> all = new LinkedHashMap<>();
        all.put(STORE, "runs");
        all.put("batch-size", Integer.toString(writer.batchSize()));
        all.put("buffer-size", Integer.toString(writer.bufferSize()));
        all.put("flush-interval", text(writer.flushInterval()));
        all.put("overflow", writer.overflow().label());
        all.put("retries", Integer.toString(writer.retries()));
        all.put("backoff", text(writer.backoff()));
        all.put("fallback", "");
        all.put("indexes", writer.indexes().label());
        all.put(LOG_FORMAT, LogFormat.TEXT.label());
        return all;
    }

    /// The names of all settings, as flags without the dashes.
    public static List<String> names() {
        return List.copyOf(defaults().keySet());
    }

    private Configuration() {}

    /// @param flags by name, those that were given
    /// @param variables of the process
    /// @param file need not be there
    public static Configuration of(Map<String, String> flags, Map<String, String> variables, Path file) {
        Configuration configuration = new Configuration();
        Map<String, String> inFile = read(file);
        defaults()
                .forEach((name, value) -> {
                    String variable = "RTGSIM_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
                    String flag = flags.get(name);
                    String ofVariable = variables.get(variable);
                    Value found;
                    if (flag != null) found = new Value(name, flag, "--" + name);
                    else if (ofVariable != null && !ofVariable.isEmpty()) found = new Value(name, ofVariable, variable);
                    else if (inFile.containsKey(name))
                        found = new Value(name, inFile.getOrDefault(name, ""), file.toString());
                    else found = new Value(name, value, DEFAULT);
                    configuration.values.put(name, found);
                });
        return configuration;
    }

    /// All settings, in order.
    public List<Value> all() {
        return new ArrayList<>(values.values());
    }

    /// The folder of stored runs.
    public Path store() {
        return path(STORE);
    }

    /// How the log of the process is written.
    public LogFormat logFormat() {
        return choice(LOG_FORMAT, LogFormat.values(), LogFormat::label);
    }

    /// How runs are written.
    public WriterSettings writer() {
        String fallback = value("fallback").value();
        return new WriterSettings(
                (int) number("batch-size", 1, 1 << 30),
                (int) number("buffer-size", 1, 1 << 20),
                time("flush-interval", 1),
                choice("overflow", Overflow.values(), Overflow::label),
                (int) number("retries", 0, 1_000),
                time("backoff", 0),
                fallback.isEmpty() ? null : path("fallback"),
                choice("indexes", IndexChoice.values(), IndexChoice::label));
    }

    private Value value(String name) {
        Value value = values.get(name);
        if (value == null) throw new IllegalArgumentException("there is no setting " + name);
        return value;
    }

    private Path path(String name) {
        String text = value(name).value();
        try {
            return Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            throw wrong(name, "must be a path", null);
        }
    }

    private long number(String name, long least, long most) {
        String text = value(name).value().replace("_", "");
        boolean isNumber = text.matches("[0-9]{1,18}");
        long number = isNumber ? Long.parseLong(text) : -1;
        if (!isNumber || number < least || number > most) throw wrong(name, "must be " + least + " to " + most, null);
        return number;
    }

    private Duration time(String name, long leastMillis) {
        Matcher time = TIME.matcher(value(name).value());
        if (!time.matches())
            throw wrong(name, "must be a time", "like 500 ms, 1 s or 2 min; a number alone is seconds");
        long number = Long.parseLong(time.group(1));
        String unit = time.group(2);
        Duration duration =
                switch (unit == null ? "s" : unit) {
                    case "ms" -> Duration.ofMillis(number);
                    case "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                };
        if (duration.toMillis() < leastMillis || duration.toHours() > 24)
            throw wrong(name, "must be " + leastMillis + " ms to 1440 min", null);
        return duration;
    }

    private <T> T choice(String name, T[] all, Function<T, String> label) {
        String text = value(name).value();
        for (T one : all) if (label.apply(one).equals(text)) return one;
        List<String> allowed = Arrays.stream(all).map(label).toList();
        throw wrong(name, "must be one of " + String.join(", ", allowed), Refusal.didYouMean(text, allowed));
    }

    private Refused wrong(String name, String rule, @Nullable String hint) {
        Value value = value(name);
        String from = value.origin().equals("--" + name) ? "" : " (from " + value.origin() + ")";
        return new Refused(
                new Refusal.BadArgument(name, name + " " + rule + ": " + name + "=" + value.value() + from, hint));
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /// Keys and values, one a line: the part of TOML that settings need. What it does not know it refuses.
    private static Map<String, String> read(Path file) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!Files.exists(file)) return found;
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Refused(new Refusal.Unreadable(file + " cannot be read: " + e.getMessage()), e);
        }
        List<String> allowed = names();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            String where = file + ":" + (i + 1);
            Matcher setting = LINE.matcher(line);
            if (!setting.matches()) {
                throw new Refused(
                        new Refusal.BadArgument(
                                where, where + " is no setting: " + line, "write name = value, or name = \"text\""));
            }
            String name = setting.group(1);
            if (!allowed.contains(name))
                throw new Refused(Refusal.BadArgument.unknown("setting", name + " (" + where + ")", allowed));
            String text = setting.group(2) != null ? setting.group(2) : setting.group(3);
            if (found.put(name, text) != null) {
                throw new Refused(new Refusal.BadArgument(where, where + " says " + name + " a second time", null));
            }
        }
        return found;
    }
}
