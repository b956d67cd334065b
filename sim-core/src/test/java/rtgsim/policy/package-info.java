@NullMarked
package rtgsim.policy;

import org.jspecify.annotations.NullMarked;
