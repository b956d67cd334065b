/// Where transactions come from: seeded streams, and columns that were given.
@NullMarked
package rtgsim.arrivals;

import org.jspecify.annotations.NullMarked;
