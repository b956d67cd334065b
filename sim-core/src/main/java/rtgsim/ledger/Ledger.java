package rtgsim.ledger;

import static rtgsim.ledger.InvariantViolated.check;

import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.scenario.CreditLine;

/// The money of a run: balances, receipts held apart, the credit that collateral and trust give, reservations and allocated pools.
///
/// One column per field, one row per agent in agent order; amounts are minor units. The central bank opens at minus the sum of all opening balances, so all
/// balances, with what is held apart, sum to zero at every instant. Every movement checks that the payer is covered. An RTGS priority is its position in
/// [RtgsPriority].
public final class Ledger {

    private static final int NORMAL = RtgsPriority.NORMAL.ordinal();
    private static final int URGENT = RtgsPriority.URGENT.ordinal();

    private final long[] balance;
    private final long[] held;
    private final long[] unsecuredCap;
    private final long[] posted;
    private final long[] capacity;
    private final int[] haircutMicros;
    private final long[] creditLine;
    private final long[] dailyAllocation;
    private final long[] allocated;
    private final long[] urgentReservation;
    private final long[] highlyUrgentReservation;
    private final long[] urgentLeft;
    private final long[] highlyUrgentLeft;
    private final boolean anyReservation;
    private long centralBank;
    private boolean deferring;

    public Ledger(AgentColumns agents) {
        int count = agents.count();
        balance = agents.openingBalance();
        held = new long[count];
        unsecuredCap = agents.unsecuredCap();
        posted = agents.posted();
        capacity = agents.capacity();
        haircutMicros = agents.haircutMicros();
        creditLine = new long[count];
        dailyAllocation = agents.dailyAllocation();
        allocated = new long[count];
        urgentReservation = agents.urgentReservation();
        highlyUrgentReservation = agents.highlyUrgentReservation();
        urgentLeft = new long[count];
        highlyUrgentLeft = new long[count];
        boolean any = false;
        for (int agent = 0; agent < count; agent++) {
            centralBank = Math.subtractExact(centralBank, balance[agent]);
            renewCreditLine(agent);
            any |= urgentReservation[agent] != 0 || highlyUrgentReservation[agent] != 0;
        }
        anyReservation = any;
    }

    public int agents() {
        return balance.length;
    }

    /// Money on the settlement account; negative while credit is used.
    public long balance(int agent) {
        return balance[agent];
    }

    public long centralBank() {
        return centralBank;
    }

    public long posted(int agent) {
        return posted[agent];
    }

    /// The most collateral that the agent can have posted.
    public long capacity(int agent) {
        return capacity[agent];
    }

    public int haircutMicros(int agent) {
        return haircutMicros[agent];
    }

    public long unsecuredCap(int agent) {
        return unsecuredCap[agent];
    }

    /// The unsecured cap and what the posted collateral is worth.
    public long creditLine(int agent) {
        return creditLine[agent];
    }

    public long allocated(int agent) {
        return allocated[agent];
    }

    /// What the agent could use without regard to its reservations: balance plus unused intraday credit. May be negative.
    public long usable(int agent) {
        return Math.addExact(balance[agent], creditLine[agent]);
    }

    /// Available liquidity: that of RTGS priority `normal`.
    public long available(int agent) {
        return available(agent, NORMAL);
    }

    /// Liquidity available to an RTGS priority: what the agent could use, less what is left of its reservations for higher ones.
    public long available(int agent, int rtgsPriority) {
        long usable = usable(agent);
        if (!anyReservation || rtgsPriority > URGENT) return usable;
        long above = Math.subtractExact(usable, highlyUrgentLeft[agent]);
        return rtgsPriority == URGENT ? above : Math.subtractExact(above, urgentLeft[agent]);
    }

    /// The first tick of a day restores every reservation.
    public void restoreReservations() {
        if (!anyReservation) return;
        System.arraycopy(urgentReservation, 0, urgentLeft, 0, urgentLeft.length);
        System.arraycopy(highlyUrgentReservation, 0, highlyUrgentLeft, 0, highlyUrgentLeft.length);
    }

    /// A transaction that settled uses up the reservation of its own priority, down to zero.
    public void useReservation(int agent, int rtgsPriority, long amount) {
        if (!anyReservation || rtgsPriority == NORMAL) return;
        long[] left = rtgsPriority == URGENT ? urgentLeft : highlyUrgentLeft;
        left[agent] = Math.max(0, left[agent] - amount);
    }

    /// What is left today of the reservation for an RTGS priority above `normal`.
    public long reservationLeft(int agent, int rtgsPriority) {
        return rtgsPriority == URGENT ? urgentLeft[agent] : highlyUrgentLeft[agent];
    }

