/// The examples of the documentation, run.
@NullMarked
package rtgsim.examples;

import org.jspecify.annotations.NullMarked;
