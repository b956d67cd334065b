package rtgsim.ledger;

import rtgsim.scenario.Limits;
import rtgsim.scenario.Reservations;

/// What an agent may use at some point of a day: all that the feasible set asks of it. Amounts are minor units.
///
/// @param balance without credit; below minus the credit line where that was lowered below its use
/// @param creditLine unsecured cap and what posted collateral is worth
/// @param limits what is left of them today: each less what was sent under it, net
/// @param reservations what is left of them today
/// @param heldApart what it received and cannot use before the tick ends; no part of the balance
public record Account(
        String id, long balance, long creditLine, Limits limits, Reservations reservations, long heldApart) {

    public Account {
        if (creditLine < 0) throw new IllegalArgumentException("creditLine must not be negative: " + creditLine);
    }

    /// One to which all is credited.
    public Account(String id, long balance, long creditLine, Limits limits, Reservations reservations) {
        this(id, balance, creditLine, limits, reservations, 0);
    }

    /// One with nothing but money.
    public Account(String id, long balance) {
        this(id, balance, 0, Limits.NONE, Reservations.NONE, 0);
    }
}
