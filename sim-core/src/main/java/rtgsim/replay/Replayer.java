package rtgsim.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.QueueCause;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// Replays a log against the rule book, phase by phase, and stops at the first event that cannot stand where it stands.
///
/// What a rule determines is computed from the state and must be in the log word for word: transfers, scheduled events, what the built-in policies do, entry,
/// the pass, offsetting, costs and the close. What is decided elsewhere is taken from the log and checked against what was allowed: arrivals, the decisions
/// of trees, their budgets, and which of their collateral timers are due.
public final class Replayer {

    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /// The most parts a split may make.
    private static final int PARTS_MAX = 1_000;

    private static final int PRIORITY_MAX = 10;

    /// What the flags of a tree's Release declare.
    private static final List<Integer> FLAG_PRIORITIES = List.of(10, 5, 1);

    private static final int ALL = Integer.MAX_VALUE;

    private final Scenario scenario;
    private final RunHeader header;
    private final LogReader log;
    private final ReplayedState state;
    private final ReplayedOffsets offsets;
    private final Map<Integer, List<Tx>> byDeadline = new HashMap<>();
    private final List<Tx> submitted = new ArrayList<>();

    /// What trees of an agent posted until the last tick, and what timers took back: a timer gives back no more than was posted.
    private final long[] postedByTrees;

    private final long[] postedThisTick;
    private final long[] withdrawnByTimers;

    private Replayer(Scenario scenario, AgentOrder order, RunHeader header, Iterable<? extends Event> events) {
        this.scenario = scenario;
        this.header = header;
        log = new LogReader(events);
        state = new ReplayedState(scenario, order, header);
        offsets = new ReplayedOffsets(scenario, state, log, this::pass);
        postedByTrees = new long[state.agents];
        postedThisTick = new long[state.agents];
        withdrawnByTimers = new long[state.agents];
        checkHeader(order);
    }

    /// Replays the log of a whole run.
    ///
    /// @return the state at the end of the last tick
    /// @throws ReplayFailed at the first difference
    public static ReplayedState replay(
            Scenario scenario, AgentOrder order, RunHeader header, Iterable<? extends Event> events) {
        return replay(scenario, order, header, events, scenario.simulation().totalTicks(), _ -> {});
    }

    /// Replays the log of a run that did its first `ticks` ticks.
    ///
    /// @param atEndOfTick is shown the state after each tick; it must not keep it
    /// @return the state at the end of the last tick
    /// @throws ReplayFailed at the first difference
    public static ReplayedState replay(
            Scenario scenario,
            AgentOrder order,
            RunHeader header,
            Iterable<? extends Event> events,
            int ticks,
            Consumer<ReplayedState> atEndOfTick) {
        Replayer replayer = new Replayer(scenario, order, header, events);
        for (int tick = 0; tick < ticks; tick++) {
            try {
                replayer.replayTick(tick);
            } catch (ArithmeticException e) {
                throw replayer.log.failure(replayer.log.seq(), "an amount exceeds 64 bits");
            }
            atEndOfTick.accept(replayer.state);
        }
        replayer.log.endLog();
        return replayer.state;
    }

    private void checkHeader(AgentOrder order) {
        log.enterPhase(0, "header");
        same("ids of agents", order.ids(), header.agentIds());
        same("opening balances", Arrays.stream(state.opening).boxed().toList(), header.openingBalances());
        same("ticks per day", scenario.simulation().ticksPerDay(), header.ticksPerDay());
        same("days", scenario.simulation().numDays(), header.numDays());
        List<String> fixed = Reason.labels();
        int count = Math.min(fixed.size(), header.reasons().size());
        same("first reasons", fixed, header.reasons().subList(0, count));
        List<String> texts = header.reasons().subList(count, header.reasons().size());
        TreeSet<String> inOrder = new TreeSet<>(BY_BYTES);
        inOrder.addAll(texts);
        inOrder.removeAll(fixed);
        same("texts of reasons", List.copyOf(inOrder), texts);
    }

    private void same(String what, Object expected, Object found) {
        if (!expected.equals(found)) throw log.failure(0, what + ": expected " + expected + ", found " + found);
    }

