package rtgsim.scenario.importing;

import java.util.Locale;

/// What became of a key.
public enum Outcome {
    /// It means the same here, perhaps by another name.
    KEPT,
    /// Something of ours stands for it that differs, as the note says.
    CHANGED,
    /// Nothing stands for it; the note says why.
    LOST,
    /// The documentation of the other simulator has no such key, so nothing stands for it.
    UNKNOWN,
    /// It was not given, but holds there when left out, and is written here.
    ADDED;

    /// As reports spell it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
