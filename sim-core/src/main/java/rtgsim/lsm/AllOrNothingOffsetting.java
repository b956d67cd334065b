package rtgsim.lsm;

import rtgsim.event.OffsetMethod;
import rtgsim.queue.Kernel;

/// Settles all queued transactions together, or none.
///
/// TARGET2 algorithm 1, Decision ECB/2007/7, Annex, Appendix I.
final class AllOrNothingOffsetting implements OffsettingAlgorithm {

    private final MultilateralSet set;

    AllOrNothingOffsetting(Kernel kernel) {
        set = new MultilateralSet(kernel);
    }

    @Override
    public void startTick() {}

    @Override
    public boolean run(int tick) {
        int count = set.listQueue();
        if (count == 0) return false;
        set.fill(count);
        if (!set.holds()) return false;
        set.settle(tick, OffsetMethod.ALL_OR_NOTHING, count);
        return true;
    }
}
