package rtgsim.lsm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;

/// The five algorithms once more, written from the rule book as plainly as it can be: lists, and every sum made anew.
final class NaiveOffsetting {

    record Tx(int position, String sender, String receiver, long amount, RtgsPriority priority) {}

    private final Map<String, Account> agents = new TreeMap<>();
    private final LsmConfig bounds;
    private final boolean deferredCrediting;
    private final Map<String, Long> balance = new TreeMap<>();

    /// What net receivers gained and may not use yet.
    private final Map<String, Long> held = new TreeMap<>();

    private final List<Tx> queue = new ArrayList<>();
    private final List<Tx> settled = new ArrayList<>();

    NaiveOffsetting(OffsettingCase given) {
        bounds = given.bounds();
        deferredCrediting = given.deferredCrediting();
        for (Account account : given.accounts()) {
            agents.put(account.id(), account);
            balance.put(account.id(), account.balance());
            held.put(account.id(), 0L);
        }
        for (OffsettingCase.Queued tx : given.queued()) {
            queue.add(new Tx(queue.size() + 1, tx.sender(), tx.receiver(), tx.amount(), tx.rtgsPriority()));
        }
        queue.sort(Comparator.comparing(Tx::priority).reversed().thenComparingInt(Tx::position));
    }

    List<Tx> queue() {
        return queue;
    }

    List<Integer> settledPositions() {
        return settled.stream().map(Tx::position).sorted().toList();
    }

    Map<String, Long> balances() {
        Map<String, Long> all = new TreeMap<>(balance);
        held.forEach((agent, gain) -> all.merge(agent, gain, Long::sum));
        return all;
    }

    /// @param random chooses who loses a transaction next
    void run(LsmConfig.Algorithm algorithm, Random random) {
        switch (algorithm) {
            case BILATERAL -> bilateral();
            case CYCLES -> cycles();
            case ALL_OR_NOTHING -> {
                if (feasible(queue)) settle(queue);
            }
            case MULTILATERAL -> settle(prefixes(random));
            case OPTIMAL -> {
                if (queue.size() <= bounds.optimalMaxTransactions()) settle(best());
            }
        }
    }

    // The feasible set.

    boolean feasible(List<Tx> set) {
        for (String agent : agents.keySet()) if (refuses(agent, set)) return false;
        return true;
    }

    private boolean refuses(String agent, List<Tx> set) {
        long received = 0;
        long[] sent = new long[3];
        for (Tx tx : set) {
            if (tx.receiver.equals(agent)) received += tx.amount;
            if (tx.sender.equals(agent)) sent[tx.priority.ordinal()] += tx.amount;
        }
        long net = -received;
        for (RtgsPriority priority : RtgsPriority.values()) {
            net += sent[priority.ordinal()];
            if (sent[priority.ordinal()] > 0 && net > 0 && net > available(agent, priority)) return true;
        }
        Limits limits = agent(agent).limits();
        for (Map.Entry<String, Long> limit : limits.bilateral().entrySet()) {
            long netTo = netSent(agent, limit.getKey(), set);
            if (netTo > 0 && netTo + netSent(agent, limit.getKey(), settled) > limit.getValue()) return true;
        }
        Long many = limits.multilateral();
        if (many == null) return false;
        long netToMany = 0;
        long before = 0;
        for (String other : agents.keySet()) {
            if (limits.bind() == Limits.Bind.NORMAL && limits.bilateral().containsKey(other)) continue;
            netToMany += netSent(agent, other, set);
            before += netSent(agent, other, settled);
        }
        return netToMany > 0 && netToMany + before > many;
    }

    private long netSent(String agent, String other, List<Tx> set) {
        boolean bindsAll = agent(agent).limits().bind() == Limits.Bind.ALL;
        long net = 0;
        for (Tx tx : set) {
            boolean counts = bindsAll || tx.priority == RtgsPriority.NORMAL;
            if (counts && tx.sender.equals(agent) && tx.receiver.equals(other)) net += tx.amount;
            if (tx.sender.equals(other) && tx.receiver.equals(agent)) net -= tx.amount;
        }
        return net;
    }

    private long available(String agent, RtgsPriority priority) {
        long[] used = new long[3];
        for (Tx tx : settled) if (tx.sender.equals(agent)) used[tx.priority.ordinal()] += tx.amount;
        long usable = balance.getOrDefault(agent, 0L) + agent(agent).creditLine();
        long highlyUrgent = Math.max(0, agent(agent).reservations().highlyUrgent() - used[2]);
        long urgent = Math.max(0, agent(agent).reservations().urgent() - used[1]);
        return switch (priority) {
            case HIGHLY_URGENT -> usable;
            case URGENT -> usable - highlyUrgent;
            case NORMAL -> usable - highlyUrgent - urgent;
        };
    }

