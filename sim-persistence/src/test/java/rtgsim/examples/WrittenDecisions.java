package rtgsim.examples;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.PaymentDecision;
import rtgsim.policy.PaymentDecision.Action;
import rtgsim.queue.Kernel;
import rtgsim.scenario.AgentOrder;

/// Decisions that a page writes down where only a tree can take them, one a line: `tick 1: A withdraws tx 2`. `docs/examples.md` lists the sentences.
///
/// Of an agent that is named here each transaction without a sentence is released at once.
final class WrittenDecisions implements DecisionMaker {

    private static final String TX = "tx (?<tx>\\d+)";
    private static final String CLASS = "(?: as (?<class>\\w+))?";
    private static final Pattern LINE = Pattern.compile("tick (\\d+)(, at its end)?: (\\w+) (.+)");
    private static final Pattern RELEASE =
            Pattern.compile(
                    "releases " + TX + CLASS + "(?: with priority (?<priority>\\d+))?(?: in tick (?<at>\\d+))?");
    private static final Pattern SPLIT =
            Pattern.compile(
                    "splits " + TX + " in (?<parts>\\d+)(?:, (?<now>\\d+) now, then one every (?<gap>\\d+) ticks)?");
    private static final Pattern REPRIORITIZE = Pattern.compile("gives " + TX + " priority (?<priority>\\d+)");
    private static final Pattern PLAIN = Pattern.compile("(?<verb>holds|drops|withdraws|resubmits) " + TX + CLASS);
    private static final Pattern BUDGET =
            Pattern.compile("may release (?<max>\\d+)(?:, (?<each>\\d+) to each)?(?:, only to (?<focus>.+))?");
    private static final Pattern COLLATERAL =
            Pattern.compile("(?<verb>posts|takes back) (?<amount>\\d+)(?: for (?<ticks>\\d+) ticks)?");

    private record Sentence(int tick, boolean atEnd, String agent, String words) {}

    private final List<Sentence> sentences;
    private final AgentOrder order;
    private final Kernel kernel;

    WrittenDecisions(List<String> lines, AgentOrder order, Kernel kernel) {
        this.order = order;
        this.kernel = kernel;
        sentences = lines.stream().map(WrittenDecisions::sentence).toList();
        for (Sentence sentence : sentences) {
            boolean known = false;
            for (Pattern pattern : List.of(RELEASE, SPLIT, REPRIORITIZE, PLAIN, BUDGET, COLLATERAL)) {
                known |= pattern.matcher(sentence.words).matches();
            }
            if (!known) throw new IllegalArgumentException("not understood: " + sentence.words);
        }
    }

    private static Sentence sentence(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) throw new IllegalArgumentException("not understood: " + line);
        return new Sentence(
                Integer.parseInt(matcher.group(1)), matcher.group(2) != null, matcher.group(3), matcher.group(4));
    }

    /// The agents that decide by such lines.
    static Set<String> agents(List<String> lines) {
        Set<String> agents = new HashSet<>();
        for (String line : lines) agents.add(sentence(line).agent);
        return agents;
    }

    private List<Matcher> said(int tick, int agent, boolean atEnd, Pattern pattern) {
        List<Matcher> found = new ArrayList<>();
        for (Sentence sentence : sentences) {
            if (sentence.tick != tick || sentence.atEnd != atEnd || order.of(sentence.agent) != agent) continue;
            Matcher matcher = pattern.matcher(sentence.words);
            if (matcher.matches()) found.add(matcher);
        }
        return found;
    }

    @Override
    public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(tick, agent, false, decision);
    }

    @Override
    public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(tick, agent, true, decision);
    }

    private void collateral(int tick, int agent, boolean atEnd, CollateralDecision decision) {
        for (Matcher said : said(tick, agent, atEnd, COLLATERAL)) {
            long amount = Long.parseLong(said.group("amount"));
            decision.reason = Reason.POLICY.ordinal();
            if (said.group("verb").equals("posts")) decision.post = amount;
            else decision.withdraw = amount;
            if (said.group("ticks") != null) decision.autoWithdrawAfterTicks = Integer.parseInt(said.group("ticks"));
        }
    }

    @Override
    public void budget(int tick, int agent, BudgetDecision decision) {
        for (Matcher said : said(tick, agent, false, BUDGET)) {
            decision.maxValue = Long.parseLong(said.group("max"));
            if (said.group("each") != null) decision.maxPerCounterparty = Long.parseLong(said.group("each"));
            if (said.group("focus") == null) continue;
            boolean[] focus = new boolean[order.count()];
            for (String id : said.group("focus").split(", ")) focus[order.of(id)] = true;
            decision.focus = focus;
        }
    }

    @Override
    public void payment(int tick, int agent, int slot, boolean inCentralQueue, PaymentDecision decision) {
        int number = kernel.txs().number[slot];
        if (!inCentralQueue) decision.action = Action.RELEASE;
        for (Matcher said : said(tick, agent, false, RELEASE)) {
            if (!isAbout(said, number)) continue;
            decision.action = Action.RELEASE;
            decision.rtgsPriority = priority(said);
            if (said.group("priority") != null) decision.priorityFlag = Integer.parseInt(said.group("priority"));
            if (said.group("at") != null) decision.timedForTick = Integer.parseInt(said.group("at"));
        }
        for (Matcher said : said(tick, agent, false, SPLIT)) {
            if (!isAbout(said, number)) continue;
            decision.action = said.group("now") == null ? Action.SPLIT : Action.STAGGER_SPLIT;
            decision.parts = Long.parseLong(said.group("parts"));
            if (said.group("now") == null) continue;
            decision.staggerFirstNow = Long.parseLong(said.group("now"));
            decision.staggerGapTicks = Long.parseLong(said.group("gap"));
        }
        for (Matcher said : said(tick, agent, false, REPRIORITIZE)) {
            if (!isAbout(said, number)) continue;
            decision.action = Action.REPRIORITIZE;
            decision.newPriority = Integer.parseInt(said.group("priority"));
        }
        for (Matcher said : said(tick, agent, false, PLAIN)) {
            if (!isAbout(said, number)) continue;
            decision.action =
                    switch (said.group("verb")) {
                        case "holds" -> Action.HOLD;
                        case "drops" -> Action.DROP;
                        case "withdraws" -> Action.WITHDRAW_FROM_RTGS;
                        default -> Action.RESUBMIT_TO_RTGS;
                    };
            decision.reason = Reason.HOLD.ordinal();
            decision.rtgsPriority = priority(said);
        }
    }

    private static boolean isAbout(Matcher said, int number) {
        return Integer.parseInt(said.group("tx")) == number;
    }

    private static RtgsPriority priority(Matcher said) {
        String name = said.group("class");
        return name == null ? RtgsPriority.NORMAL : RtgsPriority.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