    private void replayTick(int tick) {
        state.tick = tick;
        log.enterTick(tick);
        state.costs.startTick();
        log.enterPhase(1, "start of day");
        if (state.firstOfDay()) startDay();
        log.enterPhase(2, "deadlines");
        deadlines();
        log.enterPhase(3, "scheduled events");
        for (ScheduledEvent event : scenario.scheduled()) if (isDue(event.at())) scheduled(event);
        log.enterPhase(4, "arrivals");
        arrivals();
        decideAndSettle();
        log.enterPhase(10, "end-of-tick collateral");
        for (int agent = 0; agent < state.agents; agent++) if (!state.isOut(agent)) collateral(agent, false, ALL);
        state.creditReceipts();
        state.measures.afterSettling();
        log.enterPhase(11, "costs");
        accrue(state.costs.accrueTick());
        log.enterPhase(12, "end of day");
        if (state.lastOfDay()) endDay();
        log.endTick();
        for (int agent = 0; agent < state.agents; agent++) {
            postedByTrees[agent] += postedThisTick[agent];
            postedThisTick[agent] = 0;
        }
        if (state.sumOfBalances().signum() != 0) {
            throw log.failure(log.seq(), "all balances sum to " + state.sumOfBalances());
        }
        state.measures.eventsSoFar(log.seq());
        if (state.lastOfDay()) state.endDay(log.seq());
    }

    /// Phases 5 to 10 up to the last offset.
    ///
    /// Nothing in the log says whether collateral was posted or withdrawn in phase 5 or in phase 10 if no event lies between. Then as many as can be are
    /// taken for phase 5; if something would have settled after that, one fewer is, and so on. Whichever number fits leads to the same state.
    private void decideAndSettle() {
        int run = 0;
        while (isCollateral(log.peek(run))) run++;
        if (run == 0 || !isAfterSettling(log.peek(run))) {
            strategicCollateral(ALL);
            settle();
            return;
        }
        log.mark();
        long[] posted = state.postedByAgent();
        long[] byTrees = postedThisTick.clone();
        long[] byTimers = withdrawnByTimers.clone();
        ReplayFailed firstFailure = null;
        int most = run;
        while (true) {
            int taken = strategicCollateral(most);
            try {
                settle();
                log.goOn();
                return;
            } catch (ReplayFailed failure) {
                // Nothing but collateral moved, since no event of these phases is in the log.
                if (firstFailure == null) firstFailure = failure;
                if (taken == 0) throw firstFailure;
            }
            most = taken - 1;
            log.goBack();
            for (int agent = 0; agent < state.agents; agent++) state.setPosted(agent, posted[agent]);
            System.arraycopy(byTrees, 0, postedThisTick, 0, byTrees.length);
            System.arraycopy(byTimers, 0, withdrawnByTimers, 0, byTimers.length);
            state.holdsReceiptsApart = false;
        }
    }

    private static boolean isCollateral(@Nullable Event event) {
        return event instanceof Event.CollateralPost || event instanceof Event.CollateralWithdraw;
    }

    private static boolean isAfterSettling(@Nullable Event event) {
        return switch (event) {
            case null -> true;
            case Event.CostAccrual _, Event.EndOfDay _ -> true;
            case Event.PolicyDrop drop -> drop.reason().equals(Reason.CLOSE.label());
            default -> false;
        };
    }

    private void settle() {
        log.enterPhase(7, "release");
        for (int agent = 0; agent < state.agents; agent++) if (!state.isOut(agent)) release(agent);
        state.holdsReceiptsApart = scenario.rtgs().deferredCrediting();
        log.enterPhase(8, "entry");
        for (Tx tx : submitted) enter(tx);
        submitted.clear();
        log.enterPhase(9, "central queue");
        pass();
        log.enterPhase(10, "liquidity saving");
        offsets.run();
    }

    // Phase 1.

    private void startDay() {
        state.startDay();
        for (int agent = 0; agent < state.agents; agent++) {
            long amount = Math.max(0, state.dailyAllocation[agent] - state.allocated[agent]);
            liquidityTransfer(RunHeader.CENTRAL_BANK, agent, amount, ArrivalOrigin.POOL);
            state.allocated[agent] += amount;
        }
    }

