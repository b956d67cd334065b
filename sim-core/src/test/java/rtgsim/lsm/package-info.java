@NullMarked
package rtgsim.lsm;

import org.jspecify.annotations.NullMarked;
