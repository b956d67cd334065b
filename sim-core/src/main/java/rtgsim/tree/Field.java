package rtgsim.tree;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What trees can read, beside registers: name, unit and meaning. The reader, the interpreter and the reference page all go by this list.
public enum Field {
    AMOUNT(Scope.TRANSACTION, "m", "its amount"),
    REMAINING_AMOUNT(Scope.TRANSACTION, "m", "the same, since nothing settles in part"),
    ARRIVAL_TICK(Scope.TRANSACTION, "t", "when it arrived; a part has its first ancestor's arrival"),
    DEADLINE_TICK(Scope.TRANSACTION, "t", "its deadline"),
    TICKS_TO_DEADLINE(Scope.TRANSACTION, "t", "deadline_tick − current_tick, negative when overdue"),
    QUEUE_AGE(Scope.TRANSACTION, "t", "current_tick − arrival_tick"),
    PRIORITY(Scope.TRANSACTION, "0–10", "effective priority (escalated)"),
    IS_SPLIT(Scope.TRANSACTION, "f", "it is a part"),
    IS_PAST_DEADLINE(Scope.TRANSACTION, "f", "current_tick > deadline_tick"),
    IS_OVERDUE(Scope.TRANSACTION, "f", "the same"),
    OVERDUE_DURATION(Scope.TRANSACTION, "t", "max(0, current_tick − deadline_tick)"),
    IS_IN_QUEUE2(Scope.TRANSACTION, "f", "it is in the central queue"),
    COST_DELAY_THIS_TX_ONE_TICK(
            Scope.TRANSACTION, "m", "amount × delay rate × priority multiplier × overdue multiplier now, not rounded"),
    COST_OVERDRAFT_THIS_AMOUNT_ONE_TICK(Scope.TRANSACTION, "m", "amount × overdraft bps ÷ 10 000"),
    MY_Q2_OUT_VALUE_TO_COUNTERPARTY(Scope.TRANSACTION, "m", "own centrally queued value to its receiver"),
    MY_Q2_IN_VALUE_FROM_COUNTERPARTY(Scope.TRANSACTION, "m", "centrally queued value from its receiver to the agent"),
    MY_BILATERAL_NET_Q2(Scope.TRANSACTION, "m", "out less in of the two above"),
    TX_IS_TOP_COUNTERPARTY(
            Scope.TRANSACTION,
            "f",
            "its receiver is the agent to which most own value is centrally queued (ties: first in agent order); 0 when nothing is"),

    BALANCE(Scope.AGENT, "m", "money on the settlement account; negative while credit is used"),
    UNSECURED_CAP(Scope.AGENT, "m", "the unsecured part of the credit line"),
    POSTED_COLLATERAL(Scope.AGENT, "m", "collateral posted now"),
    MAX_COLLATERAL_CAPACITY(Scope.AGENT, "m", "the most it can have posted"),
    COLLATERAL_HAIRCUT(Scope.AGENT, "–", "a fraction"),
    CREDIT_LIMIT(Scope.AGENT, "m", "credit line: unsecured_cap + collateral value"),
    CREDIT_USED(Scope.AGENT, "m", "max(0, −balance)"),
    IS_USING_CREDIT(Scope.AGENT, "f", "balance < 0"),
    CREDIT_HEADROOM(Scope.AGENT, "m", "credit_limit − credit_used"),
    AVAILABLE_LIQUIDITY(Scope.AGENT, "m", "that of class `normal`, may be negative"),
    EFFECTIVE_LIQUIDITY(Scope.AGENT, "m", "balance + credit_limit"),
    OUTGOING_QUEUE_SIZE(Scope.AGENT, "n", "transactions in its internal queue, timed ones too"),
    QUEUE1_TOTAL_VALUE(Scope.AGENT, "m", "their value"),
    HEADROOM(Scope.AGENT, "m", "available_liquidity − queue1_total_value"),
    QUEUE1_LIQUIDITY_GAP(Scope.AGENT, "m", "max(0, −headroom)"),
    LIQUIDITY_PRESSURE(Scope.AGENT, "–", "1 − max(0, balance) ÷ (balance + credit_limit); 1 if that divisor ≤ 0"),
    INCOMING_EXPECTED_COUNT(Scope.AGENT, "n", "transactions in the central queue towards it"),
    REMAINING_COLLATERAL_CAPACITY(Scope.AGENT, "m", "max(0, max_collateral_capacity − posted_collateral)"),
    COLLATERAL_UTILIZATION(Scope.AGENT, "–", "posted_collateral ÷ max_collateral_capacity, 0 if that is 0"),
    REQUIRED_COLLATERAL_FOR_USAGE(
            Scope.AGENT,
            "m",
            "what must stay posted for the credit in use: the *keep* of phase 5, at most posted_collateral; posted_collateral if the need exceeds its value"),
    EXCESS_COLLATERAL(Scope.AGENT, "m", "posted_collateral − required_collateral_for_usage"),
    OVERDRAFT_UTILIZATION(Scope.AGENT, "–", "credit_used ÷ credit_limit; if that is 0: 1 with credit used, else 0"),
    QUEUE2_COUNT_FOR_AGENT(Scope.AGENT, "n", "own transactions in the central queue"),
    QUEUE2_NEAREST_DEADLINE(Scope.AGENT, "t", "the earliest deadline of those; without any num_days × ticks_per_day"),
    TICKS_TO_NEAREST_QUEUE2_DEADLINE(Scope.AGENT, "t", "that − current_tick"),
    MY_THROUGHPUT_FRACTION_TODAY(
            Scope.AGENT, "–", "own value settled today ÷ (it + own unsettled value), 1 if there is none"),
    EXPECTED_THROUGHPUT_FRACTION_BY_NOW(Scope.AGENT, "–", "(tick in day + 1) ÷ ticks_per_day"),
    THROUGHPUT_GAP(Scope.AGENT, "–", "the first less the second of these two"),

