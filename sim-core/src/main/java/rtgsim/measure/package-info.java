/// What a run is judged by.
@NullMarked
package rtgsim.measure;

import org.jspecify.annotations.NullMarked;
