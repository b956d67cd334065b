package rtgsim.store;

import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.RunHeader;

/// The texts of the column `extra`: what the log has in its variable part, as JSON.
final class ExtraTexts {

    private final RunHeader header;

    ExtraTexts(RunHeader header) {
        this.header = header;
    }

    /// The text of an event; null where it has none.
    @Nullable String of(EventChunk chunk, int row) {
        return switch (chunk.kindAt(row)) {
            case POLICY_SPLIT -> split(chunk.extra(), chunk.b[row]);
            case LSM_BILATERAL_OFFSET -> bilateral(chunk.extra(), chunk.b[row]);
            case LSM_CYCLE_SETTLEMENT -> cycle(chunk.extra(), chunk.b[row]);
            case COST_ACCRUAL -> rareCosts(chunk.extra(), chunk.b[row]);
            default -> null;
        };
    }

    private static String split(long[] extra, int at) {
        int parts = (int) extra[at];
        StringBuilder json = new StringBuilder(32 + 24 * parts).append("{\"child_tx_ids\":");
        appendTxs(json, extra, at + 1, parts).append(",\"release_ticks\":");
        return appendNumbers(json, extra, at + 1 + parts, parts).append('}').toString();
    }

    private String bilateral(long[] extra, int at) {
        int count = (int) extra[at];
        StringBuilder json = new StringBuilder(64 + 32 * count).append("{\"agents\":");
        appendAgents(json, extra, at + 2, 2).append(",\"tx_ids\":");
        appendTxs(json, extra, at + 4, count).append(",\"amounts\":");
        return appendNumbers(json, extra, at + 4 + count, count).append('}').toString();
    }

    private String cycle(long[] extra, int at) {
        int agents = (int) extra[at];
        int count = (int) extra[at + 1];
        int txs = at + 2 + 2 * agents;
        StringBuilder json = new StringBuilder(64 + 32 * (agents + count)).append("{\"agents\":");
        appendAgents(json, extra, at + 2, agents).append(",\"tx_ids\":");
        appendTxs(json, extra, txs, count).append(",\"amounts\":");
        appendNumbers(json, extra, txs + count, count).append(",\"net_positions\":");
        return appendNumbers(json, extra, at + 2 + agents, agents).append('}').toString();
    }

    private static @Nullable String rareCosts(long[] extra, int at) {
        if (at < 0 || (extra[at + 2] | extra[at + 3] | extra[at + 4] | extra[at + 5]) == 0) return null;
        return "{\"liquidity\":"
                + extra[at + 2]
                + ",\"deadline_penalty\":"
                + extra[at + 3]
                + ",\"split_friction\":"
                + extra[at + 4]
                + ",\"eod_penalty\":"
                + extra[at + 5]
                + "}";
    }

    private StringBuilder appendAgents(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            EventJson.quote(json, header.agentId((int) extra[from + i]));
        }
        return json.append(']');
    }

    private static StringBuilder appendTxs(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            json.append('"').append(RunHeader.txId((int) extra[from + i])).append('"');
        }
        return json.append(']');
    }

    private static StringBuilder appendNumbers(StringBuilder json, long[] extra, int from, int count) {
        json.append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) json.append(',');
            json.append(extra[from + i]);
        }
        return json.append(']');
    }
}
