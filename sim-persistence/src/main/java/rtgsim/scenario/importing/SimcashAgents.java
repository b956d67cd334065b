package rtgsim.scenario.importing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Node;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Words;

/// The agents of a SimCash scenario and what they generate.
final class SimcashAgents {

    static final String CENTRAL_BANK = "CENTRAL_BANK";

    /// Above this a mean cannot be the logarithm of an amount: e^35 is more than 10^15, the largest amount.
    private static final double LOG_MEAN_MAX = 35;

    private static final String DEFAULT_HAIRCUT = "0.02";

    /// What events need to know of the flows that were written.
    ///
    /// @param windows the `deadline_range` of each
    /// @param weights those of each; empty where all receivers are alike
    record Generated(List<long[]> windows, List<Map<String, Double>> weights) {}

    private final SimcashClock clock;
    private final SimcashPolicies policies;
    private final Findings findings;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Generated> generated = new HashMap<>();

    SimcashAgents(SimcashClock clock, SimcashPolicies policies, Findings findings) {
        this.clock = clock;
        this.policies = policies;
        this.findings = findings;
    }

    /// @param events of the scenario, of which those matter here that touch collateral
    Draft.Items convert(Given agents, @Nullable Given events) {
        List<ForeignMap> maps = new ArrayList<>();
        for (Given agent : agents.list()) maps.add(agent.map());
        for (ForeignMap agent : maps) name(agent, maps);
        boolean collateralMoves = events != null && mentionsCollateral(events.value());
        Draft.Items items = new Draft.Items();
        for (ForeignMap agent : maps) items.add(agent(agent, collateralMoves));
        return items;
    }

    /// Ours is the central bank of the system, so an agent there of that name has another one here.
    private void name(ForeignMap agent, List<ForeignMap> all) {
        Given id = agent.require("id");
        if (id == null) return;
        String there = id.text();
        if (!there.equals(CENTRAL_BANK)) {
            id.kept("agents[" + there + "].id");
            names.put(there, there);
            return;
        }
        String here = CENTRAL_BANK + "_AGENT";
        while (isTaken(here, all)) here += "_";
        id.changed(
                "agents[" + here + "].id",
                "CENTRAL_BANK is the system's own account here, so this agent has another name");
        names.put(there, here);
    }

    private static boolean isTaken(String name, List<ForeignMap> all) {
        return all.stream()
                .map(agent -> agent.node().entry("id"))
                .anyMatch(id -> id != null && id.value() instanceof Node.ScalarNode text && text.text().equals(name));
    }

    private static boolean mentionsCollateral(Node events) {
        return switch (events) {
            case Node.ListNode list -> list.elements().stream().anyMatch(SimcashAgents::mentionsCollateral);
            case Node.MapNode map -> map.entries().stream().anyMatch(entry -> mentionsCollateral(entry.value()));
            case Node.ScalarNode scalar -> scalar.text().replace("_", "").equalsIgnoreCase("CollateralAdjustment");
            case Node.RefusedNode refused -> false;
        };
    }

    /// The name here of an agent there; reported if there is none of that name.
    String agent(Given reference) {
        String there = reference.text();
        String here = names.get(there);
        if (here != null) return here;
        reference.refuse(ProblemCode.UNKNOWN_AGENT, "there is no agent " + Words.quoted(there), null);
        return there;
    }

    /// As [#agent], but the central bank, if no agent has its name, is ours.
    String agentOrCentralBank(Given reference) {
        boolean bank = reference.text().equals(CENTRAL_BANK) && !names.containsKey(CENTRAL_BANK);
        return bank ? CENTRAL_BANK : agent(reference);
    }

    /// The name here of an agent there, or the same name if there is no such agent.
    String named(String there) {
        return names.getOrDefault(there, there);
    }

    Set<String> ids() {
        return new LinkedHashSet<>(names.values());
    }

    void added(String file, String becomes, String note) {
        findings.add(file, becomes, note);
    }

