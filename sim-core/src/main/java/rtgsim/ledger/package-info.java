/// Balances, credit lines and collateral, the live transactions, and what must always hold of them.
@NullMarked
package rtgsim.ledger;

import org.jspecify.annotations.NullMarked;
