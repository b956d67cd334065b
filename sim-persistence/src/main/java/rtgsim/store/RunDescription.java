package rtgsim.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Simulation;

/// What is known of a run before its first tick.
///
/// @param id names the run and its files; see [#idOf]
/// @param scenarioJson the scenario in canonical form, after overrides and seed
/// @param scenarioSha256 of `scenarioJson`, lower-case hex
/// @param overrides what was set from outside the file, as given: `path=value`
/// @param ticks how many will be run
/// @param decidesByTree whether any agent does, so that events name the node that decided
/// @param calendar gives the events their simulated time
/// @param startNanos `System.nanoTime()` when the run was asked for; `total_seconds` counts from there
public record RunDescription(
        String id,
        String scenarioName,
        String scenarioJson,
        String scenarioSha256,
        long seed,
        List<String> overrides,
        int ticks,
        String engine,
        int modelVersion,
        boolean decidesByTree,
        Simulation calendar,
        RunHeader header,
        long startNanos) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int HASH_DIGITS = 8;

    public RunDescription {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "a simulation id must be 1 to 100 of letters, digits and . _ -, not starting with . or -: id='"
                            + id
                            + "'");
        }
        overrides = List.copyOf(overrides);
    }

    /// Whether `text` can name a run and its files.
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// The id of a run that was given none: the scenario's name and a short hash of all that its events depend on.
    public static String idOf(String scenarioName, String scenarioSha256, int ticks, int modelVersion) {
        String identity = scenarioSha256 + "\n" + ticks + "\n" + modelVersion;
        byte[] hash = sha256().digest(identity.getBytes(StandardCharsets.UTF_8));
        return scenarioName + "-" + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