    /// What an agent generates; nothing is no flow.
    Generated generated(String id) {
        return generated.getOrDefault(id, new Generated(List.of(), List.of()));
    }

    private Draft.Fields agent(ForeignMap agent, boolean collateralMoves) {
        Draft.Fields here = new Draft.Fields();
        Given id = agent.find("id");
        String name = id == null ? "" : names.getOrDefault(id.text(), id.text());
        String at = "agents[" + name + "]";
        here.put("id", name);
        Given balance = agent.require("opening_balance");
        here.put("opening_balance", balance == null ? 0 : balance.integer(Long.MIN_VALUE, Long.MAX_VALUE));
        if (balance != null) balance.kept(at + ".opening_balance");
        long cap = money(agent, "unsecured_cap", at, here);
        Given policy = agent.require("policy");
        Draft.Fields policyHere = policy == null ? new Draft.Fields() : policies.convert(policy, name, agent);
        collateral(agent, at, cap, collateralMoves || SimcashPolicies.isTree(policyHere), here);
        pool(agent, at, here);
        limits(agent, at, here);
        here.put("policy", policyHere);
        Draft.Items flows = flows(agent, at, name);
        here.putUnlessEmpty("arrivals", flows);
        return here;
    }

    private static long money(ForeignMap agent, String key, String at, Draft.Fields here) {
        Given given = agent.find(key);
        if (given == null) return 0;
        long amount = given.integer(0, Long.MAX_VALUE);
        here.put(key, amount);
        given.kept(at + "." + key);
        return amount;
    }

    private void collateral(ForeignMap agent, String at, long cap, boolean moves, Draft.Fields here) {
        Given capacity = agent.find("max_collateral_capacity", "max_collateral");
        if (capacity != null) {
            here.put("max_collateral_capacity", capacity.integer(0, Long.MAX_VALUE));
            capacity.kept(at + ".max_collateral_capacity");
        }
        long posted = money(agent, "posted_collateral", at, here);
        if (capacity == null && posted / 10 >= cap && posted > 0) {
            here.put("max_collateral_capacity", posted);
            findings.add(
                    agent.file(),
                    at + ".max_collateral_capacity",
                    "10 x unsecured_cap here when it is left out, which is less than what is posted");
        }
        Given haircut = agent.find("collateral_haircut");
        if (haircut != null) {
            here.put("collateral_haircut", SimcashScenario.decimal(haircut, 6, at + ".collateral_haircut"));
        } else if (posted > 0 || moves) {
            here.put("collateral_haircut", new Draft.Plain(DEFAULT_HAIRCUT));
            findings.add(
                    agent.file(),
                    at + ".collateral_haircut",
                    "0.02 there when it is left out, by two of three pages of its documentation; by the third, none");
        }
    }

    private void pool(ForeignMap agent, String at, Draft.Fields here) {
        Given pool = agent.find("liquidity_pool");
        if (pool != null) {
            here.put("liquidity_pool", pool.integer(0, Long.MAX_VALUE));
            pool.kept(at + ".liquidity_pool");
            if (clock.ticks() > clock.ticksPerDay()) {
                pool.changed(
                        at + ".liquidity_pool", "it returns to the central bank at each close, and is allocated anew");
            }
        }
        Given fraction = agent.find("liquidity_allocation_fraction");
        if (fraction == null) return;
        here.put(
                "liquidity_allocation_fraction",
                SimcashScenario.decimal(fraction, 6, at + ".liquidity_allocation_fraction"));
    }

