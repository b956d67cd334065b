package rtgsim.lsm;

import java.util.ArrayList;
import java.util.List;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.EntryAttempt;
import rtgsim.queue.Kernel;
import rtgsim.queue.RtgsSystem;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Rtgs;

/// Phase 10: which algorithms run, in which order and how often.
///
/// A new algorithm is one file, which implements [OffsettingAlgorithm], and one line in [#make]; its name is one word in [LsmConfig.Algorithm].
public final class LiquiditySaving {

    private final int everyTicks;
    private final CentralQueue central;
    private final RtgsSystem rtgs;
    private final List<OffsettingAlgorithm> algorithms = new ArrayList<>();

    public LiquiditySaving(LsmConfig config, Kernel kernel, RtgsSystem rtgs) {
        everyTicks = config.everyTicks();
        central = kernel.central();
        this.rtgs = rtgs;
        for (LsmConfig.Algorithm algorithm : config.algorithms()) {
            algorithms.add(make(algorithm, config, kernel));
        }
    }

    /// An algorithm by itself, without the pass and the others.
    public static OffsettingAlgorithm make(LsmConfig.Algorithm algorithm, LsmConfig config, Kernel kernel) {
        return switch (algorithm) {
            case BILATERAL -> new BilateralOffsetting(kernel);
            case CYCLES -> new CycleOffsetting(config, kernel);
            case ALL_OR_NOTHING -> new AllOrNothingOffsetting(kernel);
            case MULTILATERAL -> new MultilateralOffsetting(kernel);
            case OPTIMAL -> new OptimalOffsetting(config, kernel);
        };
    }

    /// What a submission may try at entry by the rules of the system.
    public static EntryAttempt atEntry(Rtgs rules, Kernel kernel) {
        return switch (rules.entryOffsetting()) {
            case NONE -> EntryAttempt.NONE;
            case SIMPLE -> new EntryOffsetting(kernel, false);
            case EXTENDED -> new EntryOffsetting(kernel, true);
        };
    }

    /// The algorithms run in order; whenever one settled something, the pass runs until it is still and the list starts again.
    public void run(int tick) {
        if (algorithms.isEmpty() || tick % everyTicks != 0) return;
        rtgs.passUntilStill(tick);
        for (int i = 0; i < algorithms.size(); i++) algorithms.get(i).startTick();
        int next = 0;
        while (next < algorithms.size()) {
            if (algorithms.get(next).run(tick)) {
                central.closeGaps();
                rtgs.passUntilStill(tick);
                next = 0;
            } else {
                next++;
            }
        }
    }
}
