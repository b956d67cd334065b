package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong, so that all of it is said at once.
public final class Problems {

    /// Who breaks a thousand rules is not helped by reading of the next one.
    static final int LISTED_MAX = 1_000;

    /// The pointer to the key of a scenario that names its payments file.
    static final String PAYMENTS_FILE = "/payments_file";

    private record Found(int source, int offset, Problem problem) {}

    private final List<Found> found = new ArrayList<>();
    private int unlisted;

    public void report(ProblemCode code, Node at, NodePath path, String message, @Nullable String hint) {
        report(code, at.source(), at.offset(), at.length(), path, message, hint);
    }

    void report(
            ProblemCode code,
            Source source,
            int offset,
            int length,
            NodePath path,
            String message,
            @Nullable String hint) {
        if (found.size() == LISTED_MAX) {
            unlisted++;
            return;
        }
        Problem problem =
                new Problem(
                        code.code(),
                        source.name(),
                        source.line(offset),
                        source.column(offset),
                        Math.max(1, source.lengthOnLine(offset, length)),
                        path.pointer(),
                        message,
                        hint,
                        source.excerpt(offset));
        found.add(new Found(source.order(), offset, problem));
    }

    /// Reports something of a file of rows, which is read after all others; in the order in which it is found.
    ///
    /// @param pointer to the key of the scenario that names the file
    /// @param line of the first line of `rows`
    void reportRow(
            ProblemCode code,
            String pointer,
            Source rows,
            int line,
            int offset,
            int length,
            String message,
            @Nullable String hint) {
        if (found.size() == LISTED_MAX) {
            unlisted++;
            return;
        }
        Problem problem =
                new Problem(
                        code.code(),
                        rows.name(),
                        line + rows.line(offset) - 1,
                        rows.column(offset),
                        Math.max(1, rows.lengthOnLine(offset, length)),
                        pointer,
                        message,
                        hint,
                        rows.excerpt(offset));
        found.add(new Found(Integer.MAX_VALUE, 0, problem));
    }

    public int count() {
        return found.size() + unlisted;
    }

    /// Whether no further problem will be listed, so that no work need go into hints.
    boolean isFull() {
        return found.size() == LISTED_MAX;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// @throws ScenarioRefused with all that was reported, if anything was
    public void refuseIfAny() throws ScenarioRefused {
        if (found.isEmpty()) return;
        found.sort(
                Comparator.comparingInt(Found::source)
                        .thenComparing(each -> each.problem().file())
                        .thenComparingInt(Found::offset));
        List<Problem> problems = new ArrayList<>(found.stream().map(Found::problem).toList());
        if (unlisted > 0) {
            Problem last = problems.getLast();
            problems.add(
                    new Problem(
                            ProblemCode.MORE_PROBLEMS.code(),
                            last.file(),
                            last.line(),
                            last.column(),
                            last.length(),
                            "",
                            unlisted + " more problems are not listed",
                            "mend these first",
                            last.sourceLine()));
        }
        throw new ScenarioRefused(problems);
    }
}
