package rtgsim.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;
import rtgsim.event.OffsetMethod;
import rtgsim.event.RtgsPriority;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Scenario;

/// Offsetting as the rules tell it, at entry and in phase 10; what it finds must be the next event of the log.
final class ReplayedOffsets {

    private final Scenario scenario;
    private final ReplayedState state;
    private final LogReader log;
    private final BooleanSupplier pass;
    private int cyclesSettled;
    private long cycleWork;

    /// @param pass one pass over the central queue, which says whether anything settled
    ReplayedOffsets(Scenario scenario, ReplayedState state, LogReader log, BooleanSupplier pass) {
        this.scenario = scenario;
        this.state = state;
        this.log = log;
        this.pass = pass;
    }

    // At entry.

    /// Whether a transaction that cannot settle alone settles with queued ones of its receiver.
    boolean settlesAtEntry(Tx tx) {
        return switch (scenario.rtgs().entryOffsetting()) {
            case NONE -> false;
            case SIMPLE -> settlesWithFirst(tx);
            case EXTENDED -> settlesWithFirst(tx) || settlesSkipping(tx);
        };
    }

    private boolean settlesWithFirst(Tx tx) {
        Trial trial = new Trial(state);
        trial.add(tx);
        List<Tx> back = new ArrayList<>();
        for (Tx other : state.central(tx.receiver)) {
            if (other.receiver != tx.sender) break;
            trial.add(other);
            back.add(other);
            if (trial.feasible()) {
                settlePair(List.of(tx), back, true);
                return true;
            }
        }
        return false;
    }

    private boolean settlesSkipping(Tx tx) {
        Trial trial = new Trial(state);
        trial.add(tx);
        List<Tx> back = new ArrayList<>();
        // The queue goes by RTGS priority, so the first that is skipped has the highest of all that are.
        RtgsPriority skipped = null;
        for (Tx other : state.central(tx.receiver)) {
            if (other.receiver != tx.sender) {
                if (skipped == null) skipped = other.rtgsPriority;
                continue;
            }
            trial.add(other);
            back.add(other);
            boolean overtakes = skipped != null && skipped.compareTo(other.rtgsPriority) > 0;
            boolean receiverGains = trial.outflow(tx.receiver) < 0;
            if ((!overtakes || receiverGains) && trial.feasible()) {
                settlePair(List.of(tx), back, true);
                return true;
            }
        }
        return false;
    }

    // Phase 10.

    void run() {
        LsmConfig config = scenario.lsmConfig();
        if (config.algorithms().isEmpty() || state.tick % config.everyTicks() != 0) return;
        cyclesSettled = 0;
        cycleWork = 0;
        passUntilNothingSettles();
        int next = 0;
        while (next < config.algorithms().size()) {
            boolean settled =
                    switch (config.algorithms().get(next)) {
                        case BILATERAL -> bilateral();
                        case CYCLES -> cycles();
                        case ALL_OR_NOTHING -> allOrNothing();
                        case MULTILATERAL -> multilateral();
                        case OPTIMAL -> optimal();
                    };
            if (settled) {
                passUntilNothingSettles();
                next = 0;
            } else {
                next++;
            }
        }
    }

    private void passUntilNothingSettles() {
        while (pass.getAsBoolean()) {}
    }

    private record Pair(int first, int second, long mutualValue) {}

    private boolean bilateral() {
        List<Pair> pairs = new ArrayList<>();
        for (int first = 0; first < state.agents; first++) {
            for (int second : state.centralByReceiver(first).tailMap(first + 1).keySet()) {
                if (!state.centralByReceiver(second).containsKey(first)) continue;
                long mutual = Math.min(value(queued(first, second)), value(queued(second, first)));
                pairs.add(new Pair(first, second, mutual));
            }
        }
        pairs.sort(
                Comparator.comparingLong(Pair::mutualValue)
                        .reversed()
                        .thenComparingInt(Pair::first)
                        .thenComparingInt(Pair::second));
        boolean settled = false;
        for (Pair pair : pairs) settled |= bilateral(pair.first, pair.second);
        return settled;
    }

    private boolean bilateral(int first, int second) {
        List<Tx> there = queued(first, second);
        List<Tx> back = queued(second, first);
        Trial trial = new Trial(state);
        there.forEach(trial::add);
        back.forEach(trial::add);
        while (!there.isEmpty() && !back.isEmpty()) {
            Integer refused = trial.firstRefused();
            if (refused == null) {
                settlePair(there, back, false);
                return true;
            }
            trial.remove((refused == first ? there : back).removeLast());
        }
        return false;
    }

