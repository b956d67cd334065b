package rtgsim.scenario.file;

import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads one YAML 1.2 document into a tree. The parser gives syntax and places; what a scalar is, which documents are refused and how deep they may be is
/// decided here.
final class YamlTree {

    private final Source source;
    private final int firstCodePoint;
    private final Problems problems;
    private final TreeBuilder tree;
    private boolean documentSeen;

    /// The end of what has been read.
    private int reached;

    private YamlTree(Source source, int from, Problems problems) {
        this.source = source;
        this.firstCodePoint = source.text().codePointCount(0, from);
        this.problems = problems;
        this.reached = from;
        this.tree = new TreeBuilder(source, problems);
    }

    /// @param from where in the source the document begins
    /// @return null if the document has no content, or its syntax is broken
    static @Nullable Node read(Source source, int from, Problems problems) {
        YamlTree reading = new YamlTree(source, from, problems);
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        Iterator<Event> events = new Parse(settings).parseReader(new WholeCharacters(source.text(), from)).iterator();
        reading.takeAll(events);
        return reading.tree.root();
    }

    private void takeAll(Iterator<Event> events) {
        try {
            boolean goOn = true;
            while (goOn && events.hasNext()) goOn = take(events.next());
        } catch (MarkedYamlEngineException broken) {
            int offset = broken.getProblemMark().map(mark -> offset(mark.getIndex())).orElse(0);
            reportSyntax(offset, broken.getProblem(), broken.getContext());
        } catch (YamlEngineException broken) {
            String why = broken.getMessage();
            reportSyntax(reached, why == null ? "it cannot be read" : why.lines().findFirst().orElse(""), null);
        } catch (IllegalArgumentException broken) {
            // The parser hands the digits of escapes such as "\\UFFFFFFFF" to the JDK and lets its complaint through.
            reportSyntax(reached, "what follows holds an escape of no character", null);
        }
    }

    /// @return false if reading must stop
    private boolean take(Event event) {
        int offset = event.getStartMark().map(mark -> offset(mark.getIndex())).orElse(0);
        int length = event.getEndMark().map(mark -> offset(mark.getIndex())).orElse(offset) - offset;
        reached = offset + length;
        switch (event.getEventId()) {
            case DocumentStart -> {
                if (documentSeen) {
                    problems.report(
                            ProblemCode.SEVERAL_DOCUMENTS,
                            source,
                            offset,
                            length,
                            NodePath.ROOT,
                            "a second document begins here; a file holds one scenario",
                            null);
                    return false;
                }
                documentSeen = true;
                refuseDirectives((DocumentStartEvent) event, offset, length);
            }
            case Alias -> {
                Anchor alias = ((AliasEvent) event).getAlias();
                reportAnchor(offset, length, "alias", "*" + alias.getValue());
                return tree.refused(offset, length);
            }
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                return refusesProperties(scalar, scalar.getTag(), offset)
                        ? tree.refused(offset, length)
                        : tree.scalar(offset, length, scalar.getValue(), !scalar.isPlain());
            }
            case SequenceStart, MappingStart -> {
                CollectionStartEvent start = (CollectionStartEvent) event;
                refusesProperties(start, start.getTag(), offset);
                int caret = Math.max(1, length);
                return event.getEventId() == Event.ID.MappingStart
                        ? tree.beginMap(offset, caret)
                        : tree.beginList(offset, caret);
            }
            case SequenceEnd, MappingEnd -> tree.end();
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
        return true;
    }

    private void refuseDirectives(DocumentStartEvent start, int offset, int length) {
        Optional<SpecVersion> version = start.getSpecVersion();
        boolean foreign = version.isPresent() && (version.get().getMajor() != 1 || version.get().getMinor() != 2);
        boolean tags =
                start.getTags().keySet().stream().anyMatch(handle -> !handle.equals("!") && !handle.equals("!!"));
        if (!foreign && !tags) return;
        problems.report(
                ProblemCode.TAG,
                source,
                offset,
                length,
                NodePath.ROOT,
                foreign
                        ? "scenarios are YAML 1.2, but the directive says another version"
                        : "%TAG directives are not read",
                "leave the directive out");
    }

    /// Anchors and tags stand before their value; the event begins with them.
    private boolean refusesProperties(NodeEvent event, Optional<String> tag, int offset) {
        event.getAnchor().ifPresent(anchor -> reportAnchor(offset, 1, "anchor", "&" + anchor.getValue()));
        tag.ifPresent(name ->
                problems.report(
                        ProblemCode.TAG,
                        source,
                        offset,
                        1,
                        tree.path(),
                        "the tag " + Words.quoted(name.replace("tag:yaml.org,2002:", "!!")) + " is not read",
                        "leave it out; text that looks like a number goes in quotes"));
        return event.getAnchor().isPresent() || tag.isPresent();
    }

    private void reportAnchor(int offset, int length, String what, String seen) {
        problems.report(
                ProblemCode.ANCHOR_OR_ALIAS,
                source,
                offset,
                length,
                tree.path(),
                "the " + what + " " + Words.quoted(seen) + " is not read",
                "write the value out; text that begins so goes in quotes");
    }

    private void reportSyntax(int offset, String problem, @Nullable String context) {
        boolean tab = offset < source.text().length() && source.text().charAt(offset) == '\t';
        String why =
                Words.shown(problem, 200)
                        + (context == null || context.isEmpty() ? "" : ", " + Words.shown(context, 200));
        tree.breakOff();
        problems.report(
                ProblemCode.NOT_YAML,
                source,
                offset,
                1,
                tree.path(),
                tab ? "a tab where YAML has none" : "this is not YAML: " + why,
                tab ? "indent with spaces" : "what follows has not been checked");
    }

    private int offset(int codePoint) {
        return source.offsetOfCodePoint(firstCodePoint + codePoint);
    }
}
