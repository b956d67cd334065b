package rtgsim.scenario;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;

/// How long the run is, what its calendar looks like, and where its randomness starts.
///
/// @param rngSeed 0 to 2⁶³ − 1
/// @param openingTime local business time of the first tick of a day; `closingTime` is the end of the last one
/// @param startDate the date of day 0, before `businessDays` moves it off a weekend
public record Simulation(
        int ticksPerDay,
        int numDays,
        long rngSeed,
        Rng rng,
        DeadlineCap deadlineCap,
        LocalTime openingTime,
        LocalTime closingTime,
        LocalDate startDate,
        BusinessDays businessDays) {

    /// The generator of arrivals: one stream per agent, flow and purpose, or the one shared stream of an older simulator.
    public enum Rng {
        PER_AGENT,
        XORSHIFT64STAR
    }

    /// The latest deadline a transaction may get.
    public enum DeadlineCap {
        NONE,
        END_OF_DAY,
        END_OF_RUN
    }

    /// Which dates the days of a run fall on.
    public enum BusinessDays {
        CONSECUTIVE,
        WEEKDAYS
    }

    public Simulation {
        Refuse.outside(ticksPerDay, 1, 1_000_000, "ticks_per_day");
        Refuse.outside(numDays, 1, 1_000_000, "num_days");
        Refuse.outside((long) ticksPerDay * numDays, 1, Integer.MAX_VALUE, "ticks_per_day × num_days");
        Refuse.negative(rngSeed, "rng_seed");
        Refuse.unless(openingTime.isBefore(closingTime), "opening_time must be before closing_time", openingTime);
    }

    /// All ticks of the run.
    public int totalTicks() {
        return ticksPerDay * numDays;
    }

    /// The date of a day of the run.
    public LocalDate dateOf(int day) {
        if (businessDays == BusinessDays.CONSECUTIVE) return startDate.plusDays(day);
        LocalDate first = startDate;
        while (isWeekend(first)) first = first.plusDays(1);
        int weekday = first.getDayOfWeek().getValue() - 1;
        int target = weekday + day % 5;
        return first.plusDays(7L * (day / 5) + (target >= 5 ? target - weekday + 2 : target - weekday));
    }

    private static boolean isWeekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
