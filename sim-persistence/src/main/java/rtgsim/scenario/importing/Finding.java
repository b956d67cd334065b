package rtgsim.scenario.importing;

import org.jspecify.annotations.Nullable;

/// What became of one key of a foreign file.
///
/// @param file in which the key stands, or, of what was added, to which it belongs
/// @param line from 1; 0 of what was added
/// @param column from 1; 0 of what was added
/// @param path of the key in its file, as `--set` writes paths; empty for what was added
/// @param becomes the path of what stands for it here, or null
/// @param note what differs, or why it is lost
public record Finding(
        Outcome outcome,
        String file,
        int line,
        int column,
        String path,
        @Nullable String becomes,
        @Nullable String note) {}
