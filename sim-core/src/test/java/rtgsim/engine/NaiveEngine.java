package rtgsim.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.OffsetMethod;
import rtgsim.event.QueueCause;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.Account;
import rtgsim.measure.QueueState;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.PaymentDecision;
import rtgsim.scenario.Agent;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.tree.DecisionTrees;

/// The rule book once more, as slowly and plainly as it can be written: objects, lists and big numbers, every sum made anew.
///
/// It shares no mechanism with the engine, so that an event list equal to the engine's says something. Agents are listed, their ids in ASCII.
final class NaiveEngine {

    /// The policy of agents for which a script decides.
    static final String SCRIPTED = "scripted";

    /// A transaction as it arrives.
    record Payment(
            String sender,
            String receiver,
            long amount,
            int deadline,
            int priority,
            boolean divisible,
            ArrivalOrigin origin) {}

    enum State {
        INTERNAL,
        SUBMITTED,
        CENTRAL,
        SETTLED,
        DROPPED,
        SPLIT
    }

    static final class Tx {
        final int number;
        final String sender;
        final String receiver;
        final long amount;
        final int arrival;
        final int deadline;
        final int arrivalPriority;
        final boolean divisible;
        int priority;
        State state = State.INTERNAL;
        RtgsPriority rtgsPriority = RtgsPriority.NORMAL;
        boolean charged;
        boolean isPart;
        long submitted;
        int releaseTick = -1;
        int releaseFlag = -1;
        int releaseNode = -1;
        int droppedDay = -1;
        @Nullable String lastHold;

        Tx(
                int number,
                String sender,
                String receiver,
                long amount,
                int arrival,
                int deadline,
                int priority,
                int arrivalPriority,
                boolean divisible) {
            this.number = number;
            this.sender = sender;
            this.receiver = receiver;
            this.amount = amount;
            this.arrival = arrival;
            this.deadline = deadline;
            this.priority = priority;
            this.arrivalPriority = arrivalPriority;
            this.divisible = divisible;
        }

        String id() {
            return RunHeader.txId(number);
        }

        boolean unsettled() {
            return state == State.INTERNAL || state == State.CENTRAL;
        }
    }

    final Scenario scenario;
    private final IntFunction<List<Payment>> arrivals;
    final TreeMap<String, Agent> agents = new TreeMap<>();
    private final Map<String, Long> balance = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Long> posted = new HashMap<>();
    final List<Tx> txs = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /// The nodes of trees that decided events, by seq.
    final Map<Long, Integer> nodes = new TreeMap<>();

    private int deciding = -1;
    private final Map<String, BigDecimal> penalties = new HashMap<>();
    private final Map<String, BigDecimal> friction = new HashMap<>();
    private final Map<String, Long> cap = new HashMap<>();
    private final Map<String, Long> allocated = new HashMap<>();
    private final Map<String, Policy> policy = new HashMap<>();
    private final Map<String, Integer> outUntil = new HashMap<>();
    private final Map<String, Long> usedUrgent = new HashMap<>();
    private final Map<String, Long> usedHighlyUrgent = new HashMap<>();
    private final Map<String, List<long[]>> timers = new HashMap<>();
    private final Map<String, BudgetDecision> budgets = new HashMap<>();
    final List<Tx> settledToday = new ArrayList<>();
    private final long seed;
    private final long unit;
    private final NaiveTrees trees;

    /// What the offsetting of each tick finds.
    final List<QueueState> found = new ArrayList<>();

    int tick;
    private int nextNumber = 1;
    private int cyclesThisTick;
    private long workThisTick;

    /// @param seed of the scripted decisions; `unit` their amounts
    NaiveEngine(Scenario scenario, IntFunction<List<Payment>> arrivals, long seed, long unit) {
        this.seed = seed;
        this.unit = unit;
        this.scenario = scenario;
        this.arrivals = arrivals;
        trees = new NaiveTrees(this);
        for (Agent agent : scenario.agents()) {
            agents.put(agent.id(), agent);
            balance.put(agent.id(), agent.openingBalance());
            posted.put(agent.id(), agent.postedCollateral());
            held.put(agent.id(), 0L);
            cap.put(agent.id(), agent.unsecuredCap());
            policy.put(agent.id(), agent.policy());
        }
    }

    List<Event> run() {
        int ticksPerDay = scenario.simulation().ticksPerDay();
        for (tick = 0; tick < scenario.simulation().totalTicks(); tick++) {
            if (tick % ticksPerDay == 0) startDay();
            deadlines();
            scheduled();
            for (Payment payment : arrivals.apply(tick)) arrive(payment);
            strategicCollateral();
            budgets();
            List<Tx> submissions = release();
            for (Tx tx : submissions) enter(tx);
            pass();
            liquiditySaving();
            for (String id : deciding()) treeCollateral(id, 10);
            for (String id : agents.keySet()) {
                balance.merge(id, held.getOrDefault(id, 0L), Long::sum);
                held.put(id, 0L);
            }
            costs();
            if ((tick + 1) % ticksPerDay == 0) close(ticksPerDay);
        }
        return events;
    }

    /// An event that the node that decides now has decided.
    private void decided(Event event) {
        if (deciding >= 0) nodes.put(event.seq(), deciding);
        events.add(event);
    }

    private long seq() {
        return events.size();
    }

    private void startDay() {
        settledToday.clear();
        usedUrgent.clear();
        usedHighlyUrgent.clear();
        for (String id : agents.keySet()) {
            long target =
                    agent(id)
                            .allocationFraction()
                            .multiply(BigDecimal.valueOf(agent(id).liquidityPool()))
                            .setScale(0, RoundingMode.FLOOR)
                            .longValueExact();
            long amount = Math.max(0, target - allocated.getOrDefault(id, 0L));
            allocated.merge(id, amount, Long::sum);
            liquidityTransfer(Scenario.CENTRAL_BANK, id, amount, ArrivalOrigin.POOL);
        }
    }

