/// The tick: the order of the phases, and what runs in them.
@NullMarked
package rtgsim.engine;

import org.jspecify.annotations.NullMarked;