    private void limits(ForeignMap agent, String at, Draft.Fields here) {
        Given block = agent.find("limits");
        if (block == null) return;
        block.kept(at + ".limits");
        Draft.Fields limits = new Draft.Fields();
        String note = "against the day's net outflow here, against all that was sent there";
        Given bilateral = block.map().find("bilateral_limits");
        if (bilateral != null) {
            Draft.Fields each = new Draft.Fields();
            for (Given limit : bilateral.map().all()) {
                String receiver = known(limit);
                each.put(receiver, limit.integer(0, Long.MAX_VALUE));
                limit.changed(at + ".limits.bilateral." + receiver, note);
            }
            bilateral.changed(at + ".limits.bilateral", note);
            limits.putUnlessEmpty("bilateral", each);
        }
        Given multilateral = block.map().find("multilateral_limit");
        if (multilateral != null) {
            limits.put("multilateral", multilateral.integer(0, Long.MAX_VALUE));
            multilateral.changed(at + ".limits.multilateral", note);
        }
        if (limits.values().isEmpty()) return;
        limits.put("bind", "all");
        findings.add(agent.file(), at + ".limits.bind", "limits hold for every priority there");
        here.put("limits", limits).remark("limits", note);
    }

    /// The receiver that a key names.
    private String known(Given key) {
        String here = names.get(key.name());
        if (here != null) return here;
        key.refuse(ProblemCode.UNKNOWN_AGENT, "there is no agent " + Words.quoted(key.name()), null);
        return key.name();
    }

    private Draft.Items flows(ForeignMap agent, String at, String name) {
        Draft.Items flows = new Draft.Items();
        Given single = agent.find("arrival_config");
        Given bands = agent.find("arrival_bands");
        if (single != null && bands != null) {
            bands.refuse(ProblemCode.NOT_TOGETHER, "an agent has arrival_config or arrival_bands, not both", null);
        }
        Generated all = new Generated(new ArrayList<>(), new ArrayList<>());
        if (single != null) {
            single.kept(at + ".arrivals[0]");
            flows.add(flow(single.map(), at + ".arrivals[0]", name, null, all));
        }
        if (bands != null) {
            bands.kept(at + ".arrivals");
            addBand(bands, "urgent", 8, 10, at, name, flows, all);
            addBand(bands, "normal", 4, 7, at, name, flows, all);
            addBand(bands, "low", 0, 3, at, name, flows, all);
        }
        generated.put(name, all);
        return flows;
    }

    private void addBand(
            Given bands, String band, int min, int max, String at, String name, Draft.Items flows, Generated all) {
        Given given = bands.map().find(band);
        if (given == null) return;
        String path = at + ".arrivals[" + flows.values().size() + "]";
        given.changed(path, "a flow of its own, of priorities " + min + " to " + max);
        Draft.Fields priority = new Draft.Fields().put("type", "uniform").put("min", min).put("max", max);
        Draft.Fields flow = flow(given.map(), path, name, priority, all);
        flows.add(flow.remark("rate_per_tick", "the band " + band));
    }

    /// @param priority of a band, or null
    private Draft.Fields flow(
            ForeignMap given, String at, String name, Draft.@Nullable Fields priority, Generated all) {
        Draft.Fields flow = new Draft.Fields();
        Given rate = given.require("rate_per_tick");
        flow.put("rate_per_tick", rate == null ? 0 : rate.amount());
        if (rate != null) rate.kept(at + ".rate_per_tick");
        Given amount = given.require("amount_distribution");
        if (amount != null) flow.put("amount", amount(amount, at + ".amount"));
        flow.putUnlessEmpty("counterparty_weights", weights(given, at, name, all));
        flow.put("deadline_range", window(given, at, priority != null, all));
        Draft.Fields drawn = priority == null ? priority(given, at) : priority;
        if (drawn != null) flow.put("priority", drawn);
        Given divisible = given.find("divisible");
        if (divisible != null) {
            if (divisible.flag()) flow.put("divisible", true);
            divisible.kept(at + ".divisible");
        }
        return flow;
    }

    private Draft.Fields weights(ForeignMap given, String at, String name, Generated all) {
        Draft.Fields weights = new Draft.Fields();
        Map<String, Double> known = new LinkedHashMap<>();
        all.weights().add(known);
        Given block = given.find("counterparty_weights");
        if (block == null) return weights;
        block.kept(at + ".counterparty_weights");
        for (Given weight : block.map().all()) {
            String receiver = known(weight);
            if (receiver.equals(name)) {
                weight.lost("an agent does not pay itself, there or here");
                continue;
            }
            weights.put(receiver, weight.amount());
            known.put(receiver, weight.amount());
            weight.kept(at + ".counterparty_weights." + receiver);
        }
        return weights;
    }

