package rtgsim.cli;

import java.util.Locale;
import rtgsim.app.Progress;

/// A line that shows how far a run is, how fast it goes and when it will be done.
final class ProgressBar implements Progress {

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
        long now = System.nanoTime();
        if (now - last < REDRAW_NANOS) return;
        last = now;
        drawn = true;
        terminal.redraw(line(done, total, events, (now - start) / 1e9));
    }

    /// Leaves the screen as it was.
    void clear() {
        if (drawn) terminal.clearLine();
    }

    static String line(int done, int total, long events, double seconds) {
        double share = (double) done / total;
        int full = (int) (CELLS * share);
        double left = done == 0 ? Double.NaN : seconds * (total - done) / done;
        return String.format(
                Locale.ROOT,
                "  %s%s %3.0f %%  tick %s of %s  %s events/s%s",
                "█".repeat(full),
                "░".repeat(CELLS - full),
                100 * share,
                Terminal.count(done),
                Terminal.count(total),
                Terminal.rate(events / seconds),
                Double.isNaN(left) ? "" : "  " + Terminal.seconds(left) + " left");
    }
}
