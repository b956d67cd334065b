package rtgsim.scenario.file;

import org.jspecify.annotations.Nullable;

/// The way from the root of a tree to a value: keys and list positions.
public record NodePath(@Nullable NodePath parent, String step, int index) {

    public static final NodePath ROOT = new NodePath(null, "", -1);

    public NodePath key(String key) {
        return new NodePath(this, key, -1);
    }

    public NodePath element(int index) {
        return new NodePath(this, "", index);
    }

    /// Whether it leads into a decision tree that stands in the scenario.
    boolean isInTree() {
        for (NodePath at = this; at.parent != null; at = at.parent) {
            if (at.step.equals("tree") && at.parent.step.equals("policy")) return true;
        }
        return false;
    }

    /// As a JSON pointer, RFC 6901.
    public String pointer() {
        if (parent == null) return "";
        String name =
                index >= 0 ? Integer.toString(index) : Words.shown(step, 100).replace("~", "~0").replace("/", "~1");
        return parent.pointer() + "/" + name;
    }

    /// As `--set` writes it: `agents[0].id`; empty for the root.
    @Override
    public String toString() {
        if (parent == null) return "";
        String before = parent.toString();
        if (index >= 0) return before + "[" + index + "]";
        boolean plain = step.indexOf('.') < 0 && step.indexOf('[') < 0;
        String key = Words.shown(step, 60);
        return (before.isEmpty() ? "" : before + ".") + (plain ? key : "\"" + key + "\"");
    }

    /// How messages name the place: the path, or `the scenario`.
    String named() {
        return parent == null ? "the scenario" : toString();
    }
}