    private Draft.Items window(ForeignMap given, String at, boolean band, Generated all) {
        long min = 10;
        long max = 50;
        String becomes = at + ".deadline_range";
        if (band) {
            Given least = given.require("deadline_offset_min");
            Given most = given.require("deadline_offset_max");
            if (least != null) {
                min = least.integer(1, Integer.MAX_VALUE);
                least.kept(becomes);
            }
            if (most != null) {
                max = most.integer(1, Integer.MAX_VALUE);
                most.kept(becomes);
            }
        } else {
            Given range = given.find("deadline_range");
            List<Given> ends = range == null ? List.of() : range.list();
            if (range == null) {
                findings.add(given.file(), becomes, "[10, 50] there when it is left out");
            } else if (ends.size() != 2) {
                range.refuse(ProblemCode.WRONG_LENGTH, range.path() + " must be [min, max]", null);
            } else {
                min = ends.getFirst().integer(1, Integer.MAX_VALUE);
                max = ends.getLast().integer(1, Integer.MAX_VALUE);
                range.kept(becomes);
            }
        }
        all.windows().add(new long[] {min, max});
        return new Draft.Items().add(Draft.integer(min)).add(Draft.integer(max));
    }

    private Draft.@Nullable Fields priority(ForeignMap given, String at) {
        String becomes = at + ".priority";
        Given fixed = given.find("priority");
        Given drawn = given.find("priority_distribution");
        if (drawn == null) {
            if (fixed == null) return null;
            fixed.kept(becomes);
            return new Draft.Fields().put("type", "fixed").put("value", fixed.integer(0, 10));
        }
        if (fixed != null) fixed.lost("priority_distribution stands in its place, there too");
        drawn.kept(becomes);
        ForeignMap distribution = drawn.map();
        Given type = distribution.require("type");
        if (type == null) return null;
        type.kept(becomes + ".type");
        switch (type.word()) {
            case "fixed" -> {
                return new Draft.Fields().put("type", "fixed").put("value", priority(distribution, "value", becomes));
            }
            case "uniform" -> {
                return new Draft.Fields()
                        .put("type", "uniform")
                        .put("min", priority(distribution, "min", becomes))
                        .put("max", priority(distribution, "max", becomes));
            }
            case "categorical" -> {
                return categorical(distribution, becomes);
            }
            default -> {
                type.refuse(ProblemCode.NOT_ALLOWED_WORD, type.path() + " must be Fixed, Uniform or Categorical", null);
                return null;
            }
        }
    }

    private static long priority(ForeignMap distribution, String key, String becomes) {
        Given given = distribution.require(key);
        if (given == null) return 0;
        given.kept(becomes + "." + key);
        return given.integer(0, 10);
    }

    private static Draft.Fields categorical(ForeignMap distribution, String becomes) {
        Given values = distribution.require("values");
        Given weights = distribution.require("weights");
        TreeMap<Long, Double> sums = new TreeMap<>();
        if (values != null && weights != null) {
            List<Given> each = values.list();
            List<Given> weight = weights.list();
            if (each.size() != weight.size()) {
                weights.refuse(
                        ProblemCode.WRONG_LENGTH,
                        weights.path() + " must have as many elements as values: " + each.size(),
                        null);
            }
            boolean ascending = true;
            long before = -1;
            for (int i = 0; i < Math.min(each.size(), weight.size()); i++) {
                long value = each.get(i).integer(0, 10);
                sums.merge(value, weight.get(i).amount(), Double::sum);
                ascending &= value > before;
                before = value;
            }
            if (ascending) values.kept(becomes + ".weights");
            else
                values.changed(
                        becomes + ".weights",
                        "drawn in ascending order here: the same shares, but other priorities for the same seed");
            weights.kept(becomes + ".weights");
        }
        Draft.Fields written = new Draft.Fields();
        sums.forEach((value, weight) -> written.put(Long.toString(value), weight));
        return new Draft.Fields().put("type", "categorical").put("weights", written);
    }

