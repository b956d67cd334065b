@NullMarked
package rtgsim.queue;

import org.jspecify.annotations.NullMarked;
