package rtgsim.arrivals;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rtgsim.arrivals.Worlds.Row;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.AmountDistribution.Constant;
import rtgsim.scenario.AmountDistribution.Empirical;
import rtgsim.scenario.AmountDistribution.Exponential;
import rtgsim.scenario.AmountDistribution.LogNormal;
import rtgsim.scenario.AmountDistribution.LogNormalMedian;
import rtgsim.scenario.AmountDistribution.Normal;
import rtgsim.scenario.AmountDistribution.Uniform;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.PriorityDistribution.Categorical;
import rtgsim.scenario.PriorityDistribution.Fixed;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.Simulation;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

/// The arrivals of section 5 written a second time, from its words alone: nothing is cached, every receiver is found by a walk, every stream lies in a map.
final class NaiveArrivals {

    private final Scenario scenario;
    private final Simulation simulation;
    private final boolean shared;
    private final List<String> fileOrder = new ArrayList<>();
    private final List<String> agentOrder;
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Draws> streams = new HashMap<>();
    private final Draws sharedStream;

    private NaiveArrivals(Scenario scenario) {
        this.scenario = scenario;
        simulation = scenario.simulation();
        shared = simulation.rng() == Rng.XORSHIFT64STAR;
        for (Agent agent : scenario.agents()) fileOrder.add(agent.id());
        Population population = scenario.population();
        if (population != null) {
            for (int k = 0; k < population.count(); k++) {
                double size = 1e9 * StrictMath.pow(k + 1, -population.exponent());
                sizes.put(population.id(k), Math.max(1, Math.round(size)));
                fileOrder.add(population.id(k));
            }
        }
        agentOrder = new ArrayList<>(fileOrder);
        agentOrder.sort(Comparator.comparing(id -> new BigInteger(1, padded(id.getBytes(StandardCharsets.UTF_8)))));
        sharedStream = new Shared(simulation.rngSeed());
    }

