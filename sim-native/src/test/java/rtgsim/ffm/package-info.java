@NullMarked
package rtgsim.ffm;

import org.jspecify.annotations.NullMarked;
