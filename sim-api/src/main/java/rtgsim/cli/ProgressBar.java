package rtgsim.cli;

import java.util.Locale;
import rtgsim.app.Progress;
import rtgsim.store.VerificationProgress;

/// A line that shows how far a run is, how fast it goes and when it will be done; or how far a verification is.
final class ProgressBar implements Progress, VerificationProgress {

    private static final int CELLS = 24;
    private static final long REDRAW_NANOS = 100_000_000;

    /// A run that is over sooner than this shows no bar.
    private static final long PATIENCE_NANOS = 300_000_000;

    private final Terminal terminal;
    private final long start = System.nanoTime();
    private long last = start + PATIENCE_NANOS - REDRAW_NANOS;
    private boolean drawn;

    ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void ticked(int done, int total, long events) {
        if (isDue()) terminal.redraw(line(done, total, events, (last - start) / 1e9));
    }

    @Override
    public void at(Step step, long events, long of) {
        // A step whose end is not seen coming stands there as long as it takes.
        if (isDue() || (of == 0 && drawn)) terminal.redraw(line(step, events, of));
    }

    private boolean isDue() {
        long now = System.nanoTime();
        if (now - last < REDRAW_NANOS) return false;
        last = now;
        drawn = true;
        return true;
    }

    /// Leaves the screen as it was.
    void clear() {
        if (drawn) terminal.clearLine();
    }

    static String line(Step step, long events, long of) {
        if (of == 0) return "  " + step.label();
        return String.format(
                Locale.ROOT,
                "  %s  %s: %s of %s",
                cells((double) events / of),
                step.label(),
                Terminal.count(events),
                Terminal.count(of));
    }

    private static String cells(double share) {
        int full = (int) (CELLS * share);
        return String.format(Locale.ROOT, "%s%s %3.0f %%", "█".repeat(full), "░".repeat(CELLS - full), 100 * share);
    }

    static String line(int done, int total, long events, double seconds) {
        double left = done == 0 ? Double.NaN : seconds * (total - done) / done;
        return String.format(
                Locale.ROOT,
                "  %s  tick %s of %s  %s events/s%s",
                cells((double) done / total),
                Terminal.count(done),
                Terminal.count(total),
                Terminal.rate(events / seconds),
                Double.isNaN(left) ? "" : "  " + Terminal.seconds(left) + " left");
    }
}
