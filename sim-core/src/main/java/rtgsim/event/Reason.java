package rtgsim.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The reasons that every run has. A run's list is these, in this order, and then the texts of its scenario, by their bytes.
public enum Reason {
    HOLD,
    INVALID_SPLIT,
    BUDGET,
    TIMED,
    NOT_SUBMITTED,
    WITHDRAWN,
    REPRIORITIZED,
    NOT_URGENT,
    BUFFER,
    LIQUIDITY,
    POLICY,
    CLOSE,
    SCHEDULED,
    TIMER;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The list of a run whose scenario brings no texts of its own.
    public static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Reason reason : values()) labels.add(reason.label());
        return List.copyOf(labels);
    }
}
