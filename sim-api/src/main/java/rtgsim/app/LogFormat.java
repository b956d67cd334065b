package rtgsim.app;

import java.util.Locale;

/// How the log of the process is written.
public enum LogFormat {
    /// In words, a line an entry.
    TEXT,
    /// One JSON object a line.
    JSON;

    /// The text in settings.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
