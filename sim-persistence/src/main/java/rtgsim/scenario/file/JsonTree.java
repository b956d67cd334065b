package rtgsim.scenario.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value (RFC 8259, nothing more) into the same tree as YAML. Numbers stay text: nothing is rounded on the way.
final class JsonTree {

    /// Names are not interned: a hostile file must not fill a table that outlives it. Lengths are bounded by that of the file.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(2 * TreeBuilder.TREE_NESTING_MAX)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private JsonTree() {}

    /// @return null if there is no value, or the syntax is broken
    static @Nullable Node read(Source source, Problems problems) {
        TreeBuilder tree = new TreeBuilder(source, problems);
        try (JsonParser parser = JSON.createParser(source.text())) {
            readInto(tree, parser, source, problems);
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            tree.breakOff();
            int offset = at == null ? 0 : Math.clamp(at.getCharOffset(), 0, source.text().length());
            problems.report(
                    ProblemCode.NOT_JSON,
                    source,
                    offset,
                    1,
                    tree.path(),
                    "this is not JSON: " + Words.shown(broken.getOriginalMessage(), 200),
                    "what follows has not been checked");
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading a text in memory failed", impossible);
        }
        return tree.root();
    }

    private static void readInto(TreeBuilder tree, JsonParser parser, Source source, Problems problems)
            throws IOException {
        int depth = 0;
        boolean complete = false;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int offset = (int) parser.currentTokenLocation().getCharOffset();
            if (complete) {
                problems.report(
                        ProblemCode.NOT_JSON,
                        source,
                        offset,
                        1,
                        NodePath.ROOT,
                        "this is not JSON: there is more after the end of the value",
                        null);
                return;
            }
            boolean goOn = true;
            switch (token) {
                case START_OBJECT -> {
                    goOn = tree.beginMap(offset, 1);
                    depth++;
                }
                case START_ARRAY -> {
                    goOn = tree.beginList(offset, 1);
                    depth++;
                }
                case END_OBJECT, END_ARRAY -> {
                    tree.end();
                    depth--;
                }
                default -> {
                    String text = parser.getText();
                    int length = (int) parser.currentLocation().getCharOffset() - offset;
                    boolean quoted = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
                    goOn = tree.scalar(offset, Math.max(1, length), text, quoted);
                }
            }
            if (!goOn) return;
            complete = depth == 0;
        }
    }
}
