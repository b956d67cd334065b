package rtgsim.http;

import java.util.List;
import java.util.Locale;
import rtgsim.store.EventCounts;
import rtgsim.store.WriterFigures;

/// What the writers of this process do, in the text format of Prometheus.
final class MetricsText {

    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(2_048);

    private MetricsText() {}

    static String of(WriterFigures figures) {
        MetricsText metrics = new MetricsText();
        EventCounts counts = figures.counts();
        metrics.one("rtgsim_events_accepted_total", "counter", "Events handed over by engines.", counts.accepted());
        metrics.one("rtgsim_events_committed_total", "counter", "Events that are stored.", counts.committed());
        metrics.one(
                "rtgsim_events_fallback_total", "counter", "Events written to fallback files.", counts.inFallback());
        metrics.one("rtgsim_events_dropped_total", "counter", "Events left out, recorded as gaps.", counts.dropped());
        metrics.one(
                "rtgsim_buffer_events",
                "gauge",
                "Events that wait to be stored, those in retry included.",
                counts.buffered() + counts.inRetry());
        metrics.one("rtgsim_buffer_capacity", "gauge", "Events that may wait.", figures.capacity());
        metrics.one("rtgsim_retries_total", "counter", "Batches tried again.", figures.retries());
        metrics.one(
                "rtgsim_oldest_unflushed_seconds",
                "gauge",
                "Since the oldest event was handed over that is not stored.",
                figures.oldestUnflushedSeconds());
        metrics.flushes(figures);
        return metrics.text.toString();
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void one(String name, String type, String help, long value) {
        head(name, type, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private void one(String name, String type, String help, double value) {
        head(name, type, help);
        text.append(name).append(' ').append(String.format(Locale.ROOT, "%.6f", value)).append('\n');
    }

    private void flushes(WriterFigures figures) {
        String name = "rtgsim_flush_seconds";
        head(name, "histogram", "How long it takes to store a batch.");
        List<Double> bounds = figures.flushBounds();
        long sum = 0;
        for (int i = 0; i < figures.flushes().size(); i++) {
            sum += figures.flushes().get(i);
            String bound = i < bounds.size() ? bounds.get(i).toString() : "+Inf";
            text.append(name).append("_bucket{le=\"").append(bound).append("\"} ").append(sum).append('\n');
        }
        text.append(name)
                .append("_sum ")
                .append(String.format(Locale.ROOT, "%.6f", figures.flushSeconds()))
                .append('\n');
        text.append(name).append("_count ").append(sum).append('\n');
    }
}
