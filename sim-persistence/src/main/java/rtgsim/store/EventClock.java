package rtgsim.store;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import rtgsim.scenario.Simulation;

/// Simulated time: when a tick happens by the calendar of its scenario, in business time without a zone.
///
/// A tick is stamped with its start: the date of its day, plus opening, plus its share of the day from opening to closing, in whole microseconds.
public final class EventClock {

    private final Simulation calendar;
    private final long dayMicros;

    public EventClock(Simulation calendar) {
        this.calendar = calendar;
        dayMicros = ChronoUnit.MICROS.between(calendar.openingTime(), calendar.closingTime());
    }

    public int dayOf(int tick) {
        return tick / calendar.ticksPerDay();
    }

    public LocalDateTime timeOf(int tick) {
        long tickInDay = tick % calendar.ticksPerDay();
        long micros = tickInDay * dayMicros / calendar.ticksPerDay();
        return calendar.dateOf(dayOf(tick)).atTime(calendar.openingTime()).plus(micros, ChronoUnit.MICROS);
    }

    /// The first tick of the run that is not before `time`; all ticks of the run, if there is none.
    public int firstTickFrom(LocalDateTime time) {
        int low = 0;
        int high = calendar.totalTicks();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timeOf(middle).isBefore(time)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    Simulation calendar() {
        return calendar;
    }

    long dayMicros() {
        return dayMicros;
    }
}
