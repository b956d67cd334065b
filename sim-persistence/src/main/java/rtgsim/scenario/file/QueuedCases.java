package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;
import rtgsim.lsm.OffsettingCase;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.Node.Entry;
import rtgsim.scenario.file.Node.ListNode;
import rtgsim.scenario.file.Node.MapNode;
import rtgsim.scenario.file.Node.RefusedNode;
import rtgsim.scenario.file.Node.ScalarNode;

/// Reads queues to offset: one case, or a list of them, in JSON, or in YAML where the name ends in `.yaml` or `.yml`.
///
///     { "id": "two", "balances": { "A": 5, "B": 6 }, "queued": ["A>B 8", "B>A 10"] }
///
/// Agents have no credit, limits or reservations, and every transaction is `normal`. Other keys are for whoever put them there. Everything that is wrong is said
/// at once.
public final class QueuedCases {

    /// The most bytes that such a file may have: 64 MiB.
    public static final int BYTES_MAX = TreeText.BYTES_MAX;

    private static final int AGENTS_MIN = 2;
    private static final int AGENTS_MAX = 1_000_000;
    private static final int AGENTS_LISTED = 20;
    private static final int ID_LENGTH_MAX = 64;
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final String ID = "id";
    private static final String BALANCES = "balances";
    private static final String QUEUED = "queued";
    private static final String FORM = "must be text like \"A>B 5\": A pays B 5 minor units";

    /// A queue and what it is called.
    public record Named(String id, OffsettingCase queue) {}

    private final Problems problems;
    private final LsmConfig bounds;
    private final Map<String, ScalarNode> ids = new LinkedHashMap<>();

    private QueuedCases(LsmConfig bounds, Problems problems) {
        this.bounds = bounds;
        this.problems = problems;
    }

