package rtgsim.app;

import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ChunkExchange;
import rtgsim.event.RunHeader;
import rtgsim.measure.Assertion;
import rtgsim.measure.FurtherMeasures;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.Measures;
import rtgsim.scenario.Scenario;
import rtgsim.store.StoredRun;

/// Judges a run by its assertions.
///
/// The engine keeps the measures of the system. Those of an agent, and the further ones, come from the log, which is read, while it is made or from the store, only where an assertion
/// names one of them.
final class Verdicts {

    private final List<Assertion> assertions;
    private final RunHeader header;
    private final @Nullable LogMeasures fromLog;
    private final @Nullable FurtherMeasures further;

    Verdicts(List<Assertion> assertions, RunHeader header, Scenario scenario) {
        this.assertions = assertions;
        this.header = header;
        fromLog = needLog(assertions) ? new LogMeasures(header) : null;
        further =
                fromLog != null && assertions.stream().anyMatch(Assertion::isFurther)
                        ? new FurtherMeasures(fromLog, header, scenario)
                        : null;
    }

    static boolean needLog(List<Assertion> assertions) {
        return assertions.stream().anyMatch(assertion -> assertion.agentId() != null || assertion.isFurther());
    }

    /// Lets the log be read on its way to `next`, if it must be.
    ChunkExchange before(ChunkExchange next) {
        return fromLog == null ? next : new ReadExchange(next, fromLog::add);
    }

    /// After the log is finished.
    List<Verdict> of(Measures system, int ticksDone) {
        if (fromLog != null) fromLog.end(ticksDone);
        return assertions.stream().map(assertion -> verdict(assertion, measures(assertion, system))).toList();
    }

    /// Of a run whose log is not needed.
    static List<Verdict> of(List<Assertion> assertions, Measures system) {
        return assertions.stream().map(assertion -> verdict(assertion, system)).toList();
    }

    /// Of a run that was stored before.
    static List<Verdict> of(List<Assertion> assertions, Measures system, StoredRun run, Scenario scenario) {
        Verdicts verdicts = new Verdicts(assertions, run.header(), scenario);
        if (verdicts.fromLog != null) run.eachChunk(verdicts.fromLog::add);
        return verdicts.of(system, run.manifest().ticks());
    }

    private Measures measures(Assertion assertion, Measures system) {
        String agentId = assertion.agentId();
        int agent = agentId == null ? RunHeader.NO_AGENT : header.agentIds().indexOf(agentId);
        if (assertion.isFurther() && further != null) return agentId == null ? further.system() : further.of(agent);
        return agentId == null || fromLog == null ? system : fromLog.of(agent);
    }

    private static Verdict verdict(Assertion assertion, Measures measures) {
        Number seen = measures.of(assertion.measure());
        boolean hasNoEnd = Double.isInfinite(seen.doubleValue());
        return new Verdict(assertion.toString(), assertion.holds(measures), hasNoEnd ? null : seen);
    }
}
