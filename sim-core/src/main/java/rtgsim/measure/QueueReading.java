package rtgsim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.ledger.Account;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.SendLimits;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Limits;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Scenario;

/// Shows the central queue as the offsetting of phase 10 finds it, tick by tick, from the log of a run.
///
/// That point lies behind the last settlement of the queue pass: where an algorithm settled something, before its first event; else after all that settled in the
/// tick and before collateral that moves at its end.
public final class QueueReading implements LogReading {

    /// Is shown the ticks it asked for.
    public interface Watcher {

        /// @param untilTick the queue stood like this from `fromTick` until here; some of these ticks may not have been asked for
        /// @param settledValue what settled from that point of the tick on, minor units
        void saw(QueueState state, int fromTick, int untilTick, long settledValue);
    }

    private static final RtgsPriority[] HIGHEST_FIRST = {
        RtgsPriority.HIGHLY_URGENT, RtgsPriority.URGENT, RtgsPriority.NORMAL
    };

    private final LogMeasures log;
    private final List<String> ids;
    private final AgentOrder order;
    private final int ticksPerDay;
    private final CreditLines credit;
    private final SendLimits limits;
    private final List<Limits> limitsGiven;
    private final long[] urgent;
    private final long[] highlyUrgent;
    private final long[] urgentLeft;
    private final long[] highlyUrgentLeft;
    private final boolean movesCollateralAtEnd;
    private final boolean deferredCrediting;
    private final IntPredicate wanted;
    private final Watcher watcher;

    /// By RTGS priority, in the order in which they joined.
    private final List<Set<Integer>> queue =
            List.of(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());

    private boolean changed = true;
    private @Nullable QueueState last;

    // Of the tick that is being read.
    private int tick;
    private boolean settles;
    private boolean movedCollateral;
    private @Nullable QueueState found;
    private long settledSince;

    /// What was received in it and cannot be used before its end.
    private final long[] heldApart;

    /// Reads along with `log`, which has not begun.
    ///
    /// @param wanted the ticks that `watcher` is to be shown
    public QueueReading(LogMeasures log, RunHeader header, Scenario scenario, IntPredicate wanted, Watcher watcher) {
        this.log = log;
        this.wanted = wanted;
        this.watcher = watcher;
        ids = header.agentIds();
        ticksPerDay = header.ticksPerDay();
        order = new AgentOrder(scenario);
        AgentColumns agents = new AgentColumns(scenario, order);
        credit = new CreditLines(scenario, order);
        limits = new SendLimits(agents, order);
        limitsGiven = new ArrayList<>();
        for (int agent = 0; agent < agents.count(); agent++) limitsGiven.add(agents.limits(agent));
        urgent = agents.urgentReservation();
        highlyUrgent = agents.highlyUrgentReservation();
        urgentLeft = urgent.clone();
        highlyUrgentLeft = highlyUrgent.clone();
        movesCollateralAtEnd = !scenario.trees().isEmpty();
        heldApart = new long[agents.count()];
        deferredCrediting = scenario.rtgs().deferredCrediting();
        log.tell(this);
    }

    // What the log tells.

    @Override
    public void tickBegins(int now) {
        tick = now;
        settles = false;
        movedCollateral = false;
        found = null;
        settledSince = 0;
        beginTick(now);
    }

    private void beginTick(int now) {
        changed |= credit.advance(now);
        if (now % ticksPerDay != 0) return;
        limits.startDay();
        System.arraycopy(urgent, 0, urgentLeft, 0, urgent.length);
        System.arraycopy(highlyUrgent, 0, highlyUrgentLeft, 0, highlyUrgent.length);
        changed = true;
    }

    @Override
    public void settlingBegins() {
        settles = true;
    }

    @Override
    public void offsettingBegins() {
        look();
    }

    @Override
    public void collateral(int agent, long newTotal) {
        if (settles) look();
        credit.collateral(agent, newTotal);
        movedCollateral = true;
        changed = true;
    }

