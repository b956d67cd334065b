package rtgsim.scenario.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.measure.Assertion;
import rtgsim.scenario.CreditLine;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.Node.ListNode;

/// What must hold between the keys of a scenario: references, orders, sums and products. Everything that the records would refuse is found here first, with its
/// place.
///
/// A check that needs a value which was refused already is left out.
final class Relations {

    /// The older generator draws its counts in one piece, which cannot go further.
    private static final double XORSHIFT_RATE_MAX = 700;

    /// More agents are not named in a hint.
    private static final int AGENTS_NAMED_MAX = 12;

    private static final String ASSERTION_FORM =
            "write MEASURE OP NUMBER or MEASURE[AGENT] OP NUMBER, OP one of == != < <= > >=";

    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Problems problems;
    private final Section scenario;
    private final boolean xorshift;
    private final @Nullable Long ticksPerDay;
    private final @Nullable Long totalTicks;
    private final List<Section> agents = new ArrayList<>();
    private final Map<String, Section> agentsById = new LinkedHashMap<>();
    private @Nullable Population population;

    /// Whether all agents are known, so that a name that is not among them is wrong.
    private boolean agentsComplete = true;

    private Relations(Problems problems, Section scenario) {
        this.problems = problems;
        this.scenario = scenario;
        Value simulation = scenario.find("simulation");
        this.xorshift = simulation != null && "xorshift64star".equals(textOrNull(simulation.asSection(), "rng"));
        this.ticksPerDay = simulation == null ? null : longOrNull(simulation.asSection(), "ticks_per_day");
        Long days = simulation == null ? null : longOrNull(simulation.asSection(), "num_days");
        this.totalTicks = ticksPerDay == null || days == null ? null : ticksPerDay * days;
    }

    /// @param folder that of the scenario, or null if it stands in none
    static void check(Section scenario, @Nullable Path folder, Problems problems) {
        Relations relations = new Relations(problems, scenario);
        relations.checkSimulation();
        relations.checkPopulation();
        relations.collectAgents();
        for (Section agent : relations.agents) relations.checkAgent(agent);
        relations.checkOpeningBalances();
        relations.checkCostRates();
        relations.checkScheduled();
        relations.checkScheduledRates();
        relations.checkScheduledWeights();
        relations.checkAssertions();
        relations.readTrees(new PolicyFiles(problems, folder, relations::checkAgentExists));
    }

    private void readTrees(PolicyFiles files) {
        for (Section agent : agents) readTree(agent, files);
        Value rule = scenario.find("population");
        if (rule != null) readTree(rule.asSection(), files);
        for (Value event : listOf(scenario, "scenario_events")) {
            if (event.asSection().tag().equals("policy_change")) readTree(event.asSection(), files);
        }
    }

    private static void readTree(Section of, PolicyFiles files) {
        Value policy = of.find("policy");
        if (policy != null && policy.asSection().tag().equals("tree")) files.read(policy.asSection());
    }

