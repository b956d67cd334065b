package rtgsim.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.TreeNode;

/// The reasons that every run has. A run's list is these, in this order, and then the texts of its scenario, by their bytes.
public enum Reason {
    HOLD,
    INVALID_SPLIT,
    BUDGET,
    TIMED,
    NOT_SUBMITTED,
    WITHDRAWN,
    REPRIORITIZED,
    NOT_URGENT,
    BUFFER,
    LIQUIDITY,
    POLICY,
    CLOSE,
    SCHEDULED,
    TIMER;

    /// The most reasons of a run: as many as a column of the log tells apart.
    public static final int REASONS_MAX = Short.MAX_VALUE;

    private static final Comparator<String> BY_BYTES =
            (one, other) ->
                    Arrays.compareUnsigned(
                            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /// The text in JSON, SQL and on the screen.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The list of a run whose scenario brings no texts of its own.
    public static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Reason reason : values()) labels.add(reason.label());
        return List.copyOf(labels);
    }

    /// The list of a run: the fixed ones, then the texts of its trees' actions that are not among these, in the order of their bytes.
    public static List<String> labels(Scenario scenario) {
        Set<String> texts = new TreeSet<>(BY_BYTES);
        for (DecisionTrees trees : scenario.trees()) trees.forEachNode(node -> addText(node, texts));
        List<String> labels = new ArrayList<>(labels());
        texts.removeAll(labels);
        labels.addAll(texts);
        if (labels.size() > REASONS_MAX) {
            throw new IllegalArgumentException("a run has at most " + REASONS_MAX + " reasons: " + labels.size());
        }
        return List.copyOf(labels);
    }

    /// The text that an action puts into events, or null.
    public static @Nullable String textOf(TreeNode.Leaf leaf) {
        boolean isLogged = leaf.action().group() != Action.Group.BANK;
        return isLogged && leaf.arguments().get("reason") instanceof TreeNode.Argument.Word(String text) ? text : null;
    }

    private static void addText(TreeNode node, Set<String> texts) {
        String text = node instanceof TreeNode.Leaf leaf ? textOf(leaf) : null;
        if (text != null) texts.add(text);
    }
}