    private void liquidityTransfer(int sender, int receiver, long amount, ArrivalOrigin origin) {
        if (amount == 0) return;
        String tx = RunHeader.txId(state.txs.size() + 1);
        String from = header.agentId(sender);
        String to = header.agentId(receiver);
        int tick = state.tick;
        log.expect(new Event.Arrival(log.seq(), tick, tx, from, to, amount, tick + 1, 5, false, null, origin));
        log.expect(new Event.Settlement(log.seq(), tick, tx, from, to, amount, SettlementOrigin.LIQUIDITY, 0));
        state.transfer(sender, receiver, amount);
    }

    // Phase 2.

    private void deadlines() {
        List<Tx> missed = byDeadline.remove(state.tick - 1);
        if (missed == null) return;
        for (Tx tx : missed) {
            if (!tx.unsettled()) continue;
            tx.everOverdue = true;
            state.costs.oweDeadlinePenalty(tx);
        }
    }

    private void joinDeadlines(Tx tx) {
        if (tx.deadlineTick >= state.tick) byDeadline.computeIfAbsent(tx.deadlineTick, _ -> new ArrayList<>()).add(tx);
    }

    // Phase 3.

    private boolean isDue(ScheduledEvent.Schedule at) {
        return state.tick >= at.start() && state.tick < at.until() && (state.tick - at.start()) % at.every() == 0;
    }

    private void scheduled(ScheduledEvent event) {
        switch (event) {
            case ScheduledEvent.CustomTransaction custom -> {
                int deadline = cappedDeadline((long) state.tick + custom.deadlineOffset());
                log.expect(
                        new Event.Arrival(
                                log.seq(),
                                state.tick,
                                RunHeader.txId(state.txs.size() + 1),
                                custom.sender(),
                                custom.receiver(),
                                custom.amount(),
                                deadline,
                                custom.priority(),
                                custom.divisible(),
                                null,
                                ArrivalOrigin.SCHEDULED));
                joinDeadlines(
                        state.arrive(
                                state.agent(custom.sender()),
                                state.agent(custom.receiver()),
                                custom.amount(),
                                deadline,
                                custom.priority(),
                                custom.divisible(),
                                null));
            }
            case ScheduledEvent.DirectTransfer transfer -> {
                int sender = party(transfer.sender());
                long amount = transfer.amount();
                if (sender != RunHeader.CENTRAL_BANK) {
                    long usable = Math.addExact(state.balance(sender), state.creditLine(sender));
                    amount = Math.max(0, Math.min(amount, usable));
                }
                liquidityTransfer(sender, party(transfer.receiver()), amount, ArrivalOrigin.SCHEDULED);
            }
            case ScheduledEvent.CollateralAdjustment adjustment -> {
                int agent = state.agent(adjustment.agent());
                String reason = Reason.SCHEDULED.label();
                if (adjustment.amount() > 0) {
                    long amount = Math.min(adjustment.amount(), state.mayPost(agent));
                    if (amount > 0) {
                        long total = state.postedCollateral(agent) + amount;
                        log.expect(
                                new Event.CollateralPost(
                                        log.seq(), state.tick, adjustment.agent(), amount, reason, total));
                        state.setPosted(agent, total);
                    }
                } else {
                    long amount = Math.min(Math.negateExact(adjustment.amount()), state.mayWithdraw(agent));
                    if (amount > 0) {
                        long total = state.postedCollateral(agent) - amount;
                        log.expect(
                                new Event.CollateralWithdraw(
                                        log.seq(), state.tick, adjustment.agent(), amount, reason, total));
                        state.setPosted(agent, total);
                    }
                }
            }
            case ScheduledEvent.CreditLimit limit ->
                    state.setUnsecuredCap(state.agent(limit.agent()), limit.unsecuredCap());
            case ScheduledEvent.PolicyChange change -> state.policy[state.agent(change.agent())] = change.policy();
            // What these change is seen in the arrivals alone; the state knows the outages.
            case ScheduledEvent.GlobalArrivalRate _,
                    ScheduledEvent.AgentArrivalRate _,
                    ScheduledEvent.CounterpartyWeight _,
                    ScheduledEvent.DeadlineWindow _,
                    ScheduledEvent.AgentOutage _ -> {}
        }
    }

    private int party(String id) {
        return id.equals(Scenario.CENTRAL_BANK) ? RunHeader.CENTRAL_BANK : state.agent(id);
    }

