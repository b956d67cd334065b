/// Liquidity saving: offsetting of queued transactions, each algorithm its own mechanism behind one seam.
@NullMarked
package rtgsim.lsm;

import org.jspecify.annotations.NullMarked;
