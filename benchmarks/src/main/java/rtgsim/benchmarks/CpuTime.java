package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import rtgsim.arrivals.ArrivalBatch;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;

/// What a payment costs in CPU time of the engine's thread: on a machine that does other things too it says more than the clock.
///
/// The smallest of many whole days, the engines by turns, warm. Where others use the caches and the other half of a core it is still too large.
final class CpuTime {

    private static final List<String> WORKLOADS = List.of("ample-10", "ample-1000", "tight-10");
    private static final List<String> ENGINES = List.of("java", "native", Workload.NATIVE_IN_PLACE);
    private static final double SECOND = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OneChunk log = new OneChunk();

    /// @param seconds how long each workload is run
    ArrayNode measure(int seconds) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        List<EngineFactory> factories = ENGINES.stream().map(Workload::factory).toList();
        for (String name : WORKLOADS) {
            Workload workload = Workload.read(name);
            double[] best = new double[ENGINES.size() + 1];
            Arrays.fill(best, Double.MAX_VALUE);
            long end = System.nanoTime() + (long) (seconds * SECOND);
            int rounds = 0;
            while (System.nanoTime() < end || rounds < 3) {
                for (int i = 0; i < factories.size(); i++) best[i] = Math.min(best[i], day(workload, factories.get(i)));
                best[factories.size()] = Math.min(best[factories.size()], arrivals(workload));
                rounds++;
            }
            ObjectNode one = all.addObject();
            one.put("workload", name);
            one.put("unit", "ns of CPU a payment");
            one.put("days", rounds);
            for (int i = 0; i < factories.size(); i++) one.put(ENGINES.get(i), best[i]);
            one.put("arrivals_alone", best[factories.size()]);
        }
        return all;
    }

    private double day(Workload workload, EngineFactory factory) {
        long start = threads.getCurrentThreadCpuTime();
        try (Engine engine = workload.engine(factory, log)) {
            engine.runTicks(workload.scenario().simulation().totalTicks());
            engine.finish();
            long spent = threads.getCurrentThreadCpuTime() - start;
            return (double) spent / engine.measures().of("transactions").longValue();
        }
    }

    private double arrivals(Workload workload) {
        ArrivalBatch batch = new ArrivalBatch();
        long payments = 0;
        long start = threads.getCurrentThreadCpuTime();
        ArrivalSource source = Arrivals.of(workload.scenario(), workload.order());
        for (int tick = 0; tick < workload.scenario().simulation().totalTicks(); tick++) {
            batch.clear();
            source.arrivals(tick, batch);
            payments += batch.size();
        }
        return (double) (threads.getCurrentThreadCpuTime() - start) / payments;
    }
}
