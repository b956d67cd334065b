package rtgsim.scenario;

import java.math.BigDecimal;
import java.util.List;

/// A participant of the system that decides for itself.
///
/// Amounts are minor units.
///
/// @param openingBalance may be negative, but not below minus the credit line
/// @param maxCollateralCapacity the most collateral it can have posted
/// @param collateralHaircut 0 to 1, at most six decimals
/// @param liquidityPool money kept elsewhere, of which the fraction is allocated at the start of each day
/// @param allocationFraction 0 to 1, at most six decimals
public record Agent(
        String id,
        long openingBalance,
        long unsecuredCap,
        long maxCollateralCapacity,
        long postedCollateral,
        BigDecimal collateralHaircut,
        long liquidityPool,
        BigDecimal allocationFraction,
        Limits limits,
        Reservations reservations,
        Policy policy,
        List<Flow> arrivals) {

    public Agent {
        checkId(id);
        Refuse.negative(unsecuredCap, "unsecured_cap");
        Refuse.negative(maxCollateralCapacity, "max_collateral_capacity");
        Refuse.outside(postedCollateral, 0, maxCollateralCapacity, "posted_collateral");
        Refuse.unless(
                collateralHaircut.signum() >= 0 && collateralHaircut.compareTo(BigDecimal.ONE) <= 0,
                "collateral_haircut must be 0 to 1",
                collateralHaircut.toPlainString());
        Refuse.moreDecimals(collateralHaircut, 6, "collateral_haircut");
        Refuse.negative(liquidityPool, "liquidity_pool");
        Refuse.unless(
                allocationFraction.signum() >= 0 && allocationFraction.compareTo(BigDecimal.ONE) <= 0,
                "liquidity_allocation_fraction must be 0 to 1",
                allocationFraction.toPlainString());
        Refuse.moreDecimals(allocationFraction, 6, "liquidity_allocation_fraction");
        Refuse.unless(!limits.bilateral().containsKey(id), "an agent has no limit to itself", "'" + id + "'");
        arrivals = List.copyOf(arrivals);
        long credit =
                Math.addExact(
                        unsecuredCap, CreditLine.collateralValue(postedCollateral, haircutMicros(collateralHaircut)));
        Refuse.unless(
                openingBalance >= -credit,
                "opening_balance must not be below minus the credit line of " + credit,
                openingBalance);
    }

    /// An agent without a pool, limits and reservations.
    public Agent(
            String id,
            long openingBalance,
            long unsecuredCap,
            long maxCollateralCapacity,
            long postedCollateral,
            BigDecimal collateralHaircut,
            Policy policy,
            List<Flow> arrivals) {
        this(
                id,
                openingBalance,
                unsecuredCap,
                maxCollateralCapacity,
                postedCollateral,
                collateralHaircut,
                0,
                BigDecimal.ONE,
                Limits.NONE,
                Reservations.NONE,
                policy,
                arrivals);
    }

    /// The haircut in millionths.
    public int haircutMicros() {
        return haircutMicros(collateralHaircut);
    }

    /// What of its pool the agent allocates at the start of a day.
    public long dailyAllocation() {
        return CreditLine.share(liquidityPool, allocationFraction.movePointRight(6).intValueExact());
    }

    private static int haircutMicros(BigDecimal haircut) {
        return haircut.movePointRight(6).intValueExact();
    }

    static void checkId(String id) {
        int length = id.codePointCount(0, id.length());
        Refuse.unless(length >= 1 && length <= 64, "an agent id must have 1 to 64 characters", length);
        Refuse.unless(
                id.codePoints().noneMatch(Character::isISOControl),
                "an agent id must hold no control character",
                "'" + id + "'");
        Refuse.unless(!id.equals(Scenario.CENTRAL_BANK), "an agent must not be called CENTRAL_BANK", id);
    }
}
