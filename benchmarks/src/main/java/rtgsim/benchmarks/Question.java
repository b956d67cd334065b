package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// A question that is asked many times with other parameters each time, and how long the answers take.
///
/// The parameters come from a seed, so that every round of every measurement asks for the same.
final class Question {

    private static final int SEED = 42;
    private static final double MILLISECOND = 1e6;
    private static final double READS_ALL_MILLIS = 100;

    private final String door;
    private final String asks;
    private final String filter;
    private final double target;
    private final Function<SplittableRandom, Callable<?>> next;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final List<double[]> rounds = new ArrayList<>();
    private double cpuMillis = Double.MAX_VALUE;

    /// @param door by which it is asked
    /// @param filter what it is asked of
    /// @param target milliseconds that 95 of 100 answers may take at most, or 0 if nobody has said
    /// @param next draws its parameters, before the clock starts
    Question(String door, String asks, String filter, double target, Function<SplittableRandom, Callable<?>> next) {
        this.door = door;
        this.asks = asks;
        this.filter = filter;
        this.target = target;
        this.next = next;
    }

    /// Whether the answer may take so long that it reads all events.
    boolean isOfAll() {
        return target >= READS_ALL_MILLIS;
    }

    void ask(int times) throws Exception {
        for (int i = 0; i < times; i++) next.apply(random).call();
    }

    void measure(int times) throws Exception {
        double[] millis = new double[times];
        long cpu = process.getProcessCpuTime();
        for (int i = 0; i < times; i++) {
            Callable<?> asked = next.apply(random);
            long start = System.nanoTime();
            asked.call();
            millis[i] = (System.nanoTime() - start) / MILLISECOND;
        }
        cpuMillis = Math.min(cpuMillis, (process.getProcessCpuTime() - cpu) / MILLISECOND / times);
        Arrays.sort(millis);
        rounds.add(millis);
    }

    void write(ObjectNode one) {
        one.put("door", door);
        one.put("asks", asks);
        one.put("filter", filter);
        one.put("requests_a_round", rounds.getFirst().length);
        one.put("p50_ms", Bench.median(percentiles(50)));
        one.put("p95_ms", Bench.median(percentiles(95)));
        one.put("p95_ms_least", Arrays.stream(percentiles(95)).min().orElseThrow());
        one.put("max_ms", Arrays.stream(percentiles(100)).max().orElseThrow());
        one.put("cpu_ms_mean", cpuMillis);
        if (target > 0) one.put("target_p95_ms", target);
    }

    @Override
    public String toString() {
        return door + ": " + asks + " of " + filter;
    }

    /// By nearest rank, of each round.
    private double[] percentiles(int percent) {
        return rounds.stream().mapToDouble(sorted -> sorted[(sorted.length * percent + 99) / 100 - 1]).toArray();
    }
}
