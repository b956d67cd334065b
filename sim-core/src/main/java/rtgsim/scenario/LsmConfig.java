package rtgsim.scenario;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/// Liquidity saving: which offsetting algorithms run on the central queue, in which order and how often.
///
/// @param algorithms in the order in which they run; empty switches offsetting off
/// @param maxCycleLength agents, 3 to 10
/// @param maxCyclesPerTick settlements of `cycles` a tick
/// @param cycleWork listings of `cycles` a tick
/// @param optimalMaxTransactions the longest queue that `optimal` looks at, 1 to 30
public record LsmConfig(
        List<Algorithm> algorithms,
        int everyTicks,
        int maxCycleLength,
        int maxCyclesPerTick,
        long cycleWork,
        int optimalMaxTransactions) {

    public enum Algorithm {
        BILATERAL,
        CYCLES,
        ALL_OR_NOTHING,
        MULTILATERAL,
        OPTIMAL;

        /// The name in scenarios, commands and JSON.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The names of all.
        public static List<String> labels() {
            return Arrays.stream(values()).map(Algorithm::label).toList();
        }
    }

    public static final LsmConfig OFF = of();

    public LsmConfig {
        algorithms = List.copyOf(algorithms);
        Refuse.unless(
                algorithms.isEmpty() || EnumSet.copyOf(algorithms).size() == algorithms.size(),
                "algorithms must name each algorithm once",
                algorithms);
        Refuse.outside(everyTicks, 1, Integer.MAX_VALUE, "every_ticks");
        Refuse.outside(maxCycleLength, 3, 10, "max_cycle_length");
        Refuse.outside(maxCyclesPerTick, 1, Integer.MAX_VALUE, "max_cycles_per_tick");
        Refuse.outside(cycleWork, 1, Long.MAX_VALUE, "cycle_work");
        Refuse.outside(optimalMaxTransactions, 1, 30, "optimal_max_transactions");
    }

    /// These algorithms every tick, with the default bounds.
    public static LsmConfig of(Algorithm... algorithms) {
        return new LsmConfig(List.of(algorithms), 1, 4, 10, 1_000_000, 24);
    }
}
