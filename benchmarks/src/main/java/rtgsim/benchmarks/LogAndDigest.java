package rtgsim.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import rtgsim.engine.Engine;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.EventLog;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// The log by itself: appending, reading and hashing a full chunk. Times are of one event.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogAndDigest {

    private final Workload workload = Workload.read("ample-1000");
    private final RunHeader header = workload.header();
    private final EventRows rows = new EventRows(header);
    private final EventLog log = new EventLog(new OneChunk());
    private final RunDigest digest = new RunDigest(header);
    private EventChunk chunk = new EventChunk();

    @Setup
    public void fillChunk() {
        KeptChunks kept = new KeptChunks();
        try (Engine engine = workload.engine(Workload.factory("java"), kept)) {
            while (kept.chunks().isEmpty()) engine.runTick();
        }
        chunk = kept.chunks().getFirst();
    }

    @Benchmark
    @OperationsPerInvocation(EventChunk.ROWS)
    public long append() {
        for (int i = 0; i < EventChunk.ROWS; i++) log.settlement(i, i, 1, 2, i, SettlementOrigin.QUEUE, 3);
        return log.nextSeq();
    }

    /// A reader that takes columns: the value settled in a chunk.
    @Benchmark
    @OperationsPerInvocation(EventChunk.ROWS)
    public long readColumns() {
        byte settlement = (byte) EventKind.SETTLEMENT.ordinal();
        long sum = 0;
        for (int row = 0; row < EventChunk.ROWS; row++) if (chunk.kind[row] == settlement) sum += chunk.amount[row];
        return sum;
    }

    /// A reader that takes records.
    @Benchmark
    @OperationsPerInvocation(EventChunk.ROWS)
    public void readRecords(Blackhole into) {
        for (int row = 0; row < EventChunk.ROWS; row++) into.consume(rows.event(chunk, row));
    }

    @Benchmark
    @OperationsPerInvocation(EventChunk.ROWS)
    public void hash() {
        digest.add(chunk);
    }
}
