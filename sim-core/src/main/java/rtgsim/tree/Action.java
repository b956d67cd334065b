package rtgsim.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What trees can do: name, parameters and meaning. The reader, the interpreter and the reference page all go by this list.
public enum Action {
    RELEASE(
            "Release",
            Group.PAYMENT,
            "submits, or waits for its tick",
            optional("priority_flag", Form.FLAG_WORD, "as declared"),
            optional("timed_for_tick", Form.TICKS, "now"),
            optional("rtgs_priority", Form.RTGS_WORD, "`normal`")),
    SPLIT("Split", Group.PAYMENT, "splits, all parts submitted now", required("num_splits", Form.COUNT)),
    STAGGER_SPLIT(
            "StaggerSplit",
            Group.PAYMENT,
            "splits into parts of which some are submitted now and the others later, one by one",
            required("num_splits", Form.COUNT),
            required("stagger_first_now", Form.COUNT),
            required("stagger_gap_ticks", Form.TICKS),
            optional("priority_boost_children", Form.PRIORITY, "0")),
    HOLD(
            "Hold",
            Group.PAYMENT,
            "leaves it where it is: a `PolicyHold` with that text",
            optional("reason", Form.REASON, "`hold`")),
    DROP("Drop", Group.PAYMENT, "gives it up: a `PolicyDrop`, reason `policy`"),
    REPRIORITIZE(
            "Reprioritize",
            Group.PAYMENT,
            "declares another priority: a `PolicyHold`, reason `reprioritized`; not asked again this tick",
            required("new_priority", Form.PRIORITY)),
    WITHDRAW_FROM_RTGS(
            "WithdrawFromRtgs", Group.PAYMENT, "from the central queue back to its place in the internal one"),
    RESUBMIT_TO_RTGS(
            "ResubmitToRtgs",
            Group.PAYMENT,
            "declares another RTGS priority",
            required("rtgs_priority", Form.RTGS_WORD)),
    SET_RELEASE_BUDGET(
            "SetReleaseBudget",
            Group.BANK,
            "for this tick; what is left out does not bind",
            optional("max_value_to_release", Form.MONEY, "unlimited"),
            optional("focus_counterparties", Form.AGENTS, "all"),
            optional("max_per_counterparty", Form.MONEY, "unlimited")),
    SET_STATE(
            "SetState",
            Group.BANK,
            "sets a register; no event, the reason is a remark",
            required("key", Form.REGISTER),
            required("value", Form.NUMBER),
            optional("reason", Form.REASON, "none")),
    ADD_STATE(
            "AddState",
            Group.BANK,
            "adds to a register; no event, the reason is a remark",
            required("key", Form.REGISTER),
            required("value", Form.NUMBER),
            optional("reason", Form.REASON, "none")),
    NO_ACTION("NoAction", Group.BANK, "nothing"),
    POST_COLLATERAL(
            "PostCollateral",
            Group.COLLATERAL,
            "posts, clipped as in phase 5; then a timer for what was posted",
            required("amount", Form.MONEY),
            optional("reason", Form.REASON, "`policy`"),
            optional("auto_withdraw_after_ticks", Form.TICKS, "no timer")),
    WITHDRAW_COLLATERAL(
            "WithdrawCollateral",
            Group.COLLATERAL,
            "withdraws, clipped as in phase 5",
            required("amount", Form.MONEY),
            optional("reason", Form.REASON, "`policy`")),
    HOLD_COLLATERAL("HoldCollateral", Group.COLLATERAL, "nothing");

    /// Which trees may take an action.
    public enum Group {
        PAYMENT("payment"),
        BANK("bank"),
        COLLATERAL("collateral");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// What an argument may be.
    public enum Form {
        MONEY("a value, minor units"),
        TICKS("a value, ticks"),
        COUNT("a value, a count"),
        PRIORITY("a value, clamped to 0–10"),
        NUMBER("a value"),
        FLAG_WORD("`HIGH` `MEDIUM` `LOW`"),
        RTGS_WORD("`highly_urgent` `urgent` `normal`"),
        REASON("a text of 1–40 characters"),
        REGISTER("the name of a register, `bank_state_…`"),
        AGENTS("a list of ids of agents");

        private final String described;

        Form(String described) {
            this.described = described;
        }

        public String described() {
            return described;
        }

        /// Whether the argument is computed when the action is taken.
        public boolean isNumber() {
            return ordinal() <= NUMBER.ordinal();
        }

        /// The only texts there are, or an empty list where there are others.
        public List<String> words() {
            return switch (this) {
                case FLAG_WORD -> List.of("HIGH", "MEDIUM", "LOW");
                case RTGS_WORD -> List.of("highly_urgent", "urgent", "normal");
                default -> List.of();
            };
        }
    }

    /// @param standard what holds where it is left out, for people; null where it must not be
    public record Parameter(String name, Form form, @Nullable String standard) {
        public boolean required() {
            return standard == null;
        }
    }

    /// The most characters of a reason.
    public static final int REASON_MAX = 40;

    private static final Map<String, Action> BY_LABEL = new HashMap<>();

    static {
        for (Action action : values()) BY_LABEL.put(action.label, action);
    }

    private final String label;
    private final Group group;
    private final String meaning;

    // A list that nobody can change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Parameter> parameters;

    Action(String label, Group group, String meaning, Parameter... parameters) {
        this.label = label;
        this.group = group;
        this.meaning = meaning;
        this.parameters = List.of(parameters);
    }

    /// The name in a policy file.
    public String label() {
        return label;
    }

    public Group group() {
        return group;
    }

    public String meaning() {
        return meaning;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /// The parameter of that name, or null.
    public @Nullable Parameter parameter(String name) {
        for (Parameter parameter : parameters) if (parameter.name.equals(name)) return parameter;
        return null;
    }

    /// The action of that name, or null.
    public static @Nullable Action named(String label) {
        return BY_LABEL.get(label);
    }

    /// Whether a text can be a reason.
    public static boolean isReason(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= 1 && length <= REASON_MAX && text.codePoints().noneMatch(Character::isISOControl);
    }

    private static Parameter required(String name, Form form) {
        return new Parameter(name, form, null);
    }

    private static Parameter optional(String name, Form form, String standard) {
        return new Parameter(name, form, standard);
    }
}
