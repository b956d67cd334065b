package rtgsim.cli;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.SimpleDateFormat;
import java.util.List;
import java.util.Locale;

/// Has a second thread prepare what a command will need of the JDK, while the main one reads the options: the powers of five of `BigDecimal`, the
/// provider of SHA-256, and the calendars of the locale, which the writer of JSON asks for. The first two are a fifth of what the main thread of
/// `validate` does.
///
/// It touches classes of the JDK alone, and nothing depends on whether it has come to its end.
final class HeadStart {

    private HeadStart() {}

    /// @param args of a command that reads a scenario, or of any other, which needs none of this
    static void begin(String... args) {
        if (args.length == 0 || !(args[0].equals("run") || args[0].equals("validate"))) return;
        boolean json = List.of(args).contains("--json");
        Thread.ofPlatform().daemon().name("rtgsim-head-start").start(() -> prepare(json));
    }

    private static void prepare(boolean json) {
        try {
            Object _ = BigDecimal.ONE.pow(2);
            Object _ = MessageDigest.getInstance("SHA-256");
            if (!json) return;
            Object _ = new SimpleDateFormat("yyyy", Locale.US);
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