    /// What the agent still has to allocate from its pool today.
    public long toAllocate(int agent) {
        return Math.max(0, dailyAllocation[agent] - allocated[agent]);
    }

    /// What the agent returns to its pool at the close.
    public long toReturn(int agent) {
        return Math.min(allocated[agent], Math.max(0, balance[agent]));
    }

    /// Notes that `amount` moved from the pool to the account (positive) or back (negative).
    public void allocate(int agent, long amount) {
        allocated[agent] = Math.addExact(allocated[agent], amount);
    }

    /// From now on receipts of settlements are held apart, until [#creditHeld].
    public void deferCredits() {
        deferring = true;
    }

    /// Credits what was held apart; receipts are usable at once again.
    public void creditHeld() {
        deferring = false;
        for (int agent = 0; agent < held.length; agent++) {
            if (held[agent] == 0) continue;
            balance[agent] = Math.addExact(balance[agent], held[agent]);
            held[agent] = 0;
        }
    }

    /// Moves the full amount of a transaction that its sender is known to cover.
    public void settle(int sender, int receiver, long amount) {
        check(amount > 0 && amount <= usable(sender), "a sender covers what it settles");
        balance[sender] = Math.subtractExact(balance[sender], amount);
        credit(receiver, amount);
    }

    /// Moves an agent by its net position in a set that settles together: received less sent.
    public void settleNet(int agent, long netPosition) {
        if (netPosition >= 0) {
            credit(agent, netPosition);
        } else {
            check(-netPosition <= usable(agent), "a net payer covers what an offset takes");
            balance[agent] = Math.addExact(balance[agent], netPosition);
        }
    }

    /// Moves a liquidity transfer, which is never deferred. The central bank is never refused.
    public void transfer(int sender, int receiver, long amount) {
        if (sender == RunHeader.CENTRAL_BANK) {
            centralBank = Math.subtractExact(centralBank, amount);
        } else {
            check(amount <= usable(sender), "a sender covers its liquidity transfer");
            balance[sender] = Math.subtractExact(balance[sender], amount);
        }
        if (receiver == RunHeader.CENTRAL_BANK) centralBank = Math.addExact(centralBank, amount);
        else balance[receiver] = Math.addExact(balance[receiver], amount);
    }

    /// Replaces the unsecured part of a credit line, also by less than is used: that undoes nothing.
    public void setUnsecuredCap(int agent, long cap) {
        unsecuredCap[agent] = cap;
        renewCreditLine(agent);
    }

    /// What of `wanted` the agent can post: up to its capacity.
    public long postable(int agent, long wanted) {
        return Math.max(0, Math.min(wanted, capacity[agent] - posted[agent]));
    }

    /// What of `wanted` the agent can withdraw while its collateral still covers the credit it uses. Reservations do not count.
    public long withdrawable(int agent, long wanted) {
        return Math.max(0, Math.min(wanted, posted[agent] - collateralInUse(agent)));
    }

    /// What must stay posted for the credit that the agent uses beyond its cap; all of it if that does not suffice.
    public long collateralInUse(int agent) {
        long need = Math.max(0, Math.subtractExact(Math.negateExact(balance[agent]), unsecuredCap[agent]));
        if (need > CreditLine.collateralValue(posted[agent], haircutMicros[agent])) return posted[agent];
        return Math.min(posted[agent], CreditLine.collateralFor(need, haircutMicros[agent], posted[agent]));
    }

    /// Changes what the agent has posted by `change`, positive or negative, and returns the new total.
    public long post(int agent, long change) {
        boolean wasCovered = usable(agent) >= 0;
        posted[agent] = Math.addExact(posted[agent], change);
        check(posted[agent] >= 0 && posted[agent] <= capacity[agent], "posted collateral is within its capacity");
        renewCreditLine(agent);
        check(change >= 0 || !wasCovered || usable(agent) >= 0, "a withdrawal leaves used credit covered");
        return posted[agent];
    }

    /// Money is neither made nor lost: all balances and all that is held apart sum to zero.
    public void checkConservation() {
        long sum = centralBank;
        for (int agent = 0; agent < balance.length; agent++) sum += balance[agent] + held[agent];
        check(sum == 0, "all balances sum to zero");
    }

    private void credit(int receiver, long amount) {
        if (deferring) held[receiver] = Math.addExact(held[receiver], amount);
        else balance[receiver] = Math.addExact(balance[receiver], amount);
    }

    private void renewCreditLine(int agent) {
        long value = CreditLine.collateralValue(posted[agent], haircutMicros[agent]);
        creditLine[agent] = Math.addExact(unsecuredCap[agent], value);
    }
}
