package rtgsim.store;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/// Where ticks begin in a run without gaps, or in the beginning of one that is being written. Seq and tick rise together there, so that ticks, times and days from
/// one to another are events from one to another: they need not be counted, and a page of them is found by its place.
///
/// Any thread may ask.
final class TickStarts {

    private static final int STARTS_KEPT = 4_096;

    private final EventClock clock;

    private final LastAnswers<Integer, Long> starts = new LastAnswers<>(STARTS_KEPT);

    TickStarts(EventClock clock) {
        this.clock = clock;
    }

    /// The events that the bounds of a filter leave, whatever else it asks. A list of ticks or days is a bound if it names one.
    ///
    /// @param events of the run, from the first on, that are asked
    SeqRange range(ReadConnection connection, EventFilter filter, long events) throws SQLException {
        long fromTick = 0;
        long untilTick = clock.calendar().totalTicks();
        if (filter.tickMin() != null) fromTick = Math.max(fromTick, filter.tickMin());
        if (filter.tickMax() != null) untilTick = Math.min(untilTick, filter.tickMax() + 1L);
        if (filter.timeFrom() != null) fromTick = Math.max(fromTick, clock.firstTickFrom(filter.timeFrom()));
        if (filter.timeTo() != null) untilTick = Math.min(untilTick, clock.firstTickFrom(filter.timeTo().plusNanos(1)));
        if (filter.ticks().size() == 1) {
            int tick = filter.ticks().iterator().next();
            fromTick = Math.max(fromTick, tick);
            untilTick = Math.min(untilTick, tick + 1L);
        }
        if (filter.days().size() == 1) {
            long day = filter.days().iterator().next();
            int ticksPerDay = clock.calendar().ticksPerDay();
            fromTick = Math.max(fromTick, day * ticksPerDay);
            untilTick = Math.min(untilTick, (day + 1) * ticksPerDay);
        }
        if (fromTick >= untilTick) return new SeqRange(0, 0);
        long first = start(connection, fromTick, events);
        long until = start(connection, untilTick, events);
        if (filter.seqMin() != null) first = Math.max(first, filter.seqMin());
        if (filter.seqMax() != null && filter.seqMax() < until) until = filter.seqMax() + 1;
        return new SeqRange(first, Math.max(first, until));
    }

    /// The first event at a tick or after it. Where it is among those that are asked, it stays there while the run grows.
    private long start(ReadConnection connection, long tick, long events) throws SQLException {
        if (tick <= 0) return 0;
        if (tick >= clock.calendar().totalTicks()) return events;
        int at = (int) tick;
        Long known = starts.get(at);
        if (known != null) return Math.min(known, events);
        EventQuery.Sql parameter = new EventQuery.Sql("", List.of(at));
        // A tick without events is rare, and to look only at it takes a tenth of the time.
        OptionalLong start = connection.number("SELECT min(seq) FROM events WHERE tick = ?", parameter);
        if (start.isEmpty()) start = connection.number("SELECT min(seq) FROM events WHERE tick >= ?", parameter);
        if (start.isEmpty() || start.getAsLong() >= events) return events;
        starts.put(at, start.getAsLong());
        return start.getAsLong();
    }
}
