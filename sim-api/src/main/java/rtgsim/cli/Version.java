package rtgsim.cli;

import rtgsim.app.Release;

/// `rtgsim --version`, which needs nothing of what the other commands need: the launcher starts it by itself.
final class Version {

    private Version() {}

    /// Ends by itself: the log that `System.exit` asks for would take as long as the answer.
    public static void main(String[] args) {
        int code = say(Surroundings.ofProcess());
        if (code != ExitCode.DONE) System.exit(code);
    }

    static boolean isAsked(String argument) {
        return argument.equals("--version") || argument.equals("-V");
    }

    /// @return the exit code
    static int say(Surroundings around) {
        around.out().println(line());
        return around.closeOutput(ExitCode.DONE);
    }

    static String line() {
        return "rtgsim " + Release.VERSION;
    }
}