    private List<Tx> queued(int sender, int receiver) {
        SortedSet<Tx> queued = state.centralByReceiver(sender).get(receiver);
        return queued == null ? new ArrayList<>() : new ArrayList<>(queued);
    }

    private static long value(List<Tx> txs) {
        long value = 0;
        for (Tx tx : txs) value = Math.addExact(value, tx.amount);
        return value;
    }

    private boolean cycles() {
        int before = cyclesSettled;
        List<Integer> path = new ArrayList<>();
        for (int start = 0; start < state.agents; start++) {
            path.add(start);
            boolean goesOn = search(path);
            path.removeLast();
            if (!goesOn) break;
        }
        return cyclesSettled > before;
    }

    /// Tries the path as a cycle and then extends it.
    ///
    /// @return false once the bound of settlements or of work is reached, which ends the run
    private boolean search(List<Integer> path) {
        LsmConfig config = scenario.lsmConfig();
        if (cyclesSettled >= config.maxCyclesPerTick()) return false;
        int start = path.getFirst();
        int end = path.getLast();
        while (path.size() >= 3) {
            List<Tx> cycle = alongCycle(path);
            if (cycle == null || !isFeasible(cycle)) break;
            settleTogether(OffsetMethod.CYCLE, path, cycle);
            cyclesSettled++;
            if (cyclesSettled >= config.maxCyclesPerTick()) return false;
        }
        if (path.size() == config.maxCycleLength() || !isWhole(path)) return true;
        List<Integer> successors = new ArrayList<>(state.centralByReceiver(end).keySet());
        if (cycleWork + successors.size() > config.cycleWork()) return false;
        cycleWork += successors.size();
        for (int successor : successors) {
            if (successor <= start || path.contains(successor)) continue;
            path.add(successor);
            boolean goesOn = !isWhole(path) || search(path);
            path.removeLast();
            if (!goesOn) return false;
        }
        return true;
    }

    /// Whether each edge of the path still exists.
    private boolean isWhole(List<Integer> path) {
        for (int i = 0; i + 1 < path.size(); i++) {
            if (!state.centralByReceiver(path.get(i)).containsKey(path.get(i + 1))) return false;
        }
        return true;
    }

