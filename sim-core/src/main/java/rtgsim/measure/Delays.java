package rtgsim.measure;

import java.util.Arrays;

/// How long payments waited: those that settled, and those that had not when they were last seen.
///
/// What did not settle is *censored*: of its delay only what it had waited is known, which is less.
final class Delays {

    /// Products of many shares may be off by this much.
    private static final double ROUNDING = 1e-9;

    private final int[] settled;
    private final int[] censored;

    /// @param settled ticks from arrival to settlement
    /// @param censored ticks from arrival to when it was dropped, or to the last tick
    Delays(int[] settled, int[] censored) {
        this.settled = settled;
        this.censored = censored;
        Arrays.sort(settled);
        Arrays.sort(censored);
    }

    /// By nearest rank: the least delay that at least so many percent of those settled do not exceed; 0 if nothing settled.
    long percentile(int percent) {
        if (settled.length == 0) return 0;
        return settled[(int) Math.ceilDiv((long) settled.length * percent, 100) - 1];
    }

    /// With what the censored waited so far as if it were their delay, so that the true mean is no less.
    double meanWithCensored() {
        int all = settled.length + censored.length;
        return all == 0 ? 0 : (double) (sum(settled) + sum(censored)) / all;
    }

    private static long sum(int[] delays) {
        long sum = 0;
        for (int delay : delays) sum += delay;
        return sum;
    }

    /// The median after Kaplan and Meier (1958): the least delay at which the estimated share of payments still unsettled is a half or less; infinite if it never is.
    ///
    /// A payment that was censored after so many ticks is still at risk at that delay.
    double medianWithCensored() {
        if (settled.length + censored.length == 0) return 0;
        double unsettled = 1;
        int gone = 0;
        int i = 0;
        while (i < settled.length) {
            int delay = settled[i];
            while (gone < censored.length && censored[gone] < delay) gone++;
            int atRisk = settled.length - i + censored.length - gone;
            int now = i;
            while (i < settled.length && settled[i] == delay) i++;
            unsettled *= (double) (atRisk - (i - now)) / atRisk;
            if (unsettled <= 0.5 + ROUNDING) return delay;
        }
        return Double.POSITIVE_INFINITY;
    }
}
