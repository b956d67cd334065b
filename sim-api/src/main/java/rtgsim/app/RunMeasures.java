package rtgsim.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;
import rtgsim.lsm.OptimumGap;
import rtgsim.measure.FurtherMeasures;
import rtgsim.measure.IntradayLiquidity;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.Measures;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.store.StoredRun;

/// All measures of a sealed run, worked out by reading its log once; `docs/measures.md` defines them.
public final class RunMeasures {

    /// The measures of the system or of an agent.
    ///
    /// @param agentId null for the system
    /// @param measures by name, first those that the engine keeps; null where a value has no end
    public record View(
            @Nullable String agentId, Map<String, @Nullable Number> measures, List<FurtherMeasures.Hour> throughput) {}

    /// What an agent would report to its supervisor.
    public record Supervision(String agentId, IntradayLiquidity.Report report) {}

    private final RunHeader header;
    private final Map<String, Integer> positions = new HashMap<>();
    private final LogMeasures kept;
    private final FurtherMeasures further;
    private final @Nullable IntradayLiquidity intraday;
    private final @Nullable OptimumGap gap;

    private RunMeasures(StoredRun run, boolean supervised, long gapWork) {
        header = run.header();
        for (String id : header.agentIds()) positions.put(id, positions.size());
        Scenario scenario = scenario(run);
        kept = new LogMeasures(header);
        further = new FurtherMeasures(kept, header, scenario);
        intraday = supervised ? new IntradayLiquidity(kept, further, scenario) : null;
        gap = gapWork > 0 ? new OptimumGap(kept, header, scenario, gapWork) : null;
        run.eachChunk(kept::add);
        kept.end(run.manifest().ticks());
    }

    /// Reads the log of a run.
    public static RunMeasures of(StoredRun run) {
        return new RunMeasures(run, false, 0);
    }

    /// Reads the log of a run for [#supervision] too.
    public static RunMeasures withSupervision(StoredRun run) {
        return new RunMeasures(run, true, 0);
    }

    /// Reads the log of a run for [#gap] too, which searches the optimum of each tick's queue.
    public static RunMeasures withGap(StoredRun run) {
        return new RunMeasures(run, false, OptimumGap.WORK);
    }

    /// The scenario that a run was made of.
    static Scenario scenario(StoredRun run) {
        try {
            return ScenarioReader.readStored(run.scenarioJson());
        } catch (ScenarioRefused refused) {
            String why = refused.problems().getFirst().message();
            throw new Refused(
                    new Refusal.Unreadable(
                            "the scenario of the run " + run.manifest().simulationId() + " cannot be read: " + why));
        }
    }

    public View system() {
        return view(null, kept.system(), further.system(), further.throughput());
    }

    /// Of one agent of the run.
    public View of(String agentId) {
        int agent = position(agentId);
        return view(agentId, kept.of(agent), further.of(agent), further.throughput(agent));
    }

    /// Of all agents, in agent order.
    public List<View> agents() {
        return header.agentIds().stream().map(this::of).toList();
    }

    /// The tools of supervisors for one agent, or for all if `agentId` is null; of all, without single days.
    public List<Supervision> supervision(@Nullable String agentId) {
        if (intraday == null) throw new IllegalStateException("the log was not read for supervision");
        if (agentId != null) return List.of(new Supervision(agentId, intraday.of(position(agentId))));
        List<Supervision> all = new ArrayList<>();
        for (int agent = 0; agent < header.agentIds().size(); agent++) {
            all.add(new Supervision(header.agentIds().get(agent), intraday.of(agent).withoutDays()));
        }
        return all;
    }

    /// How far offsetting stayed behind the optimum.
    public OptimumGap.Gap gap() {
        if (gap == null) throw new IllegalStateException("the log was not read for the gap");
        return gap.result();
    }

    private int position(String agentId) {
        int agent = positions.getOrDefault(agentId, -1);
        if (agent >= 0) return agent;
        throw new Refused(
                new Refusal.NotFound("the run has no agent " + agentId, Nearest.names(agentId, header.agentIds())));
    }

    private static View view(
            @Nullable String agentId, Measures kept, Measures further, List<FurtherMeasures.Hour> throughput) {
        Map<String, @Nullable Number> all = new LinkedHashMap<>(kept.byName());
        further.byName().forEach((name, value) -> all.put(name, Double.isInfinite(value.doubleValue()) ? null : value));
        return new View(agentId, all, throughput);
    }
}
