/// What delay, credit, collateral and missed deadlines cost, in exact integers.
@NullMarked
package rtgsim.cost;

import org.jspecify.annotations.NullMarked;
