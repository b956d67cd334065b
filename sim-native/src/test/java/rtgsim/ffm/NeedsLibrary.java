package rtgsim.ffm;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;

/// Where this build has no native library, tests of it do not run, and say so.
final class NeedsLibrary {

    private static final NativeEngines ENGINES = new NativeEngines();

    private NeedsLibrary() {}

    static void orSayThatItDidNotRun() {
        Optional<String> missing = ENGINES.missing();
        if (missing.isEmpty()) return;
        String message = "did not run: " + missing.get();
        System.err.println("[sim-native] tests of the native engine " + message);
        abort(message);
    }

    static NativeLibrary loaded() {
        return ENGINES.loaded();
    }
}
