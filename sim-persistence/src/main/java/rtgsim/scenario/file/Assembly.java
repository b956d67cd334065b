package rtgsim.scenario.file;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import rtgsim.measure.Assertion;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.CostRates.DeadlinePenalty;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.ScheduledEvent.Schedule;
import rtgsim.scenario.Simulation;
import rtgsim.tree.DecisionTrees;

/// Makes the records from a scenario in which nothing is wrong.
final class Assembly {

    private Assembly() {}

    static Scenario scenario(Section keys) {
        Value population = keys.find("population");
        return new Scenario(
                keys.get("name").asText(),
                keys.get("description").asText(),
                simulation(keys.get("simulation").asSection()),
                keys.get("agents").asList().stream().map(agent -> agent(agent.asSection())).toList(),
                population == null ? null : population(population.asSection()),
                lsmConfig(keys.get("lsm_config").asSection()),
                rtgs(keys.get("rtgs").asSection()),
                costRates(keys.get("cost_rates").asSection()),
                keys.get("scenario_events").asList().stream().map(event -> scheduled(event.asSection())).toList(),
                word(Scenario.HoldLog.class, keys.get("log").asSection(), "holds"));
    }

    static List<Assertion> assertions(Section keys) {
        return keys.get("assertions").asList().stream().map(text -> assertion(text.asText())).toList();
    }

    private static Assertion assertion(String text) {
        if (Assertion.read(text) instanceof Assertion.Reading.Good good) return good.assertion();
        throw new IllegalStateException("an assertion that was not refused: " + text);
    }

    private static Simulation simulation(Section keys) {
        return new Simulation(
                intOf(keys, "ticks_per_day"),
                intOf(keys, "num_days"),
                keys.get("rng_seed").asLong(),
                word(Simulation.Rng.class, keys, "rng"),
                word(Simulation.DeadlineCap.class, keys, "deadline_cap"),
                (LocalTime) keys.get("opening_time").content(),
                (LocalTime) keys.get("closing_time").content(),
                (LocalDate) keys.get("start_date").content(),
                word(Simulation.BusinessDays.class, keys, "business_days"));
    }

    private static Agent agent(Section keys) {
        long cap = keys.get("unsecured_cap").asLong();
        Value capacity = keys.find("max_collateral_capacity");
        return new Agent(
                keys.get("id").asText(),
                keys.get("opening_balance").asLong(),
                cap,
                capacity == null ? Math.multiplyExact(10, cap) : capacity.asLong(),
                keys.get("posted_collateral").asLong(),
                keys.get("collateral_haircut").asDecimal(),
                keys.get("liquidity_pool").asLong(),
                keys.get("liquidity_allocation_fraction").asDecimal(),
                limits(keys.get("limits").asSection()),
                reservations(keys.get("reservations").asSection()),
                policy(keys.get("policy").asSection()),
                flows(keys, "rate_per_tick"));
    }

    private static Limits limits(Section keys) {
        Map<String, Long> bilateral = new TreeMap<>();
        keys.get("bilateral").asTextMap().forEach((id, limit) -> bilateral.put(id, limit.asLong()));
        Value multilateral = keys.find("multilateral");
        return new Limits(
                bilateral,
                multilateral == null ? null : (Long) multilateral.asLong(),
                word(Limits.Bind.class, keys, "bind"));
    }

    private static Reservations reservations(Section keys) {
        return new Reservations(keys.get("highly_urgent").asLong(), keys.get("urgent").asLong());
    }

    private static Population population(Section keys) {
        return new Population(
                intOf(keys, "count"),
                keys.get("id").asText(),
                keys.get("size").asSection().get("exponent").asDouble(),
                keys.get("opening_balance_total").asLong(),
                keys.get("unsecured_cap_total").asLong(),
                policy(keys.get("policy").asSection()),
                flows(keys, "rate_per_tick_total"));
    }

    private static List<Flow> flows(Section keys, String rateKey) {
        return keys.get("arrivals").asList().stream().map(flow -> flow(flow.asSection(), rateKey)).toList();
    }

