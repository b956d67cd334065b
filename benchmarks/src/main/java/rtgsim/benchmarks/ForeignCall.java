package rtgsim.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a call into native code costs, with functions of the C library that do next to nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignCall {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor OF_INT = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor OF_TEXT = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle PLAIN = handle("abs", OF_INT);
    private static final MethodHandle CRITICAL = handle("abs", OF_INT, Linker.Option.critical(false));
    private static final MethodHandle IN_HEAP = handle("strlen", OF_TEXT, Linker.Option.critical(true));

    private final byte[] text = {'1', 0};
    private int value = -1;

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor form, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), form, options);
    }

    @Benchmark
    public int plain() throws Throwable {
        return (int) PLAIN.invokeExact(value);
    }

    @Benchmark
    public int critical() throws Throwable {
        return (int) CRITICAL.invokeExact(value);
    }

    @Benchmark
    public long criticalWithAnArrayOfTheHeap() throws Throwable {
        return (long) IN_HEAP.invokeExact(MemorySegment.ofArray(text));
    }
}
