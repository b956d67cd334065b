package rtgsim.scenario.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.NodePath;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Problems;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.scenario.file.TreeText;

/// Imports a scenario of SimCash with the policies that it names.
public final class SimcashImport {

    private static final List<String> OF_A_POLICY =
            List.of(
                    "policy_id",
                    "payment_tree",
                    "bank_tree",
                    "strategic_collateral_tree",
                    "end_of_tick_collateral_tree");

    private SimcashImport() {}

    /// @param files one scenario, YAML or JSON, and policies, JSON or YAML, in any order; which is which their keys say
    /// @param target the file that the scenario is to become
    /// @throws ScenarioRefused if the files are no scenario of SimCash, with all that is wrong
    public static Imported read(List<Path> files, Path target) throws ScenarioRefused, IOException {
        Problems problems = new Problems();
        Findings findings = new Findings();
        List<ForeignMap> roots = new ArrayList<>();
        List<SimcashPolicies.PolicyFile> policyFiles = new ArrayList<>();
        ForeignMap scenario = null;
        for (Path file : files) {
            ForeignMap root = root(file, findings, problems);
            roots.add(root);
            if (isPolicy(root)) {
                policyFiles.add(new SimcashPolicies.PolicyFile(file, root));
            } else if (scenario == null) {
                scenario = root;
            } else {
                problems.report(
                        ProblemCode.SEVERAL_DOCUMENTS,
                        root.node().start(),
                        NodePath.ROOT,
                        "a second scenario; " + scenario.file() + " is the first",
                        "import one scenario at a time");
            }
        }
        problems.refuseIfAny();
        if (scenario == null) {
            problems.report(
                    ProblemCode.MISSING_KEY,
                    roots.getFirst().node().start(),
                    NodePath.ROOT,
                    "none of the files is a scenario, only policies",
                    "name the scenario too: rtgsim import simcash SCENARIO POLICY…");
            problems.refuseIfAny();
            throw new IllegalStateException("a problem was reported");
        }
        SimcashPolicies policies = new SimcashPolicies(policyFiles, ImportFolder.fileName(target));
        Draft.Fields draft = new SimcashScenario(scenario, findings).convert(ImportFolder.word(target), policies);
        policies.judgeUnused();
        problems.refuseIfAny();
        List<Finding> all = new ArrayList<>();
        for (ForeignMap root : roots) findings.appendAll(root.node(), all);
        all.addAll(findings.added());
        List<String> heading =
                List.of(
                        "Imported from the SimCash scenario " + ImportFolder.word(Path.of(scenario.file())) + ".",
                        "What became of each key: rtgsim import simcash --json.");
        return write(draft, heading, policies.written(), target, new ImportReport(all));
    }

    private static Imported write(
            Draft.Fields draft, List<String> heading, Map<String, String> policies, Path target, ImportReport report)
            throws IOException {
        Path folder = ImportFolder.create();
        String name = ImportFolder.fileName(target);
        boolean json = name.toLowerCase(Locale.ROOT).endsWith(".json");
        Files.writeString(folder.resolve(name), json ? DraftText.json(draft) : DraftText.yaml(draft, heading));
        for (Map.Entry<String, String> policy : policies.entrySet()) {
            Files.writeString(folder.resolve(policy.getKey()), policy.getValue());
        }
        return new Imported(folder, name, List.copyOf(policies.keySet()), report);
    }

    private static ForeignMap root(Path file, Findings findings, Problems problems)
            throws ScenarioRefused, IOException {
        Node root = TreeText.read(file, "it should hold a scenario or a policy of SimCash", problems);
        problems.refuseIfAny();
        if (root instanceof MapNode map) return new ForeignMap(map, NodePath.ROOT, findings, problems);
        problems.report(
                ProblemCode.WRONG_TYPE, root, NodePath.ROOT, "a scenario or policy of SimCash is a map of keys", null);
        problems.refuseIfAny();
        throw new IllegalStateException("a problem was reported");
    }

    private static boolean isPolicy(ForeignMap root) {
        boolean scenario = root.node().entry("agents") != null || root.node().entry("simulation") != null;
        return !scenario && OF_A_POLICY.stream().anyMatch(key -> root.node().entry(key) != null);
    }
}
