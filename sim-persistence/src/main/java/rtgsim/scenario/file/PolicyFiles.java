package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Reason;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.TreeNode;

/// Puts the decision trees that a policy names, or brings with it, into its section, read and checked. Each file is read once.
final class PolicyFiles {

    private static final int BYTES_MAX = 16 * 1024 * 1024;

    private final Problems problems;
    private final @Nullable Path folder;
    private final TreeReader.AgentCheck agents;
    private final Map<String, DecisionTrees> byFile = new HashMap<>();
    private final Map<DecisionTrees, DecisionTrees> same = new HashMap<>();
    private final Set<String> reasons = new HashSet<>(Reason.labels());
    private int files;

    /// @param folder that of the scenario, or null if it stands in none
    PolicyFiles(Problems problems, @Nullable Path folder, TreeReader.AgentCheck agents) {
        this.problems = problems;
        this.folder = folder;
        this.agents = agents;
    }

    /// @param policy a section of type `tree`
    void read(Section policy) {
        Value file = policy.find("file");
        Value inline = policy.find("tree");
        if (policy.wasGiven("file") == policy.wasGiven("tree")) {
            boolean both = policy.wasGiven("file");
            problems.report(
                    both ? ProblemCode.NOT_TOGETHER : ProblemCode.MISSING_KEY,
                    policy.start(),
                    policy.path(),
                    "a policy of type tree has either `file` or `tree`, but this one has "
                            + (both ? "both" : "neither"),
                    null);
            return;
        }
        DecisionTrees trees = null;
        if (inline != null && inline.content() instanceof Node node) {
            trees = TreeReader.read(node, policy.path().key("tree"), agents, problems);
        } else if (file != null) {
            trees = fromFile(file, policy);
        }
        if (trees == null) return;
        DecisionTrees first = same.putIfAbsent(trees, trees);
        if (first == null) checkReasons(trees, policy);
        Value given = inline != null ? inline : file;
        if (given != null) policy.putTree(new Value(given.node(), first == null ? trees : first));
    }

    private void checkReasons(DecisionTrees trees, Section policy) {
        int before = reasons.size();
        trees.forEachNode(node -> {
            String text = node instanceof TreeNode.Leaf leaf ? Reason.textOf(leaf) : null;
            if (text != null) reasons.add(text);
        });
        if (before > Reason.REASONS_MAX || reasons.size() <= Reason.REASONS_MAX) return;
        problems.report(
                ProblemCode.TOO_MANY_REASONS,
                policy.start(),
                policy.path(),
                "with this policy the actions of the run give more than "
                        + Reason.REASONS_MAX
                        + " reasons, those that every run has among them",
                "give actions of one kind the same reason");
    }

    private @Nullable DecisionTrees fromFile(Value path, Section policy) {
        if (byFile.containsKey(path.asText())) return byFile.get(path.asText());
        DecisionTrees trees = null;
        if (folder == null) {
            problems.report(
                    ProblemCode.POLICY_NEEDS_A_FILE,
                    path.node(),
                    policy.path().key("file"),
                    "a scenario that is sent as text cannot name a policy file: it stands in no folder",
                    "write the policy under `tree`");
        } else {
            trees = read(folder.resolve(path.asText()), path, policy);
        }
        byFile.put(path.asText(), trees);
        return trees;
    }

    private @Nullable DecisionTrees read(Path file, Value path, Section policy) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException unreadable) {
            String why =
                    switch (unreadable) {
                        case NoSuchFileException missing -> "there is no such file";
                        case AccessDeniedException denied -> "permission denied";
                        default -> Words.shown(String.valueOf(unreadable.getMessage()), 200);
                    };
            problems.report(
                    ProblemCode.POLICY_UNREADABLE,
                    path.node(),
                    policy.path().key("file"),
                    "the policy file " + Words.shown(file.toString(), 200) + " cannot be read: " + why,
                    unreadable instanceof NoSuchFileException
                            ? "the path is relative to the folder of the scenario"
                            : null);
            return null;
        }
        Source source = Source.policy(file.toString(), text(bytes), ++files);
        int before = problems.count();
        if (bytes.length > BYTES_MAX) {
            problems.report(ProblemCode.TOO_LARGE, source, 0, 1, NodePath.ROOT, "a policy file may have 16 MiB", null);
            return null;
        }
        Characters.areAllowed(source, problems);
        if (source.text().indexOf('\uFFFD') >= 0) {
            problems.report(
                    ProblemCode.NOT_UTF8,
                    source,
                    source.text().indexOf('\uFFFD'),
                    1,
                    NodePath.ROOT,
                    "the file is not UTF-8 here",
                    "save it as UTF-8");
        }
        if (problems.count() > before) return null;
        boolean json = path.asText().toLowerCase(Locale.ROOT).endsWith(".json");
        Node root = json ? JsonTree.read(source, problems) : YamlTree.read(source, 0, problems);
        if (root == null && problems.count() == before) {
            problems.report(
                    ProblemCode.EMPTY_DOCUMENT,
                    source,
                    0,
                    1,
                    NodePath.ROOT,
                    "the document is empty",
                    "a policy needs version and policy_id");
        }
        if (root == null || problems.count() > before) return null;
        return TreeReader.read(root, NodePath.ROOT, agents, problems);
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
