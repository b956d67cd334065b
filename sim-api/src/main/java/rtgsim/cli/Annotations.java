package rtgsim.cli;

import java.util.List;
import rtgsim.cli.ValidateCommand.FileReport;
import rtgsim.scenario.file.Explanation;
import rtgsim.scenario.file.Problem;

/// Errors of scenarios as workflow commands of GitHub, which shows them beside the lines of a change.
final class Annotations {

    private Annotations() {}

    static List<String> of(FileReport report) {
        return report.problems().stream().map(problem -> of(report.file(), problem)).toList();
    }

    private static String of(String file, Problem problem) {
        boolean flag = problem.line() == 0;
        Explanation explanation = Explanation.of(problem.code());
        String title = explanation == null ? problem.code() : problem.code() + " " + explanation.title();
        StringBuilder line = new StringBuilder("::error file=").append(property(flag ? file : problem.file()));
        if (!flag) {
            line.append(",line=").append(problem.line());
            line.append(",col=").append(problem.column());
            line.append(",endColumn=").append(problem.column() + problem.length());
        }
        line.append(",title=").append(property(title)).append("::");
        String message = flag ? problem.file() + ": " + problem.message() : problem.message();
        String hint = problem.hint();
        return line.append(text(hint == null ? message : message + "\n" + hint)).toString();
    }

    private static String property(String value) {
        return text(value).replace(":", "%3A").replace(",", "%2C");
    }

    /// In one line, as a command takes it; no text of a scenario can begin a command of its own.
    private static String text(String value) {
        return Terminal.printable(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"));
    }
}