    private static Flow flow(Section keys, String rateKey) {
        boolean listed = rateKey.equals("rate_per_tick");
        Map<String, Double> weights = new TreeMap<>();
        if (listed) {
            keys.get("counterparty_weights").asTextMap().forEach((id, weight) -> weights.put(id, weight.asDouble()));
        }
        List<Value> deadlines = keys.get("deadline_range").asList();
        return new Flow(
                keys.get(rateKey).asDouble(),
                numbers(keys.get("profile")),
                amount(keys.get("amount").asSection()),
                weights,
                Math.toIntExact(deadlines.get(0).asLong()),
                Math.toIntExact(deadlines.get(1).asLong()),
                priority(keys.get("priority").asSection()),
                keys.get("divisible").asFlag());
    }

    private static NavigableMap<Integer, Double> numbers(Value map) {
        NavigableMap<Integer, Double> numbers = new TreeMap<>();
        map.asNumberMap().forEach((key, value) -> numbers.put(key, value.asDouble()));
        return numbers;
    }

    private static AmountDistribution amount(Section keys) {
        return switch (keys.tag()) {
            case "constant" -> new AmountDistribution.Constant(keys.get("value").asLong());
            case "uniform" -> new AmountDistribution.Uniform(keys.get("min").asLong(), keys.get("max").asLong());
            case "empirical" -> {
                List<Long> values = new ArrayList<>();
                for (Value value : keys.get("values").asList()) values.add(value.asLong());
                yield new AmountDistribution.Empirical(values);
            }
            case "normal" ->
                    new AmountDistribution.Normal(
                            keys.get("mean").asDouble(), keys.get("std_dev").asDouble(), bounds(keys));
            case "log_normal" -> {
                Value median = keys.find("median");
                yield median == null
                        ? new AmountDistribution.LogNormal(
                                keys.get("mean").asDouble(), keys.get("std_dev").asDouble(), bounds(keys))
                        : new AmountDistribution.LogNormalMedian(
                                median.asDouble(), keys.get("sigma").asDouble(), bounds(keys));
            }
            case "exponential" -> new AmountDistribution.Exponential(keys.get("mean").asDouble(), bounds(keys));
            default -> throw new IllegalStateException("an amount of a type that is not made: " + keys.tag());
        };
    }

    /// A `min` beyond what is drawn at all bounds from above too: the thousandth draw is clamped to it.
    private static Bounds bounds(Section keys) {
        Value min = keys.find("min");
        Value max = keys.find("max");
        long least = min == null ? Bounds.NATURAL.min() : min.asLong();
        long most = max == null ? Math.max(least, Bounds.NATURAL.max()) : max.asLong();
        return new Bounds(least, most);
    }

    private static PriorityDistribution priority(Section keys) {
        return switch (keys.tag()) {
            case "fixed" -> new PriorityDistribution.Fixed(intOf(keys, "value"));
            case "uniform" -> new PriorityDistribution.Uniform(intOf(keys, "min"), intOf(keys, "max"));
            case "categorical" -> new PriorityDistribution.Categorical(numbers(keys.get("weights")));
            default -> throw new IllegalStateException("a priority of a type that is not made: " + keys.tag());
        };
    }

    private static Policy policy(Section keys) {
        return switch (keys.tag()) {
            case "fifo" -> new Policy.Fifo();
            case "deadline" -> new Policy.Deadline(intOf(keys, "urgency_threshold"));
            case "liquidity_aware" ->
                    new Policy.LiquidityAware(keys.get("target_buffer").asLong(), intOf(keys, "urgency_threshold"));
            case "liquidity_splitting" ->
                    new Policy.LiquiditySplitting(intOf(keys, "max_splits"), keys.get("min_split_amount").asLong());
            case "tree" -> new Policy.Tree((DecisionTrees) keys.get("tree").content());
            default -> throw new IllegalStateException("a policy of a type that is not made: " + keys.tag());
        };
    }

    private static LsmConfig lsmConfig(Section keys) {
        List<LsmConfig.Algorithm> algorithms = new ArrayList<>();
        for (Value algorithm : keys.get("algorithms").asList()) {
            algorithms.add(LsmConfig.Algorithm.valueOf(upper(algorithm.asText())));
        }
        return new LsmConfig(
                algorithms,
                intOf(keys, "every_ticks"),
                intOf(keys, "max_cycle_length"),
                intOf(keys, "max_cycles_per_tick"),
                keys.get("cycle_work").asLong(),
                intOf(keys, "optimal_max_transactions"));
    }