    /// Reads a file.
    ///
    /// @param bounds of `cycles` and `optimal`
    /// @throws IOException if it cannot be read
    public static List<Named> read(Path file, LsmConfig bounds) throws ScenarioRefused, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), bounds);
        }
    }

    /// Reads a stream to its end.
    ///
    /// @param name how problems name it
    /// @throws IOException if it cannot be read
    public static List<Named> read(InputStream in, String name, LsmConfig bounds) throws ScenarioRefused, IOException {
        Problems problems = new Problems();
        String text = TreeText.of(in, name, problems);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml");
        Node root = TreeText.parse(text, name, !yaml, "a case has id, balances and queued", problems);
        List<Named> cases = new QueuedCases(bounds, problems).cases(root);
        problems.refuseIfAny();
        return cases;
    }

    private List<Named> cases(Node root) {
        List<Named> cases = new ArrayList<>();
        if (root instanceof ListNode list) {
            for (int i = 0; i < list.elements().size(); i++) {
                add(cases, list.elements().get(i), NodePath.ROOT.element(i), "case " + (i + 1));
            }
        } else {
            add(cases, root, NodePath.ROOT, "the case");
        }
        return cases;
    }

    private void add(List<Named> cases, Node node, NodePath path, String unnamed) {
        if (node instanceof RefusedNode) return;
        if (!(node instanceof MapNode map)) {
            report(ProblemCode.WRONG_TYPE, node, path, unnamed + " must be a map", "with id, balances and queued");
            return;
        }
        List<String> missing = new ArrayList<>();
        for (String key : List.of(ID, BALANCES, QUEUED)) if (map.entry(key) == null) missing.add(key);
        if (!missing.isEmpty()) {
            String what = missing.size() == 1 ? "required key " : "required keys ";
            String isMissing = missing.size() == 1 ? " is missing in " : " are missing in ";
            String near = near(map, missing.getFirst());
            report(
                    ProblemCode.MISSING_KEY,
                    map.start(),
                    path,
                    what + Words.listed(missing) + isMissing + named(map, unnamed),
                    near == null ? "a case has id, balances and queued" : "is it " + Words.quoted(near) + "?");
        }
        String id = id(map, path, unnamed);
        String name = id == null ? unnamed : "case " + Words.quoted(id);
        Map<String, Account> accounts = balances(map, path, name);
        List<OffsettingCase.Queued> queued = queued(map, path, name, agents(map));
        if (id == null || accounts == null || queued == null) return;
        if (!isSmallEnough(accounts, queued)) {
            report(
                    ProblemCode.TOO_BIG,
                    map.start(),
                    path,
                    "the balances and amounts of " + name + " together exceed 63 bits",
                    "take a greater unit");
            return;
        }
        cases.add(new Named(id, new OffsettingCase(List.copyOf(accounts.values()), queued, bounds, false)));
    }

    private static @Nullable String near(MapNode map, String key) {
        return Words.nearest(key, map.entries().stream().map(entry -> entry.key().text()).toList());
    }

    private static String named(MapNode map, String unnamed) {
        Entry entry = map.entry(ID);
        if (entry == null || !(entry.value() instanceof ScalarNode id)) return unnamed;
        return "case " + Words.quoted(id.text());
    }

    /// Those that have a balance, right or wrong; null where no balances can be read.
    private static @Nullable Set<String> agents(MapNode map) {
        Entry entry = map.entry(BALANCES);
        if (entry == null || !(entry.value() instanceof MapNode balances)) return null;
        Set<String> agents = new LinkedHashSet<>();
        for (Entry each : balances.entries()) agents.add(each.key().text());
        return agents;
    }

    private void report(ProblemCode code, Node at, NodePath path, String message, @Nullable String hint) {
        problems.report(code, at, path, message, hint);
    }

    private @Nullable String id(MapNode map, NodePath path, String unnamed) {
        Entry entry = map.entry(ID);
        if (entry == null || entry.value() instanceof RefusedNode) return null;
        NodePath at = path.key(ID);
        if (!(entry.value() instanceof ScalarNode id) || id.isEmpty() || id.text().isEmpty()) {
            report(ProblemCode.WRONG_TYPE, entry.value(), at, "the id of " + unnamed + " must be text", null);
            return null;
        }
        ScalarNode first = ids.putIfAbsent(id.text(), id);
        if (first == null) return id.text();
        String place = first.source().line(first.offset()) + ":" + first.source().column(first.offset());
        report(
                ProblemCode.NAMED_TWICE,
                id,
                at,
                "two cases have the id " + Words.quoted(id.text()),
                "the first one is at " + place + "; each needs its own");
        return null;
    }

    /// By agent, in the order of the file; null if there is something wrong with them.
    private @Nullable Map<String, Account> balances(MapNode map, NodePath path, String name) {
        Entry entry = map.entry(BALANCES);
        if (entry == null || entry.value() instanceof RefusedNode) return null;
        NodePath at = path.key(BALANCES);
        if (!(entry.value() instanceof MapNode balances)) {
            report(
                    ProblemCode.WRONG_TYPE,
                    entry.value(),
                    at,
                    "the balances of " + name + " must be a map from agent to minor units",
                    "such as { \"A\": 5, \"B\": 0 }");
            return null;
        }
        Map<String, Account> accounts = new LinkedHashMap<>();
        boolean good = true;
        for (Entry each : balances.entries()) {
            String agent = each.key().text();
            Long balance = balance(each, at.key(agent), name);
            good &= isAgentId(each.key(), at.key(agent), name) && balance != null;
            if (balance != null) accounts.put(agent, new Account(agent, balance));
        }
        int count = balances.entries().size();
        if (count < AGENTS_MIN || count > AGENTS_MAX) {
            report(
                    ProblemCode.NUMBER_OF_AGENTS,
                    balances.start(),
                    at,
                    name + " has " + count + (count == 1 ? " agent" : " agents"),
                    "it needs 2 to 1 000 000: every one that sends or receives");
            return null;
        }
        return good ? accounts : null;
    }

    private boolean isAgentId(ScalarNode key, NodePath path, String name) {
        String id = key.text();
        if (id.equals(Scenario.CENTRAL_BANK)) {
            report(ProblemCode.CENTRAL_BANK, key, path, "CENTRAL_BANK cannot be an agent of " + name, null);
            return false;
        }
        int length = id.codePointCount(0, id.length());
        boolean fits = length >= 1 && length <= ID_LENGTH_MAX && id.codePoints().noneMatch(Character::isISOControl);
        if (!fits) {
            report(
                    ProblemCode.WRONG_FORM,
                    key,
                    path,
                    "an agent of " + name + " has the id " + Words.quoted(id),
                    "an id has 1 to 64 characters, none of them a control character");
        }
        return fits;
    }

    private @Nullable Long balance(Entry entry, NodePath path, String name) {
        if (entry.value() instanceof RefusedNode) return null;
        String agent = Words.quoted(entry.key().text());
        if (!(entry.value() instanceof ScalarNode scalar) || !Numbers.isInteger(scalar.text())) {
            String seen = entry.value() instanceof ScalarNode scalar ? ": " + Words.quoted(scalar.text()) : "";
            report(
                    ProblemCode.BALANCE_FORM,
                    entry.value(),
                    path,
                    "the balance of " + agent + " in " + name + " must be an integer" + seen,
                    "minor units, without fraction or exponent");
            return null;
        }
        return amount(scalar.text(), scalar, path, "the balance of " + agent + " in " + name);
    }

    /// The number that the text is known to be, or null if it is too long for 63 bits and a sign.
    private @Nullable Long amount(String text, ScalarNode at, NodePath path, String what) {
        String digits = text.replace("_", "");
        boolean small = digits.length() <= 40 && new BigInteger(digits).abs().compareTo(LONG_MAX) <= 0;
        if (small) return Long.parseLong(digits);
        report(ProblemCode.OUT_OF_RANGE, at, path, what + " exceeds 63 bits", "take a greater unit");
        return null;
    }

    private @Nullable List<OffsettingCase.Queued> queued(
            MapNode map, NodePath path, String name, @Nullable Set<String> agents) {
        Entry entry = map.entry(QUEUED);
        if (entry == null || entry.value() instanceof RefusedNode) return null;
        NodePath at = path.key(QUEUED);
        if (!(entry.value() instanceof ListNode list)) {
            report(ProblemCode.WRONG_TYPE, entry.value(), at, "queued of " + name + " must be a list", FORM);
            return null;
        }
        List<OffsettingCase.Queued> queued = new ArrayList<>(list.elements().size());
        for (int i = 0; i < list.elements().size(); i++) {
            OffsettingCase.Queued tx =
                    transaction(list.elements().get(i), at.element(i), "position " + (i + 1) + " of " + name, agents);
            if (tx != null) queued.add(tx);
        }
        return queued.size() == list.elements().size() ? queued : null;
    }

    private OffsettingCase.@Nullable Queued transaction(
            Node node, NodePath path, String where, @Nullable Set<String> agents) {
        if (node instanceof RefusedNode) return null;
        if (!(node instanceof ScalarNode scalar)) {
            report(ProblemCode.QUEUED_FORM, node, path, where + " is no text", FORM);
            return null;
        }
        String text = scalar.text();
        int blank = text.lastIndexOf(' ');
        int arrow = text.indexOf('>');
        if (arrow < 1 || blank < arrow + 2 || !Numbers.isInteger(text.substring(blank + 1))) {
            report(ProblemCode.QUEUED_FORM, node, path, where + " cannot be read: " + Words.quoted(text), FORM);
            return null;
        }
        Long amount = amount(text.substring(blank + 1), scalar, path, "the amount at " + where);
        if (amount == null) return null;
        if (amount <= 0) {
            report(ProblemCode.OUT_OF_RANGE, node, path, where + " has an amount of " + amount, "it must be above 0");
            return null;
        }
        if (agents == null) return null;
        // An id may hold the sign itself, so the parties are those that the case has.
        String parties = text.substring(0, blank);
        for (int at = arrow; at > 0; at = parties.indexOf('>', at + 1)) {
            String sender = parties.substring(0, at);
            String receiver = parties.substring(at + 1);
            if (!agents.contains(sender) || !agents.contains(receiver)) continue;
            if (!sender.equals(receiver))
                return new OffsettingCase.Queued(sender, receiver, amount, RtgsPriority.NORMAL);
            report(
                    ProblemCode.SENDER_IS_RECEIVER,
                    node,
                    path,
                    where + ": " + Words.quoted(sender) + " pays itself",
                    null);
            return null;
        }
        String sender = parties.substring(0, arrow);
        String unknown = agents.contains(sender) ? parties.substring(arrow + 1) : sender;
        report(
                ProblemCode.UNKNOWN_AGENT,
                node,
                path,
                where + " names " + Words.quoted(unknown) + ", who has no balance",
                unknown.equals(unknown.strip()) ? whoHasOne(unknown, agents) : "leave out the blanks around it");
        return null;
    }

    private String whoHasOne(String unknown, Set<String> agents) {
        if (agents.size() <= AGENTS_LISTED) return Words.allowed(unknown, agents);
        String nearest = problems.isFull() ? null : Words.nearest(unknown, agents);
        return nearest == null ? "give it one under balances" : "did you mean " + Words.quoted(nearest) + "?";
    }

    /// Whether no sum that an algorithm takes can exceed 63 bits.
    private static boolean isSmallEnough(Map<String, Account> accounts, List<OffsettingCase.Queued> queued) {
        BigInteger sum = BigInteger.ZERO;
        for (Account account : accounts.values()) sum = sum.add(BigInteger.valueOf(account.balance()).abs());
        for (OffsettingCase.Queued tx : queued) sum = sum.add(BigInteger.valueOf(tx.amount()));
        return sum.compareTo(LONG_MAX) <= 0;
    }
}