    private int cappedDeadline(long deadline) {
        long cap =
                switch (scenario.simulation().deadlineCap()) {
                    case NONE -> Long.MAX_VALUE;
                    case END_OF_DAY -> state.endOfDay();
                    case END_OF_RUN -> scenario.simulation().totalTicks();
                };
        return Math.toIntExact(Math.max(Math.min(deadline, cap), state.tick + 1L));
    }

    // Phase 4.

    private void arrivals() {
        int lastSender = -1;
        boolean fromFile = false;
        while (log.peek() instanceof Event.Arrival arrival
                && (arrival.origin() == ArrivalOrigin.GENERATED || arrival.origin() == ArrivalOrigin.FILE)) {
            allow(arrival.txId().equals(RunHeader.txId(state.txs.size() + 1)), "the next tx_id");
            int sender = agentOrNone(arrival.senderId());
            int receiver = agentOrNone(arrival.receiverId());
            allow(sender >= 0 && receiver >= 0 && sender != receiver, "two agents as sender and receiver");
            allow(arrival.amount() > 0, "an amount above 0");
            allow(arrival.deadlineTick() > state.tick, "a deadline after the tick");
            allow(arrival.deadlineTick() == cappedDeadline(arrival.deadlineTick()), "a deadline within the cap");
            allow(arrival.priority() >= 0 && arrival.priority() <= PRIORITY_MAX, "a priority of 0 to 10");
            allow(arrival.parentTxId() == null, "no parent");
            if (arrival.origin() == ArrivalOrigin.FILE) {
                fromFile = true;
            } else {
                allow(!fromFile, "no generated arrival after those of the file");
                allow(sender >= lastSender, "senders in agent order");
                lastSender = sender;
            }
            log.take();
            joinDeadlines(
                    state.arrive(
                            sender,
                            receiver,
                            arrival.amount(),
                            arrival.deadlineTick(),
                            arrival.priority(),
                            arrival.divisible(),
                            null));
        }
    }

    private int agentOrNone(String id) {
        return state.hasAgent(id) ? state.agent(id) : RunHeader.NO_AGENT;
    }

    private void allow(boolean holds, String expected) {
        if (!holds) throw log.differs(expected);
    }

    // Phases 5 and 10: what a tree posts or withdraws, once, and in phase 5 what the timers take back.

    /// Takes at most so many events.
    ///
    /// @return how many were taken
    private int strategicCollateral(int most) {
        log.enterPhase(5, "strategic collateral");
        int taken = 0;
        for (int agent = 0; agent < state.agents; agent++) {
            if (!state.isOut(agent)) taken += collateral(agent, true, most - taken);
        }
        return taken;
    }

    private int collateral(int agent, boolean withTimers, int most) {
        String id = header.agentId(agent);
        boolean treeMayAct = state.decidesByTree(agent);
        int taken = 0;
        while (taken < most) {
            Event event = log.peek();
            if (event instanceof Event.CollateralPost post && post.agentId().equals(id) && treeMayAct) {
                treeMayAct = false;
                allow(post.amount() > 0, "an amount above 0");
                postOrWithdraw(agent, post.amount(), state.mayPost(agent), post.newTotal(), post.reason());
                postedThisTick[agent] += post.amount();
            } else if (event instanceof Event.CollateralWithdraw withdraw && withdraw.agentId().equals(id)) {
                long timed = Math.addExact(withdrawnByTimers[agent], withdraw.amount());
                boolean byTimer =
                        withTimers && withdraw.reason().equals(Reason.TIMER.label()) && timed <= postedByTrees[agent];
                if (!byTimer && !treeMayAct) return taken;
                // Once a timer acts the tree has decided. A tree may give the reason of timers as a text of its own;
                // then it is taken for one if it can be.
                treeMayAct = false;
                allow(withdraw.amount() > 0, "an amount above 0");
                if (byTimer) withdrawnByTimers[agent] = timed;
                long free = state.mayWithdraw(agent);
                postOrWithdraw(agent, -withdraw.amount(), free, withdraw.newTotal(), withdraw.reason());
            } else {
                return taken;
            }
            taken++;
        }
        return taken;
    }

