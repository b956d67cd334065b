package rtgsim.measure;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.scenario.Agent;
import rtgsim.scenario.CreditLine;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// What `docs/measures.md` says, the long way: from the records of all events, with a list of everything.
public final class NaiveFurtherMeasures {

    private static final class Tx {
        String id = "";
        String sender = "";
        String receiver = "";
        long amount;
        int arrival;
        int deadline;
        @Nullable Tx parent;
        boolean transfer;
        boolean split;
        boolean queued;
        int end = -1;
        @Nullable Mechanism by;
        RtgsPriority priority = RtgsPriority.NORMAL;
        int queuedAt;

        Tx root() {
            Tx root = this;
            while (root.parent != null) root = root.parent;
            return root;
        }
    }

    private final Scenario scenario;
    private final RunHeader header;
    private final Map<String, Tx> txs = new LinkedHashMap<>();
    private final Map<String, Long> balance = new TreeMap<>();
    private final Map<String, Long> opening = new TreeMap<>();
    private final Map<String, Long> brought = new TreeMap<>();
    private final Map<String, Long> used = new TreeMap<>();
    private final Map<String, Long> posted = new TreeMap<>();
    private final List<Tx> arrivals = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final int ticks;
    private final Map<String, List<Tx>> leavesOf = new LinkedHashMap<>();
    private final List<Map<String, long[]>> days = new ArrayList<>();
    private final List<List<String>> sets = new ArrayList<>();
    private long saved;
    private int queueings;

    public NaiveFurtherMeasures(Scenario scenario, RunHeader header, List<Event> events) {
        this.scenario = scenario;
        this.header = header;
        ticks = scenario.simulation().totalTicks();
        for (Agent agent : scenario.agents()) {
            opening.put(agent.id(), agent.openingBalance());
            posted.put(agent.id(), agent.postedCollateral());
        }
        balance.putAll(opening);
        brought.putAll(opening);
        int at = 0;
        for (int tick = 0; tick < ticks; tick++) {
            if (tick % header.ticksPerDay() == 0) beginDay(tick);
            while (at < events.size() && events.get(at).tick() == tick && !isLate(events.get(at)))
                watch(events.get(at++));
            for (String id : header.agentIds()) {
                used.merge(id, Math.max(0, of(brought, id) - of(balance, id)), Math::max);
            }
            states.add(state(tick));
            while (at < events.size() && events.get(at).tick() == tick) watch(events.get(at++));
        }
        group();
    }

    private void beginDay(int tick) {
        Map<String, long[]> day = new TreeMap<>();
        for (Agent agent : scenario.agents()) day.put(agent.id(), new long[] {0, 0, 0, available(agent, tick - 1)});
        days.add(day);
    }

    /// Takes an event and follows the positions of the day; what comes from the pool belongs to its start.
    private void watch(Event event) {
        boolean transfer = event instanceof Event.Settlement e && e.origin() == SettlementOrigin.LIQUIDITY;
        if (event instanceof Event.Arrival e && e.origin() == ArrivalOrigin.POOL) {
            long[] receiver = days.getLast().get(e.receiverId());
            if (receiver != null) receiver[3] += e.amount();
        }
        Map<String, Long> before = new TreeMap<>(balance);
        take(event);
        if (transfer) return;
        days.getLast()
                .forEach((agent, figures) -> {
                    figures[0] += of(balance, agent) - of(before, agent);
                    figures[1] = Math.max(figures[1], -figures[0]);
                    figures[2] = Math.max(figures[2], figures[0]);
                });
    }

    /// What the tools of supervisors say of an agent and day, but for the counts and the throughput: in the order of the record.
    public List<Long> supervised(String agent, int day) {
        long sent = 0;
        long received = 0;
        long due = 0;
        long inTime = 0;
        for (Tx tx : txs.values()) {
            if (tx.by != null && tx.end / header.ticksPerDay() == day) {
                if (tx.sender.equals(agent)) sent += tx.amount;
                if (tx.receiver.equals(agent)) received += tx.amount;
            }
        }
        for (Tx root : arrivals) {
            if (root.transfer || !root.sender.equals(agent) || root.deadline >= ticks) continue;
            if (root.deadline % header.ticksPerDay() == 0) continue;
            if (root.deadline / header.ticksPerDay() != day) continue;
            due += root.amount;
            List<Tx> leaves = leavesOf.getOrDefault(root.id, List.of());
            if (leaves.stream().allMatch(tx -> tx.by != null && tx.end <= root.deadline)) inTime += root.amount;
        }
        long[] figures = days.get(day).getOrDefault(agent, new long[4]);
        return List.of(figures[1], figures[2], figures[3], sent, received, due, inTime);
    }

