@NullMarked
package rtgsim.engine;

import org.jspecify.annotations.NullMarked;
