package rtgsim.scenario.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.NodePath;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Problems;
import rtgsim.scenario.file.Words;

/// The policies that a SimCash scenario names, builtin or from files, and the files of ours that come of them.
final class SimcashPolicies {

    /// A policy file that was given with the scenario.
    ///
    /// @param path as it was given
    record PolicyFile(Path path, ForeignMap root) {}

    private final List<PolicyFile> given;
    private final String reserved;
    private final List<PolicyFile> used = new ArrayList<>();
    private final Map<String, String> written = new LinkedHashMap<>();
    private SimcashTree.Manner manner = new SimcashTree.Manner(SimcashTree.RUSH, false, UnaryOperator.identity());

    /// @param reserved the name of a file that no policy may have
    SimcashPolicies(List<PolicyFile> given, String reserved) {
        this.given = given;
        this.reserved = reserved;
    }

    /// How trees are to be written from now on.
    void use(SimcashTree.Manner manner) {
        this.manner = manner;
    }

    /// The files that came of it: contents by name.
    Map<String, String> written() {
        return written;
    }

    /// @param agent whose policy it is
    /// @param there all that is said of that agent
    Draft.Fields convert(Given policy, String agent, ForeignMap there) {
        String at = "agents[" + agent + "].policy";
        policy.kept(at);
        ForeignMap block = policy.map();
        Given type = block.require("type");
        if (type == null) return fifo();
        type.kept(at + ".type");
        return switch (type.word()) {
            case "fifo" -> manner.bands() ? banded(release("release"), agent) : fifo();
            case "deadline" -> deadline(block, at, agent);
            case "liquidityaware" -> liquidityAware(block, at, agent);
            case "liquiditysplitting" -> liquiditySplitting(block, type, at);
            case "mocksplitting" -> mockSplitting(block, type, agent, there);
            case "mockstaggersplit" -> mockStaggerSplit(block, type, agent, there);
            case "fromjson" -> fromFile(block, at, agent);
            case "inline", "inlinejson" -> inline(block, agent);
            default -> {
                type.refuse(
                        ProblemCode.NOT_ALLOWED_WORD,
                        type.path() + " names no policy of SimCash: " + type.text(),
                        "Fifo, Deadline, LiquidityAware, LiquiditySplitting, MockSplitting, MockStaggerSplit, FromJson,"
                                + " Inline");
                yield fifo();
            }
        };
    }

    /// Whether the policy is a decision tree, which may move collateral.
    static boolean isTree(Draft.Fields policy) {
        return policy.get("type") instanceof Draft.Text type && type.text().equals("tree");
    }

    /// Judges the files that no agent names.
    void judgeUnused() {
        for (PolicyFile file : given) {
            if (used.contains(file)) continue;
            for (Given key : file.root().all())
                key.lost("no agent of the scenario names this policy, so it is not written");
        }
    }

    private static Draft.Fields fifo() {
        return new Draft.Fields().put("type", "fifo");
    }

    /// Of a builtin policy: its parameters stand beside the type, or under `params`.
    private static @Nullable Given parameter(ForeignMap block, String key) {
        Given given = block.find(key);
        if (given != null) return given;
        Given params = block.find("params");
        if (params == null) return block.require(key);
        params.kept(null);
        return params.map().require(key);
    }

    private static long integer(ForeignMap block, String key, long min, String at) {
        Given given = parameter(block, key);
        if (given == null) return min;
        given.kept(at + "." + key);
        return given.integer(min, Long.MAX_VALUE);
    }

    private Draft.Fields deadline(ForeignMap block, String at, String agent) {
        long threshold = integer(block, "urgency_threshold", 0, at);
        if (!manner.bands()) {
            return new Draft.Fields().put("type", "deadline").put("urgency_threshold", threshold);
        }
        return banded(
                condition("urgent", atMost("ticks_to_deadline", threshold), release("release"), hold("hold")), agent);
    }

