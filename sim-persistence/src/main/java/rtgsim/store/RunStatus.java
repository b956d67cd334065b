package rtgsim.store;

import java.util.Locale;

/// What has become of a run.
public enum RunStatus {
    RUNNING,
    /// Stopped, failed or killed before its last tick.
    INTERRUPTED,
    /// The engine came to the end, but not every event is stored, or the file is not in its place yet.
    INCOMPLETE,
    /// Every event is stored, and the file is never altered again.
    SEALED;

    /// The text in JSON and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
