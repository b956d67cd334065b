package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.ScalarNode;

/// One `--set PATH=VALUE`: changes the tree before it is given its types, so that what is set is checked like what was written. Its nodes have the flag as their
/// source, and so have all problems with them.
final class Setting {

    /// No value of the table is deeper.
    private static final int STEPS_MAX = 32;

    /// A part of the path, where it stands in the flag.
    private sealed interface Step {
        int offset();

        int length();
    }

    private record KeyStep(int offset, int length, String key) implements Step {}

    private record IndexStep(int offset, int length, int index) implements Step {}

    private record IdStep(int offset, int length, String id) implements Step {}

    private record EachStep(int offset, int length) implements Step {}

    private final Source source;
    private final Problems problems;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    private Setting(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /// @param order of the flag among its kind, from 1
    static void apply(String setting, int order, MapNode root, Problems problems) {
        Source source = Source.flag("--set", setting, order);
        if (!Characters.areAllowed(source, problems)) return;
        Setting reading = new Setting(source, problems);
        if (!reading.readPath()) return;
        int before = problems.count();
        Node value = YamlTree.read(source, reading.at, problems);
        if (problems.count() > before) return;
        if (value == null) value = new ScalarNode(source, setting.length(), 0, "", false);
        reading.apply(root, NodePath.ROOT, 0, root, value);
    }

    /// `--seed`, which comes last.
    static void applySeed(long seed, int order, MapNode root) {
        String text = Long.toString(seed);
        Source source = Source.flag("--seed", text, order);
        Entry simulation = root.entry("simulation");
        if (simulation == null || !(simulation.value() instanceof MapNode map)) return;
        ScalarNode key = new ScalarNode(source, 0, text.length(), "rng_seed", false);
        map.put(new Entry(key, new ScalarNode(source, 0, text.length(), text, false)));
    }

    private boolean readPath() {
        String text = source.text();
        boolean stepIsNext = true;
        while (at < text.length() && text.charAt(at) != '=') {
            if (steps.size() == STEPS_MAX) return malformed(at, "the path has more than " + STEPS_MAX + " steps");
            char c = text.charAt(at);
            if (c == '[' && !stepIsNext) {
                if (!readBracket()) return false;
            } else if (c == '.' && !stepIsNext) {
                at++;
                stepIsNext = true;
            } else if (stepIsNext) {
                if (!readKey()) return false;
                stepIsNext = false;
            } else {
                return malformed(at, "after an element comes `.`, `[` or `=`");
            }
        }
        if (at == text.length()) return malformed(at, "there is no `=`");
        if (stepIsNext) return malformed(at, "a key is missing before `=`");
        at++;
        return true;
    }

    private boolean readKey() {
        String text = source.text();
        int from = at;
        String key = text.charAt(at) == '"' ? readQuoted() : readUntil(".[=]\"");
        if (key == null) return false;
        if (key.isEmpty()) return malformed(from, "a key is missing");
        steps.add(new KeyStep(from, at - from, key));
        return true;
    }

    private boolean readBracket() {
        String text = source.text();
        int from = at++;
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        String inside = quoted ? readQuoted() : readUntil("]");
        if (inside == null) return false;
        if (at == text.length() || text.charAt(at) != ']') return malformed(from, "`[` is not closed by `]`");
        at++;
        int length = at - from;
        if (quoted) steps.add(new IdStep(from, length, inside));
        else if (inside.equals("*")) steps.add(new EachStep(from, length));
        else if (inside.isEmpty()) return malformed(from, "`[]` names no element");
        else if (inside.length() < 10 && inside.chars().allMatch(c -> c >= '0' && c <= '9')) {
            steps.add(new IndexStep(from, length, Integer.parseInt(inside)));
        } else {
            steps.add(new IdStep(from, length, inside));
        }
        return true;
    }

    private @Nullable String readQuoted() {
        String text = source.text();
        int from = at++;
        int end = text.indexOf('"', at);
        if (end < 0) {
            malformed(from, "`\"` is not closed");
            return null;
        }
        String inside = text.substring(at, end);
        at = end + 1;
        return inside;
    }

    private String readUntil(String ends) {
        int from = at;
        while (at < source.text().length() && ends.indexOf(source.text().charAt(at)) < 0) at++;
        return source.text().substring(from, at);
    }

    private boolean malformed(int offset, String why) {
        problems.report(
                ProblemCode.SETTING_FORM,
                source,
                offset,
                1,
                NodePath.ROOT,
                "this --set cannot be read: " + why,
                "the form is PATH=VALUE, such as agents[BANK_A].opening_balance=7_000_000");
        return false;
    }

    private void apply(Node target, NodePath path, int index, MapNode root, Node value) {
        Step step = steps.get(index);
        boolean last = index == steps.size() - 1;
        switch (step) {
            case KeyStep key -> {
                if (!(target instanceof MapNode map)) {
                    leadsNowhere(
                            step, path, path.named() + " is no map, so it has no key " + Words.quoted(key.key()), null);
                    return;
                }
                ScalarNode name = new ScalarNode(source, key.offset(), key.length(), key.key(), true);
                if (last) {
                    map.put(new Entry(name, value.copy()));
                    return;
                }
                Entry entry = map.entry(key.key());
                if (entry == null && steps.get(index + 1) instanceof KeyStep) {
                    entry = new Entry(name, new MapNode(source, key.offset(), key.length(), new ArrayList<>()));
                    map.put(entry);
                }
                if (entry == null) {
                    leadsNowhere(
                            step,
                            path.key(key.key()),
                            "there is no list " + path.key(key.key()) + " in the file",
                            Words.nearest(key.key(), map.entries().stream().map(other -> other.key().text()).toList()));
                    return;
                }
                apply(entry.value(), path.key(key.key()), index + 1, root, value);
            }
            case IndexStep element -> {
                if (!(target instanceof ListNode list)) {
                    noList(step, path);
                } else if (element.index() >= list.elements().size()) {
                    int size = list.elements().size();
                    leadsNowhere(
                            step,
                            path,
                            path + " has " + size + (size == 1 ? " element" : " elements") + ", counted from 0",
                            null);
                } else {
                    applyToElement(list, element.index(), path, index, root, value);
                }
            }
            case EachStep each -> {
                if (!(target instanceof ListNode list)) {
                    noList(step, path);
                } else if (list.elements().isEmpty()) {
                    leadsNowhere(step, path, path + " has no elements", null);
                } else {
                    for (int i = 0; i < list.elements().size(); i++) {
                        if (problems.count() > Problems.LISTED_MAX) return;
                        applyToElement(list, i, path, index, root, value);
                    }
                }
            }
            case IdStep id -> {
                if (!path.pointer().equals("/agents")) {
                    leadsNowhere(
                            step,
                            path,
                            "elements of " + path.named() + " are chosen by [index] or [*], only agents by [id]",
                            null);
                } else if (!(target instanceof ListNode list)) {
                    noList(step, path);
                } else {
                    applyToAgent(list, id, path, index, root, value);
                }
            }
        }
    }

    private void applyToElement(ListNode list, int element, NodePath path, int index, MapNode root, Node value) {
        if (index == steps.size() - 1) list.elements().set(element, value.copy());
        else apply(list.elements().get(element), path.element(element), index + 1, root, value);
    }

    private void applyToAgent(ListNode agents, IdStep id, NodePath path, int index, MapNode root, Node value) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < agents.elements().size(); i++) {
            String seen = agents.elements().get(i) instanceof MapNode agent ? textOf(agent, "id") : null;
            if (seen == null) continue;
            if (seen.equals(id.id())) {
                applyToElement(agents, i, path, index, root, value);
                return;
            }
            ids.add(seen);
        }
        reportNoAgent(id, path, root, ids);
    }

    private void reportNoAgent(IdStep id, NodePath path, MapNode root, List<String> ids) {
        Entry population = root.entry("population");
        String pattern = population != null && population.value() instanceof MapNode map ? textOf(map, "id") : null;
        if (pattern != null && isMadeBy(pattern, id.id())) {
            problems.report(
                    ProblemCode.SETTING_POPULATION,
                    source,
                    id.offset(),
                    id.length(),
                    path,
                    Words.quoted(id.id()) + " is of the population, whose agents have no settings of their own",
                    "change the population's keys, or list the agent under agents");
            return;
        }
        leadsNowhere(id, path, "no agent is called " + Words.quoted(id.id()), Words.nearest(id.id(), ids));
    }

    /// Whether `id` looks like one that the pattern makes; how many there are is not asked.
    private static boolean isMadeBy(String pattern, String id) {
        int from = pattern.indexOf("%0");
        int until = pattern.indexOf('d', Math.max(from, 0));
        if (from < 0 || until < 0) return false;
        String head = pattern.substring(0, from);
        String tail = pattern.substring(until + 1);
        if (id.length() <= head.length() + tail.length() || !id.startsWith(head) || !id.endsWith(tail)) return false;
        return id.substring(head.length(), id.length() - tail.length()).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable String textOf(MapNode map, String key) {
        Entry entry = map.entry(key);
        return entry != null && entry.value() instanceof ScalarNode scalar ? scalar.text() : null;
    }

    private void noList(Step step, NodePath path) {
        leadsNowhere(step, path, path.named() + " is no list in the file, so it has no elements", null);
    }

    private void leadsNowhere(Step step, NodePath path, String why, @Nullable String nearest) {
        problems.report(
                ProblemCode.SETTING_PATH,
                source,
                step.offset(),
                step.length(),
                path,
                why,
                nearest == null ? null : "did you mean " + Words.quoted(nearest) + "?");
    }
}