    private Draft.Fields liquidityAware(ForeignMap block, String at, String agent) {
        Given buffer = parameter(block, "target_buffer");
        long kept = buffer == null ? 0 : buffer.integer(0, Long.MAX_VALUE);
        if (buffer != null) {
            if (manner.bands()) buffer.kept(at);
            else
                buffer.changed(
                        at + ".target_buffer",
                        "of the balance and the credit line here, of the balance there; an urgent transaction that is not"
                                + " covered is held here");
        }
        long threshold = integer(block, "urgency_threshold", 0, at);
        if (!manner.bands()) {
            return new Draft.Fields()
                    .put("type", "liquidity_aware")
                    .put("target_buffer", kept)
                    .put("urgency_threshold", threshold)
                    .remark("target_buffer", "of balance and credit line; in SimCash of the balance alone");
        }
        Draft.Fields left =
                new Draft.Fields()
                        .put(
                                "compute",
                                new Draft.Fields()
                                        .put("op", "-")
                                        .put("left", field("balance"))
                                        .put("right", field("amount")));
        Draft.Fields keeps =
                new Draft.Fields()
                        .put("op", ">=")
                        .put("left", left)
                        .put("right", new Draft.Fields().put("value", kept));
        return banded(
                condition(
                        "urgent",
                        atMost("ticks_to_deadline", threshold),
                        release("release_urgent"),
                        condition("buffer", keeps, release("release"), hold("hold"))),
                agent);
    }

    private Draft.Fields liquiditySplitting(ForeignMap block, Given type, String at) {
        String note = "in min(max_splits, amount / min_split_amount) parts, all submitted at once, here";
        if (manner.bands()) note += "; it submits in the RTGS priority normal, whatever the band";
        type.changed(at + ".type", note);
        return new Draft.Fields()
                .put("type", "liquidity_splitting")
                .put("max_splits", integer(block, "max_splits", 2, at))
                .put("min_split_amount", integer(block, "min_split_amount", 1, at));
    }

    private Draft.Fields mockSplitting(ForeignMap block, Given type, String agent, ForeignMap there) {
        long parts = integer(block, "num_splits", 2, "agents[" + agent + "].policy");
        return splits(
                type,
                agent,
                there,
                new Draft.Fields().put("num_splits", new Draft.Fields().put("value", parts)),
                "Split");
    }

    private Draft.Fields mockStaggerSplit(ForeignMap block, Given type, String agent, ForeignMap there) {
        String at = "agents[" + agent + "].policy";
        Draft.Fields parameters = new Draft.Fields();
        for (String key : List.of("num_splits", "stagger_first_now", "stagger_gap_ticks", "priority_boost_children")) {
            parameters.put(key, new Draft.Fields().put("value", integer(block, key, 0, at)));
        }
        return splits(type, agent, there, parameters, "StaggerSplit");
    }

    /// What is no part is split. A tree cannot ask whether a transaction is divisible, so the flows of the agent decide.
    private Draft.Fields splits(Given type, String agent, ForeignMap there, Draft.Fields parameters, String action) {
        if (!isDivisible(there)) {
            type.changed("agents[" + agent + "].policy", "fifo: none of the agent's flows is divisible");
            return fifo();
        }
        type.changed(
                "agents[" + agent + "].policy",
                "a tree that splits what is no part; an indivisible transaction of the agent would be held");
        Draft.Fields split = action("split", action).put("parameters", parameters);
        Draft.Fields isPart =
                new Draft.Fields()
                        .put("op", "==")
                        .put("left", field("is_split"))
                        .put("right", new Draft.Fields().put("value", 1));
        return banded(condition("part", isPart, release("release"), split), agent);
    }

    private static boolean isDivisible(ForeignMap agent) {
        Given single = agent.find("arrival_config");
        if (single != null) return isDivisibleFlow(single);
        Given bands = agent.find("arrival_bands");
        return bands != null && bands.isMap() && bands.map().all().stream().anyMatch(SimcashPolicies::isDivisibleFlow);
    }

    private static boolean isDivisibleFlow(Given flow) {
        Given divisible = flow.isMap() ? flow.map().find("divisible") : null;
        return divisible != null && divisible.flag();
    }

    private Draft.Fields fromFile(ForeignMap block, String at, String agent) {
        Given path = block.require("json_path");
        Map<String, Draft> overrides = overrides(block);
        if (path == null) return fifo();
        PolicyFile file = file(path);
        if (file == null) return fifo();
        boolean again = used.contains(file);
        if (!again) used.add(file);
        ForeignMap root = again ? unjudged(file.root()) : file.root();
        String name = nameOf(root, path.text());
        if (!overrides.isEmpty()) name += "-" + fileWord(agent);
        String written = write(root, overrides, name);
        path.kept(at + ".file");
        return new Draft.Fields().put("type", "tree").put("file", written);
    }

    private Draft.Fields inline(ForeignMap block, String agent) {
        Given trees = block.require("decision_trees");
        Map<String, Draft> overrides = overrides(block);
        if (trees == null) return fifo();
        String at = "agents[" + agent + "].policy.file";
        trees.kept(at);
        ForeignMap map = trees.map();
        String name = nameOf(map, agent);
        String written = write(map, overrides, name);
        return new Draft.Fields().put("type", "tree").put("file", written);
    }

