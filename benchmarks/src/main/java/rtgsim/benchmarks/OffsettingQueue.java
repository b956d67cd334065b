package rtgsim.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import rtgsim.scenario.LsmConfig;

/// One run of an offsetting algorithm on the queue of 32 agents, over its length and over how many others each agent pays.
///
/// Each has the money of some thirty payments; with what the others send that lets `multilateral` settle a part. `all_or_nothing` is given what it needs, so
/// that it settles everything. `multilateral_ruled` has limits, reservations and three RTGS priorities.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OffsettingQueue {

    private static final int AGENTS = 32;
    private static final long TIGHT = 300_000;
    private static final long AMPLE = 1_000_000_000;
    private static final String RULED = "_ruled";

    @Param({"multilateral", "multilateral_ruled", "all_or_nothing", "bilateral", "cycles"})
    public String algorithm = "";

    @Param({"10000", "20000", "40000", "80000"})
    public int length;

    @Param({"2", "31"})
    public int partners;

    private QueuedMarket market = market("multilateral", 1, 1);

    private static QueuedMarket market(String algorithm, int length, int partners) {
        LsmConfig.Algorithm named = LsmConfig.Algorithm.valueOf(algorithm.replace(RULED, "").toUpperCase(Locale.ROOT));
        long openingBalance = named == LsmConfig.Algorithm.ALL_OR_NOTHING ? AMPLE : TIGHT;
        return new QueuedMarket(
                named, LsmConfig.OFF, AGENTS, length, partners, openingBalance, algorithm.endsWith(RULED), 1);
    }

    @Setup
    public void prepare() {
        market = market(algorithm, length, partners);
    }

    @Setup(Level.Invocation)
    public void restore() {
        market.restore();
    }

    @Benchmark
    public int run() {
        return market.run();
    }
}