    /// The first transaction of each edge of the path and of the edge that closes it; null if one is missing.
    private @Nullable List<Tx> alongCycle(List<Integer> path) {
        List<Tx> cycle = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            SortedSet<Tx> queued = state.centralByReceiver(path.get(i)).get(path.get((i + 1) % path.size()));
            if (queued == null) return null;
            cycle.add(queued.first());
        }
        return cycle;
    }

    private boolean isFeasible(List<Tx> set) {
        Trial trial = new Trial(state);
        set.forEach(trial::add);
        return trial.feasible();
    }

    private boolean allOrNothing() {
        List<Tx> all = new ArrayList<>(state.central());
        if (all.isEmpty() || !isFeasible(all)) return false;
        settleMany(OffsetMethod.ALL_OR_NOTHING, all);
        return true;
    }

    private boolean multilateral() {
        List<Tx> set = greatestPrefixes();
        if (set.isEmpty()) return false;
        settleMany(OffsetMethod.MULTILATERAL, set);
        return true;
    }

    /// What is left of the queue when every agent, as long as it is refused, has lost its last transaction.
    private List<Tx> greatestPrefixes() {
        Trial trial = new Trial(state);
        List<Deque<Tx>> bySender = new ArrayList<>();
        for (int agent = 0; agent < state.agents; agent++) bySender.add(new ArrayDeque<>(state.central(agent)));
        state.central().forEach(trial::add);
        Set<Tx> out = new HashSet<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int agent = 0; agent < state.agents; agent++) {
                while (trial.refuses(agent)) {
                    Tx last = bySender.get(agent).removeLast();
                    trial.remove(last);
                    out.add(last);
                    changed = true;
                }
            }
        }
        return state.central().stream().filter(tx -> !out.contains(tx)).toList();
    }

    /// Up to this many transactions the best set is looked for; of a longer queue the log says which it is, and only what it must be is checked.
    private static final int SEARCHED = 16;

    private boolean optimal() {
        List<Tx> queue = new ArrayList<>(state.central());
        if (queue.size() > scenario.lsmConfig().optimalMaxTransactions()) return false;
        List<Tx> set = queue.size() <= SEARCHED ? new BestSet(queue).find() : loggedOptimum(queue);
        if (set.isEmpty()) return false;
        settleMany(OffsetMethod.OPTIMAL, set);
        return true;
    }

    /// The feasible set of greatest value: all sets are tried, those with the earlier transactions first.
    private final class BestSet {

        private final List<Tx> queue;
        private final List<Tx> chosen = new ArrayList<>();
        private List<Tx> best = List.of();
        private long bestValue;

        BestSet(List<Tx> queue) {
            this.queue = queue;
        }

        List<Tx> find() {
            choose(0, 0, value(queue));
            return best;
        }

        private void choose(int from, long value, long rest) {
            if (value + rest <= bestValue) return;
            if (from == queue.size()) {
                if (!isFeasible(chosen)) return;
                best = List.copyOf(chosen);
                bestValue = value;
                return;
            }
            Tx tx = queue.get(from);
            chosen.add(tx);
            choose(from + 1, value + tx.amount, rest - tx.amount);
            chosen.removeLast();
            choose(from + 1, value, rest - tx.amount);
        }
    }

    /// What the next event says was the best set: it is feasible, and no less than what prefixes settle.
    private List<Tx> loggedOptimum(List<Tx> queue) {
        List<Tx> set = List.of();
        if (log.peek() instanceof Event.LsmCycleSettlement next && next.method() == OffsetMethod.OPTIMAL) {
            Set<String> ids = new HashSet<>(next.txIds());
            set = queue.stream().filter(tx -> ids.contains(tx.id)).toList();
            if (!isFeasible(set)) throw log.differs("a feasible set");
        }
        long least = value(greatestPrefixes());
        if (value(set) < least) throw log.differs("a set of at least " + least);
        return set;
    }

    // What the log must say of it.

    private void settlePair(List<Tx> some, List<Tx> others, boolean atEntry) {
        boolean inOrder = some.getFirst().sender < others.getFirst().sender;
        List<Tx> ofA = inOrder ? some : others;
        List<Tx> ofB = inOrder ? others : some;
        long amountA = value(ofA);
        long amountB = value(ofB);
        String a = state.id(ofA.getFirst().sender);
        String b = state.id(ofB.getFirst().sender);
        List<Tx> all = new ArrayList<>(ofA);
        all.addAll(ofB);
        log.expect(
                new Event.LsmBilateralOffset(
                        log.seq(),
                        state.tick,
                        amountB > amountA ? b : a,
                        List.of(a, b),
                        all.stream().map(tx -> tx.id).toList(),
                        all.stream().map(tx -> tx.amount).toList(),
                        amountA,
                        amountB,
                        Math.abs(amountA - amountB),
                        atEntry));
        state.settle(all, true);
    }

    private void settleMany(OffsetMethod method, List<Tx> set) {
        Set<Integer> parties = new TreeSet<>();
        for (Tx tx : set) {
            parties.add(tx.sender);
            parties.add(tx.receiver);
        }
        settleTogether(method, List.copyOf(parties), set);
    }

    /// @param parties in the order in which the event lists them
    private void settleTogether(OffsetMethod method, List<Integer> parties, List<Tx> set) {
        TreeMap<Integer, Long> received = new TreeMap<>();
        for (Tx tx : set) {
            received.merge(tx.sender, -tx.amount, Math::addExact);
            received.merge(tx.receiver, tx.amount, Math::addExact);
        }
        Set<Integer> inAgentOrder = received.keySet();
        int payer = received.firstKey();
        long used = 0;
        for (int agent : inAgentOrder) {
            long net = received.getOrDefault(agent, 0L);
            used = Math.addExact(used, Math.max(0, -net));
            if (net < received.getOrDefault(payer, 0L)) payer = agent;
        }
        log.expect(
                new Event.LsmCycleSettlement(
                        log.seq(),
                        state.tick,
                        state.id(payer),
                        method,
                        parties.stream().map(state::id).toList(),
                        set.stream().map(tx -> tx.id).toList(),
                        set.stream().map(tx -> tx.amount).toList(),
                        parties.stream().map(agent -> received.getOrDefault(agent, 0L)).toList(),
                        value(set),
                        used));
        state.settle(set, true);
    }
}