    private static Map<String, Draft> overrides(ForeignMap block) {
        Map<String, Draft> overrides = new TreeMap<>();
        Given params = block.find("params");
        if (params == null) return overrides;
        params.kept("parameters");
        for (Given param : params.map().all()) {
            overrides.put(param.name(), SimcashTree.literal(param));
            param.kept("parameters." + param.name());
        }
        return overrides;
    }

    /// The file that a path of another machine means: of those given, the one whose name is the same, and of several the one with most folders in common.
    private @Nullable PolicyFile file(Given path) {
        String[] wanted = path.text().split("[/\\\\]");
        PolicyFile best = null;
        int most = 0;
        boolean tie = false;
        for (PolicyFile file : given) {
            int common = 0;
            Path there = file.path();
            while (common < wanted.length
                    && common < there.getNameCount()
                    && there.getName(there.getNameCount() - 1 - common)
                            .toString()
                            .equals(wanted[wanted.length - 1 - common])) {
                common++;
            }
            tie = (common == most && common > 0) || (tie && common < most);
            if (common > most) {
                most = common;
                best = file;
            }
        }
        if (best == null || tie) {
            path.refuse(
                    ProblemCode.POLICY_FILE_NOT_GIVEN,
                    (tie ? "several of the files given could be " : "no file was given for ")
                            + Words.quoted(path.text()),
                    "name the policy files beside the scenario: rtgsim import simcash SCENARIO POLICY…");
            return null;
        }
        return best;
    }

    private static ForeignMap unjudged(ForeignMap root) {
        return new ForeignMap(root.node(), NodePath.ROOT, new Findings(), new Problems());
    }

    private static String nameOf(ForeignMap root, String otherwise) {
        Given id = root.find("policy_id");
        String last = otherwise.replaceFirst("^.*[/\\\\]", "").replaceFirst("[.][A-Za-z]+$", "");
        return fileWord(id == null || id.isMap() || id.isList() ? last : id.text());
    }

    /// As a name of a file that is the same everywhere.
    private static String fileWord(String name) {
        String word = name.replaceAll("[^A-Za-z0-9_-]+", "-");
        word = word.substring(0, Math.min(60, word.length()));
        return word.isEmpty() || word.equals("-") ? "policy" : word;
    }

    private String write(ForeignMap root, Map<String, Draft> overrides, String name) {
        return keep(name, file -> new SimcashTree(root, overrides, manner, file).convert());
    }

    private Draft.Fields banded(Draft.Fields tree, String agent) {
        String name =
                keep(
                        fileWord(agent) + "-policy",
                        file -> {
                            Draft.Fields policy =
                                    new Draft.Fields()
                                            .put("version", "1.0")
                                            .put("policy_id", file.replaceFirst("[.]json$", ""))
                                            .put("parameters", new Draft.Fields())
                                            .put("payment_tree", tree);
                            return manner.bands() ? RtgsBands.declaredBy(policy) : policy;
                        });
        return new Draft.Fields().put("type", "tree").put("file", name);
    }

    /// Writes what is not written yet under a name that is free.
    private String keep(String name, Function<String, Draft.Fields> policy) {
        for (int copy = 1; ; copy++) {
            String file = (copy == 1 ? name : name + "-" + copy) + ".json";
            if (file.equals(reserved)) continue;
            String text = DraftText.json(policy.apply(file));
            String before = written.get(file);
            if (before == null) written.put(file, text);
            if (before == null || before.equals(text)) return file;
        }
    }

    private static Draft.Fields action(String id, String action) {
        return new Draft.Fields().put("type", "action").put("node_id", id).put("action", action);
    }

    private static Draft.Fields release(String id) {
        return action(id, "Release");
    }

    private static Draft.Fields hold(String id) {
        return action(id, "Hold");
    }

    private static Draft.Fields condition(
            String id, Draft.Fields condition, Draft.Fields then, Draft.Fields otherwise) {
        return new Draft.Fields()
                .put("type", "condition")
                .put("node_id", id)
                .put("condition", condition)
                .put("on_true", then)
                .put("on_false", otherwise);
    }

    private static Draft.Fields atMost(String field, long most) {
        return new Draft.Fields()
                .put("op", "<=")
                .put("left", field(field))
                .put("right", new Draft.Fields().put("value", most));
    }

    private static Draft.Fields field(String name) {
        return new Draft.Fields().put("field", name);
    }
}
