package rtgsim.scenario;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One stream of an agent's generated transactions. An agent may have several side by side.
///
/// @param ratePerTick expected transactions a tick; for a population, of all its agents together
/// @param profile multiplier of the rate from a tick of the day on; 1 before the first key
/// @param counterpartyWeights empty: all others alike; else an unlisted agent weighs 0 (1 under `xorshift64star`)
/// @param deadlineOffsetMin ticks after arrival, at least 1; both ends are drawn
public record Flow(
        double ratePerTick,
        NavigableMap<Integer, Double> profile,
        AmountDistribution amount,
        Map<String, Double> counterpartyWeights,
        int deadlineOffsetMin,
        int deadlineOffsetMax,
        PriorityDistribution priority,
        boolean divisible) {

    /// The highest rate a flow may have, per tick.
    public static final double RATE_MAX = 1e6;

    public Flow {
        Refuse.notANumber(ratePerTick, "rate_per_tick");
        Refuse.unless(ratePerTick <= RATE_MAX, "rate_per_tick must be at most 1000000", ratePerTick);
        profile = Collections.unmodifiableNavigableMap(new TreeMap<>(profile));
        profile.forEach((tick, multiplier) -> {
            Refuse.negative(tick, "a tick of profile");
            Refuse.notANumber(multiplier, "a multiplier of profile");
        });
        counterpartyWeights = Collections.unmodifiableMap(new TreeMap<>(counterpartyWeights));
        counterpartyWeights.values().forEach(weight -> Refuse.notANumber(weight, "a counterparty weight"));
        Refuse.outside(deadlineOffsetMin, 1, Integer.MAX_VALUE, "the first of deadline_range");
        Refuse.outside(deadlineOffsetMax, deadlineOffsetMin, Integer.MAX_VALUE, "the second of deadline_range");
    }
}
