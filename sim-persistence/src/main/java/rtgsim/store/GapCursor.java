package rtgsim.store;

import java.util.List;

/// The recorded gaps of a log, asked along it: with a seq that only rises.
final class GapCursor {

    private final List<Incidents.Range> gaps;
    private int at;

    /// @param gaps in order
    GapCursor(List<Incidents.Range> gaps) {
        this.gaps = gaps;
    }

    /// The first seq from `seq` on that no gap holds.
    long firstStoredFrom(long seq) {
        while (at < gaps.size() && gaps.get(at).lastSeq() < seq) at++;
        long free = seq;
        for (int i = at; i < gaps.size() && gaps.get(i).firstSeq() <= free; i++) {
            free = Math.max(free, gaps.get(i).lastSeq() + 1);
        }
        return free;
    }
}
