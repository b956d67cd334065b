package rtgsim.scenario.importing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of SimCash's policy language, with what they are called here and the parameters that have a meaning here.
enum SimcashAction {
    RELEASE("Release", "Release", "priority_flag", "timed_for_tick", "rtgs_priority"),
    RELEASE_WITH_CREDIT("ReleaseWithCredit", "Release", "priority_flag", "timed_for_tick", "rtgs_priority"),
    SPLIT("Split", "Split", "num_splits"),
    PACE_AND_RELEASE("PaceAndRelease", "Split", "num_splits"),
    STAGGER_SPLIT(
            "StaggerSplit",
            "StaggerSplit",
            "num_splits",
            "stagger_first_now",
            "stagger_gap_ticks",
            "priority_boost_children"),
    HOLD("Hold", "Hold", "reason"),
    DROP("Drop", "Drop"),
    REPRIORITIZE("Reprioritize", "Reprioritize", "new_priority"),
    WITHDRAW_FROM_RTGS("WithdrawFromRtgs", "WithdrawFromRtgs"),
    RESUBMIT_TO_RTGS("ResubmitToRtgs", "ResubmitToRtgs", "rtgs_priority"),
    SET_RELEASE_BUDGET(
            "SetReleaseBudget",
            "SetReleaseBudget",
            "max_value_to_release",
            "focus_counterparties",
            "max_per_counterparty"),
    SET_STATE("SetState", "SetState", "key", "value", "reason"),
    ADD_STATE("AddState", "AddState", "key", "value", "reason"),
    NO_ACTION("NoAction", "NoAction"),
    POST_COLLATERAL("PostCollateral", "PostCollateral", "amount", "reason", "auto_withdraw_after_ticks"),
    WITHDRAW_COLLATERAL("WithdrawCollateral", "WithdrawCollateral", "amount", "reason"),
    HOLD_COLLATERAL("HoldCollateral", "HoldCollateral");

    private final String there;
    private final String here;
    private final String parameters;

    SimcashAction(String there, String here, String... parameters) {
        this.there = there;
        this.here = here;
        this.parameters = String.join(" ", parameters);
    }

    static @Nullable SimcashAction of(String there) {
        for (SimcashAction action : values()) if (action.there.equals(there)) return action;
        return null;
    }

    /// Whether it submits the transaction whole.
    boolean releases() {
        return here.equals("Release");
    }

    String here() {
        return here;
    }

    List<String> parameters() {
        return parameters.isEmpty() ? List.of() : List.of(parameters.split(" "));
    }
}
