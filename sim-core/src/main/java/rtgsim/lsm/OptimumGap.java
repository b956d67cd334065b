package rtgsim.lsm;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventLog;
import rtgsim.event.RunHeader;
import rtgsim.event.UnreadChunks;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.QueueReading;
import rtgsim.measure.QueueState;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Scenario;

/// How far the offsetting of a run stayed behind the best there was, tick by tick.
///
/// In each tick on which offsetting runs, or would run if any algorithm were chosen, the optimum of the queue that it finds is searched for. What settles one after
/// the other in phase 10 could have settled as one set, so the optimum is no less. It is known where the search ends within its work, or what settled reaches the
/// bound that the search gives.
public final class OptimumGap implements QueueReading.Watcher {

    /// Branches of a search, times the transactions queued.
    public static final long WORK = 1_000_000;

    private static final long BRANCHES_MIN = 16;

    /// The result, over all ticks in which something was queued when offsetting began. Amounts are minor units.
    ///
    /// @param ticks how many
    /// @param knownTicks in how many of them the optimum is known; the rest is about these
    /// @param behindTicks in how many of them less settled than the optimum
    /// @param optimumValue sum of the optima; what could settle in a tick and did not counts again in the next
    /// @param settledValue sum of what settled from the start of offsetting on
    /// @param shareOfOptimum of the second in the first; null where nothing could settle
    public record Gap(
            int ticks,
            int knownTicks,
            int behindTicks,
            long optimumValue,
            long settledValue,
            @Nullable Double shareOfOptimum) {}

    private final Scenario scenario;
    private final IntPredicate wanted;
    private final long work;
    private final EventLog unread = new EventLog(new UnreadChunks());
    private int searchedTick;
    private OffsettingCase.@Nullable Optimum optimum;
    private int ticks;
    private int knownTicks;
    private int behindTicks;
    private long optimumValue;
    private long settledValue;

    /// Reads along with `log`, which has not begun.
    ///
    /// @param work the bound of each search: branches times transactions queued
    public OptimumGap(LogMeasures log, RunHeader header, Scenario scenario, long work) {
        this.scenario = scenario;
        this.work = work;
        LsmConfig config = scenario.lsmConfig();
        wanted = tick -> config.algorithms().isEmpty() || tick % config.everyTicks() == 0;
        new QueueReading(log, header, scenario, wanted, this);
    }

    @Override
    public void saw(QueueState state, int fromTick, int untilTick, long settled) {
        if (state.queued().isEmpty()) return;
        int stood = 0;
        for (int tick = fromTick; tick < untilTick; tick++) if (wanted.test(tick)) stood++;
        ticks += stood;
        if (!state.isCertain()) return;
        OffsettingCase.Optimum best = optimum;
        if (best == null || state.sinceTick() != searchedTick) best = search(state);
        optimum = best;
        searchedTick = state.sinceTick();
        if (!best.isExact() && settled < best.valueBound()) return;
        knownTicks += stood;
        if (settled < best.valueBound()) behindTicks += stood;
        optimumValue = Math.addExact(optimumValue, Math.multiplyExact(stood, best.valueBound()));
        settledValue = Math.addExact(settledValue, settled);
    }

    private OffsettingCase.Optimum search(QueueState state) {
        long branches = Math.max(BRANCHES_MIN, work / state.queued().size());
        return OffsettingCase.of(state, scenario).optimum(branches, unread);
    }

    /// After the end of the log.
    public Gap result() {
        Double share = optimumValue == 0 ? null : (Double) ((double) settledValue / optimumValue);
        return new Gap(ticks, knownTicks, behindTicks, optimumValue, settledValue, share);
    }
}
