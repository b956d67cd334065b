package rtgsim.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Pieces of a table on several threads at a time: each is inserted beside others, and committed when all before it are, so that the rows stand in their order.
final class PieceByPiece {

    /// One thread, with its connection.
    interface Way extends AutoCloseable {

        /// Inserts a piece in a transaction of its own.
        void insert(int piece) throws SQLException;

        void commit() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /// Opens a way. All are opened by the thread that waits for them.
    interface Opening {
        Way open(int number) throws SQLException;
    }

    private final int pieces;

    // Guarded by this.
    private int committed;
    private boolean failed;

    private PieceByPiece(int pieces) {
        this.pieces = pieces;
    }

    /// Returns when all pieces are committed, or all threads have ended after one of them failed.
    ///
    /// @throws SQLException the first failure
    static void insert(int pieces, int atOnce, Opening opening) throws SQLException {
        int count = Math.min(pieces, atOnce);
        PieceByPiece all = new PieceByPiece(pieces);
        List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
        try {
            for (int number = 0; number < count; number++) {
                Way way = opening.open(number);
                int first = number;
                FutureTask<@Nullable Void> task = new FutureTask<>(() -> all.run(way, first, count));
                tasks.add(task);
                Thread.ofPlatform().daemon().name("rtgsim-pieces-" + number).start(task);
            }
        } catch (SQLException | RuntimeException e) {
            all.fail();
            for (FutureTask<@Nullable Void> task : tasks) Threads.end(task);
            throw e;
        }
        SQLException first = null;
        for (FutureTask<@Nullable Void> task : tasks) {
            try {
                Threads.outcome(task);
            } catch (SQLException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }

    private @Nullable Void run(Way way, int first, int step) throws SQLException {
        boolean done = false;
        try (way) {
            for (int piece = first; piece < pieces; piece += step) {
                way.insert(piece);
                if (!isTurnOf(piece)) break;
                way.commit();
                next();
            }
            done = true;
        } finally {
            if (!done) fail();
        }
        return null;
    }

    /// Waits until all pieces before this one are committed.
    ///
    /// @return false if that will not be
    private synchronized boolean isTurnOf(int piece) {
        try {
            while (committed < piece && !failed) wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
        return !failed;
    }

    private synchronized void next() {
        committed++;
        notifyAll();
    }

    private synchronized void fail() {
        failed = true;
        notifyAll();
    }
}