    private static Rtgs rtgs(Section keys) {
        Value escalation = keys.find("priority_escalation");
        return new Rtgs(
                word(Rtgs.Discipline.class, keys, "discipline"),
                word(Rtgs.EntryOffsetting.class, keys, "entry_offsetting"),
                keys.get("deferred_crediting").asFlag(),
                word(Rtgs.InternalOrder.class, keys, "internal_queue_order"),
                word(Rtgs.UnsettledAtClose.class, keys, "unsettled_at_close"),
                escalation == null ? null : escalation(escalation.asSection()));
    }

    private static Rtgs.Escalation escalation(Section keys) {
        return new Rtgs.Escalation(intOf(keys, "start_ticks_before_deadline"), intOf(keys, "max_boost"));
    }

    private static CostRates costRates(Section keys) {
        Section multipliers = keys.get("priority_delay_multipliers").asSection();
        Value penalty = keys.get("deadline_penalty");
        return new CostRates(
                keys.get("overdraft_bps_per_tick").asDecimal(),
                keys.get("collateral_cost_per_tick_bps").asDecimal(),
                keys.get("liquidity_cost_per_tick_bps").asDecimal(),
                keys.get("delay_cost_per_tick_per_cent").asDecimal(),
                multipliers.get("urgent").asDecimal(),
                multipliers.get("normal").asDecimal(),
                multipliers.get("low").asDecimal(),
                keys.get("overdue_delay_multiplier").asDecimal(),
                word(CostRates.DelayQueues.class, keys, "delay_cost_queues"),
                penalty.content() instanceof Section section
                        ? new DeadlinePenalty.Bps(section.get("bps").asDecimal())
                        : new DeadlinePenalty.Fixed(penalty.asLong()),
                keys.get("split_friction_cost").asLong(),
                keys.get("eod_penalty").asLong());
    }

    private static ScheduledEvent scheduled(Section keys) {
        if (keys.tag().equals("agent_outage")) {
            return new ScheduledEvent.AgentOutage(
                    keys.get("agent").asText(), intOf(keys, "from"), intOf(keys, "until"));
        }
        Schedule at = schedule(keys.get("at"));
        return switch (keys.tag()) {
            case "custom_transaction" ->
                    new ScheduledEvent.CustomTransaction(
                            at,
                            keys.get("sender").asText(),
                            keys.get("receiver").asText(),
                            keys.get("amount").asLong(),
                            intOf(keys, "deadline_offset"),
                            intOf(keys, "priority"),
                            keys.get("divisible").asFlag());
            case "direct_transfer" ->
                    new ScheduledEvent.DirectTransfer(
                            at,
                            keys.get("sender").asText(),
                            keys.get("receiver").asText(),
                            keys.get("amount").asLong());
            case "collateral_adjustment" ->
                    new ScheduledEvent.CollateralAdjustment(
                            at, keys.get("agent").asText(), keys.get("amount").asLong());
            case "global_arrival_rate" -> new ScheduledEvent.GlobalArrivalRate(at, keys.get("multiplier").asDouble());
            case "agent_arrival_rate" ->
                    new ScheduledEvent.AgentArrivalRate(
                            at, keys.get("agent").asText(), keys.get("multiplier").asDouble());
            case "counterparty_weight" ->
                    new ScheduledEvent.CounterpartyWeight(
                            at,
                            keys.get("agent").asText(),
                            keys.get("counterparty").asText(),
                            keys.get("weight").asDouble());
            case "deadline_window" -> {
                Value agent = keys.find("agent");
                yield new ScheduledEvent.DeadlineWindow(
                        at, agent == null ? null : agent.asText(), intOf(keys, "min"), intOf(keys, "max"));
            }
            case "credit_limit" ->
                    new ScheduledEvent.CreditLimit(at, keys.get("agent").asText(), keys.get("unsecured_cap").asLong());
            case "policy_change" ->
                    new ScheduledEvent.PolicyChange(
                            at, keys.get("agent").asText(), policy(keys.get("policy").asSection()));
            default -> throw new IllegalStateException("a scheduled event of a type that is not made: " + keys.tag());
        };
    }

    private static Schedule schedule(Value at) {
        if (!(at.content() instanceof Section keys)) return Schedule.once(Math.toIntExact(at.asLong()));
        return new Schedule(intOf(keys, "start"), intOf(keys, "every"), intOf(keys, "until"));
    }

    private static int intOf(Section keys, String key) {
        return Math.toIntExact(keys.get(key).asLong());
    }

    private static <E extends Enum<E>> E word(Class<E> of, Section keys, String key) {
        return Enum.valueOf(of, upper(keys.get(key).asText()));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
