package rtgsim.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// Fails chosen calls of the writer. The heartbeat's are left alone and not counted, since nobody knows how many there will be.
final class FailingCalls implements WriterProbe {

    static final String PASSING = "IO Error: Could not set lock on file: Conflicting lock is held";
    static final String STAYING = "IO Error: Could not write file: No space left on device";

    private final BiPredicate<Integer, WriterStep> fails;
    private final String message;
    private final List<WriterStep> steps = new ArrayList<>();

    /// @param fails by the number of the call, from 0, and its step
    FailingCalls(BiPredicate<Integer, WriterStep> fails, String message) {
        this.fails = fails;
        this.message = message;
    }

    /// Only counts.
    static FailingCalls none() {
        return new FailingCalls((n, step) -> false, "");
    }

    @Override
    public void beforeSql(WriterStep step) throws SQLException {
        if (isToFail(step)) throw new SQLException(message + " (made to fail before " + step + ")");
    }

    @Override
    public void beforeFile(WriterStep step) throws IOException {
        if (isToFail(step)) throw new IOException("No space left on device (made to fail before " + step + ")");
    }

    private synchronized boolean isToFail(WriterStep step) {
        if (Thread.currentThread().getName().equals("rtgsim-heartbeat")) return false;
        steps.add(step);
        return fails.test(steps.size() - 1, step);
    }

    /// Calls into the file system fail in one way only: whether a fault can pass is asked of the database's.
    static boolean isOfFiles(WriterStep step) {
        return switch (step) {
            case OPEN,
                    LOOK_UP,
                    BEGIN,
                    INSERT_EVENTS,
                    INSERT_BATCH,
                    COMMIT,
                    COMMITTED,
                    CHECK,
                    DERIVE,
                    FILL_TRANSACTIONS,
                    DERIVE_OTHERS,
                    DERIVED,
                    INDEX,
                    CLOSE ->
                    false;
            case FALLBACK_CREATE,
                    FALLBACK_WRITE,
                    FALLBACK_SYNC,
                    FALLBACK_RENAME,
                    FALLBACK_KEPT,
                    RESERVE,
                    MANIFEST,
                    INCIDENT,
                    NOTE,
                    RESULT,
                    PLACE,
                    SEAL,
                    SEAL_MANIFEST,
                    CLEAR,
                    REPLAY_READ,
                    REPLAY_ASIDE ->
                    true;
        };
    }

    /// The calls so far.
    synchronized List<WriterStep> steps() {
        return List.copyOf(steps);
    }
}
