package rtgsim.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Refusal;
import rtgsim.app.Refusal.BadRequest.Reason;
import rtgsim.app.Refused;

/// Which form of an answer a request wants, by its `Accept`.
final class MediaType {

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";

    private MediaType() {}

    /// The form of `offered` that is wanted most, the first of those wanted alike.
    static String wanted(@Nullable String accept, List<String> offered) {
        if (accept == null || accept.isBlank()) return offered.getFirst();
        String best = null;
        double bestQuality = 0;
        for (String candidate : offered) {
            double quality = quality(accept, candidate);
            if (quality > bestQuality) {
                best = candidate;
                bestQuality = quality;
            }
        }
        if (best != null) return best;
        throw new Refused(
                new Refusal.BadRequest(
                        Reason.NOT_ACCEPTABLE,
                        "this address answers in "
                                + String.join(", ", offered)
                                + ", none of which is wanted: Accept: "
                                + accept,
                        null));
    }

    /// What the most specific range that holds the type says.
    private static double quality(String accept, String type) {
        double quality = 0;
        int specificity = -1;
        for (String range : accept.split(",")) {
            String[] parts = range.trim().toLowerCase(Locale.ROOT).split(";");
            String name = parts[0].trim();
            int fit =
                    name.equals(type)
                            ? 2
                            : name.equals(type.substring(0, type.indexOf('/')) + "/*")
                                    ? 1
                                    : name.equals("*/*") ? 0 : -1;
            if (fit <= specificity) continue;
            specificity = fit;
            quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].trim();
                if (parameter.startsWith("q=")) quality = number(parameter.substring(2));
            }
        }
        return specificity < 0 ? 0 : quality;
    }

    private static double number(String text) {
        return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
    }
}
