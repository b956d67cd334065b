package rtgsim.scenario.importing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.NodePath;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Problems;
import rtgsim.scenario.file.Words;

/// A map of a foreign file, with what is to be said of it.
record ForeignMap(MapNode node, NodePath path, Findings findings, Problems problems) {

    /// The first of these keys that is there. One with an empty value counts as left out.
    @Nullable Given find(String... names) {
        for (String name : names) {
            Entry entry = node.entry(name);
            if (entry == null) continue;
            Given given = new Given(entry, path.key(name), findings, problems);
            if (!(entry.value() instanceof Node.ScalarNode scalar) || !scalar.isEmpty()) return given;
            given.changed(null, "it is empty, which counts as left out");
        }
        return null;
    }

    /// One of these keys, without which there is no sense in the rest; reported if missing.
    @Nullable Given require(String... names) {
        Given given = find(names);
        if (given == null) {
            problems.report(
                    ProblemCode.MISSING_KEY,
                    node.start(),
                    path,
                    (path.parent() == null ? "the file" : path.toString())
                            + " has no "
                            + Words.quoted(names[0])
                            + ", which the other simulator requires",
                    null);
        }
        return given;
    }

    /// All keys, each to be judged on its own.
    List<Given> all() {
        List<Given> all = new ArrayList<>();
        for (Entry entry : node.entries()) {
            all.add(new Given(entry, path.key(entry.key().text()), findings, problems));
        }
        return all;
    }

    /// How reports name the file.
    String file() {
        return node.source().name();
    }
}