    private void liquidityTransfer(String sender, String receiver, long amount, ArrivalOrigin origin) {
        if (amount == 0) return;
        String id = RunHeader.txId(nextNumber++);
        events.add(new Event.Arrival(seq(), tick, id, sender, receiver, amount, tick + 1, 5, false, null, origin));
        if (agents.containsKey(sender)) balance.merge(sender, -amount, Long::sum);
        if (agents.containsKey(receiver)) balance.merge(receiver, amount, Long::sum);
        events.add(new Event.Settlement(seq(), tick, id, sender, receiver, amount, SettlementOrigin.LIQUIDITY, 0));
    }

    private boolean isOut(String id) {
        return tick < outUntil.getOrDefault(id, 0);
    }

    private boolean hasTree(String id) {
        return policy.get(id) instanceof Policy.Tree;
    }

    /// The trees of an agent, or null where a script decides for it.
    private @Nullable DecisionTrees treesOf(String id) {
        return policy.get(id) instanceof Policy.Tree(DecisionTrees found) && !found.policyId().equals(SCRIPTED)
                ? found
                : null;
    }

    NaiveTrees trees() {
        return trees;
    }

    long balance(String id) {
        return balance.getOrDefault(id, 0L);
    }

    long posted(String id) {
        return posted.getOrDefault(id, 0L);
    }

    long cap(String id) {
        return cap.getOrDefault(id, 0L);
    }

    private List<String> deciding() {
        return agents.keySet().stream().filter(id -> hasTree(id) && !isOut(id)).toList();
    }

    private int index(String id) {
        return agents.headMap(id).size();
    }

    private void strategicCollateral() {
        for (String id : agents.keySet()) {
            if (isOut(id)) continue;
            if (hasTree(id)) treeCollateral(id, 5);
            for (long[] timer : timers.getOrDefault(id, List.of())) {
                if (timer[0] <= tick) timer[1] -= withdraw(id, timer[1], "timer");
            }
        }
    }

    private void treeCollateral(String id, int phase) {
        CollateralDecision decision = new CollateralDecision();
        DecisionTrees own = treesOf(id);
        if (own == null) ScriptedDecisions.collateral(seed, tick, index(id), phase, unit, decision);
        else trees.collateral(own, id, phase, decision);
        String reason = trees.reason(decision.reason);
        deciding = decision.node;
        if (decision.post > 0) {
            long posted = post(id, decision.post, reason);
            if (posted > 0 && decision.autoWithdrawAfterTicks >= 1) {
                timers.computeIfAbsent(id, none -> new ArrayList<>())
                        .add(new long[] {(long) tick + decision.autoWithdrawAfterTicks, posted});
            }
        }
        if (decision.withdraw > 0) withdraw(id, decision.withdraw, reason);
        deciding = -1;
    }

    private void budgets() {
        budgets.clear();
        for (String id : deciding()) {
            BudgetDecision decision = new BudgetDecision();
            DecisionTrees own = treesOf(id);
            if (own == null) ScriptedDecisions.budget(seed, tick, index(id), agents.size(), unit, decision);
            else trees.budget(own, id, decision);
            budgets.put(id, decision);
        }
    }

    private void deadlines() {
        for (Tx tx : txs) if (tx.unsettled() && tx.deadline == tick - 1) charge(tx);
    }

    private void charge(Tx tx) {
        if (tx.charged) return;
        tx.charged = true;
        BigDecimal owed =
                switch (scenario.costRates().deadlinePenalty()) {
                    case CostRates.DeadlinePenalty.Fixed(long amount) -> BigDecimal.valueOf(amount);
                    case CostRates.DeadlinePenalty.Bps(BigDecimal bps) ->
                            bps.multiply(BigDecimal.valueOf(tx.amount)).movePointLeft(4);
                };
        penalties.merge(tx.sender, owed, BigDecimal::add);
    }

    private void scheduled() {
        for (ScheduledEvent event : scenario.scheduled()) {
            ScheduledEvent.Schedule at = event.at();
            if (tick < at.start() || tick >= at.until() || (tick - at.start()) % at.every() != 0) continue;
            switch (event) {
                case ScheduledEvent.CustomTransaction custom ->
                        arrive(
                                new Payment(
                                        custom.sender(),
                                        custom.receiver(),
                                        custom.amount(),
                                        tick + custom.deadlineOffset(),
                                        custom.priority(),
                                        custom.divisible(),
                                        ArrivalOrigin.SCHEDULED));
                case ScheduledEvent.DirectTransfer transfer -> {
                    long amount =
                            agents.containsKey(transfer.sender())
                                    ? Math.max(0, Math.min(transfer.amount(), usable(transfer.sender())))
                                    : transfer.amount();
                    liquidityTransfer(transfer.sender(), transfer.receiver(), amount, ArrivalOrigin.SCHEDULED);
                }
                case ScheduledEvent.CollateralAdjustment adjustment -> {
                    if (adjustment.amount() > 0) post(adjustment.agent(), adjustment.amount(), "scheduled");
                    else withdraw(adjustment.agent(), -adjustment.amount(), "scheduled");
                }
                case ScheduledEvent.CreditLimit limit -> cap.put(limit.agent(), limit.unsecuredCap());
                case ScheduledEvent.PolicyChange change -> policy.put(change.agent(), change.policy());
                case ScheduledEvent.AgentOutage outage -> outUntil.merge(outage.agent(), outage.until(), Math::max);
                case ScheduledEvent.GlobalArrivalRate _,
                        ScheduledEvent.AgentArrivalRate _,
                        ScheduledEvent.CounterpartyWeight _,
                        ScheduledEvent.DeadlineWindow _ ->
                        throw new AssertionError("arrivals are given here");
            }
        }
    }