    /// Takes the next event, by which an agent posts an amount, or withdraws one below 0.
    private void postOrWithdraw(int agent, long amount, long most, long newTotal, String reason) {
        allow(Math.abs(amount) <= most, "an amount of at most " + most);
        long total = state.postedCollateral(agent) + amount;
        allow(newTotal == total, "new_total " + total);
        allow(header.reasons().contains(reason), "a reason of the header");
        state.setPosted(agent, total);
        log.take();
    }

    // Phase 7.

    private void release(int agent) {
        List<Tx> internal = state.internalOrder(agent);
        List<Tx> central = state.decidesByTree(agent) ? List.copyOf(state.central(agent)) : List.of();
        long available = internal.isEmpty() ? 0 : state.available(agent, RtgsPriority.NORMAL);
        for (Tx tx : internal) {
            if (tx.releaseTick > state.tick) continue;
            if (tx.releaseTick != RunHeader.NO_TICK) releaseTimed(tx);
            else decide(tx, state.policy[agent], available);
        }
        for (Tx tx : central) decideOnCentral(tx);
    }

    private void decide(Tx tx, Policy policy, long available) {
        long left = (long) tx.deadlineTick - state.tick;
        switch (policy) {
            case Policy.Fifo _ -> expectSubmit(tx);
            case Policy.Deadline deadline -> {
                if (left <= deadline.urgencyThreshold()) expectSubmit(tx);
                else expectHold(tx, Reason.NOT_URGENT);
            }
            case Policy.LiquidityAware aware -> {
                long buffer = left <= aware.urgencyThreshold() ? 0 : aware.targetBuffer();
                if (tx.amount <= Math.subtractExact(available, buffer)) expectSubmit(tx);
                else expectHold(tx, Reason.BUFFER);
            }
            case Policy.LiquiditySplitting splitting -> {
                long parts = Math.min(splitting.maxSplits(), tx.amount / splitting.minSplitAmount());
                if (tx.amount <= available) {
                    expectSubmit(tx);
                } else if (tx.divisible && parts >= 2) {
                    List<Integer> now = new ArrayList<>();
                    for (long i = 0; i < parts; i++) now.add(state.tick);
                    takeSplit(tx, now);
                } else {
                    expectHold(tx, Reason.LIQUIDITY);
                }
            }
            case Policy.Tree _ -> decideByTree(tx);
        }
    }

    /// A release whose tick has come: submitted as was declared, unless the budget of a tree stands against it.
    private void releaseTimed(Tx tx) {
        boolean mayBeHeld = state.decidesByTree(tx.sender);
        if (log.peek() instanceof Event.PolicySubmit submit && submit.txId().equals(tx.id)) {
            if (tx.releasedAsPart) expectSubmit(tx);
            else takeSubmit(tx, submit);
        } else if (mayBeHeld && log.peek() instanceof Event.PolicyHold hold && hold.txId().equals(tx.id)) {
            noteHold(
                    tx,
                    hold,
                    new Event.PolicyHold(
                            log.seq(),
                            state.tick,
                            header.agentId(tx.sender),
                            tx.id,
                            Reason.BUDGET.label(),
                            null,
                            null,
                            false));
        } else if (!mayBeHeld || !repeatsLastHold(tx, Reason.BUDGET.label(), null)) {
            throw log.differs("the timed release of " + tx);
        }
    }

    private void decideByTree(Tx tx) {
        Event event = log.peek();
        if (event instanceof Event.PolicySubmit submit && submit.txId().equals(tx.id)) {
            takeSubmit(tx, submit);
        } else if (event instanceof Event.PolicyHold hold && hold.txId().equals(tx.id)) {
            takeHold(tx, hold);
        } else if (event instanceof Event.PolicyDrop drop && drop.txId().equals(tx.id) && !isAtClose(drop)) {
            log.expect(
                    new Event.PolicyDrop(
                            log.seq(), state.tick, header.agentId(tx.sender), tx.id, Reason.POLICY.label()));
            drop(tx);
        } else if (event instanceof Event.Arrival part && tx.id.equals(part.parentTxId())) {
            takeSplit(tx, null);
        } else {
            // The one decision that leaves no event is the hold that the log has already.
            Integer until = tx.lastHoldUntil;
            boolean silent =
                    scenario.holdLog() == Scenario.HoldLog.ON_CHANGE
                            && tx.lastHoldReason != null
                            && (until == null || until > state.tick);
            if (!silent) throw log.differs("a decision on " + tx);
            if (until != null) tx.releaseTick = until;
        }
    }