    private static Draft.Fields amount(Given block, String at) {
        block.kept(at);
        ForeignMap given = block.map();
        Draft.Fields amount = new Draft.Fields();
        Given type = given.require("type");
        if (type == null) return amount;
        type.kept(at + ".type");
        switch (type.word()) {
            case "uniform" -> uniform(given, at, amount);
            case "normal" -> {
                amount.put("type", "normal");
                number(given, "mean", "mean", at, amount);
                number(given, "std_dev", "std_dev", at, amount);
                bounds(given, at, amount);
            }
            case "lognormal" -> {
                logNormal(given, at, amount);
                bounds(given, at, amount);
            }
            case "exponential" -> {
                exponential(given, at, amount);
                bounds(given, at, amount);
            }
            default ->
                    type.refuse(
                            ProblemCode.NOT_ALLOWED_WORD,
                            type.path() + " must be Normal, LogNormal, Uniform or Exponential",
                            null);
        }
        return amount;
    }

    private static void uniform(ForeignMap given, String at, Draft.Fields amount) {
        amount.put("type", "uniform");
        for (String end : List.of("min", "max")) {
            Given bound = given.require(end);
            if (bound == null) continue;
            long value = bound.integer(0, Long.MAX_VALUE - 1);
            if (value == 0) bound.changed(at + "." + end, "an amount is at least 1 here, so others are drawn");
            else bound.kept(at + "." + end);
            amount.put(end, Math.max(1, value));
        }
    }

    private static void number(ForeignMap given, String key, String name, String at, Draft.Fields amount) {
        Given number = given.require(key);
        if (number == null) return;
        amount.put(name, number.number());
        number.kept(at + "." + name);
    }

    private static void logNormal(ForeignMap given, String at, Draft.Fields amount) {
        amount.put("type", "log_normal");
        Given mean = given.require("mean");
        Given deviation = given.require("std_dev");
        if (mean == null || deviation == null) return;
        double centre = mean.number();
        if (centre > LOG_MEAN_MAX) {
            String note = "too large to be a logarithm of an amount, so it is read as that of the amounts themselves";
            amount.put("mean", centre).put("std_dev", deviation.amount()).remark("mean", note);
            mean.changed(at + ".mean", note);
            deviation.changed(at + ".std_dev", "that of the amounts themselves, as the mean is");
            return;
        }
        double median = StrictMath.exp(centre);
        amount.put("median", median).put("sigma", deviation.amount());
        amount.remark("median", "e^" + mean.text() + ", since SimCash gives the mean of the logarithm");
        mean.changed(at + ".median", "the mean of the logarithm, so the median is e^mean");
        deviation.kept(at + ".sigma");
    }

    private static void exponential(ForeignMap given, String at, Draft.Fields amount) {
        amount.put("type", "exponential");
        Given rate = given.require("lambda", "rate");
        if (rate == null) return;
        BigDecimal lambda = rate.decimal();
        if (lambda.signum() <= 0) {
            rate.refuse(ProblemCode.OUT_OF_RANGE, rate.path() + " must be greater than 0", null);
            return;
        }
        rate.changed(at + ".mean", "the mean is 1 / lambda");
        amount.put("mean", BigDecimal.ONE.divide(lambda, MathContext.DECIMAL64).doubleValue());
    }

    private static void bounds(ForeignMap given, String at, Draft.Fields amount) {
        for (String end : List.of("min", "max")) {
            Given bound = given.find(end);
            if (bound == null) continue;
            amount.put(end, Math.max(1, Math.round(bound.amount())));
            bound.changed(
                    at + "." + end, "an amount outside is drawn again here; what happens there is not documented");
        }
    }
}
