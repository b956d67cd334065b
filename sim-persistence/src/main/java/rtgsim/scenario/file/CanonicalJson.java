package rtgsim.scenario.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;
import rtgsim.scenario.ScheduledEvent.Schedule;
import rtgsim.scenario.Simulation;
import rtgsim.tree.DecisionTrees;

/// A scenario as one line of JSON that is the same for all files that mean the same, and that reads back as the same scenario.
///
/// Keys stand in the order of the documentation, all defaults are written out, money is integers, decimals are plain and without trailing zeros, doubles are
/// Java's shortest form, maps are sorted by their keys. A payments file is written with the hash of its contents, so that the hash of the form covers them. Keys that are not simulated yet are left out: they can only have their defaults.
///
/// Assertions, which change nothing in a run, are written only where there are any.
///
/// A stage that adds keys to it changes the hash of scenarios that were hashed before, and says so in the change log.
final class CanonicalJson {

    private final StringBuilder json = new StringBuilder(1_024);

    private CanonicalJson() {}

    static String of(Scenario scenario, @Nullable PaymentsFile payments, List<Assertion> assertions) {
        CanonicalJson writing = new CanonicalJson();
        writing.write(scenario, payments, assertions);
        return writing.json.toString();
    }

    private void write(Scenario scenario, @Nullable PaymentsFile payments, List<Assertion> assertions) {
        open('{').text("name", scenario.name()).text("description", scenario.description());
        simulation(scenario.simulation());
        key("agents").open('[');
        scenario.agents().forEach(this::agent);
        close(']');
        Population population = scenario.population();
        if (population != null) population(population);
        if (payments != null) {
            key("payments_file").open('{').text("path", payments.path()).text("sha256", payments.sha256()).close('}');
        }
        lsmConfig(scenario.lsmConfig());
        rtgs(scenario.rtgs());
        costRates(scenario.costRates());
        key("scenario_events").open('[');
        scenario.scheduled().forEach(this::scheduled);
        close(']');
        key("log").open('{').word("holds", scenario.holdLog()).close('}');
        if (!assertions.isEmpty()) {
            key("assertions").open('[');
            for (Assertion assertion : assertions) element().quote(assertion.toString());
            close(']');
        }
        close('}');
    }

    private void simulation(Simulation simulation) {
        key("simulation").open('{');
        integer("ticks_per_day", simulation.ticksPerDay()).integer("num_days", simulation.numDays());
        integer("rng_seed", simulation.rngSeed()).word("rng", simulation.rng());
        word("deadline_cap", simulation.deadlineCap());
        text("opening_time", simulation.openingTime().toString());
        text("closing_time", simulation.closingTime().toString());
        text("start_date", simulation.startDate().toString());
        word("business_days", simulation.businessDays()).close('}');
    }

    private void agent(Agent agent) {
        element().open('{').text("id", agent.id()).integer("opening_balance", agent.openingBalance());
        integer("unsecured_cap", agent.unsecuredCap());
        integer("max_collateral_capacity", agent.maxCollateralCapacity());
        integer("posted_collateral", agent.postedCollateral());
        decimal("collateral_haircut", agent.collateralHaircut());
        integer("liquidity_pool", agent.liquidityPool());
        decimal("liquidity_allocation_fraction", agent.allocationFraction());
        limits(agent.limits());
        key("reservations").open('{').integer("highly_urgent", agent.reservations().highlyUrgent());
        integer("urgent", agent.reservations().urgent()).close('}');
        policy(agent.policy());
        key("arrivals").open('[');
        for (Flow flow : agent.arrivals()) flow(flow, "rate_per_tick");
        close(']').close('}');
    }

    private void limits(Limits limits) {
        key("limits").open('{').key("bilateral").open('{');
        limits.bilateral().forEach(this::integer);
        close('}');
        Long multilateral = limits.multilateral();
        if (multilateral != null) integer("multilateral", multilateral);
        word("bind", limits.bind()).close('}');
    }

    private void population(Population population) {
        key("population").open('{').integer("count", population.count()).text("id", population.idPattern());
        key("size").open('{').text("distribution", "zipf").number("exponent", population.exponent()).close('}');
        integer("opening_balance_total", population.openingBalanceTotal());
        integer("unsecured_cap_total", population.unsecuredCapTotal());
        policy(population.policy());
        key("arrivals").open('[');
        for (Flow flow : population.arrivals()) flow(flow, "rate_per_tick_total");
        close(']').close('}');
    }

