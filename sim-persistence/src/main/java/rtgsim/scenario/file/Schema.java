package rtgsim.scenario.file;

import static rtgsim.scenario.file.Key.optional;
import static rtgsim.scenario.file.Key.required;

import java.math.BigDecimal;
import java.util.List;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.Flow;
import rtgsim.scenario.LsmConfig;
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

/// Every key of the scenario file: its type, range, default and meaning. Reading, lists of what is allowed and suggestions come from
/// here, the JSON Schema that `rtgsim schema` prints, and the tables of `docs/scenario.md`.
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
    private static final String AGENT_ID = "[^\\u0000-\\u001f\\u007f-\\u009f]{1,64}";
    private static final Type AGENT = Text.of("the id of an agent", AGENT_ID);
    private static final Type POLICY_PATH =
            Text.of("a path that ends in .json, .yaml or .yml", "[^\\u0000]*\\.([jJ][sS][oO][nN]|[yY][aA]?[mM][lL])");
    private static final Type PAYMENTS_PATH =
            Text.of(
                    "a path that ends in .csv or .parquet",
                    "[^\\u0000]*\\.([cC][sS][vV]|[pP][aA][rR][qQ][uU][eE][tT])");
    private static final Type SHA256 = Text.of("64 hexadecimal digits in lower case", "[0-9a-f]{64}");
    private static final Type NAME = Text.of("1 to 80 of letters, digits and . _ -", "[A-Za-z0-9._-]{1,80}");

    static final Type POLICY =
            new Tagged(
                    List.of(
                            variant("fifo").means("submits every transaction as it comes"),
                            variant(
                                            "deadline",
                                            required("urgency_threshold", TICK)
                                                    .means("from so many ticks before its deadline on it is urgent"))
                                    .means("submits if ticks_to_deadline ≤ threshold, else holds, `not_urgent`"),
                            variant(
                                            "liquidity_aware",
                                            required("target_buffer", MONEY)
                                                    .means("what it keeps for urgent ones, in minor units"),
                                            required("urgency_threshold", TICK)
                                                    .means("from so many ticks before its deadline on it is urgent"))
                                    .means(
                                            "submits if amount ≤ available − (ticks_to_deadline ≤ threshold ? 0 : buffer), else holds, `buffer`"),
                            variant(
                                            "liquidity_splitting",
                                            required("max_splits", new Int(2, 1_000)).means("parts at most"),
                                            required("min_split_amount", POSITIVE_MONEY)
                                                    .means("the least amount of a part, in minor units"))
                                    .means(
                                            "submits if amount ≤ available; else splits if it can; else holds, `liquidity`"),
                            variant(
                                            "tree",
                                            optional("file", POLICY_PATH)
                                                    .means("path of the policy, relative to the scenario"),
                                            optional("tree", new Type.Anything()).means("the policy itself"))
                                    .means("decides by trees: [policies.md](policies.md); either `file` or `tree`")));

    private static final Key AMOUNT_LEAST =
            optional("min", POSITIVE_MONEY).means("the least amount, minor units").leftOut("1");
    private static final Key AMOUNT_MOST =
            optional("max", POSITIVE_MONEY).means("the largest amount, minor units").leftOut("10¹⁵");

    static final Type AMOUNT =
            new Tagged(
                    List.of(
                            variant("constant", required("value", POSITIVE_MONEY).means("minor units"))
                                    .means("always the same"),
                            variant(
                                            "uniform",
                                            required("min", new Int(1, Long.MAX_VALUE - 1)).means("minor units"),
                                            required("max", new Int(1, Long.MAX_VALUE - 1))
                                                    .means("minor units, included"))
                                    .means("each integer from min to max alike"),
                            variant(
                                            "empirical",
                                            required("values", new ListOf(POSITIVE_MONEY, 1, ANY_SIZE, false))
                                                    .means("minor units"))
                                    .means("each element of the list alike"),
                            variant(
                                            "normal",
                                            required("mean", POSITIVE_NUM).means("minor units"),
                                            required("std_dev", NUM).means("minor units"),
                                            AMOUNT_LEAST,
                                            AMOUNT_MOST)
                                    .means("normal, drawn anew while outside min and max"),
                            variant(
                                            "log_normal",
                                            optional("mean", POSITIVE_NUM)
                                                    .means("of the amount, minor units; with std_dev")
                                                    .leftOut("median and sigma"),
                                            optional("std_dev", NUM)
                                                    .means("of the amount, minor units; with mean")
                                                    .leftOut("median and sigma"),
                                            optional("median", POSITIVE_NUM)
                                                    .means("of the amount, minor units; with sigma")
                                                    .leftOut("mean and std_dev"),
                                            optional("sigma", NUM)
                                                    .means("standard deviation of the logarithm; with median")
                                                    .leftOut("mean and std_dev"),
                                            AMOUNT_LEAST,
                                            AMOUNT_MOST)
                                    .means(
                                            "log-normal, given by mean and std_dev or by median and sigma, drawn anew while outside min and max"),
                            variant(
                                            "exponential",
                                            required("mean", POSITIVE_NUM).means("minor units"),
                                            AMOUNT_LEAST,
                                            AMOUNT_MOST)
                                    .means("exponential, drawn anew while outside min and max")));

    static final Type PRIORITIES =
            new Tagged(
                    List.of(
                            variant("fixed", required("value", PRIORITY).means("10 is the most urgent"))
                                    .means("always the same"),
                            variant(
                                            "uniform",
                                            required("min", PRIORITY).means("the lowest"),
                                            required("max", PRIORITY).means("the highest, included"))
                                    .means("each priority from min to max alike"),
                            variant(
                                            "categorical",
                                            required("weights", new MapOf(KeyKind.PRIORITY, NUM))
                                                    .means("priority → weight; not all 0"))
                                    .means("each priority by its weight, such as `{ 5: 0.7, 8: 0.3 }`")));

    private static final Key PROFILE =
            optional("profile", new MapOf(KeyKind.TICK_OF_DAY, NUM), "{}")
                    .means("multiplier of the rate from that tick of the day on, 1 before the first");
    private static final Key FLOW_AMOUNT = required("amount", AMOUNT).means("of each transaction, minor units");
    private static final Key DEADLINE_RANGE =
            required("deadline_range", new ListOf(TICKS, 2, 2, false))
                    .means("`[min, max]`, ticks after arrival, both included, min ≤ max");
    private static final Key FLOW_PRIORITY =
            optional("priority", PRIORITIES, "{type: fixed, value: 5}")
                    .means("of each transaction, 10 is the most urgent");
    private static final Key DIVISIBLE =
            optional("divisible", FLAG, "false").means("whether its transactions may be split");

    static final Shape FLOW =
            Shape.of(
                    required("rate_per_tick", new Num(false, Flow.RATE_MAX)).means("expected transactions a tick"),
                    PROFILE,
                    FLOW_AMOUNT,
                    optional("counterparty_weights", new MapOf(KeyKind.AGENT, NUM), "{}")
                            .means(
                                    "agent → weight as receiver, not itself; unlisted ones weigh 0 (with `xorshift64star` 1); at no tick may all be 0")
                            .leftOut("all others alike"),
                    DEADLINE_RANGE,
                    FLOW_PRIORITY,
                    DIVISIBLE);

    static final Shape POPULATION_FLOW =
            Shape.of(
                    required("rate_per_tick_total", new Num(false, Flow.RATE_MAX))
                            .means("expected transactions a tick of all together"),
                    PROFILE,
                    FLOW_AMOUNT,
                    DEADLINE_RANGE,
                    FLOW_PRIORITY,
                    DIVISIBLE);

    static final Shape AGENT_SHAPE =
            Shape.of(
                    required("id", Text.of("1 to 64 characters, none of them a control character", AGENT_ID))
                            .means("unique, and not `CENTRAL_BANK`"),
                    required("opening_balance", new Int(Long.MIN_VALUE, Long.MAX_VALUE))
                            .means("minor units; may be negative, but not below minus the credit line"),
                    optional("unsecured_cap", MONEY, "0").means("intraday credit without collateral, minor units"),
                    optional("max_collateral_capacity", MONEY)
                            .means("the most collateral it can post, minor units")
                            .leftOut("10 × unsecured_cap"),
                    optional("posted_collateral", MONEY, "0")
                            .means("collateral at the start, minor units, at most the capacity"),
                    optional("collateral_haircut", FRACTION, "0").means("share of collateral that gives no credit"),
                    optional("liquidity_pool", MONEY, "0").means("what it can allocate from elsewhere, minor units"),
                    optional("liquidity_allocation_fraction", FRACTION, "1")
                            .means("share of the pool that is allocated at the start of each day"),
                    optional(
                                    "limits",
                                    new OfShape(
                                            Shape.of(
                                                    optional("bilateral", new MapOf(KeyKind.AGENT, MONEY), "{}")
                                                            .means(
                                                                    "agent → the most it pays that agent net a day, minor units")
                                                            .leftOut("none"),
                                                    optional("multilateral", MONEY)
                                                            .means(
                                                                    "the most it pays all others net a day, minor units"),
                                                    optional("bind", words("normal", "all"), "normal")
                                                            .means(
                                                                    "whom limits bind: `normal` transactions, or `all`; [settlement.md](settlement.md#1-state) section 1"))),
                                    "{}")
                            .means("how much it will pay others beyond what they pay it"),
                    optional(
                                    "reservations",
                                    new OfShape(
                                            Shape.of(
                                                    optional("highly_urgent", MONEY, "0")
                                                            .means("kept for highly urgent transactions, minor units"),
                                                    optional("urgent", MONEY, "0")
                                                            .means(
                                                                    "kept for urgent and highly urgent ones, minor units"))),
                                    "{}")
                            .means("liquidity that only urgent transactions may use"),
                    optional("policy", POLICY, "{type: fifo}").means("what it does with its transactions"),
                    optional("arrivals", new ListOf(new OfShape(FLOW), 0, ANY_SIZE, false), "[]")
                            .means("its flows of generated transactions, side by side"));

    static final Shape POPULATION =
            Shape.of(
                    required("count", new Int(2, 1_000_000)).means("agents; at most 10^N for the N of `id`"),
                    required(
                                    "id",
                                    new Text(
                                            "one %0Nd, such as BANK_%04d, N from 1 to 18, and no other %",
                                            "[^%]*%0([1-9]|1[0-8])d[^%]*", Schema::isIdPattern))
                            .means("their ids: `%0Nd` stands for the number of the agent, from 0"),
                    required(
                                    "size",
                                    new OfShape(
                                            Shape.of(
                                                    required("distribution", words("zipf"))
                                                            .means("how sizes fall from the first agent to the last"),
                                                    required("exponent", NUM).means("0: all alike"))))
                            .means("rates, balances and weights as receivers follow it"),
                    required("opening_balance_total", MONEY).means("of all together, by size, minor units"),
                    optional("unsecured_cap_total", MONEY, "0").means("of all together, by size, minor units"),
                    optional("policy", POLICY, "{type: fifo}").means("what each does with its transactions"),
                    optional("arrivals", new ListOf(new OfShape(POPULATION_FLOW), 0, ANY_SIZE, false), "[]")
                            .means("flows of generated transactions inside the population"));

    private static final Key AT =
            required(
                            "at",
                            new Either(
                                    TICK,
                                    Shape.of(
                                            required("start", TICK).means("the first tick"),
                                            required("every", TICKS).means("ticks from one time to the next"),
                                            required("until", TICK).means("the tick before which it ends"))))
                    .means("a tick of the run, or `{ start, every, until }`: start, start + every, … before until");

    private static final Key SENDER = required("sender", AGENT).means("pays");
    private static final Key RECEIVER = required("receiver", AGENT).means("is paid");
    private static final Key CONCERNED = required("agent", AGENT).means("whom it concerns");

    static final Type SCHEDULED =
            new Tagged(
                    List.of(
                            variant(
                                            "custom_transaction",
                                            SENDER,
                                            RECEIVER,
                                            required("amount", POSITIVE_MONEY).means("minor units"),
                                            required("deadline_offset", TICKS).means("ticks after arrival"),
                                            optional("priority", PRIORITY, "5").means("10 is the most urgent"),
                                            optional("divisible", FLAG, "false").means("whether it may be split"),
                                            AT)
                                    .means("an `Arrival`, before those of phase 4"),
                            variant(
                                            "direct_transfer",
                                            required("sender", AGENT).means("an agent or `CENTRAL_BANK`"),
                                            required("receiver", AGENT).means("an agent or `CENTRAL_BANK`"),
                                            required("amount", MONEY).means("minor units"),
                                            AT)
                                    .means(
                                            "liquidity transfer, clipped as in phase 3; one party may be `CENTRAL_BANK`"),
                            variant(
                                            "collateral_adjustment",
                                            CONCERNED,
                                            required("amount", new Int(-Long.MAX_VALUE, Long.MAX_VALUE))
                                                    .means("minor units, not 0"),
                                            AT)
                                    .means("posts (positive) or withdraws (negative), with the clips of phase 5"),
                            variant(
                                            "global_arrival_rate",
                                            required("multiplier", NUM).means("of the rate in the file"),
                                            AT)
                                    .means("the rate of all flows"),
                            variant(
                                            "agent_arrival_rate",
                                            CONCERNED,
                                            required("multiplier", NUM).means("of the rate in the file"),
                                            AT)
                                    .means("the rate of its flows"),
                            variant(
                                            "counterparty_weight",
                                            CONCERNED,
                                            required("counterparty", AGENT).means("the receiver that is weighed"),
                                            required("weight", NUM).means("0: is not paid"),
                                            AT)
                                    .means(
                                            "in all its flows; one without weights counts 1 for every other until then; not for a population"),
                            variant(
                                            "deadline_window",
                                            optional("agent", AGENT).means("whom it concerns").leftOut("all"),
                                            required("min", TICKS).means("ticks after arrival"),
                                            required("max", TICKS).means("ticks after arrival, included"),
                                            AT)
                                    .means("deadline_range of the flows concerned"),
                            variant(
                                            "credit_limit",
                                            CONCERNED,
                                            required("unsecured_cap", MONEY).means("minor units"),
                                            AT)
                                    .means("may fall below its use: [settlement.md](settlement.md#1-state) section 1"),
                            variant(
                                            "policy_change",
                                            CONCERNED,
                                            required("policy", POLICY).means("what it does from then on"),
                                            AT)
                                    .means("from phase 5 of this tick; registers, timers and timed releases stay"),
                            variant(
                                            "agent_outage",
                                            CONCERNED,
                                            required("from", TICK).means("the first tick"),
                                            required("until", TICK).means("the tick before which it ends"))
                                    .means("see below")));

    static final Shape SIMULATION =
            Shape.of(
                    required("ticks_per_day", new Int(1, 1_000_000)).means("ticks; with num_days below 2³¹ in all"),
                    required("num_days", new Int(1, 1_000_000)).means("business days"),
                    required("rng_seed", MONEY).means("the same seed gives the same run; `--seed` replaces it"),
                    optional("rng", words("per_agent", "xorshift64star"), "per_agent")
                            .means("generator of arrivals, [settlement.md](settlement.md#5-arrivals) section 5"),
                    optional("deadline_cap", words("none", "end_of_day", "end_of_run"), "none")
                            .means("the latest that a deadline may be"),
                    optional("opening_time", new Type.TimeOfDay(), "07:00")
                            .means("local business time, no time zone; before closing_time"),
                    optional("closing_time", new Type.TimeOfDay(), "18:00").means("local business time, no time zone"),
                    optional("start_date", new Type.Date(), "2026-01-05").means("day 0"),
                    optional("business_days", words("consecutive", "weekdays"), "consecutive")
                            .means("`weekdays`: Monday to Friday; day 0 is the first on or after start_date"));

    static final Shape LSM_CONFIG =
            Shape.of(
                    optional(
                                    "algorithms",
                                    new ListOf(
                                            words(LsmConfig.Algorithm.labels().toArray(String[]::new)),
                                            0,
                                            ANY_SIZE,
                                            true),
                                    "[]")
                            .means(
                                    "how queued transactions are offset, each once, in this order; `[]` switches it off"),
                    optional("every_ticks", TICKS, "1").means("ticks from one time to the next"),
                    optional("max_cycle_length", new Int(3, 10), "4").means("agents of a cycle"),
                    optional("max_cycles_per_tick", new Int(1, Integer.MAX_VALUE), "10")
                            .means("cycles settled in a tick"),
                    optional("cycle_work", POSITIVE_MONEY, "1_000_000")
                            .means("listings a tick that the search may read"),
                    optional("optimal_max_transactions", new Int(1, 30), "24")
                            .means("with more transactions queued `optimal` settles nothing"));

    static final Shape RTGS =
            Shape.of(
                    optional("discipline", words("bypass", "fifo"), "bypass")
                            .means("whether a transaction that can settle overtakes those before it"),
                    optional("entry_offsetting", words("none", "simple", "extended"), "none")
                            .means("whether a submitted transaction is offset with one on its way back at once"),
                    optional("deferred_crediting", FLAG, "false")
                            .means("whether what is received in phases 8 to 10 can be used only afterwards"),
                    optional("internal_queue_order", words("fifo", "priority_deadline"), "fifo")
                            .means("in which order an agent looks at its own queue"),
                    optional("unsettled_at_close", words("carry", "reject"), "carry")
                            .means("what becomes of queued transactions at the end of a day; T2 rejects"),
                    optional(
                                    "priority_escalation",
                                    new OfShape(
                                            Shape.of(
                                                    required("start_ticks_before_deadline", TICKS)
                                                            .means("ticks before the deadline at which it begins"),
                                                    required("max_boost", new Int(0, 10))
                                                            .means("added to the priority at the deadline"))))
                            .means("whether priorities rise as deadlines come near"));

    static final Shape COST_RATES =
            Shape.of(
                    optional("overdraft_bps_per_tick", RATE, "0").means("basis points a tick, of credit used"),
                    optional("collateral_cost_per_tick_bps", RATE, "0")
                            .means("basis points a tick, of collateral posted"),
                    optional("liquidity_cost_per_tick_bps", RATE, "0")
                            .means("basis points a tick, of what is allocated from the pool"),
                    optional("delay_cost_per_tick_per_cent", RATE, "0").means("minor units per minor unit and tick"),
                    optional(
                                    "priority_delay_multipliers",
                                    new OfShape(
                                            Shape.of(
                                                    optional("urgent", MULTIPLIER, "1").means("priorities 8–10"),
                                                    optional("normal", MULTIPLIER, "1").means("priorities 4–7"),
                                                    optional("low", MULTIPLIER, "1").means("priorities 0–3"))),
                                    "{}")
                            .means("multipliers of the delay cost by priority"),
                    optional(
                                    "overdue_delay_multiplier",
                                    new Dec(BigDecimal.ONE, new BigDecimal("9223372036854775.807"), 3),
                                    "1")
                            .means("multiplier of the delay cost after the deadline"),
                    optional("delay_cost_queues", words("both", "internal"), "both")
                            .means("in which queues waiting costs"),
                    optional(
                                    "deadline_penalty",
                                    new Either(
                                            MONEY, Shape.of(required("bps", RATE).means("basis points of the amount"))),
                                    "0")
                            .means(
                                    "once per transaction that misses its deadline: minor units, or `{ bps }` of the amount"),
                    optional("split_friction_cost", MONEY, "0").means("minor units per part after the first"),
                    optional("eod_penalty", MONEY, "0")
                            .means("minor units per transaction that is due and unsettled at the end of a day"));

    static final Shape SCENARIO =
            Shape.of(
                    required("name", NAME).means("of the scenario, and the beginning of the ids of its runs"),
                    optional("description", FREE_TEXT, "''").means("for people"),
                    required("simulation", new OfShape(SIMULATION)).means("time, calendar and generator"),
                    optional("agents", new ListOf(new OfShape(AGENT_SHAPE), 0, ANY_SIZE, false), "[]")
                            .means("the participants; together with `population` 2 to 1 000 000"),
                    optional("population", new OfShape(POPULATION)).means("many agents whose sizes follow a rule"),
                    optional(
                                    "payments_file",
                                    new OfShape(
                                            Shape.of(
                                                    required("path", PAYMENTS_PATH)
                                                            .means("relative to the folder of the scenario"),
                                                    optional("sha256", SHA256)
                                                            .means("of the contents it must have")
                                                            .leftOut("any"))))
                            .means("recorded payments"),
                    optional("lsm_config", new OfShape(LSM_CONFIG), "{}")
                            .means("liquidity saving: offsetting of queued transactions"),
                    optional("rtgs", new OfShape(RTGS), "{}").means("the rules of the settlement system"),
                    optional("cost_rates", new OfShape(COST_RATES), "{}")
                            .means("what waiting, credit and collateral cost; costs are figures and move no money"),
                    optional("scenario_events", new ListOf(SCHEDULED, 0, ANY_SIZE, false), "[]")
                            .means("what happens at given ticks"),
                    optional(
                                    "log",
                                    new OfShape(
                                            Shape.of(
                                                    optional("holds", words("every_tick", "on_change"), "every_tick")
                                                            .means(
                                                                    "whether each hold is logged every tick, or when its reason changes"))),
                                    "{}")
                            .means("what is logged"),
                    optional("assertions", new ListOf(FREE_TEXT, 0, ANY_SIZE, false), "[]")
                            .means("what a run must reach"));

    /// The largest amount that a bounded distribution yields when no `max` is given.
    static final long AMOUNT_MAX = AmountDistribution.AMOUNT_MAX;

    private Schema() {}

    private static Variant variant(String word, Key... keys) {
        return new Variant(word, Shape.of(keys), "");
    }

    /// In the order of the documentation.
    private static Choice words(String... words) {
        return new Choice(List.of(words));
    }

    /// Whether the ids that it makes are ids.
    private static boolean isIdPattern(String text) {
        if (text.length() > 200) return false;
        int from = text.indexOf("%0");
        int until = text.indexOf('d', from);
        int digits = Integer.parseInt(text.substring(from + 2, until));
        int length = text.codePointCount(0, text.length()) - (until + 1 - from) + digits;
        return length <= 64 && text.codePoints().noneMatch(Character::isISOControl);
    }
}