    /// As a number, the bytes of a shorter id are those of a longer one with zeros behind; no id here ends in a zero byte.
    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, 256);
    }

    static List<Row> rows(Scenario scenario) {
        NaiveArrivals naive = new NaiveArrivals(scenario);
        List<Row> rows = new ArrayList<>();
        for (int tick = 0; tick < scenario.simulation().totalTicks(); tick++) {
            for (String id : naive.agentOrder) {
                List<Flow> flows = naive.flowsOf(id);
                for (int i = 0; i < flows.size(); i++) naive.draw(tick, id, i, flows.get(i), rows);
            }
        }
        return rows;
    }

    private List<Flow> flowsOf(String id) {
        for (Agent agent : scenario.agents()) if (agent.id().equals(id)) return agent.arrivals();
        Population population = scenario.population();
        return population == null ? List.of() : population.arrivals();
    }

    private void draw(int tick, String id, int index, Flow flow, List<Row> rows) {
        double rate = flow.ratePerTick();
        Long size = sizes.get(id);
        if (size != null) rate = rate * size / sumOfSizes();
        double profile = 1;
        for (Map.Entry<Integer, Double> step : flow.profile().entrySet()) {
            if (step.getKey() <= tick % simulation.ticksPerDay()) profile = step.getValue();
        }
        double global = 1;
        double own = 1;
        Flow now = flow;
        for (ScheduledEvent event : due(tick)) {
            if (event instanceof ScheduledEvent.GlobalArrivalRate change) global = change.multiplier();
            if (event instanceof ScheduledEvent.AgentArrivalRate change && change.agent().equals(id)) {
                own = change.multiplier();
            }
            now = changed(now, id, event);
        }
        draw(tick, id, index, now, rate * profile * global * own, rows);
    }

    /// The events that have happened by a tick, in their order.
    private List<ScheduledEvent> due(int tick) {
        List<ScheduledEvent> due = new ArrayList<>();
        for (int past = 0; past <= tick; past++) {
            for (ScheduledEvent event : scenario.scheduled()) if (Worlds.happens(event, past)) due.add(event);
        }
        return due;
    }

    private Flow changed(Flow flow, String id, ScheduledEvent event) {
        int min = flow.deadlineOffsetMin();
        int max = flow.deadlineOffsetMax();
        Map<String, Double> weights = new HashMap<>(flow.counterpartyWeights());
        if (event instanceof ScheduledEvent.DeadlineWindow window
                && (window.agent() == null || id.equals(window.agent()))) {
            min = window.min();
            max = window.max();
        }
        if (event instanceof ScheduledEvent.CounterpartyWeight change && change.agent().equals(id)) {
            if (weights.isEmpty()) {
                for (String other : agentOrder) if (!other.equals(id)) weights.put(other, 1.0);
            }
            weights.put(change.counterparty(), change.weight());
        }
        return new Flow(
                flow.ratePerTick(),
                flow.profile(),
                flow.amount(),
                weights,
                min,
                max,
                flow.priority(),
                flow.divisible());
    }

    private void draw(int tick, String id, int index, Flow flow, double lambda, List<Row> rows) {
        int count = count(stream(id, index, "count"), lambda);
        for (int i = 0; i < count; i++) {
            long amount = amount(stream(id, index, "amount"), flow.amount());
            String receiver = receiver(stream(id, index, "receiver"), id, flow);
            int deadline = deadline(stream(id, index, "deadline"), tick, flow);
            int priority = priority(stream(id, index, "priority"), flow.priority());
            int from = agentOrder.indexOf(id);
            int to = agentOrder.indexOf(receiver);
            rows.add(new Row(tick, from, to, amount, deadline, priority, flow.divisible()));
        }
    }

    private double sumOfSizes() {
        long sum = 0;
        for (long each : sizes.values()) sum += each;
        return sum;
    }

    private int count(Draws draws, double lambda) {
        if (lambda <= 0) return 0;
        if (shared) return poisson(draws, lambda);
        int count = 0;
        while (lambda > 16) {
            count += poisson(draws, 16);
            lambda -= 16;
        }
        return count + poisson(draws, lambda);
    }

    private static int poisson(Draws draws, double lambda) {
        double limit = StrictMath.exp(-lambda);
        double p = 1;
        int k = 0;
        do {
            k++;
            p *= draws.u();
        } while (p > limit);
        return k - 1;
    }

    private long amount(Draws draws, AmountDistribution distribution) {
        return switch (distribution) {
            case Constant constant -> constant.value();
            case Uniform uniform -> uniform.min() + draws.below(uniform.max() - uniform.min() + 1);
            case Empirical list -> list.values().get((int) draws.below(list.values().size()));
            case AmountDistribution.Continuous continuous -> {
                Bounds bounds = continuous.bounds();
                long amount = 0;
                for (int i = 0; i < 1_000; i++) {
                    amount = Math.round(real(draws, continuous));
                    amount = Math.min(Math.max(amount, 1), 1_000_000_000_000_000L);
                    if (amount >= bounds.min() && amount <= bounds.max()) break;
                }
                yield Math.min(Math.max(amount, bounds.min()), bounds.max());
            }
        };
    }

    private double real(Draws draws, AmountDistribution.Continuous distribution) {
        return switch (distribution) {
            case Normal normal -> normal.mean() + normal.stdDev() * draws.z();
            case LogNormal byMean -> {
                double q = byMean.stdDev() / byMean.mean();
                double v = StrictMath.log(1 + q * q);
                double sigma = StrictMath.sqrt(v);
                double mu = StrictMath.log(byMean.mean()) - v / 2;
                yield StrictMath.exp(mu + sigma * draws.z());
            }
            case LogNormalMedian byMedian ->
                    StrictMath.exp(StrictMath.log(byMedian.median()) + byMedian.sigma() * draws.z());
            case Exponential exponential -> {
                if (!shared) yield -exponential.mean() * StrictMath.log(draws.u());
                double lambda = 1 / exponential.mean();
                yield -StrictMath.log(Math.max(draws.u(), Double.MIN_NORMAL)) / lambda;
            }
        };
    }

    private String receiver(Draws draws, String sender, Flow flow) {
        List<String> candidates = new ArrayList<>(shared ? fileOrder : agentOrder);
        candidates.remove(sender);
        if (sizes.containsKey(sender)) {
            candidates.retainAll(sizes.keySet());
            long sum = 0;
            for (String candidate : candidates) sum += sizes.getOrDefault(candidate, 0L);
            long r = draws.below(sum);
            long running = 0;
            for (String candidate : candidates) {
                running += sizes.getOrDefault(candidate, 0L);
                if (running > r) return candidate;
            }
            throw new AssertionError("a draw below the sum is below the last running sum");
        }
        if (flow.counterpartyWeights().isEmpty()) return candidates.get((int) draws.below(candidates.size()));
        List<Double> weights = new ArrayList<>();
        for (String candidate : candidates) {
            weights.add(flow.counterpartyWeights().getOrDefault(candidate, shared ? 1.0 : 0.0));
        }
        return candidates.get(weighted(draws, weights));
    }

    private int weighted(Draws draws, List<Double> weights) {
        double total = 0;
        for (double weight : weights) total += weight;
        double target = draws.u() * total;
        if (shared) {
            for (int i = 0; i < weights.size(); i++) {
                target -= weights.get(i);
                if (target <= 0) return i;
            }
            return weights.size() - 1;
        }
        double running = 0;
        for (int i = 0; i < weights.size(); i++) {
            running += weights.get(i);
            if (running > target) return i;
        }
        int last = weights.size() - 1;
        while (weights.get(last) == 0) last--;
        return last;
    }

    private int deadline(Draws draws, int tick, Flow flow) {
        long offset =
                flow.deadlineOffsetMin() + draws.below((long) flow.deadlineOffsetMax() - flow.deadlineOffsetMin() + 1);
        BigInteger deadline = BigInteger.valueOf(tick).add(BigInteger.valueOf(offset));
        int day = tick / simulation.ticksPerDay();
        DeadlineCap cap = simulation.deadlineCap();
        if (cap == DeadlineCap.END_OF_DAY) {
            deadline = deadline.min(BigInteger.valueOf((day + 1L) * simulation.ticksPerDay()));
        } else if (cap == DeadlineCap.END_OF_RUN) {
            deadline = deadline.min(BigInteger.valueOf((long) simulation.numDays() * simulation.ticksPerDay()));
        }
        return deadline.max(BigInteger.valueOf(tick + 1L)).intValueExact();
    }

    private int priority(Draws draws, PriorityDistribution distribution) {
        return switch (distribution) {
            case Fixed fixed -> fixed.value();
            case PriorityDistribution.Uniform uniform ->
                    uniform.min() + (int) draws.below(uniform.max() - uniform.min() + 1);
            case Categorical categorical -> {
                List<Integer> keys = new ArrayList<>(categorical.weights().keySet());
                Collections.sort(keys);
                yield keys.get(weighted(draws, keys.stream().map(categorical.weights()::get).toList()));
            }
        };
    }

    private Draws stream(String id, int flow, String purpose) {
        if (shared) return sharedStream;
        return streams.computeIfAbsent(
                id + "\0" + flow + "\0" + purpose, name -> new Stream(simulation.rngSeed(), id, flow, purpose));
    }

    private abstract static class Draws {

        abstract double u();

        abstract long below(long n);

        double z() {
            double u1 = u();
            double u2 = u();
            return StrictMath.sqrt(-2 * StrictMath.log(u1)) * StrictMath.cos(2.0 * Math.PI * u2);
        }
    }

    private static final class Stream extends Draws {

        private final long[] s = new long[4];

        Stream(long seed, String id, int flow, String purpose) {
            ByteArrayOutputStream name = new ByteArrayOutputStream();
            name.writeBytes("rtgsim-stream-1".getBytes(StandardCharsets.US_ASCII));
            name.write(0);
            name.writeBytes(ByteBuffer.allocate(8).putLong(seed).array());
            name.writeBytes(id.getBytes(StandardCharsets.UTF_8));
            name.write(0);
            name.writeBytes(ByteBuffer.allocate(4).putInt(flow).array());
            name.writeBytes(purpose.getBytes(StandardCharsets.US_ASCII));
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.toByteArray());
                ByteBuffer.wrap(hash).asLongBuffer().get(s);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        private long next() {
            long result = rotl(s[0] + s[3], 23) + s[0];
            long t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = rotl(s[3], 45);
            return result;
        }

        private static long rotl(long x, int k) {
            return (x << k) | (x >>> (64 - k));
        }

        @Override
        double u() {
            return ((next() >>> 12) + 0.5) * StrictMath.pow(2, -52);
        }

        @Override
        long below(long n) {
            BigInteger product = new BigInteger(Long.toUnsignedString(next())).multiply(BigInteger.valueOf(n));
            return product.shiftRight(64).longValueExact();
        }
    }

    private static final class Shared extends Draws {

        private long x;

        Shared(long seed) {
            x = seed == 0 ? 1 : seed;
        }

        private long next() {
            x ^= x >>> 12;
            x ^= x << 25;
            x ^= x >>> 27;
            return x * 0x2545F4914F6CDD1DL;
        }

        @Override
        double u() {
            return (next() >>> 11) * StrictMath.pow(2, -53);
        }

        @Override
        long below(long n) {
            return new BigInteger(Long.toUnsignedString(next())).mod(BigInteger.valueOf(n)).longValueExact();
        }
    }
}
