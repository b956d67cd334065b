package rtgsim.scenario.importing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of SimCash's policy language and what stands for each here.
///
/// @param here the field here; empty where a constant stands for it
/// @param constant a number that stands for it, or null
/// @param lost whether the constant is only a stand-in
/// @param note what differs; null if nothing does
record SimcashField(String here, @Nullable String constant, boolean lost, @Nullable String note) {

    private static final Map<String, SimcashField> ALL = new LinkedHashMap<>();

    /// Fields that need not be whole numbers.
    private static final Set<String> FRACTIONS =
            Set.of(
                    "liquidity_pressure",
                    "collateral_utilization",
                    "collateral_haircut",
                    "overdraft_utilization",
                    "required_collateral_for_usage",
                    "excess_collateral",
                    "cost_overdraft_bps_per_tick",
                    "cost_delay_per_tick_per_cent",
                    "cost_collateral_bps_per_tick",
                    "cost_delay_this_tx_one_tick",
                    "cost_overdraft_this_amount_one_tick",
                    "day_progress_fraction",
                    "system_queue2_pressure_index",
                    "my_throughput_fraction_today",
                    "expected_throughput_fraction_by_now",
                    "throughput_gap");

    static {
        for (String name :
                new String[] {
                    "amount",
                    "remaining_amount",
                    "arrival_tick",
                    "deadline_tick",
                    "priority",
                    "is_split",
                    "is_past_deadline",
                    "is_overdue",
                    "is_in_queue2",
                    "overdue_duration",
                    "ticks_to_deadline",
                    "queue_age",
                    "balance",
                    "credit_used",
                    "is_using_credit",
                    "outgoing_queue_size",
                    "queue1_total_value",
                    "rtgs_queue_size",
                    "rtgs_queue_value",
                    "queue2_count_for_agent",
                    "posted_collateral",
                    "max_collateral_capacity",
                    "remaining_collateral_capacity",
                    "collateral_utilization",
                    "collateral_haircut",
                    "unsecured_cap",
                    "overdraft_utilization",
                    "cost_overdraft_bps_per_tick",
                    "cost_delay_per_tick_per_cent",
                    "cost_collateral_bps_per_tick",
                    "cost_split_friction",
                    "cost_deadline_penalty",
                    "cost_eod_penalty",
                    "cost_overdraft_this_amount_one_tick",
                    "current_tick",
                    "system_ticks_per_day",
                    "system_current_day",
                    "system_tick_in_day",
                    "ticks_remaining_in_day",
                    "day_progress_fraction",
                    "is_eod_rush",
                    "total_agents",
                    "my_q2_out_value_to_counterparty",
                    "my_q2_in_value_from_counterparty",
                    "my_bilateral_net_q2"
                }) {
            same(name);
        }
        renamed("queue2_size", "rtgs_queue_size", null);
        renamed("allowed_overdraft_limit", "credit_limit", null);
        renamed("overdraft_headroom", "credit_headroom", null);
        renamed("credit_limit", "unsecured_cap", null);
        renamed("original_priority", "priority", "the priority here counts the boost near the deadline");
        always("settled_amount", "0", "nothing settles in part here");
        always("liquidity_buffer", "0", "agents have no buffer of their own here");
        always("is_overdraft_capped", "1", "always 1 there");
        differs("available_liquidity", "with the credit line and less reservations here; max(balance, 0) there");
        differs("effective_liquidity", "counts credit from collateral here");
        differs("credit_headroom", "counts credit from collateral here");
        differs("queue1_liquidity_gap", "by available_liquidity, which counts credit here");
        differs("headroom", "by available_liquidity, which counts credit here");
        differs("liquidity_pressure", "1 - max(0, balance) / (balance + credit_limit) here");
        differs("incoming_expected_count", "the transactions in the central queue towards the agent here");
        differs("queue2_nearest_deadline", "without any: the end of the run here, the largest integer there");
        differs("ticks_to_nearest_queue2_deadline", "without any: until the end of the run here, infinity there");
        differs("required_collateral_for_usage", "rounded up to whole units, and at most what is posted, here");
        differs("excess_collateral", "by required_collateral_for_usage, which is rounded up here");
        differs("cost_delay_this_tx_one_tick", "with the multipliers of priority and delay here");
        differs("tx_is_top_counterparty", "by value in the central queue, and the first one only, here");
        differs("system_queue2_pressure_index", "queued / (queued + agents) here");
        differs("my_throughput_fraction_today", "settled / (settled + unsettled) of today, parts too, here");
        differs("expected_throughput_fraction_by_now", "counts the current tick here");
        differs("throughput_gap", "the difference of two fields that differ");
        for (int rank = 1; rank <= 5; rank++) {
            lost("my_q2_out_value_top_" + rank);
            lost("my_q2_in_value_top_" + rank);
            lost("my_bilateral_net_q2_top_" + rank);
        }
        lost("tx_counterparty_id");
    }

    static @Nullable SimcashField of(String there) {
        return ALL.get(there);
    }

    /// All names of the documentation.
    static Set<String> names() {
        return ALL.keySet();
    }

    /// Whether it is always a whole number.
    static boolean isWhole(String there) {
        return ALL.containsKey(there) && !FRACTIONS.contains(there);
    }

    void judge(Given given, String place) {
        if (note == null) given.kept(place);
        else if (lost) given.lost(note);
        else given.changed(place, note);
    }

    private static void same(String name) {
        ALL.put(name, new SimcashField(name, null, false, null));
    }

    private static void renamed(String there, String here, @Nullable String note) {
        ALL.put(there, new SimcashField(here, null, false, note));
    }

    private static void differs(String name, String note) {
        ALL.put(name, new SimcashField(name, null, false, note));
    }

    private static void always(String name, String constant, String note) {
        ALL.put(name, new SimcashField("", constant, false, constant + " here: " + note));
    }

    private static void lost(String name) {
        ALL.put(name, new SimcashField("", "0", true, "0 stands for it: counterparties have no ranks or numbers here"));
    }
}