    private void group() {
        for (Tx tx : txs.values()) {
            if (!tx.split) leavesOf.computeIfAbsent(tx.root().id, _ -> new ArrayList<>()).add(tx);
        }
    }

    private static long of(Map<String, Long> amounts, String agent) {
        return amounts.getOrDefault(agent, 0L);
    }

    private static boolean isLate(Event event) {
        return switch (event) {
            case Event.CostAccrual _, Event.EndOfDay _ -> true;
            case Event.PolicyDrop drop -> drop.reason().equals("close");
            default -> false;
        };
    }

    private Tx tx(String id) {
        Tx tx = txs.get(id);
        if (tx == null) throw new IllegalStateException("no transaction " + id);
        return tx;
    }

    private void take(Event event) {
        switch (event) {
            case Event.Arrival e -> {
                Tx tx = new Tx();
                tx.id = e.txId();
                tx.sender = e.senderId();
                tx.receiver = e.receiverId();
                tx.amount = e.amount();
                tx.arrival = e.tick();
                tx.deadline = e.deadlineTick();
                if (e.parentTxId() != null) tx.parent = tx(e.parentTxId());
                txs.put(tx.id, tx);
                if (e.origin() != ArrivalOrigin.SPLIT) arrivals.add(tx);
            }
            case Event.PolicySubmit e -> {
                tx(e.txId()).queued = false;
                tx(e.txId()).priority = e.rtgsPriority();
            }
            case Event.PolicyHold e -> {
                if (e.withdrawn()) tx(e.txId()).queued = false;
            }
            case Event.PolicyDrop e -> {
                Tx tx = tx(e.txId());
                tx.queued = false;
                tx.end = e.tick();
            }
            case Event.PolicySplit e -> tx(e.txId()).split = true;
            case Event.QueuedRtgs e -> {
                tx(e.txId()).queued = true;
                tx(e.txId()).queuedAt = queueings++;
            }
            case Event.Settlement e -> {
                Tx tx = tx(e.txId());
                if (e.origin() == SettlementOrigin.LIQUIDITY) {
                    tx.transfer = true;
                    move(balance, tx);
                    move(brought, tx);
                } else {
                    settle(tx, e.tick(), e.origin() == SettlementOrigin.QUEUE ? Mechanism.QUEUE : Mechanism.IMMEDIATE);
                }
            }
            case Event.LsmBilateralOffset e -> {
                sets.add(e.txIds());
                saved += e.amountA() + e.amountB() - e.liquidityUsed();
                for (String id : e.txIds())
                    settle(tx(id), e.tick(), e.atEntry() ? Mechanism.ENTRY : Mechanism.BILATERAL);
            }
            case Event.LsmCycleSettlement e -> {
                sets.add(e.txIds());
                saved += e.totalValue() - e.liquidityUsed();
                for (String id : e.txIds()) settle(tx(id), e.tick(), Mechanism.valueOf(e.method().name()));
            }
            case Event.CollateralPost e -> posted.put(e.agentId(), e.newTotal());
            case Event.CollateralWithdraw e -> posted.put(e.agentId(), e.newTotal());
            case Event.CostAccrual _, Event.EndOfDay _ -> {
                // Nothing of this is measured here.
            }
        }
    }

    private void settle(Tx tx, int tick, Mechanism by) {
        tx.queued = false;
        tx.by = by;
        tx.end = tick;
        move(balance, tx);
    }

    private void move(Map<String, Long> accounts, Tx tx) {
        accounts.computeIfPresent(tx.sender, (_, now) -> now - tx.amount);
        accounts.computeIfPresent(tx.receiver, (_, now) -> now + tx.amount);
    }

    // ---- gridlock

    private String state(int tick) {
        List<Tx> queue = new ArrayList<>(txs.values().stream().filter(tx -> tx.queued).toList());
        if (queue.isEmpty()) return "empty";
        queue.sort(Comparator.comparing((Tx tx) -> tx.priority).reversed().thenComparingInt(tx -> tx.queuedAt));
        Map<String, Long> available = new TreeMap<>();
        for (Agent agent : scenario.agents()) available.put(agent.id(), available(agent, tick));
        for (Tx tx : queue) if (feasible(List.of(tx), available)) return "covered";
        List<Tx> left = new ArrayList<>(queue);
        for (Tx loser = loser(left, available); loser != null; loser = loser(left, available)) left.remove(loser);
        boolean together = !left.isEmpty();
        if (queue.size() <= 6 && together != someBeginningsSettle(queue, available)) {
            throw new IllegalStateException("the beginnings of queues that settle: " + together);
        }
        return together ? "gridlock" : "deadlock";
    }