    private long post(String id, long wanted, String reason) {
        long now = posted.getOrDefault(id, 0L);
        long amount = Math.max(0, Math.min(wanted, agent(id).maxCollateralCapacity() - now));
        if (amount == 0) return 0;
        posted.put(id, now + amount);
        decided(new Event.CollateralPost(seq(), tick, id, amount, reason, now + amount));
        return amount;
    }

    private long withdraw(String id, long wanted, String reason) {
        long now = posted.getOrDefault(id, 0L);
        if (need(id) > collateralValue(id)) return 0;
        long amount = Math.max(0, Math.min(wanted, now - keep(id)));
        if (amount == 0) return 0;
        posted.put(id, now - amount);
        decided(new Event.CollateralWithdraw(seq(), tick, id, amount, reason, now - amount));
        return amount;
    }

    long need(String id) {
        return Math.max(0, -balance(id) - cap(id));
    }

    long keep(String id) {
        BigDecimal share = BigDecimal.ONE.subtract(agent(id).collateralHaircut());
        if (need(id) == 0) return 0;
        if (share.signum() == 0) return posted(id);
        return BigDecimal.valueOf(need(id)).divide(share, 0, RoundingMode.CEILING).longValueExact();
    }

    Agent agent(String id) {
        Agent agent = agents.get(id);
        if (agent == null) throw new AssertionError(id);
        return agent;
    }

    long collateralValue(String id) {
        BigDecimal share = BigDecimal.ONE.subtract(agent(id).collateralHaircut());
        return share.multiply(BigDecimal.valueOf(posted.getOrDefault(id, 0L)))
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
    }

    long usable(String id) {
        return balance.getOrDefault(id, 0L) + cap.getOrDefault(id, 0L) + collateralValue(id);
    }

    long available(String id, RtgsPriority priority) {
        Reservations reservations = agent(id).reservations();
        long highlyUrgent = Math.max(0, reservations.highlyUrgent() - usedHighlyUrgent.getOrDefault(id, 0L));
        long urgent = Math.max(0, reservations.urgent() - usedUrgent.getOrDefault(id, 0L));
        return switch (priority) {
            case HIGHLY_URGENT -> usable(id);
            case URGENT -> usable(id) - highlyUrgent;
            case NORMAL -> usable(id) - highlyUrgent - urgent;
        };
    }

    private boolean counts(String id, Tx tx) {
        return agent(id).limits().bind() == Limits.Bind.ALL || tx.rtgsPriority == RtgsPriority.NORMAL;
    }

    private Set<String> against(String id) {
        Set<String> others = new TreeSet<>(agents.keySet());
        others.remove(id);
        Limits limits = agent(id).limits();
        if (limits.bind() == Limits.Bind.NORMAL) others.removeAll(limits.bilateral().keySet());
        return others;
    }

    /// What `id` sent to the others and counts, less all that it received from them.
    private long netSent(String id, Collection<Tx> list, Set<String> others) {
        long net = 0;
        for (Tx tx : list) {
            if (tx.sender.equals(id) && others.contains(tx.receiver) && counts(id, tx)) net += tx.amount;
            if (tx.receiver.equals(id) && others.contains(tx.sender)) net -= tx.amount;
        }
        return net;
    }

    private long leftTo(String id, Set<String> others, long limit) {
        return limit - netSent(id, settledToday, others);
    }

    private boolean covered(String id, List<Tx> set) {
        long received = set.stream().filter(tx -> tx.receiver.equals(id)).mapToLong(tx -> tx.amount).sum();
        for (RtgsPriority priority : RtgsPriority.values()) {
            if (set.stream().noneMatch(tx -> tx.sender.equals(id) && tx.rtgsPriority == priority)) continue;
            long sent =
                    set.stream()
                            .filter(tx -> tx.sender.equals(id) && tx.rtgsPriority.compareTo(priority) <= 0)
                            .mapToLong(tx -> tx.amount)
                            .sum();
            if (sent - received > 0 && sent - received > available(id, priority)) return false;
        }
        return true;
    }

    private boolean withinBilateral(String id, List<Tx> set) {
        for (Map.Entry<String, Long> limit : agent(id).limits().bilateral().entrySet()) {
            Set<String> other = Set.of(limit.getKey());
            long net = netSent(id, set, other);
            if (net > 0 && net > leftTo(id, other, limit.getValue())) return false;
        }
        return true;
    }

    private boolean withinMultilateral(String id, List<Tx> set) {
        Long limit = agent(id).limits().multilateral();
        if (limit == null) return true;
        long net = netSent(id, set, against(id));
        return net <= 0 || net <= leftTo(id, against(id), limit);
    }

    private void arrive(Payment payment) {
        Tx tx =
                new Tx(
                        nextNumber++,
                        payment.sender,
                        payment.receiver,
                        payment.amount,
                        tick,
                        payment.deadline,
                        payment.priority,
                        payment.priority,
                        payment.divisible);
        txs.add(tx);
        arrival(tx, null, payment.origin);
    }

    private void arrival(Tx tx, @Nullable String parent, ArrivalOrigin origin) {
        events.add(
                new Event.Arrival(
                        seq(),
                        tick,
                        tx.id(),
                        tx.sender,
                        tx.receiver,
                        tx.amount,
                        tx.deadline,
                        tx.priority,
                        tx.divisible,
                        parent,
                        origin));
    }

