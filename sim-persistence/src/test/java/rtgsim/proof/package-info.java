/// What must hold of whole runs, from the scenario file to the stored log.
@NullMarked
package rtgsim.proof;

import org.jspecify.annotations.NullMarked;
