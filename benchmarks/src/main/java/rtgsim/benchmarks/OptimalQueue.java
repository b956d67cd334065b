package rtgsim.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import rtgsim.scenario.LsmConfig;

/// One run of `optimal`, the mean of twenty queues, over their length and how many agents they are of. Each agent has the money of one payment; without any money,
/// `poor`, a set must balance to the cent, which is the hardest to search for.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OptimalQueue {

    private static final int QUEUES = 20;

    @Param({"12", "18", "24", "30"})
    public int length;

    @Param({"2", "4", "10"})
    public int agents;

    @Param({"false", "true"})
    public boolean poor;

    private QueuedMarket[] markets = {};

    @Setup
    public void prepare() {
        LsmConfig bounds = new LsmConfig(List.of(), 1, 4, 10, 1_000_000, 30);
        markets = new QueuedMarket[QUEUES];
        for (int i = 0; i < QUEUES; i++) {
            long openingBalance = poor ? 0 : 10_000;
            markets[i] =
                    new QueuedMarket(
                            LsmConfig.Algorithm.OPTIMAL, bounds, agents, length, agents - 1, openingBalance, false, i);
        }
    }

    @Setup(Level.Invocation)
    public void restore() {
        for (QueuedMarket market : markets) market.restore();
    }

    @Benchmark
    @OperationsPerInvocation(QUEUES)
    public int run() {
        int queued = 0;
        for (QueuedMarket market : markets) queued += market.run();
        return queued;
    }
}