    private List<Tx> release() {
        List<Tx> submissions = new ArrayList<>();
        for (String id : agents.keySet()) {
            if (isOut(id)) continue;
            long available = available(id, RtgsPriority.NORMAL);
            List<Tx> own =
                    txs.stream()
                            .filter(tx -> tx.sender.equals(id) && tx.state == State.INTERNAL)
                            .sorted(internalOrder())
                            .toList();
            List<Tx> queued = queue().stream().filter(tx -> tx.sender.equals(id)).toList();
            Budget budget = new Budget(hasTree(id) ? budgets.get(id) : null);
            Map<Tx, PaymentDecision> decisions = new HashMap<>();
            if (hasTree(id)) {
                for (Tx tx : own) if (tx.releaseTick < 0) decisions.put(tx, paymentDecision(id, tx, false));
                for (Tx tx : queued) decisions.put(tx, paymentDecision(id, tx, true));
            }
            for (Tx tx : own) {
                if (tx.releaseTick >= 0) {
                    deciding = tx.releaseNode;
                    if (tx.releaseTick <= tick) releaseNow(tx, tx.rtgsPriority, tx.releaseFlag, budget, submissions);
                    deciding = -1;
                } else {
                    decide(id, tx, available, budget, decisions, submissions);
                }
            }
            if (!hasTree(id)) continue;
            for (Tx tx : queued) decideQueued(tx, decided(decisions, tx), submissions);
        }
        return submissions;
    }

    private Comparator<Tx> internalOrder() {
        Comparator<Tx> byNumber = Comparator.comparingInt(tx -> tx.number);
        if (scenario.rtgs().internalOrder() == Rtgs.InternalOrder.FIFO) return byNumber;
        return Comparator.<Tx>comparingInt(tx -> -effectivePriority(tx))
                .thenComparingInt(tx -> tx.deadline)
                .thenComparing(byNumber);
    }

    int effectivePriority(Tx tx) {
        Rtgs.Escalation escalation = scenario.rtgs().escalation();
        if (escalation == null) return tx.priority;
        int left = Math.max(0, tx.deadline - tick);
        int start = escalation.startTicks();
        return left < start ? Math.min(10, tx.priority + escalation.maxBoost() * (start - left) / start) : tx.priority;
    }

    /// What an agent may still release this tick.
    private final class Budget {
        private final @Nullable BudgetDecision decision;
        private long released;
        private final Map<String, Long> releasedTo = new HashMap<>();

        Budget(@Nullable BudgetDecision decision) {
            this.decision = decision;
        }

        boolean allows(String receiver, long amount) {
            if (decision == null) return true;
            boolean[] focus = decision.focus;
            if (focus != null && !focus[index(receiver)]) return false;
            return released + amount <= decision.maxValue
                    && releasedTo.getOrDefault(receiver, 0L) + amount <= decision.maxPerCounterparty;
        }

        void use(String receiver, long amount) {
            released += amount;
            releasedTo.merge(receiver, amount, Long::sum);
        }
    }

    private PaymentDecision paymentDecision(String id, Tx tx, boolean inCentralQueue) {
        PaymentDecision decision = new PaymentDecision();
        DecisionTrees own = treesOf(id);
        if (own == null) ScriptedDecisions.payment(seed, tick, index(id), tx.number, inCentralQueue, decision);
        else trees.payment(own, id, tx, decision);
        return decision;
    }

    private void decide(
            String id, Tx tx, long available, Budget budget, Map<Tx, PaymentDecision> decisions, List<Tx> submissions) {
        switch (Objects.requireNonNull(policy.get(id))) {
            case Policy.Fifo() -> submit(tx, RtgsPriority.NORMAL, -1, submissions);
            case Policy.Deadline(int threshold) -> {
                if (tx.deadline - tick <= threshold) submit(tx, RtgsPriority.NORMAL, -1, submissions);
                else hold(tx, "not_urgent");
            }
            case Policy.LiquidityAware(long buffer, int threshold) -> {
                long kept = tx.deadline - tick <= threshold ? 0 : buffer;
                if (tx.amount <= available - kept) submit(tx, RtgsPriority.NORMAL, -1, submissions);
                else hold(tx, "buffer");
            }
            case Policy.LiquiditySplitting(int most, long least) -> {
                long parts = Math.min(most, tx.amount / least);
                if (tx.amount <= available) submit(tx, RtgsPriority.NORMAL, -1, submissions);
                else if (tx.divisible && parts >= 2) split(tx, parts, parts, 0, 0, budget, submissions);
                else hold(tx, "liquidity");
            }
            case Policy.Tree _ -> {
                PaymentDecision decision = decided(decisions, tx);
                deciding = decision.node;
                apply(tx, decision, budget, submissions);
                deciding = -1;
            }
        }
    }

    private void apply(Tx tx, PaymentDecision decision, Budget budget, List<Tx> submissions) {
        switch (decision.action) {
            case RELEASE -> {
                if (decision.timedForTick > tick) {
                    tx.releaseTick = decision.timedForTick;
                    tx.rtgsPriority = decision.rtgsPriority;
                    tx.releaseFlag = decision.priorityFlag;
                    tx.releaseNode = decision.node;
                    hold(tx, "timed", null, decision.timedForTick, false);
                } else {
                    releaseNow(tx, decision.rtgsPriority, decision.priorityFlag, budget, submissions);
                }
            }
            case SPLIT -> split(tx, decision.parts, decision.parts, 0, 0, budget, submissions);
            case STAGGER_SPLIT ->
                    split(
                            tx,
                            decision.parts,
                            decision.staggerFirstNow,
                            decision.staggerGapTicks,
                            decision.priorityBoost,
                            budget,
                            submissions);
            case HOLD -> hold(tx, trees.reason(decision.reason));
            case DROP -> {
                tx.state = State.DROPPED;
                tx.droppedDay = tick / scenario.simulation().ticksPerDay();
                decided(new Event.PolicyDrop(seq(), tick, tx.sender, tx.id(), "policy"));
                charge(tx);
            }
            case REPRIORITIZE -> {
                tx.priority = decision.newPriority;
                hold(tx, "reprioritized", decision.newPriority, null, false);
            }
            case WITHDRAW_FROM_RTGS, RESUBMIT_TO_RTGS -> hold(tx, "not_submitted");
        }
    }