    private long available(Agent agent, int tick) {
        long cap = agent.unsecuredCap();
        int latest = -1;
        for (ScheduledEvent event : scenario.scheduled()) {
            if (!(event instanceof ScheduledEvent.CreditLimit limit) || !limit.agent().equals(agent.id())) continue;
            for (long at = limit.at().start(); at < limit.at().until() && at <= tick; at += limit.at().every()) {
                if (at >= latest) {
                    latest = (int) at;
                    cap = limit.unsecuredCap();
                }
            }
        }
        return of(balance, agent.id())
                + cap
                + CreditLine.collateralValue(of(posted, agent.id()), agent.haircutMicros());
    }

    private static boolean feasible(List<Tx> set, Map<String, Long> available) {
        return available.keySet().stream().allMatch(agent -> covers(agent, set, available));
    }

    private static boolean covers(String agent, List<Tx> set, Map<String, Long> available) {
        long net = 0;
        for (Tx tx : set) {
            if (tx.sender.equals(agent)) net += tx.amount;
            if (tx.receiver.equals(agent)) net -= tx.amount;
        }
        return net <= 0 || net <= of(available, agent);
    }

    private static @Nullable Tx loser(List<Tx> set, Map<String, Long> available) {
        for (String agent : available.keySet()) {
            if (covers(agent, set, available)) continue;
            return set.reversed().stream().filter(tx -> tx.sender.equals(agent)).findFirst().orElseThrow();
        }
        return null;
    }

    private static boolean someBeginningsSettle(List<Tx> queue, Map<String, Long> available) {
        for (int chosen = 1; chosen < 1 << queue.size(); chosen++) {
            List<Tx> set = new ArrayList<>();
            boolean beginnings = true;
            for (int i = 0; i < queue.size(); i++) {
                boolean in = (chosen >> i & 1) != 0;
                if (in) set.add(queue.get(i));
                for (int j = 0; j < i; j++) {
                    boolean before = (chosen >> j & 1) != 0;
                    if (in && !before && queue.get(j).sender.equals(queue.get(i).sender)) beginnings = false;
                }
            }
            if (beginnings && feasible(set, available)) return true;
        }
        return false;
    }

    // ---- the measures

    public Map<String, Number> system() {
        Map<String, Number> measures = measures(tx -> true, header.agentIds());
        if (!Long.valueOf(saved).equals(measures.get("liquidity_saved"))) throw new AssertionError("saved=" + saved);
        measures.put("queued_ticks", states.stream().filter(state -> !state.equals("empty")).count());
        long episodes = 0;
        for (int tick = 0; tick < ticks; tick++) {
            boolean begins = tick == 0 || !states.get(tick - 1).equals("gridlock");
            if (states.get(tick).equals("gridlock") && begins) episodes++;
        }
        measures.put("gridlock_episodes", episodes);
        measures.put("gridlock_ticks", states.stream().filter("gridlock"::equals).count());
        measures.put("deadlock_ticks", states.stream().filter("deadlock"::equals).count());
        return measures;
    }

    public Map<String, Number> of(String agent) {
        return measures(tx -> tx.sender.equals(agent), List.of(agent));
    }

