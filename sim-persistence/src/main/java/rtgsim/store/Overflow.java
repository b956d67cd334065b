package rtgsim.store;

import java.util.Locale;

/// What happens to events that find the buffer between engine and writer full.
public enum Overflow {
    /// The engine waits until there is room.
    BLOCK,
    /// What has waited longest makes room.
    DROP_OLDEST,
    /// What came last is left out.
    DROP_NEWEST;

    /// The text in settings.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
