package rtgsim.scenario;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How much an agent may send, net, in a day.
///
/// @param bilateral minor units by receiver
/// @param multilateral minor units to all agents that it is against, or null for none
public record Limits(Map<String, Long> bilateral, @Nullable Long multilateral, Bind bind) {

    /// What limits hold back, and what counts as sent.
    public enum Bind {
        /// Only transactions of RTGS priority `normal`; the multilateral limit is against the agents without a bilateral one.
        NORMAL,
        /// Every transaction; the multilateral limit is against all agents.
        ALL
    }

    public static final Limits NONE = new Limits(Map.of(), null, Bind.NORMAL);

    public Limits {
        bilateral = Collections.unmodifiableMap(new TreeMap<>(bilateral));
        bilateral.forEach((receiver, limit) -> Refuse.negative(limit, "the bilateral limit to '" + receiver + "'"));
        if (multilateral != null) Refuse.negative(multilateral, "limits.multilateral");
    }
}
