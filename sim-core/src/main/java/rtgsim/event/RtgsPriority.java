package rtgsim.event;

import java.util.Locale;

/// The priority of a transaction in the central queue, lowest first; TARGET2's names.
public enum RtgsPriority {
    NORMAL,
    URGENT,
    HIGHLY_URGENT;

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
