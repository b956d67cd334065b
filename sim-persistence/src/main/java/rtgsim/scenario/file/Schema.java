package rtgsim.scenario.file;

import static rtgsim.scenario.file.Key.optional;
import static rtgsim.scenario.file.Key.required;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.Flow;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.file.Type.Choice;
import rtgsim.scenario.file.Type.Dec;
import rtgsim.scenario.file.Type.Either;
import rtgsim.scenario.file.Type.Int;
import rtgsim.scenario.file.Type.KeyKind;
import rtgsim.scenario.file.Type.ListOf;
import rtgsim.scenario.file.Type.MapOf;
import rtgsim.scenario.file.Type.Num;
import rtgsim.scenario.file.Type.OfShape;
import rtgsim.scenario.file.Type.Tagged;
import rtgsim.scenario.file.Type.Text;
import rtgsim.scenario.file.Type.Variant;

/// Every key of the scenario file: its type, range and default, and whether it is simulated yet. Reading, lists of what is allowed and suggestions come from here.
///
/// What a later stage simulates it switches on here: a key by leaving out its `later()`, a word by `Since.NOW`.
final class Schema {

    private static final long TICK_MAX = Integer.MAX_VALUE;
    private static final int ANY_SIZE = Integer.MAX_VALUE;

    private static final Type MONEY = new Int(0, Long.MAX_VALUE);
    private static final Type POSITIVE_MONEY = new Int(1, Long.MAX_VALUE);
    private static final Type TICK = new Int(0, TICK_MAX);
    private static final Type TICKS = new Int(1, TICK_MAX);
    private static final Type PRIORITY = new Int(0, PriorityDistribution.PRIORITY_MAX);
    private static final Type NUM = new Num(false, Double.MAX_VALUE);
    private static final Type POSITIVE_NUM = new Num(true, Double.MAX_VALUE);
    private static final Type RATE = new Dec(BigDecimal.ZERO, new BigDecimal("9223372036.854775807"), 9);
    private static final Type MULTIPLIER = new Dec(BigDecimal.ZERO, new BigDecimal("9223372036854775.807"), 3);
    private static final Type FRACTION = new Dec(BigDecimal.ZERO, BigDecimal.ONE, 6);
    private static final Type FLAG = new Type.Flag();
    private static final Type FREE_TEXT = new Text("", text -> true);
    private static final Type AGENT = new Text("the id of an agent", Schema::isAgentId);

