package rtgsim.scenario.file;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.MapNode;

/// A map of the scenario whose keys are in the table, with their values or defaults.
///
/// A key that was left out and has no default has no value, nor has one whose value was refused.
final class Section {

    private final Shape shape;
    private final Node node;
    private final NodePath path;
    private final String tag;
    private final @Nullable Value[] values;
    private long given;

    /// @param tag the `type` that chose the shape, or empty
    Section(Shape shape, Node node, NodePath path, String tag) {
        this.shape = shape;
        this.node = node;
        this.path = path;
        this.tag = tag;
        this.values = new @Nullable Value[shape.keys().size()];
    }

    Node node() {
        return node;
    }

    NodePath path() {
        return path;
    }

    String tag() {
        return tag;
    }

    void put(int position, Value value) {
        values[position] = value;
        given |= 1L << position;
    }

    /// For a key that was left out.
    void putStandard(int position, Value value) {
        values[position] = value;
    }

    /// Of a policy: the trees that were read take the place of how they were given.
    void putTree(Value trees) {
        values[shape.position("tree")] = trees;
    }

    /// Where to point for what is wrong with a key: its value, or that of `other` where it was left out.
    Node place(String key, String other) {
        for (String name : new String[] {key, other}) {
            int position = shape.position(name);
            Value value = values[position];
            if (value != null && (given & 1L << position) != 0) return value.node();
        }
        return node;
    }

    /// Whether the key stands in the file, good or not.
    boolean wasGiven(String key) {
        return node instanceof MapNode map && map.entry(key) != null;
    }

    /// Whether the key stands in the file with a value that is reported.
    boolean wasRefused(String key) {
        return wasGiven(key) && find(key) == null;
    }

    /// What a caret points at for the map as a whole: in block style its first key.
    Node start() {
        return node instanceof MapNode map ? map.start() : node;
    }

    @Nullable Value find(String key) {
        int position = shape.position(key);
        if (position < 0) throw new NoSuchElementException("the table has no key " + key);
        return values[position];
    }

    /// The value of a key that is known to have one.
    Value get(String key) {
        Value value = find(key);
        if (value == null) throw new NoSuchElementException(path.key(key) + " has no value");
        return value;
    }

    /// Whether both give every key the same value.
    boolean means(Section other) {
        if (shape != other.shape) return false;
        for (int i = 0; i < values.length; i++) {
            Value ours = values[i];
            Value theirs = other.values[i];
            if ((ours == null) != (theirs == null)) return false;
            if (ours != null && theirs != null && !ours.means(theirs)) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return path + " " + tag + Arrays.toString(values);
    }
}