    private Account agent(String id) {
        Account agent = agents.get(id);
        if (agent == null) throw new AssertionError(id);
        return agent;
    }

    private void settle(List<Tx> set) {
        Map<String, Long> gains = new TreeMap<>();
        for (Tx tx : List.copyOf(set)) {
            gains.merge(tx.sender, -tx.amount, Long::sum);
            gains.merge(tx.receiver, tx.amount, Long::sum);
            settled.add(tx);
            queue.remove(tx);
        }
        gains.forEach((agent, gain) -> (deferredCrediting && gain > 0 ? held : balance).merge(agent, gain, Long::sum));
    }

    static long value(List<Tx> set) {
        return set.stream().mapToLong(Tx::amount).sum();
    }

    // The algorithms.

    private List<Tx> queued(String sender, String receiver) {
        return queue.stream().filter(tx -> tx.sender.equals(sender) && tx.receiver.equals(receiver)).toList();
    }

    private record Pair(List<Tx> there, List<Tx> back) {
        long mutual() {
            return Math.min(value(there), value(back));
        }
    }

    private void bilateral() {
        List<Pair> pairs = new ArrayList<>();
        for (String a : agents.keySet()) {
            for (String b : agents.keySet()) {
                Pair pair = new Pair(queued(a, b), queued(b, a));
                if (a.compareTo(b) < 0 && pair.mutual() > 0) pairs.add(pair);
            }
        }
        pairs.sort(Comparator.comparingLong(Pair::mutual).reversed());
        for (Pair pair : pairs) {
            List<Tx> there = new ArrayList<>(pair.there);
            List<Tx> back = new ArrayList<>(pair.back);
            while (!there.isEmpty() && !back.isEmpty()) {
                List<Tx> set = new ArrayList<>(there);
                set.addAll(back);
                if (feasible(set)) {
                    settle(set);
                    break;
                }
                (refuses(there.getFirst().sender, set) ? there : back).removeLast();
            }
        }
    }

    private int cycles;
    private long work;

    private void cycles() {
        for (String start : agents.keySet()) if (!extend(List.of(start))) return;
    }

    /// @return false once a bound is reached
    private boolean extend(List<String> path) {
        TreeSet<String> successors = new TreeSet<>();
        for (Tx tx : queue) if (tx.sender.equals(path.getLast())) successors.add(tx.receiver);
        if (work + successors.size() > bounds.cycleWork()) return false;
        work += successors.size();
        for (String next : successors) {
            List<String> longer = new ArrayList<>(path);
            longer.add(next);
            if (next.compareTo(path.getFirst()) <= 0 || path.contains(next) || !isWhole(longer)) continue;
            while (longer.size() >= 3) {
                List<Tx> cycle = new ArrayList<>();
                for (int i = 0; i < longer.size(); i++) {
                    queued(longer.get(i), longer.get((i + 1) % longer.size())).stream()
                            .findFirst()
                            .ifPresent(cycle::add);
                }
                if (cycle.size() < longer.size() || !feasible(cycle)) break;
                settle(cycle);
                if (++cycles >= bounds.maxCyclesPerTick()) return false;
            }
            if (longer.size() < bounds.maxCycleLength() && isWhole(longer) && !extend(longer)) return false;
        }
        return true;
    }

    private boolean isWhole(List<String> path) {
        for (int i = 0; i + 1 < path.size(); i++) if (queued(path.get(i), path.get(i + 1)).isEmpty()) return false;
        return true;
    }

    private List<Tx> prefixes(Random random) {
        List<Tx> set = new ArrayList<>(queue);
        while (true) {
            List<String> refused = agents.keySet().stream().filter(agent -> refuses(agent, set)).toList();
            if (refused.isEmpty()) return set;
            String loses = refused.get(random.nextInt(refused.size()));
            for (int i = set.size() - 1; i >= 0; i--) {
                if (!set.get(i).sender.equals(loses)) continue;
                set.remove(i);
                break;
            }
        }
    }

    /// All sets are tried, those with the earlier transactions first.
    List<Tx> best() {
        List<Tx> best = List.of();
        for (long choice = (1L << queue.size()) - 1; choice > 0; choice--) {
            List<Tx> set = subset(choice);
            if (value(set) > value(best) && feasible(set)) best = set;
        }
        return best;
    }

    private List<Tx> subset(long choice) {
        List<Tx> set = new ArrayList<>();
        for (int i = 0; i < queue.size(); i++) {
            if ((choice >> (queue.size() - 1 - i) & 1) == 1) set.add(queue.get(i));
        }
        return set;
    }
}