    private static final Type PAYMENTS_PATH = new Text("a path that ends in .csv or .parquet", Schema::isPaymentsPath);
    private static final Type SHA256 =
            new Text("64 hexadecimal digits in lower case", text -> text.matches("[0-9a-f]{64}"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    static final Type POLICY =
            new Tagged(
                    List.of(
                            now("fifo"),
                            now("deadline", required("urgency_threshold", TICK)),
                            now(
                                    "liquidity_aware",
                                    required("target_buffer", MONEY),
                                    required("urgency_threshold", TICK)),
                            now(
                                    "liquidity_splitting",
                                    required("max_splits", new Int(2, 1_000)),
                                    required("min_split_amount", POSITIVE_MONEY)),
                            later("tree", optional("file", FREE_TEXT), optional("tree", new Type.Anything()))));

    static final Type AMOUNT =
            new Tagged(
                    List.of(
                            now("constant", required("value", POSITIVE_MONEY)),
                            now(
                                    "uniform",
                                    required("min", new Int(1, Long.MAX_VALUE - 1)),
                                    required("max", new Int(1, Long.MAX_VALUE - 1))),
                            now("empirical", required("values", new ListOf(POSITIVE_MONEY, 1, ANY_SIZE, false))),
                            now(
                                    "normal",
                                    required("mean", POSITIVE_NUM),
                                    required("std_dev", NUM),
                                    optional("min", POSITIVE_MONEY),
                                    optional("max", POSITIVE_MONEY)),
                            now(
                                    "log_normal",
                                    optional("mean", POSITIVE_NUM),
                                    optional("std_dev", NUM),
                                    optional("median", POSITIVE_NUM),
                                    optional("sigma", NUM),
                                    optional("min", POSITIVE_MONEY),
                                    optional("max", POSITIVE_MONEY)),
                            now(
                                    "exponential",
                                    required("mean", POSITIVE_NUM),
                                    optional("min", POSITIVE_MONEY),
                                    optional("max", POSITIVE_MONEY))));

    static final Type PRIORITIES =
            new Tagged(
                    List.of(
                            now("fixed", required("value", PRIORITY)),
                            now("uniform", required("min", PRIORITY), required("max", PRIORITY)),
                            now("categorical", required("weights", new MapOf(KeyKind.PRIORITY, NUM)))));

    private static final Key PROFILE = optional("profile", new MapOf(KeyKind.TICK_OF_DAY, NUM), "{}");
    private static final Key DEADLINE_RANGE = required("deadline_range", new ListOf(TICKS, 2, 2, false));
    private static final Key FLOW_PRIORITY = optional("priority", PRIORITIES, "{type: fixed, value: 5}");
    private static final Key DIVISIBLE = optional("divisible", FLAG, "false");

    static final Shape FLOW =
            Shape.of(
                    required("rate_per_tick", new Num(false, Flow.RATE_MAX)),
                    PROFILE,
                    required("amount", AMOUNT),
                    optional("counterparty_weights", new MapOf(KeyKind.AGENT, NUM), "{}"),
                    DEADLINE_RANGE,
                    FLOW_PRIORITY,
                    DIVISIBLE);

    static final Shape POPULATION_FLOW =
            Shape.of(
                    required("rate_per_tick_total", new Num(false, Flow.RATE_MAX)),
                    PROFILE,
                    required("amount", AMOUNT),
                    DEADLINE_RANGE,
                    FLOW_PRIORITY,
                    DIVISIBLE);

    static final Shape AGENT_SHAPE =
            Shape.of(
                    required("id", new Text("1 to 64 characters, none of them a control character", Schema::isAgentId)),
                    required("opening_balance", new Int(Long.MIN_VALUE, Long.MAX_VALUE)),
                    optional("unsecured_cap", MONEY, "0"),
                    optional("max_collateral_capacity", MONEY),
                    optional("posted_collateral", MONEY, "0"),
                    optional("collateral_haircut", FRACTION, "0"),
                    optional("liquidity_pool", MONEY, "0"),
                    optional("liquidity_allocation_fraction", FRACTION, "1"),
                    optional(
                            "limits",
                            new OfShape(
                                    Shape.of(
                                            optional("bilateral", new MapOf(KeyKind.AGENT, MONEY), "{}"),
                                            optional("multilateral", MONEY),
                                            optional("bind", words("normal", "all").choice(), "normal"))),
                            "{}"),
                    optional(
                            "reservations",
                            new OfShape(
                                    Shape.of(optional("highly_urgent", MONEY, "0"), optional("urgent", MONEY, "0"))),
                            "{}"),
                    optional("policy", POLICY, "{type: fifo}"),
                    optional("arrivals", new ListOf(new OfShape(FLOW), 0, ANY_SIZE, false), "[]"));

    static final Shape POPULATION =
            Shape.of(
                    required("count", new Int(2, 1_000_000)),
                    required(
                            "id",
                            new Text(
                                    "one %0Nd, such as BANK_%04d, N from 1 to 18, and no other %",
                                    Schema::isIdPattern)),
                    required(
                            "size",
                            new OfShape(
                                    Shape.of(
                                            required("distribution", words("zipf").choice()),
                                            required("exponent", NUM)))),
                    required("opening_balance_total", MONEY),
                    optional("unsecured_cap_total", MONEY, "0"),
                    optional("policy", POLICY, "{type: fifo}"),
                    optional("arrivals", new ListOf(new OfShape(POPULATION_FLOW), 0, ANY_SIZE, false), "[]"));

    private static final Key AT =
            required(
                    "at",
                    new Either(
                            TICK,
                            Shape.of(required("start", TICK), required("every", TICKS), required("until", TICK))));

    static final Type SCHEDULED =
            new Tagged(
                    List.of(
                            now(
                                    "custom_transaction",
                                    required("sender", AGENT),
                                    required("receiver", AGENT),
                                    required("amount", POSITIVE_MONEY),
                                    required("deadline_offset", TICKS),
                                    optional("priority", PRIORITY, "5"),
                                    optional("divisible", FLAG, "false"),
                                    AT),
                            now(
                                    "direct_transfer",
                                    required("sender", AGENT),
                                    required("receiver", AGENT),
                                    required("amount", MONEY),
                                    AT),
                            now(
                                    "collateral_adjustment",
                                    required("agent", AGENT),
                                    required("amount", new Int(-Long.MAX_VALUE, Long.MAX_VALUE)),
                                    AT),
                            now("global_arrival_rate", required("multiplier", NUM), AT),
                            now("agent_arrival_rate", required("agent", AGENT), required("multiplier", NUM), AT),
                            now(
                                    "counterparty_weight",
                                    required("agent", AGENT),
                                    required("counterparty", AGENT),
                                    required("weight", NUM),
                                    AT),
                            now(
                                    "deadline_window",
                                    optional("agent", AGENT),
                                    required("min", TICKS),
                                    required("max", TICKS),
                                    AT),
                            now("credit_limit", required("agent", AGENT), required("unsecured_cap", MONEY), AT),
                            now("policy_change", required("agent", AGENT), required("policy", POLICY), AT),
                            now(
                                    "agent_outage",
                                    required("agent", AGENT),
                                    required("from", TICK),
                                    required("until", TICK))));

    static final Shape SIMULATION =
            Shape.of(
                    required("ticks_per_day", new Int(1, 1_000_000)),
                    required("num_days", new Int(1, 1_000_000)),
                    required("rng_seed", MONEY),
                    optional("rng", words("per_agent", "xorshift64star").choice(), "per_agent"),
                    optional("deadline_cap", words("none", "end_of_day", "end_of_run").choice(), "none"),
                    optional("opening_time", new Type.TimeOfDay(), "07:00"),
                    optional("closing_time", new Type.TimeOfDay(), "18:00"),
                    optional("start_date", new Type.Date(), "2026-01-05"),
                    optional("business_days", words("consecutive", "weekdays").choice(), "consecutive"));

    static final Shape LSM_CONFIG =
            Shape.of(
                    optional(
                            "algorithms",
                            new ListOf(
                                    words("bilateral", "cycles")
                                            .later("all_or_nothing", "multilateral", "optimal")
                                            .choice(),
                                    0,
                                    ANY_SIZE,
                                    true),
                            "[]"),
                    optional("every_ticks", TICKS, "1"),
                    optional("max_cycle_length", new Int(3, 10), "4"),
                    optional("max_cycles_per_tick", new Int(1, Integer.MAX_VALUE), "10"),
                    optional("cycle_work", POSITIVE_MONEY, "1_000_000"),
                    optional("optimal_max_transactions", new Int(1, 30), "24").later());

    static final Shape RTGS =
            Shape.of(
                    optional("discipline", words("bypass", "fifo").choice(), "bypass"),
                    optional("entry_offsetting", words("none", "simple", "extended").choice(), "none"),
                    optional("deferred_crediting", FLAG, "false"),
                    optional("internal_queue_order", words("fifo", "priority_deadline").choice(), "fifo"),
                    optional("unsettled_at_close", words("carry", "reject").choice(), "carry"),
                    optional(
                            "priority_escalation",
                            new OfShape(
                                    Shape.of(
                                            required("start_ticks_before_deadline", TICKS),
                                            required("max_boost", new Int(0, 10))))));

    static final Shape COST_RATES =
            Shape.of(
                    optional("overdraft_bps_per_tick", RATE, "0"),
                    optional("collateral_cost_per_tick_bps", RATE, "0"),
                    optional("liquidity_cost_per_tick_bps", RATE, "0"),
                    optional("delay_cost_per_tick_per_cent", RATE, "0"),
                    optional(
                            "priority_delay_multipliers",
                            new OfShape(
                                    Shape.of(
                                            optional("urgent", MULTIPLIER, "1"),
                                            optional("normal", MULTIPLIER, "1"),
                                            optional("low", MULTIPLIER, "1"))),
                            "{}"),
                    optional(
                            "overdue_delay_multiplier",
                            new Dec(BigDecimal.ONE, new BigDecimal("9223372036854775.807"), 3),
                            "1"),
                    optional("delay_cost_queues", words("both", "internal").choice(), "both"),
                    optional("deadline_penalty", new Either(MONEY, Shape.of(required("bps", RATE))), "0"),
                    optional("split_friction_cost", MONEY, "0"),
                    optional("eod_penalty", MONEY, "0"));

    static final Shape SCENARIO =
            Shape.of(
                    required(
                            "name",
                            new Text("1 to 80 of letters, digits and . _ -", name -> NAME.matcher(name).matches())),
                    optional("description", FREE_TEXT, "''"),
                    required("simulation", new OfShape(SIMULATION)),
                    optional("agents", new ListOf(new OfShape(AGENT_SHAPE), 0, ANY_SIZE, false), "[]"),
                    optional("population", new OfShape(POPULATION)),
                    optional(
                            "payments_file",
                            new OfShape(Shape.of(required("path", PAYMENTS_PATH), optional("sha256", SHA256)))),
                    optional("lsm_config", new OfShape(LSM_CONFIG), "{}"),
                    optional("rtgs", new OfShape(RTGS), "{}"),
                    optional("cost_rates", new OfShape(COST_RATES), "{}"),
                    optional("scenario_events", new ListOf(SCHEDULED, 0, ANY_SIZE, false), "[]"),
                    optional(
                            "log",
                            new OfShape(
                                    Shape.of(
                                            optional(
                                                    "holds", words("every_tick", "on_change").choice(), "every_tick"))),
                            "{}"),
                    optional("assertions", new ListOf(FREE_TEXT, 0, ANY_SIZE, false), "[]").later());

    /// The largest amount that a bounded distribution yields when no `max` is given.
    static final long AMOUNT_MAX = AmountDistribution.AMOUNT_MAX;

    private Schema() {}

    private static Variant now(String word, Key... keys) {
        return new Variant(word, Shape.of(keys), Since.NOW);
    }

    private static Variant later(String word, Key... keys) {
        return new Variant(word, Shape.of(keys), Since.LATER);
    }

    private static WordList words(String... now) {
        return new WordList(Map.of()).with(Since.NOW, now);
    }

    /// The words of a choice, in the order of the documentation.
    private record WordList(Map<String, Since> words) {

        WordList later(String... later) {
            return with(Since.LATER, later);
        }

        Choice choice() {
            return new Choice(words);
        }

        WordList with(Since since, String... more) {
            Map<String, Since> all = new LinkedHashMap<>(words);
            for (String word : more) all.put(word, since);
            return new WordList(all);
        }
    }

    private static boolean isAgentId(String text) {
        if (text.isEmpty() || text.length() > 128) return false;
        return text.codePointCount(0, text.length()) <= 64 && text.codePoints().noneMatch(Character::isISOControl);
    }

    private static boolean isPaymentsPath(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return text.indexOf('\0') < 0 && (lower.endsWith(".csv") || lower.endsWith(".parquet"));
    }

    private static final Pattern ID_PATTERN = Pattern.compile("[^%]*%0(?:[1-9]|1[0-8])d[^%]*");

    private static boolean isIdPattern(String text) {
        if (text.length() > 200 || !ID_PATTERN.matcher(text).matches()) return false;
        int from = text.indexOf("%0");
        int until = text.indexOf('d', from);
        int digits = Integer.parseInt(text.substring(from + 2, until));
        int length = text.codePointCount(0, text.length()) - (until + 1 - from) + digits;
        return length <= 64 && text.codePoints().noneMatch(Character::isISOControl);
    }
}