    private void flow(Flow flow, String rateKey) {
        element().open('{').number(rateKey, flow.ratePerTick()).numbers("profile", flow.profile());
        amount(flow.amount());
        if (rateKey.equals("rate_per_tick")) numbers("counterparty_weights", flow.counterpartyWeights());
        key("deadline_range").open('[');
        element().json.append(flow.deadlineOffsetMin());
        element().json.append(flow.deadlineOffsetMax());
        close(']');
        priority(flow.priority());
        flag("divisible", flow.divisible()).close('}');
    }

    private void amount(AmountDistribution amount) {
        key("amount").open('{');
        switch (amount) {
            case AmountDistribution.Constant(long value) -> text("type", "constant").integer("value", value);
            case AmountDistribution.Uniform(long min, long max) ->
                    text("type", "uniform").integer("min", min).integer("max", max);
            case AmountDistribution.Empirical(List<Long> values) -> {
                text("type", "empirical").key("values").open('[');
                for (long value : values) element().json.append(value);
                close(']');
            }
            case AmountDistribution.Normal(double mean, double stdDev, Bounds bounds) ->
                    text("type", "normal").number("mean", mean).number("std_dev", stdDev).bounds(bounds);
            case AmountDistribution.LogNormal(double mean, double stdDev, Bounds bounds) ->
                    text("type", "log_normal").number("mean", mean).number("std_dev", stdDev).bounds(bounds);
            case AmountDistribution.LogNormalMedian(double median, double sigma, Bounds bounds) ->
                    text("type", "log_normal").number("median", median).number("sigma", sigma).bounds(bounds);
            case AmountDistribution.Exponential(double mean, Bounds bounds) ->
                    text("type", "exponential").number("mean", mean).bounds(bounds);
        }
        close('}');
    }

    private void bounds(Bounds bounds) {
        integer("min", bounds.min()).integer("max", bounds.max());
    }

    private void priority(PriorityDistribution priority) {
        key("priority").open('{');
        switch (priority) {
            case PriorityDistribution.Fixed(int value) -> text("type", "fixed").integer("value", value);
            case PriorityDistribution.Uniform(int min, int max) ->
                    text("type", "uniform").integer("min", min).integer("max", max);
            case PriorityDistribution.Categorical categorical ->
                    text("type", "categorical").numbers("weights", categorical.weights());
        }
        close('}');
    }

    private void policy(Policy policy) {
        key("policy").open('{');
        switch (policy) {
            case Policy.Fifo() -> text("type", "fifo");
            case Policy.Deadline(int threshold) -> text("type", "deadline").integer("urgency_threshold", threshold);
            case Policy.LiquidityAware(long buffer, int threshold) ->
                    text("type", "liquidity_aware")
                            .integer("target_buffer", buffer)
                            .integer("urgency_threshold", threshold);
            case Policy.Tree(DecisionTrees trees) -> TreeJson.write(text("type", "tree").key("tree"), trees);
            case Policy.LiquiditySplitting(int splits, long least) ->
                    text("type", "liquidity_splitting")
                            .integer("max_splits", splits)
                            .integer("min_split_amount", least);
        }
        close('}');
    }

    private void lsmConfig(LsmConfig lsm) {
        key("lsm_config").open('{').key("algorithms").open('[');
        for (LsmConfig.Algorithm algorithm : lsm.algorithms()) element().quote(lower(algorithm));
        close(']').integer("every_ticks", lsm.everyTicks()).integer("max_cycle_length", lsm.maxCycleLength());
        integer("max_cycles_per_tick", lsm.maxCyclesPerTick()).integer("cycle_work", lsm.cycleWork());
        integer("optimal_max_transactions", lsm.optimalMaxTransactions()).close('}');
    }

    private void rtgs(Rtgs rtgs) {
        key("rtgs").open('{').word("discipline", rtgs.discipline());
        word("entry_offsetting", rtgs.entryOffsetting()).flag("deferred_crediting", rtgs.deferredCrediting());
        word("internal_queue_order", rtgs.internalOrder()).word("unsettled_at_close", rtgs.unsettledAtClose());
        Rtgs.Escalation escalation = rtgs.escalation();
        if (escalation != null) {
            key("priority_escalation").open('{');
            integer("start_ticks_before_deadline", escalation.startTicks());
            integer("max_boost", escalation.maxBoost()).close('}');
        }
        close('}');
    }

