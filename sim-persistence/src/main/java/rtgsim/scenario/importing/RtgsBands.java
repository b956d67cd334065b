package rtgsim.scenario.importing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes each release of a policy declare the RTGS priority of its transaction's band: what another simulator does in its central queue, the sender asks for here.
final class RtgsBands {

    private static final int URGENT_FROM = 8;
    private static final int NORMAL_FROM = 4;

    private final Set<String> ids = new HashSet<>();

    private RtgsBands() {}

    /// @param policy with its trees; without a payment tree everything is released
    static Draft.Fields declaredBy(Draft.Fields policy) {
        RtgsBands bands = new RtgsBands();
        bands.collect(policy);
        Draft.Fields declaring = new Draft.Fields();
        policy.values()
                .forEach((key, value) -> {
                    boolean payments = key.equals("payment_tree") && value instanceof Draft.Fields;
                    declaring.put(key, payments ? bands.node((Draft.Fields) value, Map.of()) : value);
                });
        if (declaring.get("payment_tree") == null) {
            Draft.Fields all =
                    new Draft.Fields().put("type", "action").put("node_id", "release").put("action", "Release");
            declaring.put("payment_tree", bands.node(all, Map.of()));
        }
        return declaring;
    }

    /// @param asked what branches above have asked already: whether the priority is at least so much
    private Draft.Fields node(Draft.Fields node, Map<Integer, Boolean> asked) {
        if (word(node, "type").equals("action")) {
            boolean declares =
                    node.get("parameters") instanceof Draft.Fields given && given.get("rtgs_priority") != null;
            return word(node, "action").equals("Release") && !declares ? byBand(node, asked) : node;
        }
        Draft.Fields declaring = new Draft.Fields();
        Integer least = asksForPriority(node.get("condition"));
        node.values()
                .forEach((key, value) -> {
                    boolean branch = value instanceof Draft.Fields && (key.equals("on_true") || key.equals("on_false"));
                    Map<Integer, Boolean> known = new HashMap<>(asked);
                    if (least != null) known.put(least, key.equals("on_true"));
                    declaring.put(key, branch ? node((Draft.Fields) value, known) : value);
                });
        return declaring;
    }

    /// The `n` of `priority >= n`, or null of another condition.
    private static @Nullable Integer asksForPriority(@Nullable Draft condition) {
        if (!(condition instanceof Draft.Fields asked) || !word(asked, "op").equals(">=")) return null;
        boolean ofPriority = asked.get("left") instanceof Draft.Fields left && word(left, "field").equals("priority");
        Draft number = asked.get("right") instanceof Draft.Fields right ? right.get("value") : null;
        if (!ofPriority || !(number instanceof Draft.Plain plain)) return null;
        return plain.text().equals("8") ? Integer.valueOf(8) : plain.text().equals("4") ? Integer.valueOf(4) : null;
    }

    private Draft.Fields byBand(Draft.Fields release, Map<Integer, Boolean> asked) {
        Boolean urgent = asked.get(URGENT_FROM);
        Boolean normal = asked.get(NORMAL_FROM);
        if (urgent != null && urgent) return in("highly_urgent", release);
        Draft.Fields rest =
                normal == null
                        ? fromPriority(NORMAL_FROM, release, in("urgent", release), in("normal", release))
                        : in(normal ? "urgent" : "normal", release);
        return urgent == null && !(normal != null && !normal)
                ? fromPriority(URGENT_FROM, release, in("highly_urgent", release), rest)
                : rest;
    }

    private Draft.Fields fromPriority(int least, Draft.Fields release, Draft.Fields then, Draft.Fields otherwise) {
        Draft.Fields atLeast =
                new Draft.Fields()
                        .put("op", ">=")
                        .put("left", new Draft.Fields().put("field", "priority"))
                        .put("right", new Draft.Fields().put("value", least));
        return new Draft.Fields()
                .put("type", "condition")
                .put("node_id", unused(word(release, "node_id") + "_from_" + least))
                .put("condition", atLeast)
                .put("on_true", then)
                .put("on_false", otherwise);
    }

    private Draft.Fields in(String rtgsPriority, Draft.Fields release) {
        Draft.Fields parameters = new Draft.Fields();
        if (release.get("parameters") instanceof Draft.Fields given) given.values().forEach(parameters::put);
        parameters.put("rtgs_priority", new Draft.Fields().put("value", rtgsPriority));
        return new Draft.Fields()
                .put("type", "action")
                .put("node_id", unused(word(release, "node_id") + "_" + rtgsPriority))
                .put("action", "Release")
                .put("parameters", parameters);
    }

    private static String word(Draft.Fields node, String key) {
        return node.get(key) instanceof Draft.Text text ? text.text() : "";
    }

    private String unused(String id) {
        String unused = id;
        while (!ids.add(unused)) unused += "_";
        return unused;
    }

    private void collect(Draft draft) {
        switch (draft) {
            case Draft.Fields fields -> {
                if (fields.get("node_id") instanceof Draft.Text id) ids.add(id.text());
                fields.values().values().forEach(this::collect);
            }
            case Draft.Items items -> items.values().forEach(this::collect);
            case Draft.Plain plain -> {}
            case Draft.Text text -> {}
        }
    }
}
