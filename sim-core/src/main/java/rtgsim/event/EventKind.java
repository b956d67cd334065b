package rtgsim.event;

/// The thirteen kinds of event, in the order of their numbers.
public enum EventKind {
    ARRIVAL("Arrival", EventCategory.TRANSACTION),
    POLICY_SUBMIT("PolicySubmit", EventCategory.POLICY),
    POLICY_HOLD("PolicyHold", EventCategory.POLICY),
    POLICY_DROP("PolicyDrop", EventCategory.POLICY),
    POLICY_SPLIT("PolicySplit", EventCategory.POLICY),
    COLLATERAL_POST("CollateralPost", EventCategory.COLLATERAL),
    COLLATERAL_WITHDRAW("CollateralWithdraw", EventCategory.COLLATERAL),
    SETTLEMENT("Settlement", EventCategory.SETTLEMENT),
    QUEUED_RTGS("QueuedRtgs", EventCategory.SETTLEMENT),
    LSM_BILATERAL_OFFSET("LsmBilateralOffset", EventCategory.LSM),
    LSM_CYCLE_SETTLEMENT("LsmCycleSettlement", EventCategory.LSM),
    COST_ACCRUAL("CostAccrual", EventCategory.COST),
    END_OF_DAY("EndOfDay", EventCategory.SYSTEM);

    private final String label;
    private final EventCategory category;

    EventKind(String label, EventCategory category) {
        this.label = label;
        this.category = category;
    }

    /// The name in JSON, SQL and on the screen: `Arrival`.
    public String label() {
        return label;
    }

    public EventCategory category() {
        return category;
    }

    /// 1 to 13, as in the digest.
    public int number() {
        return ordinal() + 1;
    }
}
