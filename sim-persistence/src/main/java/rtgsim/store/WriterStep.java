package rtgsim.store;

/// The calls of the writer into the database and the file system, by name, in the order in which a run comes to them. Tests fail them, or end the process there.
enum WriterStep {
    // A batch.
    OPEN,
    LOOK_UP,
    BEGIN,
    INSERT_EVENTS,
    INSERT_BATCH,
    COMMIT,
    /// The COMMIT has returned and nobody knows it yet.
    COMMITTED,
    // What the database does not take.
    FALLBACK_CREATE,
    FALLBACK_WRITE,
    FALLBACK_SYNC,
    FALLBACK_RENAME,
    FALLBACK_KEPT,
    // Beside the batches.
    RESERVE,
    MANIFEST,
    INCIDENT,
    NOTE,
    // The end of a run.
    RESULT,
    CHECK,
    DERIVE,
    FILL_TRANSACTIONS,
    /// What is derived beside the transactions, or with them.
    DERIVE_OTHERS,
    DERIVED,
    INDEX,
    CLOSE,
    PLACE,
    SEAL,
    SEAL_MANIFEST,
    CLEAR,
    // A replay.
    REPLAY_READ,
    REPLAY_ASIDE
}
