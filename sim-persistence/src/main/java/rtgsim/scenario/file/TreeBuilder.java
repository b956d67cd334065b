package rtgsim.scenario.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.RefusedNode;
import rtgsim.scenario.file.Node.ScalarNode;

/// Makes the tree from what a parser meets, one after the other, and refuses what no tree of ours may hold: a key twice, a key that is no text, too many levels.
///
/// It keeps its own stack, so that no depth of nesting is a depth of calls.
final class TreeBuilder {

    static final int NESTING_MAX = 100;

    /// Of decision trees, whose nodes stand in each other and may be 100 deep themselves.
    static final int TREE_NESTING_MAX = 500;

    /// Keys, values, maps and lists. A million agents in 64 MiB have fewer; more would only fill the memory.
    static final int NODES_MAX = 10_000_000;

    /// So many different keys are kept once for all maps that have them. The table has fewer.
    private static final int KEYS_KEPT_MAX = 1_000;

    /// A map or list that is still open.
    private static final class Open {
        final NodePath path;
        final @Nullable List<Entry> entries;
        final @Nullable List<Node> elements;
        final Map<String, ScalarNode> keys = HashMap.newHashMap(0);

        /// In a map: the key whose value comes next. Null while a key comes next, and where the key was refused.
        @Nullable ScalarNode key;

        boolean valueIsNext;

        Open(MapNode node, NodePath path) {
            this.path = path;
            this.entries = node.entries();
            this.elements = null;
        }

        Open(ListNode node, NodePath path) {
            this.path = path;
            this.entries = null;
            this.elements = node.elements();
        }
    }

    private final Source source;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private final Map<String, String> keysKept = new HashMap<>();
    private int nodes;
    private boolean broken;

    TreeBuilder(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /// The tree, or null if nothing was read or the reading was broken off: what is missing from half a tree is no mistake of its author.
    @Nullable Node root() {
        return broken ? null : root;
    }

    /// Reading ended before the end; the reason is reported.
    void breakOff() {
        broken = true;
    }

    /// The path of what comes next.
    NodePath path() {
        Open top = open.peek();
        if (top == null) return NodePath.ROOT;
        if (top.elements != null) return top.path.element(top.elements.size());
        return top.key == null ? top.path : top.path.key(top.key.text());
    }

    /// @return false if that is one level too many, and reading must stop
    boolean beginMap(int offset, int length) {
        MapNode map = new MapNode(source, offset, length, new ArrayList<>(0));
        return begin(map, new Open(map, path()));
    }

    /// @return false if that is one level too many, and reading must stop
    boolean beginList(int offset, int length) {
        ListNode list = new ListNode(source, offset, length, new ArrayList<>(0));
        return begin(list, new Open(list, path()));
    }

    void end() {
        open.pop();
    }

    /// @return false if that is one value too many, and reading must stop
    boolean scalar(int offset, int length, String text, boolean quoted) {
        boolean isKey = keyIsNext();
        ScalarNode scalar = new ScalarNode(source, offset, length, isKey ? kept(text) : text, quoted);
        if (holdsLoneSurrogate(text)) {
            problems.report(
                    ProblemCode.BAD_CHARACTER, scalar, path(), "half of a surrogate pair, which is no character", null);
            return refused(offset, length);
        }
        if (!hasRoom(scalar)) return false;
        add(scalar);
        return true;
    }

    /// Something that has been reported already.
    ///
    /// @return false if that is one value too many, and reading must stop
    boolean refused(int offset, int length) {
        RefusedNode refused = new RefusedNode(source, offset, length);
        if (!hasRoom(refused)) return false;
        add(refused);
        return true;
    }

    private boolean keyIsNext() {
        Open top = open.peek();
        return top != null && top.entries != null && !top.valueIsNext;
    }

    private String kept(String key) {
        String known = keysKept.get(key);
        if (known != null) return known;
        if (keysKept.size() < KEYS_KEPT_MAX) keysKept.put(key, key);
        return key;
    }

    private boolean hasRoom(Node node) {
        if (nodes++ < NODES_MAX) return true;
        problems.report(
                ProblemCode.TOO_LARGE,
                node,
                path(),
                "the scenario has more than " + NODES_MAX + " keys and values",
                "agents of one kind are a population");
        breakOff();
        return false;
    }

    private boolean begin(Node node, Open opened) {
        if (open.size() >= NESTING_MAX && open.size() >= nestingMax(opened.path)) {
            problems.report(
                    ProblemCode.TOO_DEEP,
                    node,
                    opened.path,
                    "maps and lists are nested more than " + nestingMax(opened.path) + " deep",
                    null);
            breakOff();
            return false;
        }
        if (!hasRoom(node)) return false;
        add(node);
        open.push(opened);
        return true;
    }

    private int nestingMax(NodePath path) {
        return path.isInTree() ? TREE_NESTING_MAX : source.nestingMax();
    }

    private void add(Node node) {
        Open top = open.peek();
        if (top == null) {
            root = node;
        } else if (top.elements != null) {
            top.elements.add(node);
        } else if (top.valueIsNext) {
            if (top.key != null && top.entries != null) top.entries.add(new Entry(top.key, node));
            top.key = null;
            top.valueIsNext = false;
        } else {
            top.key = key(top, node);
            top.valueIsNext = true;
        }
    }

    private @Nullable ScalarNode key(Open map, Node node) {
        if (node instanceof RefusedNode) return null;
        if (!(node instanceof ScalarNode key) || key.isEmpty()) {
            problems.report(ProblemCode.KEY_NOT_TEXT, node, map.path, "a key must be a word or a number", null);
            return null;
        }
        ScalarNode first = map.keys.putIfAbsent(key.text(), key);
        if (first == null) return key;
        problems.report(
                ProblemCode.DUPLICATE_KEY,
                key,
                map.path.key(key.text()),
                "key " + Words.quoted(key.text()) + " stands twice in " + map.path.named(),
                "the first one is at " + placeOf(first) + "; keep one of them");
        return null;
    }

    private String placeOf(ScalarNode node) {
        int line = source.line(node.offset());
        return (line == 0 ? "column " : line + ":") + source.column(node.offset());
    }

    private static boolean holdsLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) return true;
            i += Character.charCount(c);
        }
        return false;
    }
}
