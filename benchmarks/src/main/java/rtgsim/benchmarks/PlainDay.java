package rtgsim.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;

/// Whole days that the native engine knows: arrivals generated, every event logged, one thread. The same days on each engine.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PlainDay {

    @Param({"ample-10", "ample-1000", "tight-10"})
    public String workload = "";

    @Param({"java", "native", "native-in-place"})
    public String engine = "";

    private final OneChunk log = new OneChunk();
    private Day day = Day.NONE;

    private record Day(Workload workload, EngineFactory factory) {
        static final Day NONE = new Day(Workload.read("ample-10"), Workload.factory("java"));
    }

    @Setup
    public void prepare() {
        day = new Day(Workload.read(workload), Workload.factory(engine));
    }

    @Benchmark
    public long day(DayCounts counts) {
        try (Engine running = day.workload.engine(day.factory, log)) {
            running.runTicks(day.workload.scenario().simulation().totalTicks());
            running.finish();
            counts.add(running);
            return running.events();
        }
    }
}
