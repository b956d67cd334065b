package rtgsim.store;

import java.util.List;
import java.util.Locale;

/// Which indexes on the events are built when a run is complete.
public enum IndexChoice {
    /// All six, of runs of up to a million events.
    AUTO,
    /// All six.
    ALL,
    /// The one by transaction, for look-ups of single ones by other programs.
    POINT,
    NONE;

    /// Beyond this many events the indexes cost more than they give; `docs/decisions` has the figures.
    static final long AUTO_EVENTS_MAX = 1_000_000;

    /// The text in settings.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What makes them, one statement each, for a run of so many events.
    List<String> statements(long events, int ticksPerDay) {
        String indexes = Resources.text("indexes.sql").replace("${ticks_per_day}", Integer.toString(ticksPerDay));
        List<String> all = indexes.lines().filter(line -> line.startsWith("CREATE")).toList();
        return switch (this) {
            case AUTO -> events <= AUTO_EVENTS_MAX ? all : List.of();
            case ALL -> all;
            case POINT -> all.stream().filter(line -> line.contains("idx_sim_events_sim_tx ")).toList();
            case NONE -> List.of();
        };
    }
}
