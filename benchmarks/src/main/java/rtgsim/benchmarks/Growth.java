package rtgsim.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;

/// How the cost of a day grows when one thing doubles and the others stay: transactions, agents, the length of the central queue.
///
/// CPU time of the engine's thread, warm, the sizes of a curve by turns and the median of many rounds, so that whatever else the machine does meets all sizes
/// alike. The rule is that doubling costs at most 2.2 times as much.
final class Growth {

    private static final double MILLION = 1e6;

    /// @param doubled what is twice as much from one size to the next
    /// @param sizes smallest first
    private record Curve(String doubled, String rules, List<Integer> sizes, Maker maker) {}

    private interface Maker {
        String scenario(int size);
    }

    private static final String OFFSETTING = "lsm_config: { algorithms: [bilateral, cycles] }\n";

    private static final List<Curve> CURVES =
            List.of(
                    new Curve(
                            "transactions",
                            "all settle at entry; 1 000 agents",
                            List.of(100_000, 200_000, 400_000, 800_000),
                            transactions -> day(100, 1_000, transactions / 100, 1_000, "")),
                    new Curve(
                            "transactions",
                            "tight, bilateral and cycles every tick; 200 agents",
                            List.of(50_000, 100_000, 200_000, 400_000),
                            transactions -> day(100, 200, transactions / 100, 2, OFFSETTING)),
                    new Curve(
                            "agents",
                            "tight, bilateral and cycles every tick; 100 000 transactions",
                            List.of(125, 250, 500, 1_000, 2_000),
                            agents -> day(100, agents, 1_000, 2, OFFSETTING)),
                    new Curve(
                            "agents",
                            "costs and deferred crediting; 20 000 transactions",
                            List.of(12_500, 25_000, 50_000, 100_000),
                            agents ->
                                    day(
                                            100,
                                            agents,
                                            200,
                                            1_000,
                                            "rtgs: { deferred_crediting: true }\ncost_rates: { overdraft_bps_per_tick: 1 }\n")),
                    new Curve(
                            "queue",
                            "nothing settles, the queue is filled in tick 0 and passed over in 99 ticks; 1 000 agents",
                            List.of(10_000, 20_000, 40_000, 80_000),
                            queued -> filled(1_000, queued, "")),
                    new Curve(
                            "queue",
                            "the same with discipline fifo and entry offsetting; 32 agents",
                            List.of(10_000, 20_000, 40_000, 80_000),
                            queued -> filled(32, queued, "rtgs: { discipline: fifo, entry_offsetting: simple }\n")),
                    new Curve(
                            "queue",
                            "the same with extended entry offsetting; 32 agents",
                            List.of(10_000, 20_000, 40_000, 80_000),
                            queued -> filled(32, queued, "rtgs: { entry_offsetting: extended }\n")),
                    new Curve(
                            "queue",
                            "the same with the internal queues instead: all held by their policy, sorted by priority and deadline",
                            List.of(10_000, 20_000, 40_000, 80_000),
                            queued ->
                                    filled(
                                                    1_000,
                                                    queued,
                                                    "rtgs: { internal_queue_order: priority_deadline }\nlog: { holds: on_change }\n")
                                            .replace("type: fifo", "type: deadline, urgency_threshold: 0")));

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OneChunk log = new OneChunk();

    /// A day of `ticks` ticks and `rate` payments a tick, with money for `ticksOfMoney` ticks.
    private static String day(int ticks, int agents, int rate, int ticksOfMoney, String more) {
        long money = (long) rate * ticksOfMoney * 10_500;
        return scenario(ticks, agents, money, "rate_per_tick_total: " + rate, more);
    }

    /// A day without money: what arrives in tick 0 stays queued until the end.
    private static String filled(int agents, int queued, String more) {
        return scenario(100, agents, 0, "rate_per_tick_total: " + queued + "\n      profile: { 0: 1, 1: 0 }", more);
    }

    private static String scenario(int ticks, int agents, long money, String rate, String more) {
        return """
        name: growth
        simulation: { ticks_per_day: %d, num_days: 1, rng_seed: 42 }
        population:
          count: %d
          id: "BANK_%%06d"
          size: { distribution: zipf, exponent: 0 }
          opening_balance_total: %d
          policy: { type: fifo }
          arrivals:
            - %s
              amount: { type: uniform, min: 1_000, max: 20_000 }
              deadline_range: [200, 300]
        %s\
        """
                .formatted(ticks, agents, money, rate, more);
    }

    /// @param rounds of which the median counts
    ArrayNode measure(int rounds) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Curve curve : CURVES) {
            List<Scenario> scenarios = new ArrayList<>();
            for (int size : curve.sizes) scenarios.add(read(curve.maker.scenario(size)));
            double[][] nanos = new double[scenarios.size()][rounds];
            for (int round = -1; round < rounds; round++) {
                for (int i = 0; i < nanos.length; i++) {
                    double spent = day(scenarios.get(i));
                    if (round >= 0) nanos[i][round] = spent;
                }
            }
            ObjectNode one = all.addObject();
            one.put("doubled", curve.doubled);
            one.put("rules", curve.rules);
            one.put("unit", "ms of CPU a day");
            one.put("rounds", rounds);
            ArrayNode points = one.putArray("points");
            for (int i = 0; i < nanos.length; i++) {
                Arrays.sort(nanos[i]);
                ObjectNode point = points.addObject();
                point.put("size", curve.sizes.get(i));
                point.put("median", nanos[i][rounds / 2] / MILLION);
                point.put("least", nanos[i][0] / MILLION);
                if (i > 0) point.put("growth", nanos[i][rounds / 2] / nanos[i - 1][rounds / 2]);
            }
        }
        return all;
    }

    private static Scenario read(String text) {
        try {
            return ScenarioReader.readText(text, "growth.yaml", List.of(), null).scenario();
        } catch (ScenarioRefused refused) {
            throw new IllegalStateException(text, refused);
        }
    }

    private double day(Scenario scenario) {
        AgentOrder order = new AgentOrder(scenario);
        try (Engine engine = new JavaEngine(scenario, order, Arrivals.of(scenario, order), log)) {
            long start = threads.getCurrentThreadCpuTime();
            engine.runTicks(scenario.simulation().totalTicks());
            engine.finish();
            return threads.getCurrentThreadCpuTime() - start;
        }
    }
}