    private void checkSimulation() {
        Value simulation = scenario.find("simulation");
        if (simulation == null) return;
        Section keys = simulation.asSection();
        if (totalTicks != null && totalTicks > Integer.MAX_VALUE) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    keys.get("num_days").node(),
                    keys.path().key("num_days"),
                    "ticks_per_day × num_days must be below 2^31, but it is " + totalTicks,
                    "allowed with these ticks_per_day: 1 to " + Integer.MAX_VALUE / keys.get("ticks_per_day").asLong());
        }
        Value opening = keys.find("opening_time");
        Value closing = keys.find("closing_time");
        if (opening == null || closing == null) return;
        if (((LocalTime) opening.content()).isBefore((LocalTime) closing.content())) return;
        problems.report(
                ProblemCode.WRONG_ORDER,
                keys.place("closing_time", "opening_time"),
                keys.path().key("closing_time"),
                "closing_time must be after opening_time = " + opening.content() + ", but it is " + closing.content(),
                null);
    }

    private void checkPopulation() {
        Value value = scenario.find("population");
        if (value == null) {
            agentsComplete = !scenario.wasGiven("population");
            return;
        }
        Section keys = value.asSection();
        if (xorshift) {
            problems.report(
                    ProblemCode.NOT_TOGETHER,
                    value.node(),
                    keys.path(),
                    "a population cannot be used with simulation.rng xorshift64star",
                    "use rng: per_agent, or list the agents");
        }
        population = populationOf(keys);
        for (Value flow : listOf(keys, "arrivals")) checkFlow(flow.asSection(), "rate_per_tick_total", null);
        if (population == null) return;
        Long cap = longOrNull(keys, "unsecured_cap_total");
        if (cap != null
                && cap > Long.MAX_VALUE / 10
                && Population.shares(cap, population.sizes())[0] > Long.MAX_VALUE / 10) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    keys.place("unsecured_cap_total", "count"),
                    keys.path().key("unsecured_cap_total"),
                    "the first agent's share of unsecured_cap_total, times 10 as its collateral capacity, exceeds 2^63 − 1",
                    null);
        }
    }

    /// What tells which ids the population has and how large its agents are, or null if that is not known.
    private @Nullable Population populationOf(Section keys) {
        Long count = longOrNull(keys, "count");
        String id = textOrNull(keys, "id");
        Value size = keys.find("size");
        Value exponent = size == null ? null : size.asSection().find("exponent");
        if (count == null || id == null || exponent == null) {
            agentsComplete = false;
            return null;
        }
        int digits = Integer.parseInt(id.substring(id.indexOf("%0") + 2, id.indexOf('d', id.indexOf("%0"))));
        if (digits < 7 && count > Math.powExact(10, digits)) {
            problems.report(
                    ProblemCode.OUT_OF_RANGE,
                    keys.get("count").node(),
                    keys.path().key("count"),
                    keys.path().key("count")
                            + " must be at most "
                            + Math.powExact(10, digits)
                            + " for the id "
                            + Words.quoted(id)
                            + ", but it is "
                            + count,
                    "give the id more digits");
            agentsComplete = false;
            return null;
        }
        return new Population(count.intValue(), id, exponent.asDouble(), 0, 0, new Policy.Fifo(), List.of());
    }

    private void collectAgents() {
        Value list = scenario.find("agents");
        if (list == null) {
            agentsComplete = false;
            return;
        }
        for (Value agent : list.asList()) agents.add(agent.asSection());
        boolean allRead = agents.size() == ((ListNode) list.node()).elements().size();
        agentsComplete &= allRead;
        for (Section agent : agents) addAgent(agent);
        boolean populationRead = !scenario.wasGiven("population") || population != null;
        long count = agents.size() + (population == null ? 0L : population.count());
        if (!allRead || !populationRead) return;
        if (count >= 2 && count <= Scenario.AGENTS_MAX) return;
        problems.report(
                ProblemCode.NUMBER_OF_AGENTS,
                scenario.place("agents", "population"),
                NodePath.ROOT.key("agents"),
                "a scenario has 2 to " + Scenario.AGENTS_MAX + " agents, but this one has " + count,
                count < 2 ? "list agents under agents, or give a population" : null);
    }

    private void addAgent(Section agent) {
        String id = textOrNull(agent, "id");
        if (id == null) {
            agentsComplete = false;
            return;
        }
        Node at = agent.get("id").node();
        NodePath path = agent.path().key("id");
        if (id.equals(Scenario.CENTRAL_BANK)) {
            problems.report(
                    ProblemCode.CENTRAL_BANK,
                    at,
                    path,
                    "an agent must not be called CENTRAL_BANK, which is the system's own account",
                    null);
            return;
        }
        Section first = agentsById.putIfAbsent(id, agent);
        if (first != null) {
            problems.report(
                    ProblemCode.DUPLICATE_AGENT,
                    at,
                    path,
                    "two agents are called " + Words.quoted(id),
                    "the first one is " + first.path());
        } else if (population != null && population.hasId(id)) {
            problems.report(
                    ProblemCode.DUPLICATE_AGENT,
                    at,
                    path,
                    "an agent of the population is called " + Words.quoted(id) + " too",
                    "its ids are " + population.id(0) + " to " + population.id(population.count() - 1));
        }
    }

    private void checkAgent(Section agent) {
        String id = textOrNull(agent, "id");
        for (Value flow : listOf(agent, "arrivals")) checkFlow(flow.asSection(), "rate_per_tick", id);
        checkLimits(agent, id);
        checkReservations(agent);
        Long cap = longOrNull(agent, "unsecured_cap");
        Long posted = longOrNull(agent, "posted_collateral");
        Value haircut = agent.find("collateral_haircut");
        Value given = agent.find("max_collateral_capacity");
        if (cap == null || posted == null || haircut == null) return;
        if (given == null && agent.wasRefused("max_collateral_capacity")) return;
        if (given == null && cap > Long.MAX_VALUE / 10) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    agent.place("unsecured_cap", "id"),
                    agent.path().key("unsecured_cap"),
                    "10 × unsecured_cap, the default of max_collateral_capacity, exceeds 2^63 − 1",
                    "give max_collateral_capacity");
            return;
        }
        long capacity = given == null ? 10 * cap : given.asLong();
        if (posted > capacity) {
            problems.report(
                    ProblemCode.BEYOND_CAPACITY,
                    agent.place("posted_collateral", "max_collateral_capacity"),
                    agent.path().key("posted_collateral"),
                    agent.path().key("posted_collateral")
                            + " must be at most max_collateral_capacity = "
                            + capacity
                            + (given == null ? " (10 × unsecured_cap)" : "")
                            + ", but it is "
                            + posted,
                    given == null ? "give max_collateral_capacity" : null);
        }
        int haircutMicros = haircut.asDecimal().movePointRight(6).intValueExact();
        BigInteger credit =
                BigInteger.valueOf(cap).add(BigInteger.valueOf(CreditLine.collateralValue(posted, haircutMicros)));
        if (credit.compareTo(LONG_MAX) > 0) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    agent.place("unsecured_cap", "posted_collateral"),
                    agent.path().key("unsecured_cap"),
                    "unsecured_cap and the value of the collateral together exceed 2^63 − 1",
                    null);
            return;
        }
        Long opening = longOrNull(agent, "opening_balance");
        if (opening != null && BigInteger.valueOf(opening).add(credit).signum() < 0) {
            problems.report(
                    ProblemCode.BEYOND_CREDIT,
                    agent.get("opening_balance").node(),
                    agent.path().key("opening_balance"),
                    agent.path().key("opening_balance")
                            + " must not be below minus the credit line of "
                            + credit
                            + ", but it is "
                            + opening,
                    "raise unsecured_cap or posted_collateral");
        }
        BigInteger allocation = dailyAllocation(agent);
        if (opening == null || BigInteger.valueOf(opening).add(credit).add(allocation).compareTo(LONG_MAX) <= 0) return;
        problems.report(
                ProblemCode.TOO_BIG,
                agent.get("opening_balance").node(),
                agent.path().key("opening_balance"),
                "opening_balance"
                        + (allocation.signum() == 0 ? "" : ", what is allocated from the pool")
                        + " and the credit line together exceed 2^63 − 1",
                null);
    }

    /// What the agent allocates of its pool in the first tick; zero where that is not known.
    private static BigInteger dailyAllocation(Section agent) {
        Long pool = longOrNull(agent, "liquidity_pool");
        Value fraction = agent.find("liquidity_allocation_fraction");
        if (pool == null || fraction == null) return BigInteger.ZERO;
        return new BigDecimal(pool).multiply(fraction.asDecimal()).toBigInteger();
    }

    private void checkLimits(Section agent, @Nullable String id) {
        Value limits = agent.find("limits");
        Value bilateral = limits == null ? null : limits.asSection().find("bilateral");
        if (limits == null || bilateral == null) return;
        NodePath path = limits.asSection().path().key("bilateral");
        for (Map.Entry<String, Value> limit : bilateral.asTextMap().entrySet()) {
            NodePath at = path.key(limit.getKey());
            Node node = limit.getValue().node();
            if (limit.getKey().equals(id)) {
                problems.report(
                        ProblemCode.LIMIT_TO_ITSELF,
                        node,
                        at,
                        Words.quoted(limit.getKey()) + " must not have a limit to itself: it pays others",
                        null);
            } else if (limit.getKey().equals(Scenario.CENTRAL_BANK)) {
                problems.report(
                        ProblemCode.CENTRAL_BANK,
                        node,
                        at,
                        "there is no limit to CENTRAL_BANK: liquidity transfers count towards none",
                        "limits hold against agents");
            } else {
                checkAgentExists(limit.getKey(), node, at);
            }
        }
    }

    private void checkReservations(Section agent) {
        Value value = agent.find("reservations");
        if (value == null) return;
        Section keys = value.asSection();
        Long highlyUrgent = longOrNull(keys, "highly_urgent");
        Long urgent = longOrNull(keys, "urgent");
        if (highlyUrgent == null || urgent == null || urgent <= Long.MAX_VALUE - highlyUrgent) return;
        problems.report(
                ProblemCode.TOO_BIG,
                keys.place("urgent", "highly_urgent"),
                keys.path(),
                "the reservations together exceed 2^63 − 1",
                null);
    }

    private void checkFlow(Section flow, String rateKey, @Nullable String agent) {
        checkRate(flow, rateKey);
        Value range = flow.find("deadline_range");
        if (range != null) {
            List<Value> ends = range.asList();
            checkOrder(
                    ends.get(0).asLong(),
                    ends.get(1).asLong(),
                    ends.get(1).node(),
                    flow.path().key("deadline_range").element(1),
                    "the second of deadline_range",
                    "the first");
            checkDeadline(ends.get(1), flow.path().key("deadline_range").element(1));
        }
        Value amount = flow.find("amount");
        if (amount != null) checkAmount(amount.asSection());
        Value priority = flow.find("priority");
        if (priority != null) checkPriority(priority.asSection());
        Value weights = agent == null ? null : flow.find("counterparty_weights");
        if (weights != null && agent != null) checkWeights(weights, flow.path().key("counterparty_weights"), agent);
    }

    private void checkRate(Section flow, String rateKey) {
        Value profile = flow.find("profile");
        Value rate = flow.find(rateKey);
        double most = rate == null ? 0 : rate.asDouble();
        double limit = xorshift ? XORSHIFT_RATE_MAX : Flow.RATE_MAX;
        String by = xorshift ? " with rng xorshift64star" : "";
        if (rate != null && most > limit) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    rate.node(),
                    flow.path().key(rateKey),
                    flow.path().key(rateKey) + " must be at most " + Math.round(limit) + by + ", but it is " + most,
                    null);
        }
        if (profile == null) return;
        for (Map.Entry<Integer, Value> step : profile.asNumberMap().entrySet()) {
            NodePath path = flow.path().key("profile").key(Integer.toString(step.getKey()));
            if (ticksPerDay != null && step.getKey() >= ticksPerDay) {
                problems.report(
                        ProblemCode.NEVER_HAPPENS,
                        step.getValue().node(),
                        path,
                        "tick " + step.getKey() + " of the day never comes: a day has " + ticksPerDay + " ticks",
                        "allowed: 0 to " + (ticksPerDay - 1));
            }
            double multiplied = most * step.getValue().asDouble();
            if (most <= limit && multiplied > limit) {
                problems.report(
                        ProblemCode.TOO_BIG,
                        step.getValue().node(),
                        path,
                        rateKey
                                + " × multiplier must be at most "
                                + Math.round(limit)
                                + by
                                + ", but it is "
                                + multiplied,
                        null);
            }
        }
    }

    private void checkAmount(Section amount) {
        switch (amount.tag()) {
            case "constant", "empirical" -> {}
            case "log_normal" -> {
                checkBounds(amount);
                checkLogNormal(amount);
            }
            default -> checkBounds(amount);
        }
    }

    private void checkBounds(Section section) {
        Value min = section.find("min");
        Value max = section.find("max");
        if (min == null || max == null) return;
        checkOrder(
                min.asLong(),
                max.asLong(),
                max.node(),
                section.path().key("max"),
                section.path().key("max").toString(),
                "min");
    }

    private void checkLogNormal(Section amount) {
        boolean byMean = amount.wasGiven("mean") || amount.wasGiven("std_dev");
        boolean byMedian = amount.wasGiven("median") || amount.wasGiven("sigma");
        String either = "either mean and std_dev, or median and sigma";
        if (byMean && byMedian) {
            problems.report(
                    ProblemCode.NOT_TOGETHER,
                    amount.place("median", "sigma"),
                    amount.path(),
                    amount.path() + " of type log_normal has " + either + ", not both",
                    null);
            return;
        }
        List<String> needed = byMedian ? List.of("median", "sigma") : List.of("mean", "std_dev");
        List<String> missing = needed.stream().filter(key -> !amount.wasGiven(key)).toList();
        if (missing.isEmpty()) return;
        problems.report(
                ProblemCode.MISSING_KEY,
                amount.start(),
                amount.path(),
                (missing.size() == 1 ? "required key " : "required keys ")
                        + Words.listed(missing)
                        + (missing.size() == 1 ? " is" : " are")
                        + " missing in "
                        + amount.path(),
                "a log_normal amount has " + either);
    }

    private void checkPriority(Section priority) {
        if (priority.tag().equals("uniform")) checkBounds(priority);
        if (!priority.tag().equals("categorical")) return;
        Value weights = priority.find("weights");
        if (weights != null) checkSum(weights, weights.asNumberMap().values(), priority.path().key("weights"));
    }

    private void checkWeights(Value weights, NodePath path, String agent) {
        Map<String, Value> byId = weights.asTextMap();
        for (Map.Entry<String, Value> weight : byId.entrySet()) {
            NodePath at = path.key(weight.getKey());
            if (weight.getKey().equals(agent)) {
                problems.report(
                        ProblemCode.WEIGHT_OF_ITSELF,
                        weight.getValue().node(),
                        at,
                        Words.quoted(agent) + " must not have a weight for itself: it pays others",
                        null);
            } else {
                checkAgentExists(weight.getKey(), weight.getValue().node(), at);
            }
        }
        if (byId.isEmpty()) return;
        // Under xorshift64star whoever is not listed weighs 1.
        if (xorshift && byId.size() < agents.size() - 1) return;
        checkSum(weights, byId.values(), path);
    }

    private void checkSum(Value weights, Iterable<Value> each, NodePath path) {
        double sum = 0;
        for (Value weight : each) sum += weight.asDouble();
        if (sum == 0) {
            problems.report(
                    ProblemCode.ALL_WEIGHTS_ZERO,
                    weights.node(),
                    path,
                    path + " must have a weight greater than 0",
                    null);
        } else if (Double.isInfinite(sum)) {
            problems.report(
                    ProblemCode.TOO_BIG,
                    weights.node(),
                    path,
                    "the sum of " + path + " is not finite",
                    "use smaller weights");
        }
    }

    private void checkOpeningBalances() {
        BigInteger sum = BigInteger.ZERO;
        BigInteger allocated = BigInteger.ZERO;
        Value group = scenario.find("population");
        Long total = group == null ? null : longOrNull(group.asSection(), "opening_balance_total");
        if (total != null) sum = BigInteger.valueOf(total);
        for (Section agent : agents) {
            Long opening = longOrNull(agent, "opening_balance");
            if (opening != null) sum = sum.add(BigInteger.valueOf(opening));
            allocated = allocated.add(dailyAllocation(agent));
        }
        BigInteger opened = sum;
        sum = sum.add(allocated);
        if (opened.abs().compareTo(LONG_MAX) <= 0 && sum.compareTo(LONG_MAX) <= 0) return;
        problems.report(
                ProblemCode.TOO_BIG,
                scenario.place("agents", "population"),
                NodePath.ROOT.key("agents"),
                "all opening balances"
                        + (allocated.signum() == 0 ? "" : " and what is allocated from pools")
                        + " together must be within ±(2^63 − 1), but they are "
                        + sum,
                null);
    }

    private void checkCostRates() {
        Value value = scenario.find("cost_rates");
        if (value == null) return;
        Section rates = value.asSection();
        Value rate = rates.find("delay_cost_per_tick_per_cent");
        Value overdue = rates.find("overdue_delay_multiplier");
        Value multipliers = rates.find("priority_delay_multipliers");
        if (rate == null || overdue == null || multipliers == null) return;
        BigDecimal steepest = BigDecimal.ZERO;
        for (String key : List.of("urgent", "normal", "low")) {
            Value multiplier = multipliers.asSection().find(key);
            if (multiplier != null) steepest = steepest.max(multiplier.asDecimal());
        }
        BigDecimal product = rate.asDecimal().multiply(steepest).multiply(overdue.asDecimal());
        if (product.movePointRight(15).compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) return;
        problems.report(
                ProblemCode.TOO_BIG,
                rates.place("delay_cost_per_tick_per_cent", "overdue_delay_multiplier"),
                rates.path().key("delay_cost_per_tick_per_cent"),
                "delay rate × priority multiplier × overdue multiplier must be at most 9223.372036854775807, but it is "
                        + product.toPlainString(),
                null);
    }

    private void checkScheduled() {
        for (Value value : listOf(scenario, "scenario_events")) {
            Section event = value.asSection();
            if (!event.tag().equals("agent_outage")) checkAt(event);
            switch (event.tag()) {
                case "custom_transaction" -> {
                    checkParties(event, false);
                    Value offset = event.find("deadline_offset");
                    if (offset != null) checkDeadline(offset, event.path().key("deadline_offset"));
                }
                case "direct_transfer" -> checkParties(event, true);
                case "collateral_adjustment" -> {
                    checkParty(event, "agent", false);
                    Value amount = event.find("amount");
                    if (amount != null && amount.asLong() == 0) {
                        problems.report(
                                ProblemCode.OUT_OF_RANGE,
                                amount.node(),
                                event.path().key("amount"),
                                event.path().key("amount") + " must not be 0",
                                "positive posts collateral, negative withdraws it");
                    }
                }
                case "global_arrival_rate" -> {}
                case "agent_arrival_rate", "policy_change" -> checkParty(event, "agent", false);
                case "counterparty_weight" -> checkWeightChange(event);
                case "deadline_window" -> checkWindow(event);
                case "credit_limit" -> checkCreditLimit(event);
                case "agent_outage" -> checkOutage(event);
                default -> throw new IllegalStateException("an event of a type that is not checked: " + event.tag());
            }
        }
    }

    private void checkWeightChange(Section event) {
        checkParty(event, "agent", false);
        checkParty(event, "counterparty", false);
        String agent = textOrNull(event, "agent");
        if (agent == null) return;
        if (population != null && population.hasId(agent)) {
            problems.report(
                    ProblemCode.POPULATION_AGENT,
                    event.get("agent").node(),
                    event.path().key("agent"),
                    Words.quoted(agent) + " is an agent of the population, whose receivers follow their sizes",
                    "list the agent under agents to give it weights");
        } else if (agent.equals(textOrNull(event, "counterparty"))) {
            problems.report(
                    ProblemCode.WEIGHT_OF_ITSELF,
                    event.get("counterparty").node(),
                    event.path().key("counterparty"),
                    Words.quoted(agent) + " must not have a weight for itself: it pays others",
                    null);
        }
    }

    private void checkWindow(Section event) {
        checkParty(event, "agent", false);
        checkBounds(event);
        Value max = event.find("max");
        if (max != null) checkDeadline(max, event.path().key("max"));
    }

    private void checkCreditLimit(Section event) {
        checkParty(event, "agent", false);
        Long cap = longOrNull(event, "unsecured_cap");
        String id = textOrNull(event, "agent");
        Section agent = id == null ? null : agentsById.get(id);
        if (cap == null || agent == null) return;
        Long posted = longOrNull(agent, "posted_collateral");
        Value haircut = agent.find("collateral_haircut");
        if (posted == null || haircut == null) return;
        long value = CreditLine.collateralValue(posted, haircut.asDecimal().movePointRight(6).intValueExact());
        if (cap <= Long.MAX_VALUE - value) return;
        problems.report(
                ProblemCode.TOO_BIG,
                event.get("unsecured_cap").node(),
                event.path().key("unsecured_cap"),
                "unsecured_cap and the value of the collateral together exceed 2^63 − 1",
                null);
    }

    private void checkOutage(Section event) {
        checkParty(event, "agent", false);
        Value from = event.find("from");
        Value until = event.find("until");
        if (from != null) checkHappens(from, event.path().key("from"));
        if (from == null || until == null || from.asLong() < until.asLong()) return;
        problems.report(
                ProblemCode.WRONG_ORDER,
                until.node(),
                event.path().key("until"),
                event.path().key("until") + " must be after from = " + from.asLong() + ", but it is " + until.asLong(),
                null);
    }

    /// Arrivals are drawn up to a rate; scheduled multipliers must not lift a flow beyond it. As `HighestRates` does, this takes the largest multiplier of each
    /// kind, whether or not they hold at the same time.
    private void checkScheduledRates() {
        Value global = null;
        Map<String, Value> ofAgent = new LinkedHashMap<>();
        for (Value value : listOf(scenario, "scenario_events")) {
            Section event = value.asSection();
            if (!event.tag().equals("global_arrival_rate") && !event.tag().equals("agent_arrival_rate")) continue;
            Value multiplier = event.find("multiplier");
            if (multiplier == null || multiplier.asDouble() <= 1) continue;
            if (event.tag().equals("global_arrival_rate")) global = larger(global, multiplier);
            String agent = event.tag().equals("agent_arrival_rate") ? textOrNull(event, "agent") : null;
            if (agent != null) ofAgent.put(agent, larger(ofAgent.get(agent), multiplier));
        }
        if (global == null && ofAgent.isEmpty()) return;
        for (Section agent : agents) {
            String id = textOrNull(agent, "id");
            Value own = id == null ? null : ofAgent.get(id);
            for (Value flow : listOf(agent, "arrivals")) {
                Value rate = flow.asSection().find("rate_per_tick");
                if (rate != null) checkLifted(flow.asSection(), rate.asDouble(), global, own);
            }
        }
        if (population == null) return;
        long[] sizes = population.sizes();
        long total = Arrays.stream(sizes).sum();
        for (Value flow : listOf(scenario.get("population").asSection(), "arrivals")) {
            Value rate = flow.asSection().find("rate_per_tick_total");
            if (rate == null) continue;
            checkLifted(flow.asSection(), rate.asDouble() * sizes[0] / total, global, null);
            for (int k = 0; k < sizes.length && !ofAgent.isEmpty(); k++) {
                Value own = ofAgent.get(population.id(k));
                if (own != null) checkLifted(flow.asSection(), rate.asDouble() * sizes[k] / total, global, own);
            }
        }
    }

    private static Value larger(@Nullable Value one, Value other) {
        return one == null || other.asDouble() > one.asDouble() ? other : one;
    }

    private void checkLifted(Section flow, double rate, @Nullable Value global, @Nullable Value own) {
        double limit = xorshift ? XORSHIFT_RATE_MAX : Flow.RATE_MAX;
        Value profile = flow.find("profile");
        double steepest = profile != null && profile.asNumberMap().containsKey(0) ? 0 : 1;
        if (profile != null) {
            for (Value step : profile.asNumberMap().values()) steepest = Math.max(steepest, step.asDouble());
        }
        double factor = (global == null ? 1 : global.asDouble()) * (own == null ? 1 : own.asDouble());
        Value lifting = own == null ? global : own;
        if (lifting == null || rate * steepest > limit || rate * steepest * factor <= limit) return;
        problems.report(
                ProblemCode.TOO_BIG,
                lifting.node(),
                flow.path(),
                "with scheduled multipliers the rate of "
                        + flow.path()
                        + " could be "
                        + rate * steepest * factor
                        + ", but it must be at most "
                        + Math.round(limit)
                        + (xorshift ? " with rng xorshift64star" : ""),
                "use smaller multipliers, or divide the flow into several");
    }

    /// At no tick may all weights of a flow be zero.
    private void checkScheduledWeights() {
        Map<String, List<Section>> changes = new LinkedHashMap<>();
        for (Value value : listOf(scenario, "scenario_events")) {
            Section event = value.asSection();
            if (!event.tag().equals("counterparty_weight")) continue;
            String agent = textOrNull(event, "agent");
            if (agent == null || event.find("weight") == null || textOrNull(event, "counterparty") == null) continue;
            if (!isTimed(event)) continue;
            changes.computeIfAbsent(agent, first -> new ArrayList<>()).add(event);
        }
        if (changes.isEmpty() || totalTicks == null || !agentsComplete) return;
        long others = agents.size() + (population == null ? 0L : population.count()) - 1;
        WeightSchedule schedule = new WeightSchedule(problems, xorshift, others, totalTicks);
        changes.forEach((id, events) -> {
            Section agent = agentsById.get(id);
            if (agent != null) schedule.check(listOf(agent, "arrivals"), events);
        });
    }

    private void checkAssertions() {
        Value list = scenario.find("assertions");
        if (list == null) return;
        List<Value> texts = list.asList();
        NodePath path = NodePath.ROOT.key("assertions");
        // Of one that is no text nothing is known here, so behind it no place is.
        boolean allRead = list.node() instanceof ListNode elements && elements.elements().size() == texts.size();
        for (int i = 0; i < texts.size(); i++) checkAssertion(texts.get(i), allRead ? path.element(i) : path);
    }

    private void checkAssertion(Value text, NodePath path) {
        switch (Assertion.read(text.asText())) {
            case Assertion.Reading.Good(Assertion assertion) -> {
                String agentId = assertion.agentId();
                if (agentId != null) checkAgentExists(agentId, text.node(), path);
            }
            case Assertion.Reading.NoAssertion _ ->
                    problems.report(
                            ProblemCode.NOT_AN_ASSERTION,
                            text.node(),
                            path,
                            "not an assertion: " + Words.quoted(text.asText()),
                            ASSERTION_FORM);
            case Assertion.Reading.NoNumber(String seen) ->
                    problems.report(
                            ProblemCode.NOT_AN_ASSERTION,
                            text.node(),
                            path,
                            "an assertion must end in a decimal number, but this one ends in " + Words.quoted(seen),
                            ASSERTION_FORM);
            case Assertion.Reading.NoMeasure(String seen, List<String> allowed, boolean ofAgent) ->
                    problems.report(
                            ProblemCode.UNKNOWN_MEASURE,
                            text.node(),
                            path,
                            (ofAgent ? "no measure of an agent is called " : "no measure is called ")
                                    + Words.quoted(seen),
                            Words.allowed(seen, allowed));
        }
    }

    /// Whether it is known when the event happens.
    private static boolean isTimed(Section event) {
        Value at = event.find("at");
        if (at == null) return false;
        if (!(at.content() instanceof Section schedule)) return true;
        return schedule.find("start") != null && schedule.find("every") != null && schedule.find("until") != null;
    }

    private void checkAt(Section event) {
        Value at = event.find("at");
        if (at == null) return;
        NodePath path = event.path().key("at");
        if (!(at.content() instanceof Section schedule)) {
            checkHappens(at, path);
            return;
        }
        Value start = schedule.find("start");
        Value until = schedule.find("until");
        if (start != null) checkHappens(start, path.key("start"));
        if (start == null || until == null || start.asLong() < until.asLong()) return;
        problems.report(
                ProblemCode.WRONG_ORDER,
                until.node(),
                path.key("until"),
                path.key("until") + " must be after start = " + start.asLong() + ", but it is " + until.asLong(),
                null);
    }

    private void checkHappens(Value tick, NodePath path) {
        if (totalTicks == null || tick.asLong() < totalTicks) return;
        problems.report(
                ProblemCode.NEVER_HAPPENS,
                tick.node(),
                path,
                "tick " + tick.asLong() + " never comes: the run has " + totalTicks + " ticks",
                "allowed: 0 to " + (totalTicks - 1));
    }

    /// Ticks are 31 bits, deadlines too.
    private void checkDeadline(Value offset, NodePath path) {
        if (totalTicks == null || totalTicks > Integer.MAX_VALUE) return;
        long most = Integer.MAX_VALUE - (totalTicks - 1);
        if (offset.asLong() <= most) return;
        problems.report(
                ProblemCode.TOO_BIG,
                offset.node(),
                path,
                "a deadline so late would be beyond tick 2^31 − 1: " + path + " is " + offset.asLong(),
                "allowed: 1 to " + most);
    }

    private void checkParties(Section event, boolean centralBankToo) {
        checkParty(event, "sender", centralBankToo);
        checkParty(event, "receiver", centralBankToo);
        String sender = textOrNull(event, "sender");
        String receiver = textOrNull(event, "receiver");
        if (sender == null || !sender.equals(receiver)) return;
        problems.report(
                ProblemCode.SENDER_IS_RECEIVER,
                event.get("receiver").node(),
                event.path().key("receiver"),
                "sender and receiver must differ, but both are " + Words.quoted(sender),
                null);
    }

    private void checkParty(Section event, String key, boolean centralBankToo) {
        Value value = event.find(key);
        if (value == null) return;
        NodePath path = event.path().key(key);
        if (!value.asText().equals(Scenario.CENTRAL_BANK)) {
            checkAgentExists(value.asText(), value.node(), path);
        } else if (!centralBankToo) {
            problems.report(
                    ProblemCode.CENTRAL_BANK,
                    value.node(),
                    path,
                    path + " must be an agent, but it is CENTRAL_BANK",
                    "a direct_transfer moves money to or from CENTRAL_BANK");
        }
    }

    private void checkAgentExists(String id, Node at, NodePath path) {
        if (!agentsComplete || agentsById.containsKey(id)) return;
        if (population != null && population.hasId(id)) return;
        String nearest = problems.isFull() ? null : Words.nearest(id, agentsById.keySet());
        String hint = nearest != null ? "did you mean " + Words.quoted(nearest) + "? " : "";
        if (agentsById.size() <= AGENTS_NAMED_MAX && !agentsById.isEmpty()) {
            hint += "agents: " + Words.shown(String.join(", ", agentsById.keySet()), 400);
        } else if (nearest == null && population != null) {
            hint = "the population has " + population.id(0) + " to " + population.id(population.count() - 1);
        }
        problems.report(
                ProblemCode.UNKNOWN_AGENT,
                at,
                path,
                "no agent is called " + Words.quoted(id),
                hint.isEmpty() ? null : hint.strip());
    }

    private void checkOrder(long first, long second, Node at, NodePath path, String secondName, String firstName) {
        if (first <= second) return;
        problems.report(
                ProblemCode.WRONG_ORDER,
                at,
                path,
                secondName + " must not be less than " + firstName + " = " + first + ", but it is " + second,
                null);
    }

    private static List<Value> listOf(Section section, String key) {
        Value list = section.find(key);
        return list == null ? List.of() : list.asList();
    }

    private static @Nullable Long longOrNull(Section section, String key) {
        Value value = section.find(key);
        return value == null ? null : (Long) value.asLong();
    }

    private static @Nullable String textOrNull(Section section, String key) {
        Value value = section.find(key);
        return value == null ? null : value.asText();
    }
}