    /// A drop of phase 12, which may follow on a hold that the log leaves out.
    private static boolean isAtClose(Event.PolicyDrop drop) {
        return drop.reason().equals(Reason.CLOSE.label());
    }

    private void drop(Tx tx) {
        state.leaveQueue(tx, Tx.State.DROPPED);
        state.droppedToday.add(tx);
        state.costs.oweDeadlinePenalty(tx);
    }

    private void expectSubmit(Tx tx) {
        log.expect(
                new Event.PolicySubmit(
                        log.seq(),
                        state.tick,
                        header.agentId(tx.sender),
                        tx.id,
                        RtgsPriority.NORMAL,
                        tx.declaredPriority));
        submit(tx, RtgsPriority.NORMAL);
    }

    private void takeSubmit(Tx tx, Event.PolicySubmit submit) {
        allow(
                submit.priority() == tx.declaredPriority || FLAG_PRIORITIES.contains(submit.priority()),
                "priority " + tx.declaredPriority + ", or that of a flag");
        log.expect(
                new Event.PolicySubmit(
                        log.seq(),
                        state.tick,
                        header.agentId(tx.sender),
                        tx.id,
                        submit.rtgsPriority(),
                        submit.priority()));
        tx.declaredPriority = submit.priority();
        submit(tx, submit.rtgsPriority());
    }

    private void submit(Tx tx, RtgsPriority priority) {
        state.leaveQueue(tx, Tx.State.SUBMITTED);
        tx.rtgsPriority = priority;
        tx.submitSeq = log.seq() - 1;
        tx.releaseTick = RunHeader.NO_TICK;
        tx.releasedAsPart = false;
        submitted.add(tx);
    }

    private void expectHold(Tx tx, Reason reason) {
        if (repeatsLastHold(tx, reason.label(), null)) return;
        Event.PolicyHold hold =
                new Event.PolicyHold(
                        log.seq(), state.tick, header.agentId(tx.sender), tx.id, reason.label(), null, null, false);
        log.expect(hold);
        tx.lastHoldReason = hold.reason();
        tx.lastHoldUntil = null;
    }

    private void takeHold(Tx tx, Event.PolicyHold hold) {
        Integer priority = hold.newPriority();
        Integer until = hold.untilTick();
        allow(!hold.withdrawn(), "no withdrawal of an internal transaction");
        allow(header.reasons().contains(hold.reason()), "a reason of the header");
        if (priority != null) {
            allow(hold.reason().equals(Reason.REPRIORITIZED.label()), "reason reprioritized beside a new priority");
            allow(priority >= 0 && priority <= PRIORITY_MAX, "a priority of 0 to 10");
            allow(until == null, "no until_tick beside a new priority");
            tx.declaredPriority = priority;
        }
        if (until != null) {
            allow(hold.reason().equals(Reason.TIMED.label()), "reason timed beside until_tick");
            allow(until > state.tick, "an until_tick after this tick");
            tx.releaseTick = until;
        }
        noteHold(
                tx,
                hold,
                new Event.PolicyHold(
                        log.seq(),
                        state.tick,
                        header.agentId(tx.sender),
                        tx.id,
                        hold.reason(),
                        priority,
                        until,
                        false));
    }

    /// Takes a hold, which must not be one that the log leaves out.
    private void noteHold(Tx tx, Event.PolicyHold hold, Event.PolicyHold expected) {
        allow(
                hold.newPriority() != null || !repeatsLastHold(tx, hold.reason(), hold.untilTick()),
                "no hold that repeats the last one of " + tx);
        log.expect(expected);
        tx.lastHoldReason = hold.reason();
        tx.lastHoldUntil = hold.untilTick();
    }

    private boolean repeatsLastHold(Tx tx, String reason, @Nullable Integer until) {
        return scenario.holdLog() == Scenario.HoldLog.ON_CHANGE
                && reason.equals(tx.lastHoldReason)
                && Objects.equals(until, tx.lastHoldUntil);
    }

