package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Walks the scheduled changes of weights, to see that no flow is ever left without a receiver.
///
/// What counts is the state at the end of a tick's changes: within a tick, the last weight may go before the next one comes.
final class WeightSchedule {

    /// A walk over more changes than this would take longer than the mistake it could find is worth.
    static final long CHANGES_MAX = 10_000_000;

    private static final class Change implements Comparable<Change> {
        final int position;
        final Section event;
        final String counterparty;
        final boolean positive;
        final long every;
        final long until;
        long tick;

        Change(int position, Section event, long totalTicks) {
            this.position = position;
            this.event = event;
            counterparty = event.get("counterparty").asText();
            positive = event.get("weight").asDouble() > 0;
            if (event.get("at").content() instanceof Section schedule) {
                tick = schedule.get("start").asLong();
                every = schedule.get("every").asLong();
                until = Math.min(totalTicks, schedule.get("until").asLong());
            } else {
                tick = event.get("at").asLong();
                every = 1;
                until = tick + 1;
            }
        }

        long times() {
            return tick >= until ? 0 : (until - tick - 1) / every + 1;
        }

        @Override
        public int compareTo(Change other) {
            return tick != other.tick ? Long.compare(tick, other.tick) : Integer.compare(position, other.position);
        }
    }

    private final Problems problems;
    private final boolean unlistedWeighOne;
    private final long others;
    private final long totalTicks;

    /// @param unlistedWeighOne whether a receiver that weights leave out weighs 1, or else 0
    /// @param others how many receivers each agent has
    WeightSchedule(Problems problems, boolean unlistedWeighOne, long others, long totalTicks) {
        this.problems = problems;
        this.unlistedWeighOne = unlistedWeighOne;
        this.others = others;
        this.totalTicks = totalTicks;
    }

    /// Reports each flow of one agent that its changes leave without a receiver, and weights that do not add up.
    ///
    /// @param events those of the agent, in the order of the file, with all that they need
    void check(List<Value> flows, List<Section> events) {
        Map<String, Boolean> mixed = new HashMap<>();
        Map<String, Double> largest = new HashMap<>();
        for (Section event : events) {
            String counterparty = event.get("counterparty").asText();
            double weight = event.get("weight").asDouble();
            Boolean before = mixed.putIfAbsent(counterparty, false);
            double most = largest.merge(counterparty, weight, Math::max);
            if (before != null && most > 0) mixed.put(counterparty, true);
        }
        List<Section> endangered = new ArrayList<>();
        for (Value flow : flows) {
            if (flow.asSection().wasRefused("counterparty_weights")) continue;
            checkSum(flow.asSection(), events, largest);
            if (!keepsReceiver(flow.asSection(), largest)) endangered.add(flow.asSection());
        }
        if (endangered.isEmpty()) return;

        PriorityQueue<Change> due = new PriorityQueue<>();
        long times = 0;
        for (int i = 0; i < events.size(); i++) {
            Change change = new Change(i, events.get(i), totalTicks);
            // Where all changes of a receiver say the same, the first occurrence of each is enough.
            times += Boolean.TRUE.equals(mixed.get(change.counterparty)) ? change.times() : 1;
            if (change.times() > 0) due.add(change);
        }
        if (times > CHANGES_MAX) {
            Section first = events.getFirst();
            problems.report(
                    ProblemCode.WEIGHTS_CHANGE_TOO_OFTEN,
                    first.start(),
                    first.path(),
                    "the weights of one agent change "
                            + times
                            + " times, but at most "
                            + CHANGES_MAX
                            + " can be checked",
                    "change them less often, or leave one receiver a weight that no event changes");
            return;
        }
        walk(due, mixed, endangered);
    }

    private void walk(PriorityQueue<Change> due, Map<String, Boolean> mixed, List<Section> flows) {
        List<Set<String>> positive = new ArrayList<>();
        for (Section flow : flows) positive.add(positiveAtStart(flow, mixed.keySet()));
        boolean[] reported = new boolean[flows.size()];
        for (Change change = due.poll(); change != null; change = due.poll()) {
            for (Set<String> receivers : positive) {
                if (change.positive) receivers.add(change.counterparty);
                else receivers.remove(change.counterparty);
            }
            long tick = change.tick;
            change.tick += change.every;
            if (change.tick < change.until && Boolean.TRUE.equals(mixed.get(change.counterparty))) due.add(change);
            Change next = due.peek();
            if (next != null && next.tick == tick) continue;
            for (int flow = 0; flow < reported.length; flow++) {
                if (reported[flow] || !positive.get(flow).isEmpty()) continue;
                reported[flow] = true;
                reportNobody(flows.get(flow), change.event, tick);
            }
        }
    }

    private void reportNobody(Section flow, Section event, long tick) {
        problems.report(
                ProblemCode.ALL_WEIGHTS_ZERO,
                event.get("weight").node(),
                event.path().key("weight"),
                "from tick " + tick + " on all weights of " + flow.path() + " would be 0",
                "leave one receiver a weight greater than 0");
    }

    /// Whether a receiver that no event changes has a weight.
    private boolean keepsReceiver(Section flow, Map<String, Double> changed) {
        Map<String, Value> listed = weights(flow);
        if (listed.isEmpty()) return others > changed.size();
        Set<String> named = new HashSet<>(changed.keySet());
        for (Map.Entry<String, Value> weight : listed.entrySet()) {
            if (weight.getValue().asDouble() > 0 && !changed.containsKey(weight.getKey())) return true;
            named.add(weight.getKey());
        }
        return unlistedWeighOne && others > named.size();
    }

    private Set<String> positiveAtStart(Section flow, Set<String> changed) {
        Map<String, Value> listed = weights(flow);
        Set<String> positive = new HashSet<>();
        for (String counterparty : changed) {
            Value weight = listed.get(counterparty);
            boolean unlisted = listed.isEmpty() || unlistedWeighOne;
            if (weight == null ? unlisted : weight.asDouble() > 0) positive.add(counterparty);
        }
        return positive;
    }

    /// The largest weight of each receiver must leave the sum finite.
    private void checkSum(Section flow, List<Section> events, Map<String, Double> largest) {
        Map<String, Value> listed = weights(flow);
        double sum = listed.isEmpty() || unlistedWeighOne ? others : 0;
        for (Map.Entry<String, Value> weight : listed.entrySet()) {
            sum += Math.max(weight.getValue().asDouble(), largest.getOrDefault(weight.getKey(), 0.0));
        }
        for (Map.Entry<String, Double> weight : largest.entrySet()) {
            if (!listed.containsKey(weight.getKey())) sum += weight.getValue();
        }
        if (!Double.isInfinite(sum)) return;
        Section first = events.getFirst();
        problems.report(
                ProblemCode.TOO_BIG,
                first.get("weight").node(),
                first.path().key("weight"),
                "the weights of " + flow.path() + " could add up to more than a number can be",
                "use smaller weights");
    }

    private static Map<String, Value> weights(Section flow) {
        Value weights = flow.find("counterparty_weights");
        return weights == null ? Map.of() : weights.asTextMap();
    }
}