    private void costRates(CostRates rates) {
        key("cost_rates").open('{');
        decimal("overdraft_bps_per_tick", rates.overdraftBpsPerTick());
        decimal("collateral_cost_per_tick_bps", rates.collateralBpsPerTick());
        decimal("liquidity_cost_per_tick_bps", rates.liquidityBpsPerTick());
        decimal("delay_cost_per_tick_per_cent", rates.delayPerTickPerCent());
        key("priority_delay_multipliers").open('{').decimal("urgent", rates.urgentMultiplier());
        decimal("normal", rates.normalMultiplier()).decimal("low", rates.lowMultiplier()).close('}');
        decimal("overdue_delay_multiplier", rates.overdueMultiplier());
        word("delay_cost_queues", rates.delayQueues());
        switch (rates.deadlinePenalty()) {
            case DeadlinePenalty.Fixed(long amount) -> integer("deadline_penalty", amount);
            case DeadlinePenalty.Bps(BigDecimal bps) ->
                    key("deadline_penalty").open('{').decimal("bps", bps).close('}');
        }
        integer("split_friction_cost", rates.splitFriction()).integer("eod_penalty", rates.eodPenalty()).close('}');
    }

    private void scheduled(ScheduledEvent event) {
        element().open('{');
        switch (event) {
            case ScheduledEvent.CustomTransaction tx -> {
                text("type", "custom_transaction").text("sender", tx.sender()).text("receiver", tx.receiver());
                integer("amount", tx.amount()).integer("deadline_offset", tx.deadlineOffset());
                integer("priority", tx.priority()).flag("divisible", tx.divisible());
            }
            case ScheduledEvent.DirectTransfer transfer -> {
                text("type", "direct_transfer").text("sender", transfer.sender());
                text("receiver", transfer.receiver()).integer("amount", transfer.amount());
            }
            case ScheduledEvent.CollateralAdjustment adjustment ->
                    text("type", "collateral_adjustment")
                            .text("agent", adjustment.agent())
                            .integer("amount", adjustment.amount());
            case ScheduledEvent.GlobalArrivalRate rate ->
                    text("type", "global_arrival_rate").number("multiplier", rate.multiplier());
            case ScheduledEvent.AgentArrivalRate rate ->
                    text("type", "agent_arrival_rate")
                            .text("agent", rate.agent())
                            .number("multiplier", rate.multiplier());
            case ScheduledEvent.CounterpartyWeight weight -> {
                text("type", "counterparty_weight").text("agent", weight.agent());
                text("counterparty", weight.counterparty()).number("weight", weight.weight());
            }
            case ScheduledEvent.DeadlineWindow window -> {
                text("type", "deadline_window");
                String agent = window.agent();
                if (agent != null) text("agent", agent);
                integer("min", window.min()).integer("max", window.max());
            }
            case ScheduledEvent.CreditLimit limit ->
                    text("type", "credit_limit")
                            .text("agent", limit.agent())
                            .integer("unsecured_cap", limit.unsecuredCap());
            case ScheduledEvent.PolicyChange change -> {
                text("type", "policy_change").text("agent", change.agent());
                policy(change.policy());
            }
            case ScheduledEvent.AgentOutage outage -> {
                text("type", "agent_outage").text("agent", outage.agent());
                integer("from", outage.from()).integer("until", outage.until()).close('}');
                return;
            }
        }
        Schedule at = event.at();
        key("at").open('{').integer("start", at.start()).integer("every", at.every()).integer("until", at.until());
        close('}').close('}');
    }

    CanonicalJson text(String key, String value) {
        key(key).quote(value);
        return this;
    }

    private CanonicalJson word(String key, Enum<?> value) {
        key(key).quote(lower(value));
        return this;
    }

    private CanonicalJson integer(String key, long value) {
        key(key).json.append(value);
        return this;
    }

    private CanonicalJson flag(String key, boolean value) {
        key(key).json.append(value);
        return this;
    }

    CanonicalJson number(String key, double value) {
        key(key).json.append(value);
        return this;
    }

    private CanonicalJson decimal(String key, BigDecimal value) {
        key(key).json.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        return this;
    }

    private void numbers(String key, Map<?, Double> numbers) {
        key(key).open('{');
        numbers.forEach((name, number) -> number(String.valueOf(name), number));
        close('}');
    }

    CanonicalJson key(String key) {
        element().quote(key);
        json.append(':');
        return this;
    }

    /// Begins what may follow another of its kind.
    CanonicalJson element() {
        char last = json.charAt(json.length() - 1);
        if (last != '{' && last != '[') json.append(',');
        return this;
    }

    CanonicalJson open(char bracket) {
        json.append(bracket);
        return this;
    }

    CanonicalJson close(char bracket) {
        json.append(bracket);
        return this;
    }

    void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < ' ') json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            else json.append(c);
        }
        json.append('"');
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