    @Override
    public void afterSettling(int now) {
        look();
        if (found != null) watcher.saw(found, now, now + 1, settledSince);
        Arrays.fill(heldApart, 0);
        if (deferredCrediting) changed = true;
    }

    @Override
    public void quiet(int fromTick, int untilTick) {
        int from = fromTick;
        while (from < untilTick) {
            beginTick(from);
            int nextDay = (int) Math.min(Integer.MAX_VALUE, (from / ticksPerDay + 1L) * ticksPerDay);
            int until = Math.min(untilTick, Math.min(nextDay, credit.nextChange()));
            boolean asked = false;
            for (int each = from; each < until && !asked; each++) asked = wanted.test(each);
            if (asked) watcher.saw(state(from, true), from, until, 0);
            from = until;
        }
    }

    @Override
    public void transferred(int agent, long amount, boolean ofPool) {
        changed = true;
    }

    @Override
    public void moved(int agent, long sent, long received, int now) {
        if (deferredCrediting) heldApart[agent] = Math.addExact(heldApart[agent], Math.max(0, received - sent));
        changed = true;
    }

    @Override
    public void settled(int tx, int now, Mechanism by) {
        int sender = log.sender(tx);
        int priority = log.rtgsPriority(tx);
        limits.settled(sender, log.receiver(tx), priority, log.amount(tx));
        if (priority == RtgsPriority.URGENT.ordinal()) {
            urgentLeft[sender] = Math.max(0, urgentLeft[sender] - log.amount(tx));
        } else if (priority == RtgsPriority.HIGHLY_URGENT.ordinal()) {
            highlyUrgentLeft[sender] = Math.max(0, highlyUrgentLeft[sender] - log.amount(tx));
        }
        if (found != null) settledSince = Math.addExact(settledSince, log.amount(tx));
        changed = true;
    }

    @Override
    public void joinedQueue(int tx) {
        queue.get(log.rtgsPriority(tx)).add(tx);
        changed = true;
    }

    @Override
    public void leftQueue(int tx) {
        queue.get(log.rtgsPriority(tx)).remove(tx);
        changed = true;
    }

    // What the watcher is shown.

    private void look() {
        changed |= credit.advance(tick);
        boolean isCertain = settles || !movedCollateral || !movesCollateralAtEnd;
        if (found == null && wanted.test(tick)) found = state(tick, isCertain);
    }

    private QueueState state(int now, boolean isCertain) {
        QueueState state = last;
        if (state != null && !changed && state.isCertain() == isCertain) return state;
        List<Account> accounts = new ArrayList<>();
        for (int agent = 0; agent < ids.size(); agent++) accounts.add(account(agent));
        List<QueueState.Queued> queued = new ArrayList<>();
        for (RtgsPriority priority : HIGHEST_FIRST) {
            for (int tx : queue.get(priority.ordinal())) {
                String sender = ids.get(log.sender(tx));
                queued.add(new QueueState.Queued(tx, sender, ids.get(log.receiver(tx)), log.amount(tx), priority));
            }
        }
        state = new QueueState(now, accounts, queued, isCertain);
        last = state;
        changed = false;
        return state;
    }

    private Account account(int agent) {
        Limits given = limitsGiven.get(agent);
        Limits left = given;
        if (!given.bilateral().isEmpty() || given.multilateral() != null) {
            Map<String, Long> bilateral = new TreeMap<>();
            for (String receiver : given.bilateral().keySet()) {
                bilateral.put(receiver, limits.leftTo(agent, order.of(receiver)));
            }
            left =
                    new Limits(
                            bilateral,
                            given.multilateral() == null ? null : (Long) limits.leftToMany(agent),
                            given.bind());
        }
        return new Account(
                ids.get(agent),
                Math.subtractExact(log.balance(agent), heldApart[agent]),
                credit.of(agent),
                left,
                new Reservations(highlyUrgentLeft[agent], urgentLeft[agent]),
                heldApart[agent]);
    }
}