    /// The parts' arrivals, the split, and the parts submitted now.
    ///
    /// @param releases when each part must be submitted; null if the log tells
    private void takeSplit(Tx tx, @Nullable List<Integer> releases) {
        String agent = header.agentId(tx.sender);
        allow(tx.divisible, "no split of the indivisible " + tx);
        List<Event.Arrival> arrivals = new ArrayList<>();
        List<String> children = new ArrayList<>();
        while (log.peek() instanceof Event.Arrival part && tx.id.equals(part.parentTxId())) {
            String id = RunHeader.txId(state.txs.size() + 1 + arrivals.size());
            allow(part.txId().equals(id), "part " + id);
            arrivals.add(part);
            children.add(id);
            log.take();
        }
        int count = arrivals.size();
        if (!(log.peek() instanceof Event.PolicySplit split)) throw log.differs("the PolicySplit of " + tx);
        List<Integer> releaseTicks = releases == null ? split.releaseTicks() : releases;
        log.expect(new Event.PolicySplit(log.seq(), state.tick, agent, tx.id, count, children, releaseTicks));
        long splitSeq = log.seq() - 1;
        if (count < 2 || count > PARTS_MAX || count > tx.amount) {
            throw log.failure(splitSeq, "a split of " + tx.amount + " into " + count + " parts is invalid");
        }
        if (releaseTicks.size() != count || !isStaggered(releaseTicks)) {
            throw log.failure(splitSeq, "no stagger of " + count + " parts gives the release ticks " + releaseTicks);
        }
        int declared = arrivals.getFirst().priority();
        if (declared < tx.declaredPriority
                || declared > PRIORITY_MAX
                || (releases != null && declared != tx.declaredPriority)) {
            throw log.failure(
                    arrivals.getFirst().seq(),
                    "a part's priority is " + declared + ", its parent's " + tx.declaredPriority);
        }
        List<Tx> parts = new ArrayList<>();
        for (Event.Arrival found : arrivals) {
            long share = tx.amount / count;
            long amount = parts.size() == count - 1 ? tx.amount - share * (count - 1) : share;
            Event.Arrival expected =
                    new Event.Arrival(
                            found.seq(),
                            state.tick,
                            found.txId(),
                            agent,
                            header.agentId(tx.receiver),
                            amount,
                            tx.deadlineTick,
                            declared,
                            true,
                            tx.id,
                            ArrivalOrigin.SPLIT);
            if (!expected.equals(found)) {
                throw log.failure(found.seq(), "expected " + expected + ", found " + found);
            }
            Tx part = state.arrive(tx.sender, tx.receiver, amount, tx.deadlineTick, declared, true, tx);
            joinDeadlines(part);
            parts.add(part);
        }
        state.leaveQueue(tx, Tx.State.SPLIT);
        state.costs.splitInto(tx.sender, count);
        for (int i = 0; i < count; i++) {
            if (releaseTicks.get(i) == state.tick) {
                expectSubmit(parts.get(i));
            } else {
                parts.get(i).releaseTick = releaseTicks.get(i);
                parts.get(i).releasedAsPart = true;
            }
        }
    }

    /// Some parts now, each later one by the same gap after the one before it.
    private boolean isStaggered(List<Integer> releaseTicks) {
        int now = 0;
        while (now < releaseTicks.size() && releaseTicks.get(now) == state.tick) now++;
        if (now == releaseTicks.size()) return true;
        long gap = (long) releaseTicks.get(now) - state.tick;
        for (int i = now; i < releaseTicks.size(); i++) {
            if (releaseTicks.get(i) != Math.min(Integer.MAX_VALUE, state.tick + gap * (i - now + 1))) return false;
        }
        return gap > 0;
    }

    private void decideOnCentral(Tx tx) {
        String agent = header.agentId(tx.sender);
        if (log.peek() instanceof Event.PolicyHold hold && hold.txId().equals(tx.id)) {
            String reason = Reason.WITHDRAWN.label();
            log.expect(new Event.PolicyHold(log.seq(), state.tick, agent, tx.id, reason, null, null, true));
            tx.lastHoldReason = reason;
            tx.lastHoldUntil = null;
            state.joinInternal(tx);
        } else if (log.peek() instanceof Event.PolicySubmit again && again.txId().equals(tx.id)) {
            allow(again.rtgsPriority() != tx.rtgsPriority, "another RTGS priority than " + tx.rtgsPriority.label());
            log.expect(
                    new Event.PolicySubmit(
                            log.seq(), state.tick, agent, tx.id, again.rtgsPriority(), tx.declaredPriority));
            submit(tx, again.rtgsPriority());
        }
    }

