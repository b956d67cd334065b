package rtgsim.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import rtgsim.engine.Engine;

/// Payments and events a second, beside days a second.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class DayCounts {

    public long payments;
    public long events;

    void add(Engine engine) {
        payments += engine.measures().of("transactions").longValue();
        events += engine.events();
    }
}
