package rtgsim.http;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import rtgsim.app.EventQuery;
import rtgsim.app.Nearest;
import rtgsim.app.OpenRuns;
import rtgsim.app.Refusal;
import rtgsim.app.Refused;
import rtgsim.app.RunMeasures;
import rtgsim.store.AgentCosts;
import rtgsim.store.AgentTick;
import rtgsim.store.StoredAgent;
import rtgsim.store.StoredRun;

/// The addresses that tell of agents: one agent, its history, costs, and measures.
final class AgentRoutes {

    /// A value over time. Each point holds from its tick on, until the next one's.
    ///
    /// @param until excluded
    /// @param aggregation `m4` if only what `px` columns can show was kept, else `none`
    /// @param points pairs of tick and value
    record Series(String name, String agentId, int from, int until, String aggregation, List<long[]> points) {}

    /// The sums of all agents, by component.
    record CostSums(
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long deadlinePenalty,
            long splitFriction,
            long eodPenalty,
            long total) {}

    /// Agents without costs are left out.
    record Costs(List<AgentCosts> agents, CostSums total, Map<String, Object> filters) {}

    /// The tools of supervisors, for one agent or for all.
    record Supervised(List<RunMeasures.Supervision> agents) {}

    private static final Map<String, ToLongFunction<AgentTick>> SERIES =
            Map.of(
                    "balance",
                    AgentTick::balance,
                    "queue_count",
                    AgentTick::queueCount,
                    "queue_value",
                    AgentTick::queueValue);
    private static final List<String> NAMES = List.of("balance", "queue_count", "queue_value");
    private static final int PIXELS_MAX = 10_000;
    private static final String ID = "/api/simulations/{id}";

    private final SimulationRoutes simulations;

    AgentRoutes(SimulationRoutes simulations) {
        this.simulations = simulations;
    }

    List<Route> routes() {
        List<String> json = List.of(MediaType.JSON);
        return List.of(
                new Route(Route.Method.GET, ID + "/agents/{agent_id}", List.of(), json, this::agent),
                new Route(
                        Route.Method.GET,
                        ID + "/series/{name}",
                        List.of("agent", "from", "until", "px", "agg"),
                        json,
                        this::series),
                new Route(Route.Method.GET, ID + "/measures", List.of("agent"), json, this::measures),
                new Route(Route.Method.GET, ID + "/measures/bcbs248", List.of("agent"), json, this::supervision),
                new Route(Route.Method.GET, ID + "/costs", EventQuery.PARAMETERS, json, this::costs));
    }

    private void agent(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredAgent found = find(lease, request.pathParam("agent_id"));
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            Answers.json(request, found);
        }
    }

    private static StoredAgent find(OpenRuns.Lease lease, String id) {
        List<StoredAgent> agents = lease.run().agents();
        for (StoredAgent agent : agents) if (agent.agentId().equals(id)) return agent;
        List<String> near = Nearest.names(id, agents.stream().map(StoredAgent::agentId).toList());
        throw new Refused(
                new Refusal.NotFound("the run " + lease.manifest().simulationId() + " has no agent " + id, near));
    }

    private void series(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredRun run = lease.run();
            String name = request.pathParam("name");
            ToLongFunction<AgentTick> value = SERIES.get(name);
            if (value == null) throw new Refused(Refusal.BadArgument.notOneOf("name", name, NAMES));
            String agent = query.text("agent");
            if (agent == null)
                throw new Refused(new Refusal.BadArgument("agent", "agent must be given", "a series is of one agent"));
            find(lease, agent);
            int ticks = lease.manifest().ticks();
            int from = tick(query.number("from", 0, ticks - 1), 0);
            int until = tick(query.number("until", 1, ticks), ticks);
            if (from >= until) {
                throw new Refused(
                        new Refusal.BadArgument(
                                "from", "from must be below until: " + from + " >= " + until, "until is excluded"));
            }
            boolean aggregated = query.choice("agg", List.of("m4")) != null;
            Long px = query.number("px", 1, PIXELS_MAX);
            if (aggregated != (px != null)) {
                throw new Refused(new Refusal.BadArgument("px", "px and agg must stand together", "agg=m4&px=1000"));
            }
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            List<long[]> points = new ArrayList<>();
            for (AgentTick row : run.agentTicks(agent, from, until)) {
                long next = value.applyAsLong(row);
                if (points.isEmpty() || points.getLast()[1] != next) points.add(new long[] {row.tick(), next});
            }
            if (px != null) points = m4(points, from, until, px.intValue());
            Answers.json(request, new Series(name, agent, from, until, px == null ? "none" : "m4", points));
        }
    }

    private static int tick(@Nullable Long given, int otherwise) {
        return given == null ? otherwise : given.intValue();
    }

    /// Keeps of each column of pixels its first, least, greatest and last point: a line through these is drawn like one through all.
    ///
    /// Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
    static List<long[]> m4(List<long[]> points, int from, int until, int px) {
        if (points.size() <= 4L * px) return points;
        List<long[]> kept = new ArrayList<>();
        int start = 0;
        while (start < points.size()) {
            long column = (points.get(start)[0] - from) * px / (until - from);
            int end = start;
            int least = start;
            int most = start;
            while (end < points.size() && (points.get(end)[0] - from) * px / (until - from) == column) {
                if (points.get(end)[1] < points.get(least)[1]) least = end;
                if (points.get(end)[1] > points.get(most)[1]) most = end;
                end++;
            }
            for (int i = start; i < end; i++) {
                if (i == start || i == least || i == most || i == end - 1) kept.add(points.get(i));
            }
            start = end;
        }
        return kept;
    }

    private void measures(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            String agent = query.text("agent");
            if (agent != null) find(lease, agent);
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            RunMeasures measures = RunMeasures.of(lease.run());
            Answers.json(request, agent == null ? measures.system() : measures.of(agent));
        }
    }

    private void supervision(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            String agent = query.text("agent");
            if (agent != null) find(lease, agent);
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            Answers.json(request, new Supervised(RunMeasures.withSupervision(lease.run()).supervision(agent)));
        }
    }

    private void costs(Context request, QueryString query, String form) {
        try (OpenRuns.Lease lease = simulations.sealed(request)) {
            StoredRun run = lease.run();
            EventQuery asked = EventQuery.of(query.all(), run.header(), UnaryOperator.identity());
            if (Answers.isKnown(request, lease.manifest(), form)) return;
            List<AgentCosts> agents = run.costs(asked.filter());
            Answers.json(
                    request,
                    new Costs(
                            agents,
                            new CostSums(
                                    sum(agents, AgentCosts::overdraft),
                                    sum(agents, AgentCosts::delay),
                                    sum(agents, AgentCosts::collateral),
                                    sum(agents, AgentCosts::liquidity),
                                    sum(agents, AgentCosts::deadlinePenalty),
                                    sum(agents, AgentCosts::splitFriction),
                                    sum(agents, AgentCosts::eodPenalty),
                                    sum(agents, AgentCosts::total)),
                            asked.given()));
        }
    }

    private static long sum(List<AgentCosts> agents, ToLongFunction<AgentCosts> component) {
        long sum = 0;
        for (AgentCosts costs : agents) sum = Math.addExact(sum, component.applyAsLong(costs));
        return sum;
    }
}
