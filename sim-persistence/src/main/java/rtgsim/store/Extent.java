package rtgsim.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// How much of a run is committed while it is written: whole batches, in the order of seq.
///
/// @param events in all; fewer than `lastSeq` + 1 where some were left out
/// @param lastSeq of the last one, or -1 if there is none
/// @param lastTick its tick, which may go on in the next batch; 0 if there is none
record Extent(long events, long lastSeq, int lastTick) {

    static final Extent NONE = new Extent(0, -1, 0);

    /// What a file holds, by its batches.
    static Extent of(Connection connection) throws SQLException {
        long events;
        long lastSeq;
        try (PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT coalesce(sum(last_seq - first_seq + 1), 0)::BIGINT, coalesce(max(last_seq), -1) FROM batches");
                ResultSet row = select.executeQuery()) {
            row.next();
            events = row.getLong(1);
            lastSeq = row.getLong(2);
        }
        if (events == 0) return NONE;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT coalesce(max(tick), 0) FROM events WHERE seq = ?")) {
            select.setLong(1, lastSeq);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Extent(events, lastSeq, row.getInt(1));
            }
        }
    }

    /// After one batch more.
    Extent with(Batch batch) {
        return new Extent(events + batch.size(), batch.lastSeq(), batch.lastTick());
    }

    /// Whether seq is 0, 1 and so on.
    boolean isGapless() {
        return events == lastSeq + 1;
    }
}
