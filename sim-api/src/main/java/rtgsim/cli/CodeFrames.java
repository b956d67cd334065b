package rtgsim.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import rtgsim.cli.Terminal.Style;
import rtgsim.scenario.file.CodeFrame;
import rtgsim.scenario.file.Problem;

/// The errors of a scenario beside their lines, in colour where people watch.
final class CodeFrames {

    private static final Pattern CODE = Pattern.compile("^error\\[[A-Z0-9]+]");
    private static final Pattern CARETS = Pattern.compile("^( *\\| +)(\\^+)");

    private CodeFrames() {}

    static List<String> of(Problem problem, BiFunction<Style, String, String> paint) {
        return CodeFrame.render(problem).lines().map(line -> painted(line, paint)).toList();
    }

    private static String painted(String line, BiFunction<Style, String, String> paint) {
        String coded = CODE.matcher(line).replaceFirst(match -> paint.apply(Style.BAD, match.group()));
        return CARETS.matcher(coded).replaceFirst(match -> match.group(1) + paint.apply(Style.BAD, match.group(2)));
    }
}