    private static PaymentDecision decided(Map<Tx, PaymentDecision> decisions, Tx tx) {
        return Objects.requireNonNull(decisions.get(tx));
    }

    private void decideQueued(Tx tx, PaymentDecision decision, List<Tx> submissions) {
        deciding = decision.node;
        if (decision.action == PaymentDecision.Action.WITHDRAW_FROM_RTGS) {
            tx.state = State.INTERNAL;
            tx.rtgsPriority = RtgsPriority.NORMAL;
            hold(tx, "withdrawn", null, null, true);
        } else if (decision.action == PaymentDecision.Action.RESUBMIT_TO_RTGS
                && decision.rtgsPriority != tx.rtgsPriority) {
            submit(tx, decision.rtgsPriority, -1, submissions);
        }
        deciding = -1;
    }

    private void releaseNow(Tx tx, RtgsPriority priority, int flag, Budget budget, List<Tx> submissions) {
        if (!budget.allows(tx.receiver, tx.amount)) {
            hold(tx, "budget");
            return;
        }
        budget.use(tx.receiver, tx.amount);
        submit(tx, priority, flag, submissions);
    }

    private void hold(Tx tx, String reason) {
        hold(tx, reason, null, null, false);
    }

    private void hold(
            Tx tx, String reason, @Nullable Integer newPriority, @Nullable Integer untilTick, boolean withdrawn) {
        String said = reason + untilTick;
        boolean repeats = !withdrawn && newPriority == null && said.equals(tx.lastHold);
        tx.lastHold = said;
        if (repeats && scenario.holdLog() == Scenario.HoldLog.ON_CHANGE) return;
        decided(new Event.PolicyHold(seq(), tick, tx.sender, tx.id(), reason, newPriority, untilTick, withdrawn));
    }

    private void submit(Tx tx, RtgsPriority priority, int flag, List<Tx> submissions) {
        tx.state = State.SUBMITTED;
        tx.submitted = seq();
        tx.rtgsPriority = priority;
        tx.releaseTick = -1;
        if (flag >= 0) tx.priority = flag;
        decided(new Event.PolicySubmit(seq(), tick, tx.sender, tx.id(), priority, tx.priority));
        submissions.add(tx);
    }

