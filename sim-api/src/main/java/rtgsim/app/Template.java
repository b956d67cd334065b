package rtgsim.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A scenario to begin with, of as many agents as are asked for. Its text is the file of its name in `templates`, in which
///
///     ${name}             is the name of the scenario
///     ${agents}           how many there are
///     ${agents * NUMBER}  so many times that
///     ${digits}           how many digits the numbers of the agents need
///     ${first}            the id of the first agent
///     ${id}, ${next}      an agent and the one after it: a line with these stands once for each agent
public enum Template {
    TWO_AGENTS(2, 2, 2, "three payments, of which one has to wait; for a first look, and to build on"),
    GRIDLOCK(3, 3, 10_000, "a ring of banks that can only pay together, and offsetting that lets them"),
    T2_LIKE(
            50,
            2,
            20_000,
            "a day with the rules of T2: no overtaking, offsetting at entry and in the queue, rejection at the close"),
    CHAPS_LIKE(20, 2, 1_000, "a day of banks that keep to a throughput guideline, by a decision tree in the file"),
    FEDWIRE_LIKE(200, 2, 20_000, "a day of many banks of all sizes, with intraday credit and no offsetting");

    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)(?: \\* ([0-9_.]+))?}");
    private static final int LETTERS = 26;

    private final int agents;
    private final int agentsMin;
    private final int agentsMax;
    private final String shows;

    Template(int agents, int agentsMin, int agentsMax, String shows) {
        this.agents = agents;
        this.agentsMin = agentsMin;
        this.agentsMax = agentsMax;
        this.shows = shows;
    }

    /// The one of this name, or null.
    public static @Nullable Template named(String name) {
        for (Template template : values()) if (template.label().equals(name)) return template;
        return null;
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Template::label).toList();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How many agents it has unless asked for others.
    public int agents() {
        return agents;
    }

    public int agentsMin() {
        return agentsMin;
    }

    public int agentsMax() {
        return agentsMax;
    }

    /// What it shows, in a few words.
    public String shows() {
        return shows;
    }

    /// Its text.
    ///
    /// @param count of agents, from [#agentsMin] to [#agentsMax]
    public String scenario(String name, int count) {
        if (count < agentsMin || count > agentsMax) throw new IllegalArgumentException("agents=" + count);
        StringBuilder text = new StringBuilder();
        for (String line : template().lines().toList()) {
            int times = line.contains("${id}") ? count : 1;
            for (int agent = 0; agent < times; agent++) text.append(filled(line, name, count, agent)).append('\n');
        }
        return text.toString();
    }

    private String template() {
        String file = "templates/" + label() + ".yaml";
        try (InputStream in = Template.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("the jar has no " + file);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String filled(String line, String name, int count, int agent) {
        IntFunction<String> id = number -> id(number % count, count);
        return PLACE.matcher(line)
                .replaceAll(place ->
                        Matcher.quoteReplacement(
                                switch (place.group(1)) {
                                    case "name" -> name;
                                    case "agents" -> times(count, place.group(2));
                                    case "digits" -> Integer.toString(digits(count));
                                    case "first" -> id.apply(0);
                                    case "id" -> id.apply(agent);
                                    case "next" -> id.apply(agent + 1);
                                    default -> throw new IllegalStateException("in a template: " + place.group());
                                }));
    }

    private static String times(int count, @Nullable String factor) {
        BigDecimal number = factor == null ? BigDecimal.ONE : new BigDecimal(factor.replace("_", ""));
        BigDecimal product = number.multiply(BigDecimal.valueOf(count)).stripTrailingZeros();
        if (product.scale() > 0) return product.toPlainString();
        return String.format(Locale.ROOT, "%,d", product.toBigIntegerExact()).replace(',', '_');
    }

    private static int digits(int count) {
        return Integer.toString(count - 1).length();
    }

    /// `BANK_A` to `BANK_Z`; where there are more, numbers, as many digits each.
    private static String id(int number, int count) {
        if (count <= LETTERS) return "BANK_" + (char) ('A' + number);
        return String.format(Locale.ROOT, "BANK_%0" + digits(count) + "d", number);
    }
}
