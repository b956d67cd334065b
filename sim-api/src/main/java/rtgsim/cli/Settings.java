package rtgsim.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Options that every command understands.
final class Settings {

    @Option(
            names = "--store",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of stored runs. Default: RTGSIM_STORE, else ./runs.")
    @Nullable Path store;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as one JSON object.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but the result and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; show the trace of a bug.")
    boolean verbose;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colour, as with NO_COLOR.")
    boolean noColor;

    @Option(names = "--no-progress", scope = ScopeType.INHERIT, description = "No progress bar.")
    boolean noProgress;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description =
                    "How warnings of the store and the server are written: text (default), or json, an object a line.")
    @Nullable String logFormat;

    /// What a command of the next step needs to find the same store: ` --store DIR`, or nothing where the default is used.
    String storeFlag() {
        return store == null ? "" : " --store " + store;
    }
}
