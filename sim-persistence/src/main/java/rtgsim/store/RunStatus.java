package rtgsim.store;

import java.util.Locale;

/// What has become of a run.
public enum RunStatus {
    RUNNING,
    INTERRUPTED,
    INCOMPLETE,
    SEALED;

    /// The text in JSON and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
