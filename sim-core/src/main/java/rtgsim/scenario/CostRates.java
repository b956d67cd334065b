package rtgsim.scenario;

import java.math.BigDecimal;

/// What delay, credit, collateral and missed deadlines cost. Costs are figures; they move no money.
///
/// Rates have at most nine decimals and multipliers at most three, so that every cost is an exact integer sum divided once.
///
/// @param delayPerTickPerCent minor units per minor unit and tick
/// @param urgentMultiplier of the delay of priorities 8 to 10; `normalMultiplier` of 4 to 7, `lowMultiplier` of 0 to 3
/// @param splitFriction minor units for each part of a split after the first
/// @param eodPenalty minor units for each transaction that the close finds unsettled and due
public record CostRates(
        BigDecimal overdraftBpsPerTick,
        BigDecimal collateralBpsPerTick,
        BigDecimal liquidityBpsPerTick,
        BigDecimal delayPerTickPerCent,
        BigDecimal urgentMultiplier,
        BigDecimal normalMultiplier,
        BigDecimal lowMultiplier,
        BigDecimal overdueMultiplier,
        DelayQueues delayQueues,
        DeadlinePenalty deadlinePenalty,
        long splitFriction,
        long eodPenalty) {

    /// Which queues pay for delay.
    public enum DelayQueues {
        BOTH,
        INTERNAL
    }

    /// What a missed deadline costs, once per transaction.
    public sealed interface DeadlinePenalty {

        record Fixed(long amount) implements DeadlinePenalty {
            public Fixed {
                Refuse.negative(amount, "deadline_penalty");
            }
        }

        /// Basis points of the transaction.
        record Bps(BigDecimal bps) implements DeadlinePenalty {
            public Bps {
                rate(bps, "deadline_penalty.bps");
            }
        }
    }

    private static final int RATE_DECIMALS = 9;
    private static final int MULTIPLIER_DECIMALS = 3;

    public static final CostRates NONE =
            new CostRates(
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ONE,
                    BigDecimal.ONE,
                    BigDecimal.ONE,
                    BigDecimal.ONE,
                    DelayQueues.BOTH,
                    new DeadlinePenalty.Fixed(0),
                    0,
                    0);

    public CostRates {
        rate(overdraftBpsPerTick, "overdraft_bps_per_tick");
        rate(collateralBpsPerTick, "collateral_cost_per_tick_bps");
        rate(liquidityBpsPerTick, "liquidity_cost_per_tick_bps");
        rate(delayPerTickPerCent, "delay_cost_per_tick_per_cent");
        multiplier(urgentMultiplier, "priority_delay_multipliers.urgent");
        multiplier(normalMultiplier, "priority_delay_multipliers.normal");
        multiplier(lowMultiplier, "priority_delay_multipliers.low");
        multiplier(overdueMultiplier, "overdue_delay_multiplier");
        Refuse.unless(
                overdueMultiplier.compareTo(BigDecimal.ONE) >= 0,
                "overdue_delay_multiplier must be at least 1",
                overdueMultiplier.toPlainString());
        Refuse.negative(splitFriction, "split_friction_cost");
        Refuse.negative(eodPenalty, "eod_penalty");
        BigDecimal steepest = urgentMultiplier.max(normalMultiplier).max(lowMultiplier);
        BigDecimal scaled =
                delayPerTickPerCent
                        .multiply(steepest)
                        .multiply(overdueMultiplier)
                        .movePointRight(RATE_DECIMALS + 2 * MULTIPLIER_DECIMALS);
        Refuse.unless(
                scaled.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0,
                "delay rate × priority multiplier × overdue multiplier must stay below 9223.372036854775808",
                scaled.movePointLeft(RATE_DECIMALS + 2 * MULTIPLIER_DECIMALS).toPlainString());
    }

    private static void rate(BigDecimal value, String name) {
        Refuse.unless(value.signum() >= 0, name + " must not be negative", value.toPlainString());
        Refuse.moreDecimals(value, RATE_DECIMALS, name);
        Refuse.unless(
                value.movePointRight(RATE_DECIMALS).compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0,
                name + " must stay below 9223372036.854775808",
                value.toPlainString());
    }

    private static void multiplier(BigDecimal value, String name) {
        Refuse.unless(value.signum() >= 0, name + " must not be negative", value.toPlainString());
        Refuse.moreDecimals(value, MULTIPLIER_DECIMALS, name);
    }
}
