package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.measure.Assertion;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.Node.MapNode;

/// Reads scenarios, from YAML, or from JSON where the name ends in `.json`.
///
/// The order is: text, tree, `--set` in their order, `--seed`, types and defaults, what holds between keys, records, and last the payments file, which is checked once all
/// else is right. A scenario with anything wrong in it is refused whole, with everything that is wrong; only broken syntax ends the reading before the later steps.
public final class ScenarioReader {

    /// The most bytes that a scenario may have: 64 MiB.
    public static final int BYTES_MAX = TreeText.BYTES_MAX;

    private ScenarioReader() {}

    /// @param sets `PATH=VALUE` of each `--set`, in their order
    /// @param seed replaces `simulation.rng_seed`
    /// @throws IOException if the file cannot be read
    public static ScenarioDocument read(Path file, List<String> sets, @Nullable Long seed)
            throws ScenarioRefused, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), file.toAbsolutePath().getParent(), sets, seed);
        }
    }

    /// Reads a stream that is no file, to its end. It can name no payments file.
    ///
    /// @param name how problems name it; JSON if it ends in `.json`
    /// @throws IOException if it cannot be read
    public static ScenarioDocument read(InputStream in, String name, List<String> sets, @Nullable Long seed)
            throws ScenarioRefused, IOException {
        return read(in, name, null, sets, seed);
    }

    private static ScenarioDocument read(
            InputStream in, String name, @Nullable Path folder, List<String> sets, @Nullable Long seed)
            throws ScenarioRefused, IOException {
        return read(TreeText.of(in, name, new Problems()), name, folder, sets, seed);
    }

    /// Reads a text that is no file, such as the body of a request. It can name no payments file.
    ///
    /// @param name how problems name the text; JSON if it ends in `.json`
    public static ScenarioDocument readText(String text, String name, List<String> sets, @Nullable Long seed)
            throws ScenarioRefused {
        return read(text, name, null, sets, seed);
    }

    /// Reads the canonical form that a run was stored with. The payments file that it may name is not read again: its payments are in the log.
    public static Scenario readStored(String canonicalJson) throws ScenarioRefused {
        return Assembly.scenario(typed(canonicalJson, "scenario.json", null, List.of(), null, new Problems()));
    }

    /// Reads the canonical form that a run was stored with, and the payments file that it may name, to run it again.
    ///
    /// @param folder where a relative name of the payments file is looked for
    public static ScenarioDocument readStored(String canonicalJson, Path folder) throws ScenarioRefused {
        return read(canonicalJson, "scenario.json", folder, List.of(), null);
    }

    private static ScenarioDocument read(
            String text, String name, @Nullable Path folder, List<String> sets, @Nullable Long seed)
            throws ScenarioRefused {
        Problems problems = new Problems();
        Section typed = typed(text, name, folder, sets, seed, problems);
        Scenario scenario = Assembly.scenario(typed);
        Value given = typed.find("payments_file");
        PaymentsFile payments = given == null ? null : PaymentsFile.read(given.asSection(), folder, scenario, problems);
        problems.refuseIfAny();
        List<Assertion> assertions = Assembly.assertions(typed);
        String canonical = CanonicalJson.of(scenario, payments, assertions);
        return new ScenarioDocument(
                scenario, assertions, canonical, sha256(canonical), payments == null ? null : payments.rows());
    }

    /// The keys of a text in which nothing is wrong.
    private static Section typed(
            String text, String name, @Nullable Path folder, List<String> sets, @Nullable Long seed, Problems problems)
            throws ScenarioRefused {
        Node root = TreeText.parse(text, name, "a scenario needs name, simulation and agents", problems);
        if (root instanceof MapNode map) {
            for (int i = 0; i < sets.size(); i++) Setting.apply(sets.get(i), i + 1, map, problems);
            if (seed != null) Setting.applySeed(seed, sets.size() + 1, map);
        }
        Section typed = new TypedReader(problems).read(root);
        if (typed != null) Relations.check(typed, folder, problems);
        problems.refuseIfAny();
        if (typed == null) throw new IllegalStateException("a scenario that is no map must have a problem: " + name);
        return typed;
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(PaymentsFile.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
