package rtgsim.scenario.file;

/// Whether a key or word of the scenario file is simulated already.
enum Since {
    /// It is read and acted upon.
    NOW,

    /// It is known, but refused as not supported yet, unless it says no more than the default.
    LATER
}
