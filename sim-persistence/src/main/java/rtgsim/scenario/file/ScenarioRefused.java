package rtgsim.scenario.file;

import java.util.List;

/// A scenario is not valid. Says everything that is wrong with it, in the order of the file, then of the flags.
public final class ScenarioRefused extends Exception {

    private final transient List<Problem> problems;

    public ScenarioRefused(List<Problem> problems) {
        super(summary(problems));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String summary(List<Problem> problems) {
        Problem first = problems.getFirst();
        String where = first.line() == 0 ? first.file() : first.file() + ":" + first.line() + ":" + first.column();
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return where + ": " + first.message() + more;
    }
}
