package rtgsim.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Json;
import rtgsim.app.Release;
import rtgsim.store.Manifest;
import rtgsim.store.RunDescription;
import rtgsim.store.RunStatus;

/// How answers are sent, and when they need not be sent again.
final class Answers {

    private static final String REVALIDATE = "private, no-cache";

    /// The log of a run whose id is made of its content stays the same under that id; a day is short enough for an update of rtgsim.
    private static final String IMMUTABLE = "private, max-age=86400, immutable";

    private Answers() {}

    static void json(Context request, Object shape) {
        json(request, Json.text(shape));
    }

    static void json(Context request, String text) {
        request.result(text.getBytes(StandardCharsets.UTF_8));
        request.contentType(MediaType.JSON);
        if (request.res().getHeader("Cache-Control") == null) request.header("Cache-Control", "no-store");
    }

    /// Marks an answer from the log of a sealed run with its tag; true if the client has it already and 304 was sent.
    static boolean isKnown(Context request, Manifest sealed, String form) {
        boolean stays = sealed.status() == RunStatus.SEALED && hasMadeId(sealed);
        return isKnown(request, sealed, form, stays ? IMMUTABLE : REVALIDATE);
    }

    /// The same for an answer with figures that a rerun may change, such as times.
    static boolean isKnownNow(Context request, Manifest sealed, String form) {
        return isKnown(request, sealed, form, REVALIDATE);
    }

    private static boolean isKnown(Context request, Manifest sealed, String form, String caching) {
        var result = sealed.result();
        if (result == null) throw new IllegalStateException("only a sealed run has a tag: " + sealed.simulationId());
        String identity =
                String.join(
                        "\n",
                        Release.VERSION,
                        sealed.simulationId(),
                        sealed.startedAt().toString(),
                        result.digest(),
                        form,
                        request.path(),
                        String.valueOf(request.queryString()));
        String tag = "\"" + HexFormat.of().formatHex(Cursor.sha256(identity), 0, 16) + "\"";
        request.header("ETag", tag);
        request.header("Vary", "Accept");
        request.header("Cache-Control", caching);
        if (!isAmong(request.header("If-None-Match"), tag)) return false;
        request.status(304);
        return true;
    }

    /// The same for an answer that may come from a run that is being written; it has no tag, since more may be there at the next time.
    static boolean isKnown(Context request, ReadRun read, String form) {
        return read.live() == null && isKnown(request, read.manifest(), form);
    }

    private static boolean hasMadeId(Manifest run) {
        String made = RunDescription.idOf(run.scenarioName(), run.scenarioSha256(), run.ticks(), run.modelVersion());
        return run.simulationId().endsWith(made);
    }

    private static boolean isAmong(@Nullable String tags, String tag) {
        if (tags == null) return false;
        if (tags.trim().equals("*")) return true;
        for (String one : tags.split(",")) {
            String known = one.trim();
            if (known.startsWith("W/")) known = known.substring(2);
            if (known.equals(tag)) return true;
        }
        return false;
    }
}
