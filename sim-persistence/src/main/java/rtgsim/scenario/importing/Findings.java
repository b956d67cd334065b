package rtgsim.scenario.importing;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.NodePath;

/// Collects what became of each key. Keys that nobody judged come out as unknown.
final class Findings {

    /// @param whole whether it is said of all keys inside too that are not judged themselves
    private record Judgement(Outcome outcome, @Nullable String becomes, @Nullable String note, boolean whole) {}

    private final IdentityHashMap<Object, Judgement> judged = new IdentityHashMap<>();
    private final List<Finding> added = new ArrayList<>();

    /// @param at the entry of a map, or the element of a list
    void judge(Object at, Outcome outcome, @Nullable String becomes, @Nullable String note, boolean whole) {
        judged.put(at, new Judgement(outcome, becomes, note, whole));
    }

    /// What holds there without being written.
    void add(String file, String becomes, String note) {
        added.add(new Finding(Outcome.ADDED, file, 0, 0, "", becomes, note));
    }

    /// Everything about one file, in its order.
    void appendAll(Node root, List<Finding> to) {
        append(root, NodePath.ROOT, null, to);
    }

    List<Finding> added() {
        return added;
    }

    private void append(Node node, NodePath path, @Nullable Judgement around, List<Finding> to) {
        switch (node) {
            case MapNode map -> {
                for (Entry entry : map.entries()) {
                    append(entry, entry.key(), entry.value(), path.key(entry.key().text()), around, to);
                }
            }
            case ListNode list -> {
                for (int i = 0; i < list.elements().size(); i++) {
                    Node element = list.elements().get(i);
                    if (judged.containsKey(element)) append(element, element, element, path.element(i), around, to);
                    else append(element, path.element(i), around, to);
                }
            }
            case Node.ScalarNode scalar -> {}
            case Node.RefusedNode refused -> {}
        }
    }

    private void append(Object key, Node at, Node value, NodePath path, @Nullable Judgement around, List<Finding> to) {
        Judgement own = judged.get(key);
        Judgement said = own != null ? own : around;
        if (said == null) said = new Judgement(Outcome.UNKNOWN, null, "the documentation has no such key", true);
        to.add(
                new Finding(
                        said.outcome,
                        at.source().name(),
                        at.source().line(at.offset()),
                        at.source().column(at.offset()),
                        path.toString(),
                        said.becomes,
                        said.note));
        Judgement inside = own == null && around == null ? said : own == null ? around : own.whole ? own : null;
        append(value, path, inside, to);
    }
}
