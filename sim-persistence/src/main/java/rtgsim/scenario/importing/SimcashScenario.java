package rtgsim.scenario.importing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.ProblemCode;

/// A scenario of SimCash, top to bottom: what its keys say about the system as a whole. Agents, policies and events have classes of their own.
///
/// After its public documentation. Two of its pages write the same things in two forms; both are read: keys under `simulation` or at the top, `cost_rates` or
/// `cost_config`, queue settings at the top or under `rtgs_config` and `queue_config`.
final class SimcashScenario {

    private static final String CURVE = "linear";

    private final ForeignMap root;
    private final Findings findings;
    private final Draft.Fields scenario = new Draft.Fields();

    SimcashScenario(ForeignMap root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    /// @param name of the scenario here
    Draft.Fields convert(String name, SimcashPolicies policies) {
        scenario.put("name", name);
        SimcashClock clock = simulation();
        Given queueing = root.find("rtgs_config");
        ForeignMap system = queueing == null ? null : queueing.map();
        if (queueing != null) queueing.kept(null);
        boolean bands = priorityMode(system);
        double rush = eodRush();
        SimcashAgents agents = new SimcashAgents(clock, policies, findings);
        policies.use(new SimcashTree.Manner(rush, bands, agents::named));
        Given listed = root.require("agents");
        Draft.Fields costs = new Draft.Fields();
        if (listed != null) {
            listed.kept("agents");
            scenario.put("agents", agents.convert(listed, root.find("scenario_events")));
        }
        scenario.put("lsm_config", offsetting(system));
        scenario.putUnlessEmpty("rtgs", rtgs());
        scenario.put("cost_rates", costs(costs));
        Given events = root.find("scenario_events");
        if (events != null) {
            events.kept("scenario_events");
            scenario.putUnlessEmpty("scenario_events", new SimcashEvents(clock, agents).convert(events));
        }
        Given toggles = root.find("policy_feature_toggles");
        if (toggles != null) {
            String why = "it says which policies authors may write, and does nothing in a run";
            toggles.lost(why);
            for (Given toggle : toggles.map().all()) {
                if (toggle.name().equals("include") || toggle.name().equals("exclude")) toggle.lost(why);
            }
        }
        return scenario;
    }

    private SimcashClock simulation() {
        Given block = root.find("simulation");
        ForeignMap settings = root;
        if (block != null) {
            block.kept("simulation");
            settings = block.map();
        }
        Draft.Fields simulation = new Draft.Fields();
        long ticksPerDay = positive(settings, "simulation.ticks_per_day", "ticks_per_day");
        long numDays = positive(settings, "simulation.num_days", "num_days");
        simulation.put("ticks_per_day", ticksPerDay).put("num_days", numDays);
        Given seed = settings.require(block == null ? new String[] {"rng_seed", "seed"} : new String[] {"rng_seed"});
        simulation.put("rng_seed", seed == null ? 0 : seed(seed));
        simulation.put("rng", "xorshift64star");
        findings.add(root.file(), "simulation.rng", "its generator, one stream for the whole run");
        boolean sameDay = false;
        Given cap = root.find("deadline_cap_at_eod");
        if (cap != null) {
            sameDay = cap.flag();
            cap.kept("simulation.deadline_cap");
        } else {
            findings.add(root.file(), "simulation.deadline_cap", "there deadlines never lie beyond the end of the run");
        }
        simulation.put("deadline_cap", sameDay ? "end_of_day" : "end_of_run");
        scenario.put("simulation", simulation);
        return new SimcashClock(ticksPerDay, ticksPerDay * numDays);
    }

    private static long positive(ForeignMap settings, String becomes, String key) {
        Given given = settings.require(key);
        if (given == null) return 1;
        given.kept(becomes);
        return given.integer(1, 1_000_000);
    }

    private static long seed(Given given) {
        BigDecimal seed = given.decimal();
        boolean fits = seed.signum() >= 0 && seed.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        if (fits) {
            given.kept("simulation.rng_seed");
            return given.integer(0, Long.MAX_VALUE);
        }
        given.changed("simulation.rng_seed", "seeds are 0 to 2^63 - 1 here, so the arrivals are others");
        return seed.toBigInteger().longValue() & Long.MAX_VALUE;
    }

    private double eodRush() {
        Given threshold = root.find("eod_rush_threshold");
        Given block = root.find("simulation");
        if (threshold == null && block != null && block.isMap()) threshold = block.map().find("eod_rush_threshold");
        if (threshold == null) return SimcashTree.RUSH;
        double from = threshold.amount();
        if (from == SimcashTree.RUSH) threshold.kept(null);
        else
            threshold.changed(
                    null, "`is_eod_rush` begins at 0.8 here, so trees that read it compare the day's progress");
        return from;
    }

    private boolean priorityMode(@Nullable ForeignMap system) {
        Given mode = root.find("priority_mode");
        if (mode == null && system != null) mode = system.find("priority_mode");
        if (mode == null) return false;
        boolean bands = mode.flag();
        if (!bands) {
            mode.kept(null);
            return false;
        }
        mode.changed(
                "agents[*].policy",
                "each agent submits in the RTGS priority of the band: 8-10 highly_urgent, 4-7 urgent, 0-3 normal");
        return true;
    }

    private Draft.Fields offsetting(@Nullable ForeignMap system) {
        Draft.Fields here = new Draft.Fields();
        Draft.Items algorithms = new Draft.Items();
        Given block = root.find("lsm_config");
        ForeignMap lsm = null;
        if (block != null) {
            block.kept("lsm_config");
            lsm = block.map();
        }
        boolean on = true;
        if (system != null) {
            Given enabled = system.find("lsm_enabled");
            if (enabled != null) {
                on = enabled.flag();
                enabled.kept("lsm_config.algorithms");
            }
            Given named = system.find("lsm_algorithm");
            if (named != null) named.lost("`bilateral` and then `cycles` is the only order there is to import");
            for (String limit : List.of("bilateral_limit", "multilateral_limit")) {
                Given given = system.find(limit);
                if (given != null) given.lost("its documentation does not say what it limits");
            }
        }
        if (enabled(lsm, "enable_bilateral") && on) algorithms.add(new Draft.Text("bilateral"));
        if (enabled(lsm, "enable_cycles") && on) algorithms.add(new Draft.Text("cycles"));
        here.put("algorithms", algorithms);
        Given length = lsm == null ? null : lsm.find("max_cycle_length");
        if (length != null) {
            here.put("max_cycle_length", length.integer(1, Integer.MAX_VALUE));
            length.kept("lsm_config.max_cycle_length");
        }
        Given cycles = lsm == null ? null : lsm.find("max_cycles_per_tick");
        if (cycles != null) {
            here.put("max_cycles_per_tick", cycles.integer(1, Integer.MAX_VALUE));
            cycles.kept("lsm_config.max_cycles_per_tick");
        }
        Given sequence = root.find("algorithm_sequencing");
        if (sequence != null) {
            if (sequence.flag()) sequence.kept("lsm_config.algorithms");
            else sequence.changed("lsm_config.algorithms", "the algorithms always run one after the other here");
        }
        return here;
    }

    private boolean enabled(@Nullable ForeignMap lsm, String key) {
        Given given = lsm == null ? null : lsm.find(key);
        if (given == null) {
            findings.add(root.file(), "lsm_config.algorithms", key + " is true there when it is left out");
            return true;
        }
        given.kept("lsm_config.algorithms");
        return given.flag();
    }

    private Draft.Fields rtgs() {
        Draft.Fields rtgs = new Draft.Fields();
        Given entry = root.find("entry_disposition_offsetting");
        if (entry != null) {
            boolean on = entry.flag();
            if (on) {
                rtgs.put("entry_offsetting", "extended");
                entry.changed(
                        "rtgs.entry_offsetting",
                        "the receiver's queued transactions back are added one by one until the set settles");
            } else {
                entry.kept("rtgs.entry_offsetting");
            }
        }
        Given deferred = root.find("deferred_crediting");
        if (deferred != null) {
            rtgs.put("deferred_crediting", deferred.flag());
            deferred.kept("rtgs.deferred_crediting");
        }
        Given queues = root.find("queue_config");
        if (queues != null) queues.kept(null);
        Given order = root.find("queue1_ordering");
        if (order == null && queues != null) order = queues.map().find("queue1_ordering");
        if (order != null) rtgs.put("internal_queue_order", internalOrder(order));
        Given escalation = root.find("priority_escalation");
        if (escalation != null) escalation(escalation, rtgs);
        return rtgs;
    }

    private static String internalOrder(Given order) {
        order.kept("rtgs.internal_queue_order");
        switch (order.word()) {
            case "fifo" -> {
                return "fifo";
            }
            case "prioritydeadline" -> {
                return "priority_deadline";
            }
            default -> {
                order.refuse(ProblemCode.NOT_ALLOWED_WORD, order.path() + " must be Fifo or priority_deadline", null);
                return "fifo";
            }
        }
    }

    private static void escalation(Given block, Draft.Fields rtgs) {
        ForeignMap given = block.map();
        Given enabled = given.find("enabled");
        Given curve = given.find("curve");
        Given start = given.find("start_escalating_at_ticks");
        Given boost = given.find("max_boost");
        boolean on = enabled != null && enabled.flag();
        if (enabled != null) enabled.kept("rtgs.priority_escalation");
        if (curve != null) {
            if (curve.word().equals(CURVE)) curve.kept(null);
            else curve.lost("the only curve is linear, there and here");
        }
        if (!on) {
            block.kept(null);
            for (Given part : given.all()) {
                if (part.name().equals("start_escalating_at_ticks") || part.name().equals("max_boost")) {
                    part.lost("escalation is off");
                }
            }
            return;
        }
        String becomes = "rtgs.priority_escalation";
        block.changed(becomes, "a boost is rounded down here, to the nearest there; what it adds is no event");
        if (start != null) start.kept(becomes + ".start_ticks_before_deadline");
        if (boost != null) boost.kept(becomes + ".max_boost");
        rtgs.put(
                        "priority_escalation",
                        new Draft.Fields()
                                .put(
                                        "start_ticks_before_deadline",
                                        start == null ? 20 : start.integer(1, Integer.MAX_VALUE))
                                .put("max_boost", boost == null ? 3 : boost.integer(0, 10)))
                .remark("priority_escalation", "the boost is rounded down here, to the nearest in SimCash");
    }

    private Draft.Fields costs(Draft.Fields here) {
        Given block = root.find("cost_rates", "cost_config");
        ForeignMap there = null;
        if (block != null) {
            block.kept("cost_rates");
            there = block.map();
        }
        rate(there, "overdraft_bps_per_tick", "0.001", here);
        rate(there, "collateral_cost_per_tick_bps", "0.0002", here);
        rate(there, "liquidity_cost_per_tick_bps", "0", here);
        rate(there, "delay_cost_per_tick_per_cent", "0.0001", here);
        multipliers(there, here);
        Given overdue = there == null ? null : there.find("overdue_delay_multiplier");
        String key = "overdue_delay_multiplier";
        if (overdue == null) {
            here.put(key, 5);
            findings.add(root.file(), "cost_rates." + key, "5 there when it is left out");
        } else if (overdue.decimal().compareTo(BigDecimal.ONE) < 0) {
            overdue.changed("cost_rates." + key, "at least 1 here");
            here.put(key, 1).remark(key, "at least 1 here; SimCash had " + overdue.text());
        } else {
            here.put(key, decimal(overdue, 3, "cost_rates." + key));
        }
        here.put("delay_cost_queues", "internal");
        findings.add(root.file(), "cost_rates.delay_cost_queues", "waiting in the central queue costs nothing there");
        money(there, "deadline_penalty", "deadline_penalty", 50_000, here);
        money(there, "split_friction_cost", "split_friction_cost", 1_000, here);
        money(there, "eod_penalty_per_transaction", "eod_penalty", 10_000, here);
        Given eod = there == null ? null : there.find("eod_penalty_per_transaction");
        if (eod != null && eod.decimal().signum() > 0) {
            eod.changed("cost_rates.eod_penalty", "owed here for those only whose deadline is not after the day");
            here.remark(
                    "eod_penalty", "here of those whose deadline is not after the day, in SimCash of all unsettled");
        }
        return here;
    }

    private void rate(@Nullable ForeignMap there, String key, String standard, Draft.Fields here) {
        Given given = there == null ? null : there.find(key);
        if (given != null) {
            here.put(key, decimal(given, 9, "cost_rates." + key));
        } else if (!standard.equals("0")) {
            here.put(key, new Draft.Plain(standard));
            findings.add(root.file(), "cost_rates." + key, standard + " there when it is left out");
        }
    }

    private void money(@Nullable ForeignMap there, String key, String name, long standard, Draft.Fields here) {
        Given given = there == null ? null : there.find(key);
        if (given != null) {
            here.put(name, given.integer(0, Long.MAX_VALUE));
            given.kept("cost_rates." + name);
        } else {
            here.put(name, standard);
            findings.add(root.file(), "cost_rates." + name, standard + " there when it is left out");
        }
    }

    private static void multipliers(@Nullable ForeignMap there, Draft.Fields here) {
        Given block = there == null ? null : there.find("priority_delay_multipliers");
        if (block == null) return;
        block.kept("cost_rates.priority_delay_multipliers");
        Draft.Fields multipliers = new Draft.Fields();
        for (String band : List.of("urgent", "normal", "low")) {
            Given given = block.map().find(band + "_multiplier");
            if (given == null) continue;
            multipliers.put(band, decimal(given, 3, "cost_rates.priority_delay_multipliers." + band));
        }
        here.putUnlessEmpty("priority_delay_multipliers", multipliers);
    }

    /// A rate with as many decimals as are kept here.
    static Draft.Plain decimal(Given given, int decimals, String becomes) {
        BigDecimal number = given.decimal();
        if (number.signum() < 0) {
            given.refuse(ProblemCode.OUT_OF_RANGE, given.path() + " must not be negative", null);
            return new Draft.Plain("0");
        }
        BigDecimal rounded = number.setScale(decimals, RoundingMode.HALF_EVEN);
        if (rounded.compareTo(number) == 0) given.kept(becomes);
        else given.changed(becomes, "rounded to " + decimals + " decimals");
        BigDecimal shortest = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return new Draft.Plain(shortest.toPlainString());
    }
}