    private void split(
            Tx parent, long count, long firstNow, long gap, long boost, Budget budget, List<Tx> submissions) {
        if (count < 2 || count > 1_000 || parent.amount < count || !parent.divisible) {
            hold(parent, "invalid_split");
            return;
        }
        int parts = (int) count;
        int now = gap == 0 ? parts : (int) Math.min(firstNow, parts);
        long each = parent.amount / parts;
        long sum = now == parts ? parent.amount : each * now;
        if (sum > 0 && !budget.allows(parent.receiver, sum)) {
            hold(parent, "budget");
            return;
        }
        budget.use(parent.receiver, sum);
        parent.state = State.SPLIT;
        List<Tx> children = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            long amount = i == parts - 1 ? parent.amount - each * (parts - 1) : each;
            Tx child =
                    new Tx(
                            nextNumber++,
                            parent.sender,
                            parent.receiver,
                            amount,
                            parent.arrival,
                            parent.deadline,
                            (int) Math.min(10, parent.priority + boost),
                            parent.arrivalPriority,
                            parent.divisible);
            child.charged = parent.charged;
            child.isPart = true;
            if (i >= now) {
                BigInteger at =
                        BigInteger.valueOf(gap).multiply(BigInteger.valueOf(i + 1 - now)).add(BigInteger.valueOf(tick));
                child.releaseNode = deciding;
                child.releaseTick = at.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValueExact();
            }
            txs.add(child);
            children.add(child);
            arrival(child, parent.id(), ArrivalOrigin.SPLIT);
        }
        decided(
                new Event.PolicySplit(
                        seq(),
                        tick,
                        parent.sender,
                        parent.id(),
                        parts,
                        children.stream().map(Tx::id).toList(),
                        children.stream().map(child -> child.releaseTick < 0 ? tick : child.releaseTick).toList()));
        friction.merge(
                parent.sender, BigDecimal.valueOf(scenario.costRates().splitFriction() * (parts - 1)), BigDecimal::add);
        for (Tx child : children) if (child.releaseTick < 0) submit(child, RtgsPriority.NORMAL, -1, submissions);
    }

    private void enter(Tx tx) {
        QueueCause cause;
        long left;
        boolean fifo = scenario.rtgs().discipline() == Rtgs.Discipline.FIFO;
        if (fifo
                && queue().stream()
                        .anyMatch(other ->
                                other.sender.equals(tx.sender) && other.rtgsPriority.compareTo(tx.rtgsPriority) >= 0)) {
            cause = QueueCause.ORDER;
            left = tx.amount;
        } else if (feasible(List.of(tx))) {
            settle(tx, SettlementOrigin.IMMEDIATE);
            return;
        } else if (offsetAtEntry(tx)) {
            return;
        } else if (!covered(tx.sender, List.of(tx))) {
            cause = QueueCause.LIQUIDITY;
            left = available(tx.sender, tx.rtgsPriority);
        } else if (!withinBilateral(tx.sender, List.of(tx))) {
            cause = QueueCause.BILATERAL_LIMIT;
            Limits limits = agent(tx.sender).limits();
            left = leftTo(tx.sender, Set.of(tx.receiver), limits.bilateral().getOrDefault(tx.receiver, 0L));
        } else {
            cause = QueueCause.MULTILATERAL_LIMIT;
            Long limit = Objects.requireNonNull(agent(tx.sender).limits().multilateral());
            left = leftTo(tx.sender, against(tx.sender), limit);
        }
        tx.state = State.CENTRAL;
        events.add(
                new Event.QueuedRtgs(
                        seq(),
                        tick,
                        tx.id(),
                        tx.sender,
                        tx.receiver,
                        tx.amount,
                        cause,
                        cause == QueueCause.ORDER ? 0 : tx.amount - Math.max(0, left)));
    }

    private boolean offsetAtEntry(Tx tx) {
        if (scenario.rtgs().entryOffsetting() == Rtgs.EntryOffsetting.NONE) return false;
        List<Tx> ofReceiver = queue().stream().filter(other -> other.sender.equals(tx.receiver)).toList();
        List<Tx> back = new ArrayList<>();
        for (Tx other : ofReceiver) {
            if (!other.receiver.equals(tx.sender)) break;
            back.add(other);
            if (settlesAtEntry(tx, back)) return true;
        }
        if (scenario.rtgs().entryOffsetting() == Rtgs.EntryOffsetting.SIMPLE) return false;
        back.clear();
        for (Tx other : ofReceiver) {
            if (!other.receiver.equals(tx.sender)) continue;
            back.add(other);
            boolean skippedHigher =
                    ofReceiver.stream()
                            .takeWhile(skipped -> skipped != other)
                            .anyMatch(skipped ->
                                    !skipped.receiver.equals(tx.sender)
                                            && skipped.rtgsPriority.compareTo(other.rtgsPriority) > 0);
            if (skippedHigher && tx.amount <= sum(back)) continue;
            if (settlesAtEntry(tx, back)) return true;
        }
        return false;
    }

    private boolean settlesAtEntry(Tx tx, List<Tx> back) {
        List<Tx> set = new ArrayList<>(back);
        set.add(tx);
        if (!feasible(set)) return false;
        boolean senderFirst = tx.sender.compareTo(tx.receiver) < 0;
        offset(senderFirst ? List.of(tx) : back, senderFirst ? back : List.of(tx), true);
        return true;
    }

    /// Settles a pair of lists, the smaller agent's first.
    private void offset(List<Tx> there, List<Tx> back, boolean atEntry) {
        List<Tx> set = new ArrayList<>(there);
        set.addAll(back);
        String a = there.getFirst().sender;
        String b = there.getFirst().receiver;
        settleSet(set);
        events.add(
                new Event.LsmBilateralOffset(
                        seq(),
                        tick,
                        sum(there) >= sum(back) ? a : b,
                        List.of(a, b),
                        set.stream().map(Tx::id).toList(),
                        set.stream().map(tx -> tx.amount).toList(),
                        sum(there),
                        sum(back),
                        Math.abs(sum(there) - sum(back)),
                        atEntry));
    }

    private void settle(Tx tx, SettlementOrigin origin) {
        balance.merge(tx.sender, -tx.amount, Long::sum);
        receive(tx.receiver, tx.amount);
        settled(tx);
        events.add(
                new Event.Settlement(
                        seq(), tick, tx.id(), tx.sender, tx.receiver, tx.amount, origin, tick - tx.arrival));
    }

    private void settled(Tx tx) {
        tx.state = State.SETTLED;
        settledToday.add(tx);
        if (tx.rtgsPriority == RtgsPriority.URGENT) usedUrgent.merge(tx.sender, tx.amount, Long::sum);
        if (tx.rtgsPriority == RtgsPriority.HIGHLY_URGENT) usedHighlyUrgent.merge(tx.sender, tx.amount, Long::sum);
    }

    private void receive(String id, long amount) {
        (scenario.rtgs().deferredCrediting() ? held : balance).merge(id, amount, Long::sum);
    }

    List<Tx> queue() {
        return txs.stream()
                .filter(tx -> tx.state == State.CENTRAL)
                .sorted(
                        Comparator.<Tx, RtgsPriority>comparing(tx -> tx.rtgsPriority)
                                .reversed()
                                .thenComparingLong(tx -> tx.submitted))
                .toList();
    }

    private boolean pass() {
        boolean settled = false;
        Set<String> stopped = new TreeSet<>();
        for (Tx tx : queue()) {
            if (stopped.contains(tx.sender)) continue;
            if (feasible(List.of(tx))) {
                settle(tx, SettlementOrigin.QUEUE);
                settled = true;
            } else if (scenario.rtgs().discipline() == Rtgs.Discipline.FIFO) {
                stopped.add(tx.sender);
            }
        }
        return settled;
    }

    private void liquiditySaving() {
        LsmConfig config = scenario.lsmConfig();
        if (config.algorithms().isEmpty() || tick % config.everyTicks() != 0) {
            look();
            return;
        }
        cyclesThisTick = 0;
        workThisTick = 0;
        while (pass()) {}
        look();
        for (int i = 0; i < config.algorithms().size(); i++) {
            boolean settled =
                    switch (config.algorithms().get(i)) {
                        case BILATERAL -> bilateral();
                        case CYCLES -> cycles();
                        case ALL_OR_NOTHING -> allOrNothing();
                        case MULTILATERAL -> multilateral();
                        case OPTIMAL -> optimal();
                    };
            if (settled) {
                while (pass()) {}
                i = -1;
            }
        }
    }

    private void look() {
        List<Account> accounts = new ArrayList<>();
        for (String id : agents.keySet()) {
            Limits given = agent(id).limits();
            Map<String, Long> bilateral = new TreeMap<>(given.bilateral());
            bilateral.replaceAll((other, limit) -> leftTo(id, Set.of(other), limit));
            Long many = given.multilateral();
            Limits left =
                    new Limits(bilateral, many == null ? null : (Long) leftTo(id, against(id), many), given.bind());
            long highlyUrgent = usable(id) - available(id, RtgsPriority.URGENT);
            long urgent = usable(id) - highlyUrgent - available(id, RtgsPriority.NORMAL);
            accounts.add(
                    new Account(
                            id,
                            balance(id),
                            usable(id) - balance(id),
                            left,
                            new Reservations(highlyUrgent, urgent),
                            held.getOrDefault(id, 0L)));
        }
        List<QueueState.Queued> queued =
                queue().stream()
                        .map(tx -> new QueueState.Queued(tx.number, tx.sender, tx.receiver, tx.amount, tx.rtgsPriority))
                        .toList();
        found.add(new QueueState(tick, accounts, queued, true));
    }

    private List<Tx> queued(String sender, String receiver) {
        return queue().stream().filter(tx -> tx.sender.equals(sender) && tx.receiver.equals(receiver)).toList();
    }

    private static long sum(List<Tx> list) {
        return list.stream().mapToLong(tx -> tx.amount).sum();
    }

    private boolean feasible(List<Tx> set) {
        return agents.keySet().stream().allMatch(id -> feasible(id, set));
    }

    private boolean feasible(String id, List<Tx> set) {
        return covered(id, set) && withinBilateral(id, set) && withinMultilateral(id, set);
    }

    private static long net(List<Tx> set, String id) {
        long net = 0;
        for (Tx tx : set) {
            if (tx.sender.equals(id)) net -= tx.amount;
            if (tx.receiver.equals(id)) net += tx.amount;
        }
        return net;
    }

    private void settleSet(List<Tx> set) {
        for (String id : agents.keySet()) {
            long net = net(set, id);
            if (net < 0) balance.merge(id, net, Long::sum);
            else receive(id, net);
        }
        set.forEach(this::settled);
    }

    private record Pair(String a, String b, List<Tx> there, List<Tx> back) {
        long mutual() {
            return Math.min(sum(there), sum(back));
        }
    }

    private boolean bilateral() {
        List<Pair> pairs = new ArrayList<>();
        for (String a : agents.keySet()) {
            for (String b : agents.tailMap(a, false).keySet()) {
                Pair pair = new Pair(a, b, queued(a, b), queued(b, a));
                if (!pair.there.isEmpty() && !pair.back.isEmpty()) pairs.add(pair);
            }
        }
        pairs.sort(Comparator.comparingLong(Pair::mutual).reversed());
        boolean settled = false;
        for (Pair pair : pairs) {
            List<Tx> there = new ArrayList<>(pair.there);
            List<Tx> back = new ArrayList<>(pair.back);
            while (!there.isEmpty() && !back.isEmpty()) {
                List<Tx> set = new ArrayList<>(there);
                set.addAll(back);
                if (feasible(set)) {
                    offset(there, back, false);
                    settled = true;
                    break;
                }
                if (sum(there) > sum(back)) there.removeLast();
                else back.removeLast();
            }
        }
        return settled;
    }

    /// Thrown to end a run of `cycles` at one of its bounds.
    private static final class CyclesEnded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private boolean cycles() {
        int before = cyclesThisTick;
        if (cyclesThisTick >= scenario.lsmConfig().maxCyclesPerTick()) return false;
        try {
            for (String start : agents.keySet()) extend(List.of(start));
        } catch (CyclesEnded ended) {
            return cyclesThisTick > before;
        }
        return cyclesThisTick > before;
    }

    private boolean hasEdge(String from, String to) {
        return !queued(from, to).isEmpty();
    }

    private boolean whole(List<String> path) {
        for (int i = 0; i + 1 < path.size(); i++) if (!hasEdge(path.get(i), path.get(i + 1))) return false;
        return true;
    }

    private void extend(List<String> path) {
        TreeSet<String> successors = new TreeSet<>();
        for (Tx tx : queue()) if (tx.sender.equals(path.getLast())) successors.add(tx.receiver);
        if (workThisTick + successors.size() > scenario.lsmConfig().cycleWork()) throw new CyclesEnded();
        workThisTick += successors.size();
        for (String next : successors) {
            if (next.compareTo(path.getFirst()) <= 0 || path.contains(next)) continue;
            List<String> longer = new ArrayList<>(path);
            longer.add(next);
            if (!whole(longer)) continue;
            if (longer.size() >= 3) tryCycle(longer);
            if (longer.size() < scenario.lsmConfig().maxCycleLength() && whole(longer)) extend(longer);
        }
    }

    private void tryCycle(List<String> path) {
        while (true) {
            List<Tx> set = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                List<Tx> edge = queued(path.get(i), path.get((i + 1) % path.size()));
                if (edge.isEmpty()) return;
                set.add(edge.getFirst());
            }
            if (!feasible(set)) return;
            settleTogether(OffsetMethod.CYCLE, path, set);
            if (++cyclesThisTick >= scenario.lsmConfig().maxCyclesPerTick()) throw new CyclesEnded();
        }
    }

    /// @param parties in the order in which the event lists them
    private void settleTogether(OffsetMethod method, List<String> parties, List<Tx> set) {
        List<Long> net = parties.stream().map(id -> net(set, id)).toList();
        String payer = new TreeSet<>(parties).first();
        long most = 0;
        for (String id : new TreeSet<>(parties)) {
            if (-net(set, id) > most) {
                most = -net(set, id);
                payer = id;
            }
        }
        settleSet(set);
        events.add(
                new Event.LsmCycleSettlement(
                        seq(),
                        tick,
                        payer,
                        method,
                        parties,
                        set.stream().map(Tx::id).toList(),
                        set.stream().map(tx -> tx.amount).toList(),
                        net,
                        sum(set),
                        net.stream().mapToLong(n -> Math.max(0, -n)).sum()));
    }

    private boolean settleMany(OffsetMethod method, List<Tx> set) {
        if (set.isEmpty()) return false;
        Set<String> parties = new TreeSet<>();
        for (Tx tx : set) {
            parties.add(tx.sender);
            parties.add(tx.receiver);
        }
        settleTogether(method, List.copyOf(parties), set);
        return true;
    }

    private boolean allOrNothing() {
        return feasible(queue()) && settleMany(OffsetMethod.ALL_OR_NOTHING, queue());
    }

    private boolean multilateral() {
        List<Tx> set = new ArrayList<>(queue());
        while (true) {
            String refused = null;
            for (String id : agents.keySet()) if (refused == null && !feasible(id, set)) refused = id;
            if (refused == null) return settleMany(OffsetMethod.MULTILATERAL, set);
            for (int i = set.size() - 1; i >= 0; i--) {
                if (!set.get(i).sender.equals(refused)) continue;
                set.remove(i);
                break;
            }
        }
    }

    /// All sets are tried, those with the earlier transactions first.
    private boolean optimal() {
        List<Tx> queue = queue();
        if (queue.size() > scenario.lsmConfig().optimalMaxTransactions()) return false;
        List<Tx> best = List.of();
        for (long choice = (1L << queue.size()) - 1; choice > 0; choice--) {
            List<Tx> set = new ArrayList<>();
            for (int i = 0; i < queue.size(); i++) {
                if ((choice >> (queue.size() - 1 - i) & 1) == 1) set.add(queue.get(i));
            }
            if (sum(set) > sum(best) && feasible(set)) best = set;
        }
        return settleMany(OffsetMethod.OPTIMAL, best);
    }

    private static long rounded(BigDecimal exact) {
        return exact.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static BigDecimal bps(long amount, BigDecimal rate) {
        return BigDecimal.valueOf(amount).multiply(rate).movePointLeft(4);
    }

    private void costs() {
        CostRates rates = scenario.costRates();
        int day = tick / scenario.simulation().ticksPerDay();
        for (String id : agents.keySet()) {
            BigDecimal delay = BigDecimal.ZERO;
            for (Tx tx : txs) {
                boolean pays =
                        tx.state == State.INTERNAL
                                || (tx.state == State.DROPPED && tx.droppedDay == day)
                                || (tx.state == State.CENTRAL && rates.delayQueues() == CostRates.DelayQueues.BOTH);
                if (!pays || !tx.sender.equals(id)) continue;
                BigDecimal multiplier =
                        tx.arrivalPriority >= 8
                                ? rates.urgentMultiplier()
                                : tx.arrivalPriority >= 4 ? rates.normalMultiplier() : rates.lowMultiplier();
                BigDecimal overdue = tick > tx.deadline ? rates.overdueMultiplier() : BigDecimal.ONE;
                delay =
                        delay.add(
                                new BigDecimal(BigInteger.valueOf(tx.amount))
                                        .multiply(rates.delayPerTickPerCent())
                                        .multiply(multiplier)
                                        .multiply(overdue));
            }
            accrue(
                    id,
                    rounded(bps(Math.max(0, -balance.getOrDefault(id, 0L)), rates.overdraftBpsPerTick())),
                    rounded(delay),
                    rounded(bps(posted.getOrDefault(id, 0L), rates.collateralBpsPerTick())),
                    rounded(bps(allocated.getOrDefault(id, 0L), rates.liquidityBpsPerTick())),
                    rounded(penalties.getOrDefault(id, BigDecimal.ZERO)),
                    rounded(friction.getOrDefault(id, BigDecimal.ZERO)),
                    0);
        }
        penalties.clear();
        friction.clear();
    }

    private long accrue(
            String id,
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long penalty,
            long split,
            long eod) {
        long total = overdraft + delay + collateral + liquidity + penalty + split + eod;
        if (total != 0) {
            events.add(
                    new Event.CostAccrual(
                            seq(), tick, id, overdraft, delay, collateral, liquidity, penalty, split, eod, total));
        }
        return total;
    }

    private void close(int ticksPerDay) {
        List<Tx> unsettled = txs.stream().filter(Tx::unsettled).toList();
        for (Tx tx : unsettled) tx.releaseTick = -1;
        trees.clearRegisters();
        int endOfDay = (tick / ticksPerDay + 1) * ticksPerDay;
        boolean reject = scenario.rtgs().unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT;
        Map<String, Long> eod = new HashMap<>();
        for (Tx tx : txs) {
            if (tx.state == State.DROPPED && tx.droppedDay == tick / ticksPerDay) {
                eod.merge(tx.sender, scenario.costRates().eodPenalty(), Long::sum);
            }
        }
        for (Tx tx : unsettled) {
            if (reject) {
                tx.state = State.DROPPED;
                events.add(new Event.PolicyDrop(seq(), tick, tx.sender, tx.id(), "close"));
                charge(tx);
            }
            if (reject || tx.deadline <= endOfDay) eod.merge(tx.sender, scenario.costRates().eodPenalty(), Long::sum);
        }
        long sum = 0;
        for (String id : agents.keySet()) {
            long penalty = rounded(penalties.getOrDefault(id, BigDecimal.ZERO));
            sum += accrue(id, 0, 0, 0, 0, penalty, 0, eod.getOrDefault(id, 0L));
        }
        penalties.clear();
        events.add(new Event.EndOfDay(seq(), tick, tick / ticksPerDay, unsettled.size(), sum(unsettled), sum));
        for (String id : agents.keySet()) {
            long amount = Math.min(allocated.getOrDefault(id, 0L), Math.max(0, balance.getOrDefault(id, 0L)));
            allocated.merge(id, -amount, Long::sum);
            liquidityTransfer(id, Scenario.CENTRAL_BANK, amount, ArrivalOrigin.POOL);
        }
    }
}