    private Map<String, Number> measures(Predicate<Tx> which, List<String> agents) {
        int ticksPerDay = header.ticksPerDay();
        List<Integer> settled = new ArrayList<>();
        List<Integer> censored = new ArrayList<>();
        BigInteger waited = BigInteger.ZERO;
        BigInteger most = BigInteger.ZERO;
        for (Tx root : arrivals) {
            if (root.transfer || !which.test(root)) continue;
            List<Tx> leaves = leavesOf.getOrDefault(root.id, List.of());
            boolean open = leaves.stream().anyMatch(tx -> tx.end < 0);
            boolean all = leaves.stream().allMatch(tx -> tx.by != null);
            int end = open ? ticks - 1 : leaves.stream().mapToInt(tx -> tx.end).max().orElseThrow();
            (all ? settled : censored).add(end - root.arrival);
            int close = (root.arrival / ticksPerDay + 1) * ticksPerDay;
            int until = all && end < close ? end : close;
            waited = waited.add(BigInteger.valueOf(root.amount).multiply(BigInteger.valueOf(until - root.arrival)));
            most = most.add(BigInteger.valueOf(root.amount).multiply(BigInteger.valueOf(close - root.arrival)));
        }
        settled.sort(null);
        censored.sort(null);
        Map<String, Number> measures = new LinkedHashMap<>();
        measures.put("median_delay_ticks", percentile(settled, 50));
        measures.put("p95_delay_ticks", percentile(settled, 95));
        measures.put("censored_count", (long) censored.size());
        long sum =
                settled.stream().mapToLong(Integer::longValue).sum()
                        + censored.stream().mapToLong(Integer::longValue).sum();
        int count = settled.size() + censored.size();
        measures.put("mean_delay_censored_ticks", count == 0 ? 0.0 : (double) sum / count);
        measures.put("median_delay_censored_ticks", kaplanMeier(settled, censored));
        measures.put("delay_indicator", most.signum() == 0 ? 0.0 : waited.doubleValue() / most.doubleValue());
        long lower = 0;
        long upper = 0;
        long usedMax = 0;
        long opened = 0;
        for (String agent : agents) {
            lower += bound(agent, true);
            upper += bound(agent, false);
            usedMax += used.getOrDefault(agent, 0L);
            opened += Math.max(0, opening.getOrDefault(agent, 0L));
        }
        measures.put("liquidity_lower_bound", lower);
        measures.put("liquidity_upper_bound", upper);
        List<Tx> done = txs.values().stream().filter(tx -> tx.by != null && which.test(tx)).toList();
        long value = done.stream().mapToLong(tx -> tx.amount).sum();
        measures.put("liquidity_used_turnover", turnover(value, usedMax));
        measures.put("opening_balance_turnover", turnover(value, opened));
        for (Mechanism by : Mechanism.values()) {
            measures.put(
                    by.label() + "_value", done.stream().filter(tx -> tx.by == by).mapToLong(tx -> tx.amount).sum());
        }
        long savedByThese = 0;
        for (String agent : agents) {
            for (List<String> set : sets) {
                long sent = set.stream().filter(id -> tx(id).sender.equals(agent)).mapToLong(id -> tx(id).amount).sum();
                long received =
                        set.stream().filter(id -> tx(id).receiver.equals(agent)).mapToLong(id -> tx(id).amount).sum();
                savedByThese += Math.min(sent, received);
            }
        }
        measures.put("liquidity_saved", savedByThese);
        for (Mechanism by : Mechanism.values()) {
            long part = done.stream().filter(tx -> tx.by == by).mapToLong(tx -> tx.amount).sum();
            measures.put(by.label() + "_value_share", value == 0 ? 0.0 : (double) part / value);
        }
        for (Mechanism by : Mechanism.values()) {
            long part = done.stream().filter(tx -> tx.by == by).count();
            measures.put(by.label() + "_count_share", done.isEmpty() ? 0.0 : (double) part / done.size());
        }
        return measures;
    }

    private static double turnover(long value, long liquidity) {
        if (value == 0) return 0;
        return liquidity == 0 ? Double.POSITIVE_INFINITY : (double) value / liquidity;
    }

    private long bound(String agent, boolean atCloses) {
        long net = 0;
        long most = 0;
        List<Tx> payments = arrivals.stream().filter(tx -> !tx.transfer).toList();
        for (int i = 0; i < payments.size(); i++) {
            Tx tx = payments.get(i);
            if (tx.sender.equals(agent)) net += tx.amount;
            if (tx.receiver.equals(agent)) net -= tx.amount;
            boolean last =
                    i + 1 == payments.size()
                            || payments.get(i + 1).arrival / header.ticksPerDay() > tx.arrival / header.ticksPerDay();
            if (last || !atCloses) most = Math.max(most, net);
        }
        return most;
    }

    private static long percentile(List<Integer> sorted, int percent) {
        for (int delay : sorted) {
            long notAbove = sorted.stream().filter(other -> other <= delay).count();
            if (notAbove * 100 >= (long) percent * sorted.size()) return delay;
        }
        return 0;
    }

    private static double kaplanMeier(List<Integer> settled, List<Integer> censored) {
        if (settled.isEmpty() && censored.isEmpty()) return 0;
        BigDecimal unsettled = BigDecimal.ONE;
        for (int delay : settled.stream().distinct().toList()) {
            long atRisk =
                    settled.stream().filter(d -> d >= delay).count()
                            + censored.stream().filter(d -> d >= delay).count();
            long now = settled.stream().filter(d -> d == delay).count();
            unsettled =
                    unsettled
                            .multiply(BigDecimal.valueOf(atRisk - now))
                            .divide(BigDecimal.valueOf(atRisk), MathContext.DECIMAL128);
            if (unsettled.compareTo(new BigDecimal("0.500000000000000001")) <= 0) return delay;
        }
        return Double.POSITIVE_INFINITY;
    }
}