    // Phase 8.

    private void enter(Tx tx) {
        boolean fifo = scenario.rtgs().discipline() == Rtgs.Discipline.FIFO;
        // The first in the queue has the highest RTGS priority of all that wait.
        boolean waits =
                fifo
                        && !state.central(tx.sender).isEmpty()
                        && state.central(tx.sender).first().rtgsPriority.compareTo(tx.rtgsPriority) >= 0;
        if (waits) {
            queue(tx, QueueCause.ORDER, 0);
            return;
        }
        QueueCause refused = state.refusedBy(tx);
        if (refused == null) {
            settleAlone(tx, SettlementOrigin.IMMEDIATE);
        } else if (!offsets.settlesAtEntry(tx)) {
            queue(tx, refused, Math.subtractExact(tx.amount, Math.max(0, state.leaves(tx, refused))));
        }
    }

    private void queue(Tx tx, QueueCause cause, long shortfall) {
        String sender = header.agentId(tx.sender);
        String receiver = header.agentId(tx.receiver);
        log.expect(new Event.QueuedRtgs(log.seq(), state.tick, tx.id, sender, receiver, tx.amount, cause, shortfall));
        state.joinCentral(tx);
    }

    private void settleAlone(Tx tx, SettlementOrigin origin) {
        log.expect(
                new Event.Settlement(
                        log.seq(),
                        state.tick,
                        tx.id,
                        header.agentId(tx.sender),
                        header.agentId(tx.receiver),
                        tx.amount,
                        origin,
                        state.tick - tx.arrivalTick));
        state.settle(List.of(tx), false);
    }

    // Phase 9, which phase 10 repeats.

    /// One pass over the central queue.
    ///
    /// @return whether anything settled
    private boolean pass() {
        boolean[] stopped = new boolean[state.agents];
        boolean fifo = scenario.rtgs().discipline() == Rtgs.Discipline.FIFO;
        boolean settled = false;
        for (Tx tx : new ArrayList<>(state.central())) {
            if (stopped[tx.sender]) continue;
            if (state.refusedBy(tx) == null) {
                settleAlone(tx, SettlementOrigin.QUEUE);
                settled = true;
            } else {
                stopped[tx.sender] = fifo;
            }
        }
        return settled;
    }

    // Phases 11 and 12.

    /// Takes the accruals of all agents that have any, and says what they come to.
    private long accrue(ReplayedCosts.Cost[] costs) {
        long sum = 0;
        for (int agent = 0; agent < costs.length; agent++) {
            long total = costs[agent].total();
            if (total == 0) continue;
            log.expect(costs[agent].event(log.seq(), state.tick, header.agentId(agent)));
            state.costs.accrued(agent, costs[agent]);
            sum = Math.addExact(sum, total);
        }
        return sum;
    }

    private void endDay() {
        List<Tx> unsettled = new ArrayList<>(state.central());
        for (int agent = 0; agent < state.agents; agent++) unsettled.addAll(state.internal(agent));
        unsettled.sort((a, b) -> Integer.compare(a.number, b.number));
        long value = 0;
        for (Tx tx : unsettled) value = Math.addExact(value, tx.amount);
        if (scenario.rtgs().unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT) {
            for (Tx tx : unsettled) {
                log.expect(
                        new Event.PolicyDrop(
                                log.seq(), state.tick, header.agentId(tx.sender), tx.id, Reason.CLOSE.label()));
                drop(tx);
            }
        }
        long penalties = accrue(state.costs.accrueClose());
        log.expect(new Event.EndOfDay(log.seq(), state.tick, state.day(), unsettled.size(), value, penalties));
        for (Tx tx : unsettled) {
            tx.releaseTick = RunHeader.NO_TICK;
            tx.releasedAsPart = false;
        }
        for (int agent = 0; agent < state.agents; agent++) {
            long back = Math.min(state.allocated[agent], Math.max(0, state.balance(agent)));
            liquidityTransfer(agent, RunHeader.CENTRAL_BANK, back, ArrivalOrigin.POOL);
            state.allocated[agent] -= back;
        }
    }
}
