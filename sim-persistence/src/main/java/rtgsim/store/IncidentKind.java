package rtgsim.store;

import java.util.Locale;

/// What can happen to a run while it is written.
public enum IncidentKind {
    /// An attempt to store a batch failed, and another follows.
    RETRY,
    /// A batch turned out to be stored although its COMMIT said nothing, or failed.
    FOUND,
    /// A batch went to a file.
    FALLBACK,
    /// Events were left out.
    GAP,
    /// Something else failed: the manifest, the derived tables, the file's last step.
    FAULT,
    /// A file of events went into the database.
    REPLAY;

    /// The text in tables and files.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
