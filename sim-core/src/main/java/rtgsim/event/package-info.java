/// The thirteen events: records, the columnar log that stores them, and its digest.
@NullMarked
package rtgsim.event;

import org.jspecify.annotations.NullMarked;