    RTGS_QUEUE_SIZE(Scope.SYSTEM, "n", "transactions in the central queue, of all agents"),
    RTGS_QUEUE_VALUE(Scope.SYSTEM, "m", "their value"),
    TOTAL_AGENTS(Scope.SYSTEM, "n", "without `CENTRAL_BANK`"),
    SYSTEM_QUEUE2_PRESSURE_INDEX(Scope.SYSTEM, "–", "rtgs_queue_size ÷ (rtgs_queue_size + total_agents)"),
    CURRENT_TICK(Scope.SYSTEM, "t", "tick of the run"),
    SYSTEM_TICKS_PER_DAY(Scope.SYSTEM, "t", "`simulation.ticks_per_day`"),
    SYSTEM_CURRENT_DAY(Scope.SYSTEM, "n", "day of the run, from 0"),
    SYSTEM_TICK_IN_DAY(Scope.SYSTEM, "t", "tick of the day, from 0"),
    TICKS_REMAINING_IN_DAY(Scope.SYSTEM, "t", "ticks_per_day − tick in day − 1"),
    DAY_PROGRESS_FRACTION(Scope.SYSTEM, "–", "tick in day ÷ ticks_per_day"),
    IS_EOD_RUSH(Scope.SYSTEM, "f", "day_progress_fraction ≥ 0.8"),
    COST_OVERDRAFT_BPS_PER_TICK(Scope.SYSTEM, "b", "as in `cost_rates`"),
    COST_COLLATERAL_BPS_PER_TICK(Scope.SYSTEM, "b", "as in `cost_rates`"),
    COST_LIQUIDITY_BPS_PER_TICK(Scope.SYSTEM, "b", "as in `cost_rates`"),
    COST_DELAY_PER_TICK_PER_CENT(Scope.SYSTEM, "m per m, t", "as in `cost_rates`, without multipliers"),
    COST_DEADLINE_PENALTY(Scope.SYSTEM, "m", "as in `cost_rates`; 0 where it is in basis points"),
    COST_DEADLINE_PENALTY_BPS(Scope.SYSTEM, "b", "as in `cost_rates`; 0 where it is an amount"),
    COST_SPLIT_FRICTION(Scope.SYSTEM, "m", "as in `cost_rates`"),
    COST_EOD_PENALTY(Scope.SYSTEM, "m", "as in `cost_rates`");

    /// Whom a field is about, and so which trees may read it.
    public enum Scope {
        /// The transaction that is asked about, and its receiver: in payment trees alone.
        TRANSACTION,
        AGENT,
        /// System, time and rates.
        SYSTEM
    }

    /// What the name of a register begins with. A register is read like a field.
    public static final String REGISTER_PREFIX = "bank_state_";

    private static final Map<String, Field> BY_LABEL = new HashMap<>();

    static {
        for (Field field : values()) BY_LABEL.put(field.label(), field);
    }

    private final Scope scope;
    private final String unit;
    private final String meaning;

    Field(Scope scope, String unit, String meaning) {
        this.scope = scope;
        this.unit = unit;
        this.meaning = meaning;
    }

    /// The name in a policy file.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Scope scope() {
        return scope;
    }

    /// m minor units, t ticks, n count, – ratio, f flag (1 or 0), b basis points.
    public String unit() {
        return unit;
    }

    public String meaning() {
        return meaning;
    }

    /// Whether trees of this kind may read it.
    public boolean isIn(TreeKind tree) {
        return scope != Scope.TRANSACTION || tree == TreeKind.PAYMENT;
    }

    /// The field of that name, or null; a register is none.
    public static @Nullable Field named(String label) {
        return BY_LABEL.get(label);
    }

    /// Whether a name can be that of a register.
    public static boolean isRegister(String name) {
        int from = REGISTER_PREFIX.length();
        if (name.length() <= from || name.length() > from + 64 || !name.startsWith(REGISTER_PREFIX)) return false;
        return name.chars().skip(from).allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    }
}
